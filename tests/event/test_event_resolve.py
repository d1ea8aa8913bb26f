"""Which claims tell one event: decided by facts, with vetoes; never by how alike the texts are."""

from datetime import date
from itertools import permutations

import pytest

from monitor import event
from monitor.model.event import Claim, Numbering, Tally
from monitor.model.fact import Kind, Qualifier, Status
from tests.support.claims import claim, edited, resolved, to

FORMULA = "О возвращении группы российских военнослужащих"
ISTANBUL = {"agreement_place": "Istanbul", "agreement_day": date(2025, 6, 2)}
TALKS = {"kind": Kind.NEGOTIATION}


def stage(number: int | None, *of: str) -> Numbering:
    return Numbering("stage", number, of)


def nth_round(number: int) -> Numbering:
    return Numbering("round", number)


def days(first: int, last: int | None = None) -> dict[str, date]:
    return {"first": date(2025, 6, first), "last": date(2025, 6, last or first)}


MOD = claim("RU/mod", "10 12:00", title=FORMULA, counts=to(RU=205, UA=205))

APART = {
    "the ministry's formula on another day": (MOD, claim("RU/mod", "23 12:00", title=FORMULA, counts=to(RU=270))),
    "its formula and its figure on another day": (MOD, claim("RU/mod", "14 12:00", title=FORMULA, counts=to(RU=205))),
    "on that day, of other sides": (MOD, claim("AM/mod-am", "10 13:00", parties=("AM", "AZ"), counts=to(AM=205))),
    "of that day, another figure for one side": (MOD, claim("UA/hq", "10 13:00", counts=to(RU=270))),
    "another day is said": (claim("RU/mod", **days(9)), claim("UA/hq", **days(10))),
    "prisoners and bodies": (MOD, claim("UA/hq", "10 13:00", kind=Kind.BODIES)),
    "another stage on the same day": (
        claim("RU/mod", numbering=stage(1), **ISTANBUL),
        claim("RU/mfa", "10 19:00", numbering=stage(2), **ISTANBUL),
    ),
    "under another agreement": (
        claim("RU/mod", **ISTANBUL),
        claim("RU/mfa", "10 19:00", agreement_place="Abu Dhabi", agreement_day=date(2025, 6, 5)),
    ),
    "the second rounds of two venues": (
        claim("RU/mfa", numbering=nth_round(2), place="Istanbul", **TALKS),
        claim("UA/mfa", "12", numbering=nth_round(2), place="Abu Dhabi", **TALKS),
    ),
    "two rounds in one venue": (
        claim("RU/mfa", numbering=nth_round(2), place="Istanbul", **TALKS),
        claim("UA/mfa", "11", numbering=nth_round(3), place="Istanbul", status=Status.PLANNED, **TALKS),
    ),
    "talks on two topics": (
        claim("third/wire", topic="nuclear", parties=("US", "RU"), **TALKS),
        claim("third/agency", topic="trade", parties=("US", "RU"), **TALKS),
    ),
    "sides that are not named, by a third party, with nothing in common": (
        MOD,
        claim("third/wire", "10 13:00", parties=(), counts=()),
    ),
    "what is announced after it took place": (
        MOD,
        claim("UA/hq", "10 18:00", status=Status.PLANNED, numbering=stage(None)),
    ),
}

TOGETHER = {
    "in other words, of the other side": (MOD, claim("UA/hq", "10 18:00", title="Ще 205 захисників удома")),
    "whose own captives count by another figure": (MOD, claim("UA/hq", "10 18:00", counts=to(UA=205))),
    "with civilians told apart": (
        MOD,
        claim("UA/hq", "10 18:00", counts=(Tally("UA", 205), Tally("UA:civilians", 3))),
    ),
    "and civilians counted in": (
        claim("RU/mod", counts=(Tally("UA", 205), Tally("UA:civilians", 15))),
        claim("UA/hq", "10 18:00", counts=to(UA=220)),
    ),
    "per side and in all": (MOD, claim("third/wire", "10 18:00", counts=(Tally("total", 410),))),
    "at least so many": (MOD, claim("third/wire", "10 18:00", counts=(Tally("RU", 200, Qualifier.AT_LEAST),))),
    "a miscount of a few": (
        claim("RU/mod", kind=Kind.BODIES, counts=to(UA=6060)),
        claim("UA/hq", "10 18:00", kind=Kind.BODIES, counts=to(UA=6057)),
    ),
    "the sixty-sixth exchange, stage one": (
        claim("UA/hq", numbering=Numbering("exchange", 66)),
        claim("RU/mod", "10 14:00", numbering=stage(1), **ISTANBUL),
    ),
    "the second stage, and the second of the wounded": (
        claim("RU/mod", numbering=stage(3), **ISTANBUL),
        claim("UA/president", "10 14:00", numbering=stage(2, "seriously_wounded"), **ISTANBUL),
    ),
    "the stage, told two days later": (
        claim("RU/mod", numbering=stage(2), **ISTANBUL),
        claim("UA/hq", "12", numbering=stage(2), agreement_place="Istanbul"),
    ),
    "the evening before, told in the morning": (claim("RU/mod", "10 19:00"), claim("UA/hq", "11 07:00")),
    "commented on by a third country": (MOD, claim("TR/mfa-tr", "12 10:00", parties=("RU", "UA"))),
    "announced a week before": (
        claim("UA/hq", "03", status=Status.PLANNED),
        claim("RU/mod", "10"),
    ),
    "put off": (
        claim("UA/hq", "03", status=Status.PLANNED, **days(7)),
        claim("RU/mod", "07", status=Status.POSTPONED, **days(7)),
    ),
    "denied": (MOD, claim("UA/hq", "10 18:00", status=Status.DENIED)),
    "a round by its number, for days": (
        claim("TR/mfa-tr", "02 06:00", status=Status.PLANNED, numbering=nth_round(2), place="Istanbul", **TALKS),
        claim("BY/mfa-by", "05", numbering=nth_round(2), parties=("BY",), **TALKS),
    ),
    "talks a few days late": (
        claim("RU/mfa", "02", status=Status.PLANNED, **days(8), **TALKS),
        claim("UA/mfa", "10", **TALKS),
    ),
    "each names the other side only": (
        claim("RU/mod", parties=("UA",)),
        claim("UA/hq", "10 18:00", parties=("RU",)),
    ),
}


@pytest.mark.parametrize("claims", [pytest.param(claims, id=name) for name, claims in APART.items()])
def test_what_differs_in_a_fact_stays_apart(claims: tuple[Claim, Claim]) -> None:
    for order in permutations(claims):
        assert len(resolved(order)) == 2


@pytest.mark.parametrize("claims", [pytest.param(claims, id=name) for name, claims in TOGETHER.items()])
def test_what_agrees_in_its_facts_is_one_event(claims: tuple[Claim, Claim]) -> None:
    for order in permutations(claims):
        assert len(resolved(order)) == 1


def test_stages_on_four_days_are_four_events_whatever_is_counted() -> None:
    told = [
        claim("RU/mod", "09 12:11", numbering=stage(1), **ISTANBUL),
        claim("UA/hq", "09 13:03", numbering=Numbering("exchange", 66)),
        claim("RU/mod", "10 12:42", numbering=stage(2), agreement_place="Istanbul"),
        claim("UA/president", "10 14:12", numbering=stage(1, "seriously_wounded")),
        claim("RU/mod", "12 10:22", numbering=stage(None), **ISTANBUL),
        claim("UA/president", "12 11:02", numbering=stage(2, "seriously_wounded"), **days(12)),
        claim("RU/mod", "14 10:00", numbering=stage(None), **ISTANBUL),
    ]
    expected = {frozenset(group) for group in ({"RU/mod", "UA/hq"}, {"RU/mod", "UA/president"}, {"RU/mod"})}
    for order in (told, told[::-1], told[3:] + told[:3]):
        found = resolved(order)
        assert len(found) == 4
        assert {frozenset(group) for group in found} == expected


def test_an_announcement_goes_with_the_first_exchange_that_follows_it() -> None:
    plan = claim("UA/hq", "03", status=Status.PLANNED)
    first, second = claim("RU/mod", "09"), claim("RU/mod", "12")
    groups = [{placed.claim.day.day for placed in group} for group in event.resolve((second, plan, first))]
    assert groups == [{3, 9}, {12}]


def test_each_claim_has_the_reason_why_it_is_where_it_is() -> None:
    told = (
        MOD,
        claim("UA/hq", "10 18:00", counts=to(UA=205)),
        claim("third/wire", "10 13:00", counts=to(RU=270)),
        claim("TR/mfa-tr", "12 10:00"),
        claim("UA/mfa", "08", status=Status.PLANNED),
    )
    reasons = {placed.claim.source_id: placed.reason for group in event.resolve(told) for placed in group}
    assert reasons == {
        "mod": "first_claim",
        "hq": "same_day_and_count",
        "wire": "other_count",
        "mfa-tr": "told_later",
        "mfa": "announced_before",
    }


def test_a_corrected_figure_moves_no_claim() -> None:
    assert len(resolved((edited(MOD, counts=to(RU=206, UA=205)), claim("UA/hq", "10 18:00", counts=to(UA=205))))) == 1
