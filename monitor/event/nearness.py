"""Whether a claim and an event are near enough in time to be one, and how near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from monitor.event.compare import same_count, same_number
from monitor.event.member import Member
from monitor.model.fact import Kind, Status

DAY = timedelta(days=1)
_EARLY, _MORNING = 9, 12
"""Until these hours a text may tell of the day before without saying so: of a family that has told of it, or not."""

_COMMENTS = timedelta(days=3)
_AHEAD = timedelta(days=30)
_NUMBERED = {Kind.NEGOTIATION: timedelta(days=30)}
_NUMBERED_OTHERS = timedelta(days=7)
_LATE = {Kind.NEGOTIATION: timedelta(days=7)}
_LATE_OTHERS = timedelta(days=3)
_LATERAL = frozenset({Status.DENIED, Status.CALLED_OFF, Status.POSTPONED})


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a claim fits an event in time, and in what way."""

    score: float
    reason: str


def fit(member: Member, group: Sequence[Member]) -> Fit | None:
    """How the claim fits the event; None where it is too far."""
    if any(one.claim.item_key == member.claim.item_key for one in group):
        return Fit(200, "told_together")
    numbered = _by_number(member, group)
    if numbered is not None:
        return numbered
    performed = [one for one in group if one.performed]
    if member.performed:
        return _retold(member, performed) if performed else _came_about(member, group)
    return _foreseen(member, performed) if performed else _expected_too(member, group)


def _by_number(member: Member, group: Sequence[Member]) -> Fit | None:
    """The same number in the same series is the same event, even where it is told days later."""
    reach = _NUMBERED.get(member.claim.kind, _NUMBERED_OTHERS)
    same = [one for one in group if same_number(member, one)]
    apart = min((abs(member.claim.day - one.claim.day) for one in same), default=None)
    if apart is None or (apart > reach and not any(_days(member) & _days(one) for one in same)):
        return None
    return Fit(100 - apart.days, "same_ordinal")


def _days(member: Member) -> set[date]:
    """The days that are said; where none is, that of the telling."""
    if member.first and member.last:
        span = min((member.last - member.first).days, 30)
        return {member.first + DAY * number for number in range(span + 1)}
    return {member.claim.day}


def _retold(member: Member, performed: Sequence[Member]) -> Fit | None:
    """What took place, told once more: on the same day, or of the day before where that is what it means."""
    days = _days(member)
    there = set[date]().union(*map(_days, performed))
    if days & there:
        return Fit(60 if member.first else 50, "same_day")
    lags = [_lag(member, one) or _lag(one, member) for one in performed]
    lag = min((lag for lag in lags if lag), default=None)
    return None if lag is None else Fit(30 - lag, "told_later")


def _lag(later: Member, earlier: Member) -> int:
    """How many days after `earlier` a text that says no day may tell of the same; 0 where it may not. The same figure
    may be a day late, and so may a text of the morning; third parties comment for days."""
    if later.first is not None:
        return 0
    lag = (later.claim.day - max(_days(earlier))).days
    if lag == 1 and same_count(later, earlier):
        return lag
    if later.claim.side not in later.parties | earlier.parties | earlier.hinted:
        return lag if 1 <= lag <= _COMMENTS.days else 0
    until = _EARLY if later.claim.family == earlier.claim.family else _MORNING
    return lag if lag == 1 and later.claim.hour < until else 0


def _came_about(member: Member, expected: Sequence[Member]) -> Fit | None:
    """What took place, and was announced before."""
    fits = [near for one in expected if (near := _foreseen(one, [member])) is not None]
    return max(fits, key=lambda near: near.score, default=None)


def _foreseen(member: Member, performed: Sequence[Member]) -> Fit | None:
    """What is to come, against what took place: the next one after the announcement, or about its day."""
    began = min(min(_days(one)) for one in performed)
    told = min(one.claim.published for one in performed)
    if member.first and member.last:
        late = began - member.last
        if member.first - DAY <= began and late <= _LATE.get(member.claim.kind, _LATE_OTHERS):
            return Fit(45 - max(late.days, 0), "announced_for_the_day")
        return None
    if member.claim.status in _LATERAL and timedelta() <= member.claim.day - began <= DAY:
        return Fit(40, "speaks_of_it")
    ahead = began - member.claim.day
    if member.claim.published <= told and timedelta() <= ahead <= _AHEAD:
        return Fit(35 - ahead.days, "announced_before")
    return None


def _expected_too(member: Member, expected: Sequence[Member]) -> Fit | None:
    """Two announcements of what has not come about: for the same days, or within a month of each other."""
    dated = [one for one in expected if one.first]
    if member.first and dated:
        apart = min(abs((one.first or one.claim.day) - member.first) for one in dated)
        moved = member.claim.status is Status.POSTPONED or any(one.claim.status is Status.POSTPONED for one in expected)
        limit = _AHEAD if moved else _LATE.get(member.claim.kind, DAY)
        return Fit(45 - apart.days, "announced_for_the_day") if apart <= limit else None
    apart = min(abs(member.claim.day - one.claim.day) for one in expected)
    return Fit(35 - apart.days, "announced_before") if apart <= _AHEAD else None
