"""From the facts of an item to its claims: what is recalled, or only on the agenda, claims nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model.catalog import Source
from monitor.model.content import Span
from monitor.model.event import Claim, Numbering, Tally
from monitor.model.fact import Count, Fact, Kind, Qualifier, Said, Status

PERFORMED = frozenset({Status.UNDER_WAY, Status.DONE})
_CLAIMING = PERFORMED | {Status.PROPOSED, Status.PLANNED, Status.POSTPONED, Status.CALLED_OFF, Status.DENIED}
_UNITS = {"group": "stage"}
"""Ministries count one thing as groups, headquarters as stages."""

_RECALLED = timedelta(days=14)
_LATE_WORD = timedelta(days=3)
_BESIDE = 24
"""Characters between an ordinal and the people it is counted among: "the second stage of the wounded"."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts were found: the version of an item, and who published it."""

    source: Source
    item_key: str
    version: int
    title: str
    text: str
    url: str | None
    text_key: str
    published: datetime

    @property
    def local(self) -> datetime:
        return self.published.astimezone(ZoneInfo(self.source.timezone))


def claims_of(facts: Sequence[Fact], origin: Origin) -> tuple[tuple[Claim, ...], tuple[str, ...]]:
    """The claims, and why each other fact is none: `background`, `no_status`, `recalled`, `on_the_agenda`."""
    claims: list[Claim] = []
    dropped = []
    for fact in facts:
        reason = _no_claim(fact, facts, origin)
        if reason is not None:
            dropped.append(reason)
            continue
        claim = _claim(fact, facts, origin)
        number = 1 + sum(other.kind is claim.kind for other in claims)
        claims.append(replace(claim, key=f"{origin.item_key}#{claim.kind}{number}"))
    return tuple(claims), tuple(dropped)


def _no_claim(fact: Fact, facts: Sequence[Fact], origin: Origin) -> str | None:
    status = fact.status.value if fact.status else None
    if fact.background or status is Status.HISTORIC:
        return "background"
    if status not in _CLAIMING or (fact.kind is Kind.NEGOTIATION and status is Status.DENIED):
        return "no_status"
    if fact.dates and fact.dates.value.last < origin.local.date() - _RECALLED:
        return "recalled"
    if _is_topic(fact) and _talks(facts) is Status.UNDER_WAY:
        return "on_the_agenda"
    return None


def _is_topic(fact: Fact) -> bool:
    """An exchange told of beside talks, with no day, number or agreement of its own, is what the talks are about."""
    performed = fact.status is not None and fact.status.value in PERFORMED
    return fact.kind is not Kind.NEGOTIATION and performed and not (fact.dates or fact.ordinal or fact.agreement)


def _talks(facts: Sequence[Fact]) -> Status | None:
    """How the talks stand that the same text has for news."""
    stands = [
        fact.status.value
        for fact in facts
        if fact.kind is Kind.NEGOTIATION and fact.status and not fact.background and fact.status.value in PERFORMED
    ]
    return stands[0] if stands else None


def _claim(fact: Fact, facts: Sequence[Fact], origin: Origin) -> Claim:
    said, local = fact.status.value if fact.status else Status.NONE, origin.local
    agreed = _is_topic(fact) and _talks(facts) is Status.DONE
    status = Status.PLANNED if agreed else said
    kind = _kind(fact, status)
    first, last = _days(fact, status, local.date())
    place, day = _agreement(fact, status, local.date())
    return Claim(
        key=origin.item_key,
        item_key=origin.item_key,
        version=origin.version,
        kind=kind,
        status=status,
        published=origin.published,
        day=local.date(),
        hour=local.hour,
        source_id=origin.source.id,
        source_name=origin.source.name,
        body=origin.source.body,
        side=origin.source.side,
        family=origin.source.family,
        title=origin.title,
        url=origin.url,
        text_key=origin.text_key,
        first=first,
        last=last,
        parties=tuple(sorted({party.value for party in fact.parties})),
        numbering=_numbering(fact, origin),
        agreement_place=place,
        agreement_day=day,
        place=fact.place.value if fact.place else None,
        topic=fact.topic.value if fact.topic else None,
        categories=tuple(sorted({category.value for category in fact.categories})),
        counts=_counts(fact),
        note="agreed_at_talks" if agreed else "bodies_alone" if kind is not fact.kind else "",
    )


def _kind(fact: Fact, status: Status) -> Kind:
    """An exchange that moved nobody but the dead is a hand-over of bodies."""
    only_bodies = {category.value for category in fact.categories} == {"bodies"}
    return Kind.BODIES if fact.kind is Kind.EXCHANGE and status in PERFORMED and only_bodies else fact.kind


def _days(fact: Fact, status: Status, today: date) -> tuple[date | None, date | None]:
    """The days said, where they can be the event's: what is still to come has no day in the past, nor what was done
    one in the future. Such a day is that of an agreement, or of the telling."""
    if fact.dates is None:
        return None, None
    first, last = fact.dates.value.first, fact.dates.value.last
    if status in PERFORMED:
        plausible = first <= today + timedelta(days=1)
    elif status in {Status.PROPOSED, Status.PLANNED}:
        plausible = last >= today
    else:
        plausible = last >= today - _LATE_WORD
    return (first, last) if plausible else (None, None)


def _agreement(fact: Fact, status: Status, today: date) -> tuple[str | None, date | None]:
    """An agreement is older than what is done under it."""
    if fact.agreement is None:
        return None, None
    day = fact.agreement.value.day
    carried_out = fact.dates.value.first if fact.dates and status in PERFORMED else today
    too_late = day is not None and (day > today or (status in PERFORMED and day >= carried_out))
    return fact.agreement.value.place, None if too_late else day


def _numbering(fact: Fact, origin: Origin) -> Numbering | None:
    if fact.ordinal is None:
        return None
    ordinal = fact.ordinal.value
    among = {said.value for said in fact.categories if _beside(fact.ordinal.span, said.span, origin)}
    return Numbering(_UNITS.get(ordinal.unit, ordinal.unit), ordinal.number, tuple(sorted(among)))


def _beside(ordinal: Span, people: Span, origin: Origin) -> bool:
    if ordinal.field != people.field or not 0 <= people.start - ordinal.end <= _BESIDE:
        return False
    between = (origin.title if ordinal.field == "title" else origin.text)[ordinal.end : people.start]
    return not re.search(r"[^\w\s'’ʼ-]", between)


def _counts(fact: Fact) -> tuple[Tally, ...]:
    found: dict[str, Tally] = {}
    for said in fact.counts:
        number = _number(said.value, fact.counts)
        if number is None or said.value.to is None:
            continue
        role = f"{said.value.to}:{said.value.category}" if said.value.category else said.value.to
        if role not in found or found[role].number < number:
            found[role] = Tally(role, number, _as_said(said.value.qualifier))
    if fact.total and fact.total.value.number is not None:
        found["total"] = Tally("total", fact.total.value.number, _as_said(fact.total.value.qualifier))
    return tuple(found[role] for role in sorted(found))


def _number(count: Count, counts: Sequence[Said[Count]]) -> int | None:
    """The figure; "the same number" is that of the other side."""
    if count.qualifier is not Qualifier.SAME:
        return count.number
    others = {said.value.number for said in counts if said.value.to not in {None, count.to} and said.value.number}
    return others.pop() if len(others) == 1 else None


def _as_said(qualifier: Qualifier) -> Qualifier:
    return Qualifier.EXACT if qualifier is Qualifier.SAME else qualifier
