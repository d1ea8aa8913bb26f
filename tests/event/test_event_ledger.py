"""Who was first, and what an agreement has come to."""

from datetime import date

from monitor import event
from monitor.model.event import Claim, Event, Tally
from monitor.model.fact import Kind, Qualifier, Status
from tests.support.claims import claim, to

ISTANBUL = {"agreement_place": "Istanbul", "agreement_day": date(2025, 6, 2)}
THOUSAND = (Tally("RU", 1000, Qualifier.AT_LEAST), Tally("UA", 1000, Qualifier.AT_LEAST))


def events(*claims: Claim) -> list[Event]:
    return [event.merge(f"key {number}", group) for number, group in enumerate(event.resolve(claims))]


def test_the_first_source_and_the_minutes_until_the_others() -> None:
    heard = event.heard_from(
        (
            claim("UA/hq", "03", status=Status.PLANNED),
            claim("UA/hq", "10 13:33"),
            claim("UA/hq", "10 18:00"),
            claim("RU/mod", "10 12:42"),
            claim("third/wire", "10 12:58", withdrawn=True),
        )
    )
    assert [(each.source_id, each.minutes) for each in heard] == [("mod", 0), ("hq", 51)]


def test_what_is_only_expected_is_timed_by_its_announcement() -> None:
    heard = event.heard_from(
        (claim("UA/hq", "03 12:00", status=Status.PLANNED), claim("RU/mod", "03 12:20", status=Status.PLANNED))
    )
    assert [(each.source_id, each.minutes) for each in heard] == [("hq", 0), ("mod", 20)]


def test_an_agreement_runs_up_to_its_ceiling() -> None:
    totals = event.totals(
        events(
            claim("RU/mfa", "03", status=Status.PLANNED, counts=THOUSAND, **ISTANBUL),
            claim("RU/mod", "09", counts=to(RU=200, UA=200), **ISTANBUL),
            claim("RU/mod", "10", counts=to(RU=230), **ISTANBUL),
            claim("UA/hq", "12", **ISTANBUL),
            claim("UA/hq", "11", kind=Kind.BODIES, counts=to(UA=1212), **ISTANBUL),
            claim("AM/mod-am", "09", parties=("AM", "AZ"), counts=to(AM=4)),
        )
    )
    assert [(total.series, total.words) for total in totals] == [
        ("istanbul:2025-06-02", "bodies to UA: 1,212, in 1 event"),
        ("istanbul:2025-06-02", "returned to RU: 430 of at least 1,000, in 3 events (1 without a figure)"),
        ("istanbul:2025-06-02", "returned to UA: 200 of at least 1,000, in 3 events (2 without a figure)"),
    ]


def test_an_agreement_that_is_named_without_its_day_is_the_newest_made_there() -> None:
    found = events(
        claim("RU/mod", "09", **ISTANBUL),
        claim("UA/hq", "11", agreement_place="Istanbul"),
        claim("UA/hq", "01", agreement_place="Istanbul"),
    )
    assert sorted(str(each.series) for each in found) == ["istanbul", "istanbul:2025-06-02", "istanbul:2025-06-02"]
