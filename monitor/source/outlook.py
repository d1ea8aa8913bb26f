"""What may be expected of a source in the coming hours, as stretches of a constant rate."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.source.habit import EPOCH_HOUR, KERNELS, Habit, hour_of_week, hours_of
from monitor.source.norm import HOURS_OF_WEEK

_CUTS = (1.0, 3.0)
"""Where the fading of a burst is cut into steps, in mean lifetimes."""
_SLIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Boost:
    """From `start` to `end` a source counts `factor` times as much, and `at_least` so many entries an hour are expected
    of it: after a match, or around an expected event. `reason` is told in `explain`."""

    start: datetime
    end: datetime
    factor: float = 4.0
    at_least: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Entries an hour expected from `at` (hours since 1970) on: the mean of each hour of the week, and what is over or
    under it just now as (entries an hour, mean lifetime in hours). `least` is the share of the mean always expected."""

    at: float
    rates: Sequence[float]
    shift: float = 0.0
    excess: tuple[tuple[float, float], ...] = ()
    least: float = 1.0

    def highest(self, boosts: Sequence[Boost] = ()) -> float:
        """A bound of the rate, whatever the hour."""
        rate = max(self.rates) + sum(max(0.0, size) for size, _ in self.excess)
        for boost in boosts:
            rate = max(rate, boost.factor * max(rate, boost.at_least))
        return rate


def outlook(habit: Habit, now: datetime, shift: float) -> Outlook:
    """What a habit lets expect from `now` on.

    Just after a poll the rate is what the hour's mean and the echo of the latest entries make of it; with no further
    news it returns to the mean, at a pace that the drawn entries, drawing others, slow down.
    """
    at = hours_of(now)
    rates, free = habit.mean_rates(), habit.alone
    mean = rates[hour_of_week(at, shift)]
    waited = 0.0 if habit.until is None else max(0.0, at - habit.until)
    excess = tuple(
        (share * (echo - mean) * math.exp(-waited * free / span), span / free)
        for echo, share, span in zip(habit.echo, habit.shares, KERNELS, strict=True)
    )
    return Outlook(at, rates, shift, excess, free)


def ahead_of(
    view: Outlook, horizon: float, weight: float, boosts: Sequence[Boost] = (), marks: Sequence[float] = ()
) -> Iterator[tuple[float, float]]:
    """(end, rate) of each stretch from now on: hours from now, and entries an hour times what they weigh.

    A stretch ends at a full hour, where a boost begins or ends, where a burst has faded by a step, and at `marks`; the
    last one ends at `horizon`.
    """
    shift, rates = view.shift, view.rates
    slight = _SLIGHT * rates[hour_of_week(view.at, shift)]
    excess = [each for each in view.excess if abs(each[0]) > slight]
    raised = [(hours_of(each.start) - view.at, hours_of(each.end) - view.at, each) for each in boosts]
    cuts = sorted(
        {*marks, *(cut * span for _, span in excess for cut in _CUTS), *(at for each in raised for at in each[:2])}
    )
    cuts = [cut for cut in cuts if 0 < cut < horizon] + [horizon]
    number = int(view.at + shift + EPOCH_HOUR)
    begin, full_hour, next_cut = 0.0, number + 1 - EPOCH_HOUR - shift - view.at, 0
    while begin < horizon:
        end = min(full_hour, cuts[next_cut])
        mean = rates[number % HOURS_OF_WEEK]
        rate = (
            max(mean * view.least, mean + sum(_average(size, span, begin, end) for size, span in excess))
            if excess
            else mean
        )
        rate *= weight
        for since, till, boost in raised:
            if since <= begin < till:
                rate = boost.factor * max(rate, boost.at_least * weight)
        if end > begin:
            yield end, rate
        if end >= full_hour:
            number, full_hour = number + 1, full_hour + 1
        if end >= cuts[next_cut]:
            next_cut += 1
        begin = end


def _average(size: float, span: float, begin: float, end: float) -> float:
    """The mean of `size` times exp(-t / span) from begin to end."""
    if end <= begin:
        return 0.0
    return size * span * (math.exp(-begin / span) - math.exp(-end / span)) / (end - begin)
