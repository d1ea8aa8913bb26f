"""Who decides when to visit. Each is asked after every visit, and knows only what its visits have seen."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from monitor.source.budget import Budget, Demand, Meter, Prices, demand, prices
from monitor.source.deadline import best_wait, next_due
from monitor.source.habit import EPOCH_HOUR, Habit, hour_of_week, hours_of, observe
from monitor.source.norm import Norm, norm_of
from monitor.source.outlook import Outlook
from monitor.source.terms import Terms
from tests.bench.schedule.traces import CHANGE, WEEK, Law, Trace

REFRESH = 0.5
"""Hours between two prices: what a service with thousands of sources does every few minutes."""
TERMS = Terms(shortest=timedelta(minutes=5), longest=timedelta(hours=24))


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
    """Knows every source's true law, then and now, and decides by Parley's own rule at a given price. Without `bursts`
    it knows the true rates of the week alone, and not what an entry seen says of the next."""

    traces: Sequence[Trace]
    price: float
    chance: Random
    bursts: bool = True
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
        if not self.bursts:
            return now + best_wait(Outlook(now, rates, -EPOCH_HOUR), TERMS, self.price)
        excess = excited - law.drawn * rates[int(now) % WEEK]
        view = Outlook(now, rates, -EPOCH_HOUR, ((excess, law.span / free),), free)
        return now + best_wait(view, TERMS, self.price)

    def law(self, source: int, now: float) -> Law:
        return self.traces[source].laws[now >= CHANGE]


@dataclass
class Parley:
    """Learns. Prices are made anew every REFRESH hours, the norm every day."""

    traces: Sequence[Trace]
    start_at: float
    budget: Budget
    chance: Random
    norm: Norm = field(default_factory=Norm)
    meter: Meter = field(default_factory=Meter)
    made: int = 0
    visits: int = 0
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
        if now >= self.refreshed + REFRESH:
            self._refresh(now)
        self.made += 1
        self.visits += 1
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
        hour = hour_of_week(hours_of(self._moment(now)), 0.0)
        self.expected = sum(each.visits_at(hour, self.prices.general) for each in self.demands)
        self.made, self.refreshed = 0, now

    def _moment(self, hours: float) -> datetime:
        return datetime.fromtimestamp(self.start_at + hours * 3600, UTC)
