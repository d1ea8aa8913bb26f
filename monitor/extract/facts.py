"""From the sentences of one event to a fact, and from facts to news and background."""

from dataclasses import replace
from datetime import date, timedelta

from monitor.extract import fields
from monitor.extract.bodies import bodies_of
from monitor.extract.codes import codes_of
from monitor.extract.groups import Group
from monitor.extract.passage import Passage
from monitor.extract.sides import are_enemies, sides_of
from monitor.extract.tally import counts_of
from monitor.extract.venue import place_of
from monitor.model.fact import Fact, Kind, Status

_FRESH = timedelta(days=3)
_DAY = timedelta(days=1)
_PER_FIELD = 0.02


def facts_of(passage: Passage, groups: list[Group], published: date | None) -> tuple[Fact, ...]:
    """The facts of the groups: the freshest first, background last."""
    facts = [_fact(passage, group, _told_by_others(group, groups), published) for group in groups]
    judged = [replace(fact, background=_is_background(fact, facts, published)) for fact in facts]
    return tuple(sorted(judged, key=_freshness))


def _freshness(fact: Fact) -> tuple[bool, int]:
    return fact.background, -fact.dates.value.last.toordinal() if fact.background and fact.dates else 0


def _is_background(fact: Fact, facts: list[Fact], published: date | None) -> bool:
    """Recalled, historic, done well before publication, or done before another of its kind."""
    status = fact.status.value if fact.status else None
    if fact.background or status is Status.HISTORIC:
        return True
    if any(_done_after(other, fact) for other in facts):
        return True
    if fact.dates is None or status not in (None, Status.DONE):
        return False
    day = fact.dates.value.last
    later = [other for other in facts if other.kind is fact.kind and other.dates and other.dates.value.last > day]
    if published and published - day <= _DAY and fact is next(one for one in facts if one.kind is fact.kind):
        later = [other for other in later if other.status is None or other.status.value is not Status.PLANNED]
    return bool(later) or (published is not None and day < published - _FRESH)


def _done_after(other: Fact, fact: Fact) -> bool:
    """Whether `other`, whose day is not said, bears a higher number: the second group after the first stage."""
    if other.kind is not fact.kind or other.dates or other.background or not (other.ordinal and fact.ordinal):
        return False
    if not all(one.status and one.status.value is Status.DONE for one in (other, fact)):
        return False
    return (other.ordinal.value.number or 0) > (fact.ordinal.value.number or 0) > 0


def _told_by_others(group: Group, groups: list[Group]) -> frozenset[int]:
    others = [other for other in groups if other is not group and other.kind is group.kind]
    return frozenset(frame.sentence.index for other in others for frame in other.frames)


def _fact(passage: Passage, group: Group, elsewhere: frozenset[int], published: date | None) -> Fact:
    told = [frame.sentence for frame in group.frames]
    sides = sides_of(told)
    if sides.pair is None or not are_enemies(sides.pair):
        whole = sides_of(passage.sentences)
        at_war = whole.pair is not None and are_enemies(whole.pair)
        sides = whole if at_war or (sides.pair is None and len(whole.parties) > len(sides.parties)) else sides
    named = frozenset(hit.value for hit in sides.parties)
    is_round = group.kind is Kind.NEGOTIATION
    dates = fields.days_of(group)
    status = fields.status_of(group, passage, dates, published)
    dates = fields.settled_days(group, dates, status, published) or fields.told_days(group, status, published)
    agreement = fields.agreement_of(group)
    denied = status is not None and status.value is Status.DENIED
    counts, total = counts_of(group, sides) if group.kind is Kind.EXCHANGE and not denied else ((), None)
    if group.kind is Kind.BODIES:
        counts = bodies_of(group, sides)
    ordinal = fields.ordinal_of(group, agreement)
    return Fact(
        kind=group.kind,
        mention=tuple(
            frame.sentence.span(word) for frame in group.frames if frame.mention for word in frame.mention.words
        ),
        status=status,
        background=group.recalled,
        score=_score(group, status, dates, counts, ordinal),
        codes=codes_of(group.kind, status.value if status else None),
        ordinal=ordinal,
        dates=dates,
        place=place_of(group, passage, named, elsewhere) if is_round else None,
        parties=fields.parties_of(passage.sentences, named),
        mediators=fields.helpers_of(told, named),
        what=() if is_round else fields.what_of(group),
        counts=counts,
        total=total,
        categories=() if is_round else fields.categories_of(group),
        agreement=agreement,
        transit=() if is_round else fields.transit_of(group, named),
        topic=fields.topic_of(group) if is_round else None,
    )


def _score(group: Group, *said: object) -> float:
    """How surely it is mentioned, and a little for every field that is told."""
    sure = max(frame.mention.score for frame in group.frames if frame.mention)
    return round(min(1.0, sure + _PER_FIELD * sum(map(bool, said))), 2)
