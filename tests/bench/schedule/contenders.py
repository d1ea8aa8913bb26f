"""Who decides when to visit. Each is asked after every visit, and knows only what its visits have seen."""

import heapq
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

from monitor.source.budget import Budget, Demand, Meter, Prices, demand, prices
from monitor.source.deadline import best_wait, next_due
from monitor.source.habit import Habit, observe
from monitor.source.norm import Norm, norm_of
from monitor.source.outlook import Outlook
from monitor.source.terms import Terms
from tests.bench.schedule.traces import CHANGE, WEEK, Law, Trace

TERMS = Terms(shortest=timedelta(minutes=5), longest=timedelta(hours=24))


class Contender(Protocol):
    def start(self, source: int, now: float) -> float:
        """The hour of the first visit at or after `now`."""
        ...

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        """The hour of the next visit, after one that saw entries of these hours."""
        ...


@dataclass
class Tally:
    """What was counted in one window: visits, entries seen, and the hours by which they were late."""

    visits: int = 0
    entries: int = 0
    late: float = 0.0

    @property
    def delay(self) -> float:
        return self.late / max(1, self.entries)


def run(
    traces: Sequence[Trace], contender: Contender, begin: float, windows: Sequence[tuple[float, float]]
) -> list[Tally]:
    """Lets a contender visit from `begin` to the end of the last window, and counts what it does in each window."""
    due = [(contender.start(source, begin), source) for source in range(len(traces))]
    heapq.heapify(due)
    read = [bisect_right(trace.times, begin) for trace in traces]
    tallies = [Tally() for _ in windows]
    while due[0][0] < windows[-1][1]:
        now, source = due[0]
        times = traces[source].times
        reached = bisect_right(times, now, read[source])
        seen = times[read[source] : reached]
        read[source] = reached
        for tally, (since, till) in zip(tallies, windows, strict=True):
            if since <= now < till:
                tally.visits += 1
                tally.entries += len(seen)
                tally.late += sum(now - each for each in seen)
        heapq.heapreplace(due, (contender.next(source, now, seen), source))
    return tallies


@dataclass
class Fixed:
    """All alike."""

    interval: float
    chance: Random

    def start(self, source: int, now: float) -> float:
        return now + self.interval * self.chance.random()

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        return now + self.interval


@dataclass
class EntryFrequency:
    """A week divided by the entries of the last week, held between five minutes and a day, as miniflux's scheduler of
    that name does; then times `scale`, to make as many visits as the others."""

    traces: Sequence[Trace]
    scale: float
    chance: Random

    def start(self, source: int, now: float) -> float:
        return now + self._interval(source, now) * self.chance.random()

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        return now + self._interval(source, now)

    def _interval(self, source: int, now: float) -> float:
        times = self.traces[source].times
        entries = bisect_right(times, now) - bisect_right(times, now - WEEK)
        return min(max(WEEK / max(entries, 1), 1 / 12), 24) * self.scale


@dataclass
class Oracle:
    """Knows every source's true law, then and now, and decides by Parley's own rule at a given price."""

    traces: Sequence[Trace]
    price: float
    chance: Random
    excited: dict[int, tuple[float, float]] = field(default_factory=dict)

    def start(self, source: int, now: float) -> float:
        self.excited[source] = (now, 0.0)
        return now + self.chance.random() / 2

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        law = self.law(source, now)
        last, excited = self.excited[source]
        excited *= math.exp((last - now) / law.span)
        excited += sum(math.exp((each - now) / law.span) * law.drawn / law.span for each in seen)
        self.excited[source] = (now, excited)
        free = 1 - law.drawn
        rates = [each / free for each in law.rates]
        excess = excited - law.drawn * rates[int(now) % WEEK]
        view = Outlook(now, rates, -72, ((excess, law.span / free),), free)
        return now + best_wait(view, TERMS, self.price)

    def law(self, source: int, now: float) -> Law:
        law = self.traces[source].laws[now >= CHANGE]
        assert law is not None
        return law


@dataclass
class Parley:
    """Learns. The price is made anew every ten minutes, the norm every day."""

    traces: Sequence[Trace]
    monday: int
    budget: Budget
    chance: Random
    norm: Norm = Norm()
    meter: Meter = Meter()
    made: int = 0
    refreshed: float = -math.inf
    normed: float = 0.0
    expected: float = 0.0
    prices: Prices = field(init=False)
    habits: list[Habit] = field(init=False)
    demands: list[Demand] = field(init=False)

    def __post_init__(self) -> None:
        self.habits = [Habit() for _ in self.traces]
        self.demands = [demand(each.mean_rates(), TERMS) for each in self.habits]
        self.prices = prices(self.demands, self.budget)

    def start(self, source: int, now: float) -> float:
        return now + self.chance.random() / 2

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        if now >= self.refreshed + 0.5:
            self._refresh(now)
        self.made += 1
        at = self._moment(now)
        dated = self.traces[source].dated
        habit = observe(self.habits[source], at, [self._moment(each) if dated else None for each in seen], self.norm)
        if habit.rates is not self.habits[source].rates:
            self.demands[source] = demand(habit.mean_rates(), TERMS)
        self.habits[source] = habit
        due = next_due(habit, TERMS, self.prices.general, at, chance=self.chance.random())
        return now + (due - at) / timedelta(hours=1)

    def _refresh(self, now: float) -> None:
        if self.refreshed > -math.inf:
            elapsed = now - self.refreshed
            self.meter = self.meter.after(elapsed, self.made, self.expected * elapsed)
        if now >= self.normed + 24:
            self.norm, self.normed = norm_of(each.mean_rates() for each in self.habits), now
        self.prices = prices(self.demands, self.budget, self.meter.correction)
        hour = int(now) % WEEK
        self.expected = sum(each.visits_at(hour, self.prices.general) for each in self.demands)
        self.made, self.refreshed = 0, now

    def _moment(self, hours: float) -> datetime:
        return datetime.fromtimestamp(self.monday + hours * 3600, UTC)
