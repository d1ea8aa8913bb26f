"""What the claims of one event come to: its state, the best value of each field, and what contradicts it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from monitor.event.claims import PERFORMED
from monitor.event.corroborate import Standing, Voices, by_side, corroborate
from monitor.event.member import Member, members, series_of
from monitor.event.status import status_of
from monitor.event.values import Told, best, told
from monitor.event.words import counter, days_in_words, role_in_words, tally_in_words
from monitor.model.event import Event, Numbering, Placed, Tally, Value
from monitor.model.fact import Kind, Status

Days = tuple[date, date]
_NUMBERED = ("exchange", "stage", "round")


def merge(key: str, placed: Sequence[Placed]) -> Event:
    """The event `key` as these claims have it; the same whatever their order."""
    ready = members(one.claim for one in placed)
    live = [one for one in ready if not one.claim.withdrawn]
    parties = _parties(live or ready)
    voices = Voices(live, parties)
    fields = _fields(voices)
    status = status_of(voices)
    standing = corroborate(status, voices, parties)
    first, last = fields.days.value if fields.days else (None, None)
    return Event(
        key=key,
        kind=ready[0].claim.kind,
        status=status,
        parties=tuple(sorted(parties)),
        first=first,
        last=last,
        place=fields.place.value if fields.place else None,
        series=fields.agreement.value if fields.agreement else None,
        numbering=tuple(each.value for each in fields.numbering),
        counts=tuple(each.value for each in fields.counts),
        announced=tuple(each.value for each in fields.announced),
        corroboration=standing.corroboration,
        sides=standing.sides,
        families=standing.families,
        sources=len({one.claim.source_id for one in live}),
        values=tuple(_values(ready[0].claim.kind, status, fields, voices, standing)),
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """The best of everything that the claims say."""

    days: Told[Days] | None
    agreement: Told[str] | None
    place: Told[str] | None
    numbering: list[Told[Numbering]]
    counts: list[Told[Tally]]
    announced: list[Told[Tally]]


def _fields(voices: Voices) -> _Fields:
    performed = [one for one in voices.heard if one.performed]
    return _Fields(
        days=_days(performed or voices.heard, voices),
        agreement=best(voices, ((one, series_of(one.agreement)) for one in voices.heard)),
        place=best(voices, ((one, one.claim.place) for one in voices.heard)),
        numbering=_numbering(voices),
        counts=_counts(performed, voices),
        announced=_counts([one for one in voices.heard if not one.performed], voices),
    )


def _values(kind: Kind, status: Status | None, fields: _Fields, voices: Voices, standing: Standing) -> Iterator[Value]:
    """Every field in words, in the order in which they are read."""
    found = [
        _status_value(status, voices),
        told("date", fields.days, lambda days: days_in_words(*days)),
        *(told(counter(one.value), one, lambda value: str(value.number)) for one in fields.numbering),
        *(_figure(kind, one, voices) for one in fields.counts),
        *(told(f"announced, {role_in_words(kind, one.value)}", one, tally_in_words) for one in fields.announced),
        _expectation(status, fields, voices),
        told("place", fields.place, str),
        told("agreement", fields.agreement, str),
    ]
    yield from (each for each in found if each is not None)
    if standing.corroboration is not None:
        yield Value("corroboration", standing.corroboration.value)


def _expectation(status: Status | None, fields: _Fields, voices: Voices) -> Value | None:
    """What has become of the day that was announced: `expected`, `met`, `2 days late`, `put off`, `contradicted`."""
    announced = best(voices, ((one, _span(one)) for one in voices.heard if not one.performed))
    if announced is None or fields.days is None or status is None:
        return None
    late = (fields.days.value[0] - announced.value[1]).days
    came_about = "met" if late <= 0 else f"{late} day{'' if late == 1 else 's'} late"
    words = came_about if status in PERFORMED else _NOT_YET.get(status, "expected")
    return Value("expectation", words, tuple(one.claim.key for one in announced.by))


_NOT_YET = {Status.POSTPONED: "put off", Status.CALLED_OFF: "contradicted", Status.DENIED: "contradicted"}


def _figure(kind: Kind, figure: Told[Tally], voices: Voices) -> Value | None:
    """A figure; where the parties give different ones, both: `1,212 (RU) v 1,200 (UA)`."""
    value = told(role_in_words(kind, figure.value), figure, tally_in_words)
    sides = by_side(voices.heard, figure.value.role, voices.parties)
    if value is None or len({tally.number for tally in sides.values()}) < 2:  # noqa: PLR2004 - that is to differ
        return value
    return replace(value, value=" v ".join(f"{tally_in_words(tally)} ({side})" for side, tally in sides.items()))


def _parties(of: Sequence[Member]) -> frozenset[str]:
    """Between whom it is: as the claims say it that name two or more, else all sides that are named or speak."""
    named = sorted((one.parties for one in of if len(one.parties) > 1), key=sorted)
    if named:
        return max(named, key=lambda parties: (named.count(parties), -len(parties)))
    return frozenset[str]().union(*(one.parties | one.hinted for one in of))


def _status_value(status: Status | None, voices: Voices) -> Value | None:
    if status is None:
        return None
    saying = [one.claim.key for one in voices.heard if one.claim.status is status]
    others: dict[str, list[str]] = {}
    for one in voices.heard:
        if one.claim.status is not status:
            others.setdefault(one.claim.status.value, []).append(one.claim.key)
    rivals = tuple((value, tuple(keys)) for value, keys in sorted(others.items()))
    return Value("status", status.value, tuple(saying), rivals)


def _days(of: Sequence[Member], voices: Voices) -> Told[Days] | None:
    """The days that are said best; of what took place and has none, the day on which it was told first."""
    said = best(voices, ((one, _span(one)) for one in of))
    if said is not None or not any(one.performed for one in of):
        return said
    foreseen = best(voices, ((one, _span(one)) for one in voices.heard if not one.performed))
    earliest = min((one for one in of if one.performed), key=lambda one: (one.claim.day, one.claim.published))
    if foreseen is not None and foreseen.value[0] <= earliest.claim.day <= foreseen.value[1]:
        return foreseen
    return Told((earliest.claim.day, earliest.claim.day), (earliest,), ())


def _span(member: Member) -> Days | None:
    return (member.first, member.last) if member.first and member.last else None


def _numbering(voices: Voices) -> list[Told[Numbering]]:
    """The place in each count; what is counted among some people only stays with its claim. Which exchange or stage it
    is counts as the parties have it, once one has spoken."""
    found = (
        best(voices, _numbered(voices.heard if unit == "round" else voices.of_parties or voices.heard, unit))
        for unit in _NUMBERED
    )
    return [each for each in found if each is not None]


def _numbered(of: Sequence[Member], unit: str) -> list[tuple[Member, Numbering | None]]:
    said = [(one, one.claim.numbering) for one in of]
    return [
        (one, numbering)
        for one, numbering in said
        if numbering is not None and numbering.unit == unit and numbering.number is not None and not numbering.of
    ]


def _counts(of: Sequence[Member], voices: Voices) -> list[Told[Tally]]:
    roles = sorted({tally.role for one in of for tally in one.claim.counts})
    found = (best(voices, _tallies(of, role)) for role in roles)
    return [one for one in found if one is not None]


def _tallies(of: Sequence[Member], role: str) -> list[tuple[Member, Tally | None]]:
    return [(one, next((tally for tally in one.claim.counts if tally.role == role), None)) for one in of]
