"""More of what publishers do: positions for ids, renumbering, floods, formulas, withdrawals, pages that never rest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.clock import SteppedClock
from monitor.store import Database
from tests.support.newsroom import NOON, Case, Newsroom, changed, dated, edited, post, posts

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def positions_for_ids(room: Newsroom) -> None:
    for pieces in ("cba", "dcba", "edcb", "gfed", "gfed"):
        room.poll([post(piece, guid=str(at)) for at, piece in enumerate(pieces, start=1)])


def positions_for_ids_and_an_edit(room: Newsroom) -> None:
    positions_for_ids(room)
    room.poll([edited(post(piece, guid=str(at))) for at, piece in enumerate("hgfe", start=1)])


def renumbered(room: Newsroom) -> None:
    room.poll([post(piece, guid=str(at)) for at, piece in enumerate("abcdef")])
    room.poll([post(piece, guid=str(at)) for at, piece in enumerate("fedcba")])
    room.poll([edited(post("a", guid="5")), *(post(piece, guid=str(at)) for at, piece in enumerate("fedcb"))])


def everything_at_once(room: Newsroom) -> None:
    room.poll([post("a", link="http://mod.example/news/a"), *posts("bc")])
    moved = {"link": "https://www.mod.example/news/a/?utm_source=rss", "guid": "https://mod.example/?p=a"}
    room.poll([edited(post("a", **moved)), *posts("bc")])


def pretty_addresses(room: Newsroom) -> None:
    old = changed(dated("abcdef"), link=lambda one: f"https://mod.example/?p={one.piece}")
    room.poll(changed(old, guid=lambda one: one.link))
    room.poll(
        changed(old, link=lambda one: f"https://mod.example/2025/06/{one.piece}/", guid=lambda one: f"g-{one.piece}")
    )


def windows(room: Newsroom) -> None:
    for pieces in ("abcdef", "fdb", "cdefgh", "ah", "hgfedcba", "klm", "amb"):
        room.poll(posts(pieces))


def mobile_and_amp(room: Newsroom) -> None:
    document = posts("abc", guid=None)
    for host, end in (("mod", ""), ("m.mod", ""), ("mod", "/amp/"), ("amp.mod", ""), ("www.mod", "?outputType=amp")):
        room.poll(changed(document, link=lambda one, h=host, e=end: str(one.link).replace("mod", h) + e))
    room.poll(
        changed(
            document, link=lambda one: str(one.link).replace("mod", "m.mod"), text=lambda one: one.text + " So it was."
        )
    )


def anchors(room: Newsroom) -> None:
    room.poll([post(piece, guid=None, link=f"https://mod.example/live#entry-{piece}") for piece in "abc"])
    room.poll([post(piece, guid=None, link=f"https://mod.example/live#entry-{piece}") for piece in "dcba"])
    room.poll([edited(post(piece, guid=None, link=f"https://mod.example/live#entry-{piece}")) for piece in "dcba"])


def a_note_becomes_a_text(room: Newsroom) -> None:
    full = post("a")
    room.poll([replace(full, text="An exchange of prisoners took place."), *posts("bc")])
    room.poll([replace(full, link="https://mod.example/preview/a"), *posts("bc")])
    room.poll([full, *posts("bc")])


FORMULA = (
    "An exchange of prisoners took place. The ministry thanks all who made the return of our people possible today."
)


def a_formula_on_another_day(room: Newsroom) -> None:
    first, second = (
        post(piece, title="Exchange", text=FORMULA, date=NOON + timedelta(minutes=minutes))
        for piece, minutes in (("a", 1), ("b", 32))
    )
    room.poll([first])
    room.poll([second, first], after=HOUR)
    room.poll([second])


def two_formulas_on_a_day_without_times(room: Newsroom) -> None:
    midnight = NOON.replace(hour=0)
    first, second = (
        post(piece, title="Exchange", text="An exchange of prisoners took place.", date=midnight) for piece in "ab"
    )
    room.poll([first])
    room.poll([second, first])
    room.poll([second])


def rotating_ids_all_of_one_second(room: Newsroom) -> None:
    for visit in range(8):
        stamp = NOON + timedelta(minutes=10 * visit)
        room.poll([post(piece, guid=f"{piece}{visit}", date=stamp) for piece in "abcd"])


def links_flip_language(room: Newsroom) -> None:
    document = posts("abc")
    english = changed(document, link=lambda one: str(one.link).replace("/news", "/en/news"))
    for shown in (document, english, document, [edited(english[0]), *document[1:]]):
        room.poll(shown)


def another_domain_and_new_ids(room: Newsroom) -> None:
    room.poll(posts("abcdef"))
    there = changed(
        posts("abcdef"), guid=lambda one: f"x-{one.piece}", link=lambda one: f"https://army.example/n/{one.piece}"
    )
    room.poll(there)
    room.poll([*changed(posts("g"), link=lambda _: "https://army.example/n/g"), edited(there[0]), *there[1:]])


def tokens_in_links(room: Newsroom) -> None:
    for visit in range(6):
        room.poll(changed(posts("abc"), link=lambda one, v=visit: f"{one.link}?t={v}"))


def posted_twice(room: Newsroom) -> None:
    again = replace(post("a"), guid="sticky")
    room.poll([again, *posts("cba")])
    room.poll([*posts("dcb"), post("a"), again])


def an_aggregator(room: Newsroom) -> None:
    first = post("a", guid="https://one.example/1", link="https://one.example/1")
    second = post("b", guid="https://two.example/1", link="https://two.example/1")
    room.poll([first])
    room.poll([second])
    room.poll([second, first])
    room.poll([edited(second), edited(first)])


def after_an_outage(room: Newsroom) -> None:
    room.poll(posts("abcdef"))
    room.clock.advance(timedelta(hours=70))
    fresh = [post(piece, date=room.clock.now() - HOUR + timedelta(minutes=ord(piece) - 96)) for piece in "uvwxyz"]
    old = [post(piece, date=room.clock.now() - 30 * HOUR) for piece in "ghijk"]
    room.poll([*fresh, *old])


def rewritten_under_all_names(room: Newsroom) -> None:
    before = dated("abc")
    room.poll(before)
    text = before[0].text.replace("prisoners", "205 prisoners")
    made = {"guid": "corrected", "link": "https://mod.example/corrected", "title": "Corrected", "text": text}
    room.poll([replace(before[0], **made), *before[1:]])


def a_date_alone_proves_nothing(room: Newsroom) -> None:
    midnight = NOON.replace(hour=0)
    for piece in "abc":
        room.poll([post(piece, title="Exchange", text="An exchange of prisoners took place.", date=midnight)])


def a_formula_without_dates(room: Newsroom) -> None:
    for piece in "abc":
        room.poll([], after=20 * HOUR)
        room.poll([], after=20 * HOUR)
        room.poll([post(piece, title="Exchange", text=FORMULA)])
        room.poll([post(piece, title="Exchange", text=FORMULA)])


def one_guid_and_headline_for_every_event(room: Newsroom) -> None:
    text = "An exchange of prisoners took place: {} people came home today, and the ministry thanks all who helped."
    for piece, count, days in (("a", 205, 0), ("b", 270, 3), ("c", 1000, 9)):
        date = NOON + timedelta(days=days)
        room.clock.advance(max(date - room.clock.now(), MINUTE))
        room.poll([post(piece, guid="latest", title="Exchange", text=text.format(count), date=date)])


CASES = [
    Case("33 positions for ids", positions_for_ids),
    Case("34 positions for ids, and all is edited", positions_for_ids_and_an_edit),
    Case("35 renumbered", renumbered),
    Case("36 scheme, host, slash, tracking, guid and text at once", everything_at_once),
    Case("37 pretty addresses", pretty_addresses),
    Case("38 windows that overlap, shuffled", windows),
    Case("39 mobile and AMP addresses", mobile_and_amp),
    Case("40 anchors of one page", anchors),
    Case("41 a note becomes a text", a_note_becomes_a_text),
    Case("42 a formula on another day", a_formula_on_another_day),
    Case("43 two formulas on a day without times", two_formulas_on_a_day_without_times),
    Case("44 rotating ids, all dated to the same second", rotating_ids_all_of_one_second),
    Case("45 links flip their language", links_flip_language),
    Case("46 another domain and new ids", another_domain_and_new_ids),
    Case("47 tokens in links", tokens_in_links),
    Case("48 posted twice in a document", posted_twice),
    Case("49 an aggregator of several sites", an_aggregator),
    Case("50 an outage of three days", after_an_outage, alerts=12),
    Case("51 rewritten under all its names", rewritten_under_all_names, updates=1),
    Case("52 a date alone proves nothing", a_date_alone_proves_nothing),
    Case("53 a formula without dates", a_formula_without_dates),
    Case("54 one guid and headline for every event", one_guid_and_headline_for_every_event),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_lost_and_nothing_doubled(case: Case, database: Database, clock: SteppedClock) -> None:
    case.judge(database, clock)
