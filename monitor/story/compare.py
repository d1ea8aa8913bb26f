"""Whether two tellings may be of one thing, and how much speaks for it.

Likeness of text points the wrong way here: a ministry tells two exchanges in one formula, two outlets tell one exchange
in words that share nothing. So facts decide first, and a conflict in them is a veto whatever the texts look like.
"""

from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from datetime import timedelta
from itertools import product
from math import sqrt
from typing import TypeVar

from monitor.model.fact import Count, Days, Fact, Ordinal, Qualifier, Said, Status
from monitor.model.story import Telling

T = TypeVar("T")

# An exchange whose day nobody says is of the day it is told on, or the day before: ministries speak by the evening.
SAME_NEWS = timedelta(hours=36)
# "About 200" may be 205; "about 200" is not 150.
_ABOUT = 0.1


def chief_fact(telling: Telling) -> Fact | None:
    """What a text is about: its freshest news, or what it recalls where it brings none.

    One fact, for a text that tells of an exchange and of a round would otherwise make one story of both.
    """
    return next((fact for fact in telling.facts if not fact.background), next(iter(telling.facts), None))


def veto(a: Telling, b: Telling) -> str | None:
    """What forbids that two tellings are of one thing, or None. What one of them leaves open forbids nothing.

    Where no facts can be compared, names and numbers are: of two texts in one formula each has some of its own.
    """
    one, other = chief_fact(a), chief_fact(b)
    if one is None or other is None:
        return "particulars" if a.particulars - b.particulars and b.particulars - a.particulars else None
    return _disagreement(one, other) or _apart(a, one, b, other)


def agreement(a: Telling, b: Telling) -> float:
    """How much of what two tellings say agrees: 0 to 1."""
    one, other = chief_fact(a), chief_fact(b)
    return 0.0 if one is None or other is None or _disagreement(one, other) else _agreeing(one, other)


def cosine(a: AbstractSet[int], b: AbstractSet[int]) -> float:
    """The likeness of two sets of words, 0 to 1."""
    return len(a & b) / sqrt(len(a) * len(b)) if a and b else 0.0


def _disagreement(one: Fact, other: Fact) -> str | None:
    """The first field in which two facts cannot both be right about one event."""
    differ = {
        "kind": one.kind is not other.kind,
        "date": _both(one.dates, other.dates, _disjoint),
        "parties": min(len(one.parties), len(other.parties)) > 1 and _values(one.parties) != _values(other.parties),
        "ordinal": _both(one.ordinal, other.ordinal, _other_ordinal),
        "place": _both(one.place, other.place, str.__ne__),
        "count": any(_other_count(ours, theirs) for ours, theirs in _same_role(one, other)),
    }
    return next((name for name, found in differ.items() if found), None)


def _apart(a: Telling, one: Fact, b: Telling, other: Fact) -> str | None:
    """Whether facts without two dates to compare are told too far apart in time."""
    if one.dates is not None and other.dates is not None:
        return None
    (early, first), (late, second) = sorted(((a, one), (b, other)), key=lambda told: told[0].said_at)
    if late.said_at - early.said_at <= SAME_NEWS:
        return None
    announced = first.dates.value.last if first.dates else None
    if announced is not None and abs(late.said_at.date() - announced) <= SAME_NEWS:
        return None
    recalled = second.dates.value.first if second.dates else None
    if recalled is not None and abs(early.said_at.date() - recalled) <= SAME_NEWS:
        return None
    return "time"


def _agreeing(one: Fact, other: Fact) -> float:
    """Weights by how seldom two events share the field: an exact count says more than the parties do."""
    score = 0.0
    if one.dates and other.dates:
        score += 0.35
    if _values(one.parties) and _values(one.parties) == _values(other.parties):
        score += 0.15
    if one.ordinal and other.ordinal and one.ordinal.value.number is not None:
        score += 0.35
    if one.place and other.place:
        score += 0.25
    if one.agreement and other.agreement and one.agreement.value == other.agreement.value:
        score += 0.15
    if any(_exactly(ours) == _exactly(theirs) is not None for ours, theirs in _same_role(one, other)):
        score += 0.4
    if _state(one) is not None and _state(one) is _state(other):
        score += 0.1
    return min(score, 1.0)


def _same_role(one: Fact, other: Fact) -> Iterator[tuple[Count, Count]]:
    """Counts of the two that speak of the same people: returned to one side, or of both together."""
    for ours, theirs in product(one.counts, other.counts):
        if ours.value.to is not None and (ours.value.to, ours.value.category) == (
            theirs.value.to,
            theirs.value.category,
        ):
            yield ours.value, theirs.value
    if one.total and other.total:
        yield one.total.value, other.total.value


def _exactly(count: Count) -> int | None:
    return count.number if count.qualifier is Qualifier.EXACT else None


def _other_count(ours: Count, theirs: Count) -> bool:
    low, high = _range(ours), _range(theirs)
    return low is not None and high is not None and (low[1] < high[0] or high[1] < low[0])


def _range(count: Count) -> tuple[float, float] | None:
    """What numbers a count allows; None where it gives none."""
    if count.number is None:
        return None
    number = float(count.number)
    match count.qualifier:
        case Qualifier.AT_LEAST:
            return number, float("inf")
        case Qualifier.UP_TO:
            return 0.0, number
        case Qualifier.ABOUT:
            return number * (1 - _ABOUT), number * (1 + _ABOUT)
        case _:
            return number, number


def _disjoint(ours: Days, theirs: Days) -> bool:
    return ours.last < theirs.first or theirs.last < ours.first


def _other_ordinal(ours: Ordinal, theirs: Ordinal) -> bool:
    """Stage 2 is not group 2, and what is counted in different series does not compare."""
    if ours.unit != theirs.unit or ours.number is None or theirs.number is None:
        return False
    series = ours.series is None or theirs.series is None or ours.series == theirs.series
    return series and ours.number != theirs.number


def _state(fact: Fact) -> Status | None:
    return fact.status.value if fact.status else None


def _values(said: tuple[Said[str], ...]) -> frozenset[str]:
    return frozenset(one.value for one in said)


def _both(ours: Said[T] | None, theirs: Said[T] | None, differ: Callable[[T, T], bool]) -> bool:
    return ours is not None and theirs is not None and differ(ours.value, theirs.value)
