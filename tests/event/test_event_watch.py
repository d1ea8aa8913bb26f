"""A day that passes in silence is told; a side that stays silent is noted; what came about is waited for no more."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from monitor import event
from monitor.app.watching import Watcher
from monitor.clock import SteppedClock
from monitor.model.catalog import Catalog
from monitor.model.content import Entry
from monitor.model.event import Claim, Placed, WatchKind
from monitor.model.fact import Status
from monitor.model.ports import Transaction
from monitor.store import Database, event_views, views
from monitor.store.tables import timers
from tests.support import wire
from tests.support.claims import claim

DAY = datetime(2025, 6, 18, tzinfo=UTC)
PLAN = Entry(
    "plan",
    "https://mod-ru.example/plan",
    "О подготовке обмена",
    "Обмен военнопленными между Россией и Украиной состоится 20 июня, сообщили в министерстве.",
    published=DAY + timedelta(hours=12),
    lang="ru",
)
TWENTIETH = {"first": date(2025, 6, 20), "last": date(2025, 6, 20)}


class Wakes:
    """Remembers who was woken."""

    def __init__(self) -> None:
        self.woken: list[tuple[str, str]] = []

    def wake(self, tx: Transaction, kind: str, key: str) -> None:
        self.woken.append((kind, key))


@pytest.fixture
def catalog(database: Database, clock: SteppedClock) -> Catalog:
    """A catalog under which Moscow has announced an exchange for 20 June."""
    made = wire.synced(database)
    clock.set(DAY + timedelta(hours=13))
    wire.hear(database, made, "mod-ru", PLAN)
    return made


def waiting(database: Database) -> dict[str, datetime]:
    with database.reading() as tx:
        query = select(timers).where(timers.c.kind.in_(WatchKind))
        return {row.kind: row.due_at for row in tx.connection.execute(query)}


def reasons(database: Database) -> list[str]:
    with database.reading() as tx:
        (record,) = event_views.event_list(tx)
        return [row["reason"] for row in event_views.event_log_of(tx, record.known.id)]


async def pass_time(database: Database, clock: SteppedClock, catalog: Catalog, until: datetime) -> Wakes:
    """Whatever is due by `until` is looked at."""
    wakes = Wakes()
    watcher = Watcher(database, lambda: catalog, wakes)
    clock.set(until)
    with database.reading() as tx:
        due = watcher.due(tx)
    for kind in due:
        await watcher.drain(kind)
    return wakes


def test_what_is_announced_is_waited_for(database: Database, catalog: Catalog) -> None:
    assert waiting(database) == {
        "event_due": datetime(2025, 6, 21, 12, tzinfo=UTC),
        "event_silence": datetime(2025, 6, 19, 12, tzinfo=UTC),
    }


async def test_the_silence_of_the_other_side_is_noted_and_told_to_nobody(
    database: Database, clock: SteppedClock, catalog: Catalog
) -> None:
    wakes = await pass_time(database, clock, catalog, DAY + timedelta(hours=37))
    assert reasons(database) == ["new_event", "silent_side"]
    assert wakes.woken == []
    with database.reading() as tx:
        (record,) = event_views.event_list(tx)
        note = event_views.event_log_of(tx, record.known.id)[-1]
    assert note["changes"] == [{"field": "UA", "old": "", "new": "silent for 24 hours"}]
    assert waiting(database).keys() == {"event_due"}


async def test_a_day_that_passes_without_a_word_is_told_once(
    database: Database, clock: SteppedClock, catalog: Catalog
) -> None:
    wakes = await pass_time(database, clock, catalog, datetime(2025, 6, 21, 13, tzinfo=UTC))
    assert wakes.woken == [("deliver", "hook")]
    with database.reading() as tx:
        ((row, newest),) = views.alert_list(tx)
        owed = views.delivery_list(tx)
    assert (row["revision"], row["state"], newest.reason) == (2, "open", "late")
    assert [(change.field, change.old, change.new) for change in newest.changes] == [
        ("expectation", "expected 2025-06-20", "late")
    ]
    assert len(owed) == 2
    assert waiting(database) == {}


async def test_what_has_taken_place_is_waited_for_no_more_and_says_that_it_was_on_time(
    database: Database, clock: SteppedClock, catalog: Catalog
) -> None:
    for voice in wire.VOICES:
        clock.set(datetime(2025, 6, 20, 17, tzinfo=UTC))
        wire.hear(database, catalog, voice.id, voice.entry(datetime(2025, 6, 20, tzinfo=UTC)))
    assert waiting(database) == {}
    assert (await pass_time(database, clock, catalog, datetime(2025, 6, 25, tzinfo=UTC))).woken == []
    with database.reading() as tx:
        (record,) = event_views.event_list(tx)
    assert record.known.event.value("expectation") == "met"


def stands(claims: Sequence[Claim]) -> str:
    (group,) = event.resolve(claims)
    return event.merge("key", group).value("expectation")


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ((), "expected"),
        ((claim("UA/hq", "20"),), "met"),
        ((claim("UA/hq", "21"),), "1 day late"),
        ((claim("UA/hq", "22", status=Status.UNDER_WAY),), "2 days late"),
        ((claim("RU/mod", "19", status=Status.POSTPONED, **TWENTIETH),), "put off"),
        ((claim("RU/mod", "20", status=Status.CALLED_OFF, **TWENTIETH),), "contradicted"),
    ],
)
def test_an_expectation_is_met_late_put_off_or_contradicted(after: tuple[Claim, ...], words: str) -> None:
    assert stands((claim("UA/hq", "18", status=Status.PLANNED, **TWENTIETH), *after)) == words


def test_nothing_is_waited_for_where_both_sides_have_spoken_of_what_took_place() -> None:
    placed = tuple(Placed(one, "") for one in (claim("RU/mod"), claim("UA/hq", "10 13:00")))
    assert [watch.due_at for watch in event.watches(event.merge("key", placed), placed)] == [None, None]
    assert [watch.kind for watch in event.watches(event.merge("key", placed), placed)] == list(WatchKind)
