"""When to look again, what an answer or an absence says, and what desks are told of a withdrawal."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import SteppedClock
from monitor.identify import LOOKS, Presence, next_look, not_listed, sight_of_listing, sight_of_page
from monitor.model.content import KnownItem
from monitor.store import Database
from monitor.store.tables import versions
from tests.support.newsroom import Newsroom, dated, posts

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_six_looks_and_no_more() -> None:
    looks, now = [], NOW
    while (due := next_look(NOW, now)) is not None:
        looks.append(due - NOW)
        now = due
    assert tuple(looks) == LOOKS == (5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 72 * HOUR)


def test_missed_looks_are_not_made_up_for() -> None:
    assert next_look(NOW, NOW + 2 * HOUR) == NOW + 6 * HOUR
    assert next_look(NOW, NOW + 100 * HOUR) is None


@pytest.mark.parametrize(
    ("status", "led_home", "missing_for", "presence", "reason"),
    [
        (200, False, None, "there", "answered"),
        (200, False, 9, "there", "answered"),
        (200, True, None, "missing", "led_home"),
        (200, True, 9, "withdrawn", "led_home"),
        (404, False, None, "missing", "not_found"),
        (404, False, 3, "missing", "not_found"),
        (404, False, 4, "withdrawn", "not_found"),
        (451, False, 9, "withdrawn", "barred"),
        (410, False, None, "withdrawn", "gone"),
        (403, False, 9, "unknown", "failed"),
        (429, False, 9, "unknown", "failed"),
        (503, False, 9, "unknown", "failed"),
        (None, False, 9, "unknown", "failed"),
        (503, True, 9, "unknown", "failed"),
    ],
)
def test_what_a_page_says(
    status: int | None, led_home: bool, missing_for: int | None, presence: str, reason: str
) -> None:
    missing_since = None if missing_for is None else NOW - missing_for * MINUTE
    sight = sight_of_page(status, missing_since, NOW, led_home=led_home)
    assert (sight.presence, sight.reason) == (Presence(presence), reason)


def item(number: int, published: int | None = None) -> KnownItem:
    date = None if published is None else NOW + published * MINUTE
    return KnownItem(number, f"k{number}", 1, "f", "t", None, published_at=date)


def test_an_absence_counts_only_between_older_and_newer_items() -> None:
    listed = [item(number) for number in (1, 2, 3, 5)]
    assert not_listed(listed, [item(4)]) == (item(4),)
    assert not_listed(listed, [item(5)]) == ()
    assert not_listed(listed, [item(6)]) == (), "a cache may be behind"
    assert not_listed(listed[1:], [item(4)]) == (), "out of the window, perhaps"
    assert not_listed([], [item(4)]) == ()


def test_dates_say_what_is_older_where_all_have_one() -> None:
    listed = [item(9, 1), item(8, 2), item(7, 3), item(1, 5)]
    assert not_listed(listed, [item(6, 4)]) == (item(6, 4),)
    assert not_listed(listed, [item(6, 9)]) == ()
    assert not_listed(listed, [item(6)]) == (), "by the order of first sight it is not between"


def test_a_document_in_no_order_or_with_old_items_for_ever_proves_no_absence() -> None:
    newest_first = [item(number) for number in range(20, 0, -1) if number != 15]
    assert not_listed(newest_first, [item(15)]) == (item(15),)
    assert not_listed(newest_first[::-1], [item(15)]) == (item(15),), "or the oldest first"
    assert not_listed(newest_first[::2] + newest_first[1::2][::-1], [item(15)]) == ()
    pinned = [item(1), item(2), item(3), *(item(number) for number in range(40, 30, -1))]
    assert not_listed(pinned, [item(30)]) == (), "it fell out of the window; those three are pinned"


def test_an_absence_has_to_last() -> None:
    assert sight_of_listing(None, NOW).presence is Presence.MISSING
    assert sight_of_listing(NOW - 9 * MINUTE, NOW).presence is Presence.MISSING
    assert sight_of_listing(NOW - 10 * MINUTE, NOW).presence is Presence.WITHDRAWN


def played(database: Database, clock: SteppedClock, *documents: str) -> Newsroom:
    room = Newsroom(database, clock)
    room.poll([])
    for pieces in documents:
        room.poll(dated(pieces))
    return room


def test_what_is_taken_out_of_a_listing_is_told_once_and_comes_back_as_a_version(
    database: Database, clock: SteppedClock
) -> None:
    room = played(database, clock, "abcdef", "abcef", "abcef", "abcefg", "abcefg")
    assert room.updates == ["deleted"]
    gone = room.rows(versions.c.kind, versions.c.identity_reason, versions.c.text, versions.c.act_reason)
    assert gone.count(("deleted", "not_listed", "", "deleted")) == 1
    assert room.poll(dated("abcdefg")).items[0].identified.reason == "restored"
    assert room.updates == ["deleted", "further_match"]
    assert (room.lost, room.doubled, room.items) == ([], [], 7)


@pytest.mark.parametrize(
    "documents",
    [
        ("abcdef", "abcef", "abcdef", "abcef", "abcdef"),
        ("abcdef", "def", "ef", "f"),
        ("abcdef", "abcde", "abcde", "abcde"),
        ("abcdef", "", "", "", "abcdef"),
        ("abcdef", "abcdefgh", "abcdef", "abcdef", "abcdef"),
    ],
    ids=["it is there again", "a window moves on", "the newest, or an old copy", "an empty document", "an old copy"],
)
def test_no_other_absence_is_a_withdrawal(documents: tuple[str, ...], database: Database, clock: SteppedClock) -> None:
    room = played(database, clock, *documents)
    assert room.updates == []
    assert {row[0] for row in room.rows(versions.c.kind)} == {"text"}


def test_what_a_mirror_leaves_out_is_not_withdrawn(database: Database, clock: SteppedClock) -> None:
    mirror = "https://mirror.example/feed"
    room = played(database, clock, "abcdef")
    room.mirror(mirror)
    for _ in range(3):
        room.poll(dated("abcef"), mirror=mirror)
    assert room.updates == []
    for _ in range(2):
        room.poll(dated("abcef"))
    assert room.updates == ["deleted"]


def test_what_desks_were_never_told_of_is_not_watched(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    quiet = [replace(one, text="Nothing to report.") for one in dated("abcdef")]
    for document in (quiet, quiet[:3] + quiet[4:], quiet[:3] + quiet[4:], quiet[:3] + quiet[4:]):
        room.poll(document)
    assert {row[0] for row in room.rows(versions.c.kind)} == {"text"}


def test_an_undated_listing_goes_by_first_sight(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    room.poll([])
    for pieces in ("a", "ab", "abc", "abcd", "abcde", "abce", "abce", "abce"):
        room.poll(posts(pieces))
    assert room.updates == ["deleted"]
