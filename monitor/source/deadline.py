"""The next visit: where it costs least, exactly for this visit and the one after it.

A visit at t that follows one at s shows what came in between, late by C(s, t) = ∫ (t - x) r(x) dx entry-hours in all,
r the expected entries an hour times what they weigh. With a price p for every visit, the best visits make
the sum of C and p least. In the limit of slowly changing rates the best interval is √(2p / r): visits in proportion to
the square root of the rate (Sia, Cho and Cho, TKDE 2007), which costs g(r) = √(2pr) an hour.

Rates change faster than that. Visiting in proportion to √r, or whenever the delay so far C reaches p, are both right
for a constant rate, and both visit too late when an office closes: what lies waiting then is best fetched at once, for
nothing more is to come. So the rule looks ahead (policy improvement by rollout, Bertsekas): it places the next visit a
and the one after it b where

    C(0, a) + C(a, b) - G(b),    G(b) = ∫ g(r(x)) dx from now to b,

is least: exact for two visits, and from there on the limit's cost. On weekly habits the mean delay for the same number
of visits comes within about 2 % of the optimum by dynamic programming, which would need a table for each source; the
rule √r costs 15 to 60 % more, the rule C = p 8 to 27 %. Only two kinds of moments can be best: where the
expected number waiting equals g(r), so that waiting longer costs as much as it saves, and where the rate changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import inf

from monitor.source.habit import Habit, zone_hours
from monitor.source.outlook import Boost, Outlook, ahead_of, outlook
from monitor.source.terms import Terms, best_interval

SPREAD = 0.03
"""Chance moves a visit by at most this share of its interval, so that sources of one habit do not come all at once."""

FAR, WORTH_A_LOOK = 2.5, 3.6
"""How many times the greatest g may be waiting before a first visit is surely too late; and before a second one is."""


def next_due(
    habit: Habit, terms: Terms, price: float, now: datetime, *, boosts: Sequence[Boost] = (), chance: float = 0.5
) -> datetime:
    """When to visit again, having visited at `now`: `terms.shortest` to `terms.longest` later.

    `price` is the delay, in weighed entry-hours, that one more visit must save (`budget.prices`); `chance` is a number
    from 0 to 1, the same for the same visit, that spreads sources.
    """
    view = outlook(habit, now, zone_hours(terms.timezone, now))
    hours = best_wait(view, terms, price, boosts=boosts) * (1 + SPREAD * (2 * chance - 1))
    return now + min(max(timedelta(hours=hours), terms.shortest), terms.longest)


def best_wait(view: Outlook, terms: Terms, price: float, *, boosts: Sequence[Boost] = ()) -> float:
    """Hours until the next visit, from `terms.shortest` to `terms.longest`."""
    shortest, longest = terms.shortest_hours, terms.longest_hours
    highest = view.highest(boosts) * terms.weight
    dearest = _limit(highest, best_interval(highest, price, shortest, longest), price)
    course = _course(
        ahead_of(view, 2 * longest, terms.weight, boosts, (shortest, longest)), terms, price, WORTH_A_LOOK * dearest
    )
    best, least = longest, inf
    for index, visit in _first_visits(course, shortest, longest, dearest):
        cost = _cost(_NOW, visit) + _second_visit(course[index:], visit, shortest, longest, dearest)
        if cost <= least + _NOTHING:
            best, least = visit[0], cost
    return best


# A moment t with the sums from now to it: (t in hours, ∫ r, ∫ x r, G). A stretch: (begin, end in hours, r, g).
_Moment = tuple[float, float, float, float]
_Stretch = tuple[_Moment, float, float, float]
_NOW: _Moment = (0.0, 0.0, 0.0, 0.0)
_NOTHING = 1e-9
"""Entry-hours: of visits that cost the same, the latest is made."""


def _limit(rate: float, interval: float, price: float) -> float:
    """g: what visits at this interval cost an hour."""
    return rate * interval / 2 + price / interval


def _cost(a: _Moment, b: _Moment) -> float:
    """C(a, b) less what the limit would cost in that time."""
    return b[0] * (b[1] - a[1]) - (b[2] - a[2]) - (b[3] - a[3])


def _later(stretch: _Stretch, time: float) -> _Moment:
    """The moment `time` within a stretch."""
    (begin, number, moment, limit), _, rate, pace = stretch
    length = time - begin
    return time, number + rate * length, moment + rate * length * (time + begin) / 2, limit + pace * length


def _course(stretches: Iterable[tuple[float, float]], terms: Terms, price: float, enough: float) -> list[_Stretch]:
    """The stretches with their sums, until `enough` entries are expected."""
    shortest, longest = terms.shortest_hours, terms.longest_hours
    course, begin = [], _NOW
    for end, rate in stretches:
        stretch = (begin, end, rate, _limit(rate, best_interval(rate, price, shortest, longest), price))
        course.append(stretch)
        begin = _later(stretch, end)
        if begin[1] >= enough and end >= 2 * shortest:
            break
    return course


def _first_visits(
    course: Sequence[_Stretch], shortest: float, longest: float, dearest: float
) -> Iterator[tuple[int, _Moment]]:
    """Where the next visit may be best: in each stretch where the number waiting equals g, and at its end."""
    for index, stretch in enumerate(course):
        (begin, number, _, _), end, rate, pace = stretch
        if begin >= longest or (index and begin >= shortest and number > FAR * dearest):
            return
        if end >= shortest:
            level = begin + (pace - number) / rate if rate > 0 else begin
            time = min(max(level, begin, shortest), end)
            yield index, _later(stretch, time)
            if time < end:
                yield index, _later(stretch, end)


def _second_visit(course: Sequence[_Stretch], first: _Moment, shortest: float, longest: float, dearest: float) -> float:
    """The least cost of the visit after `first`."""
    earliest, latest = first[0] + shortest, first[0] + longest
    least = inf
    for stretch in course:
        (begin, number, _, _), end, rate, pace = stretch
        if begin > latest:
            break
        if end < earliest:
            continue
        level = begin + (first[1] + pace - number) / rate if rate > 0 else begin
        visit = _later(stretch, min(max(level, begin, earliest), end, latest))
        least = min(least, _cost(first, visit))
        if visit[1] - first[1] >= dearest:
            break
    return least
