"""The budget: one price for a visit, such that all sources together make the visits the operator allows.

Every source is visited where a visit saves more delay than the price (`deadline`); a higher price means fewer visits.
The price is the Lagrange multiplier of the budget, found by bisection over the visits of all sources in a week, each
held within its own bounds (water filling). A host with a cap of its own has a price of its own where the general one
would break its cap. Expectation is not fact (bursts, back-off, restarts): a `Meter` compares the two and corrects.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from monitor.source.norm import HOURS_OF_WEEK
from monitor.source.terms import Terms

LOWEST_PRICE, HIGHEST_PRICE = 1e-9, 1e9
METER_MEMORY = 24.0
METER_TRUST = 20.0
PRICE_STEP = 1e-3
LARGEST_CORRECTION = 2.0


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests an hour, as a mean over the week: in all, and to one host (`hosts` where some differ). The hours in
    which news is likely get more, the nights less."""

    per_hour: float
    per_host: float = math.inf
    hosts: Mapping[str, float] = field(default_factory=dict)

    def of_host(self, host: str) -> float:
        return self.hosts.get(host, self.per_host)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many visits a source would make at a price: `roots` is √(weight · rate / 2) by hour of the week, `ordered`
    the same in order, `sums` their running sums (one longer): arrays, for there are thousands. Intervals in hours."""

    roots: Sequence[float]
    ordered: Sequence[float]
    sums: Sequence[float]
    shortest: float
    longest: float
    host: str

    def visits(self, price: float) -> float:
        """Visits an hour, the mean of a week."""
        root = math.sqrt(price)
        low, high = bisect_left(self.ordered, root / self.longest), bisect_right(self.ordered, root / self.shortest)
        high = max(low, high)
        between = (self.sums[high] - self.sums[low]) / root
        return (low / self.longest + between + (HOURS_OF_WEEK - high) / self.shortest) / HOURS_OF_WEEK

    def visits_at(self, hour: int, price: float) -> float:
        """Visits an hour, at an hour of the week (UTC's, shifted as the demand was)."""
        return min(max(self.roots[hour] / math.sqrt(price), 1 / self.longest), 1 / self.shortest)


def demand(rates: Sequence[float], terms: Terms, shift: float = 0.0) -> Demand:
    """What a source with these mean rates (`Habit.mean_rates`) asks for. Its hours of the week are turned to UTC."""
    turn = round(shift) % HOURS_OF_WEEK
    roots = [math.sqrt(terms.weight * each / 2) for each in (*rates[turn:], *rates[:turn])]
    ordered = sorted(roots)
    sums = array("d", accumulate(ordered, initial=0.0))
    return Demand(array("d", roots), array("d", ordered), sums, terms.shortest_hours, terms.longest_hours, terms.host)


@dataclass(frozen=True, slots=True)
class Prices:
    """The delay in weighed entry-hours that a visit must save. `expected` is the visits an hour they come to; `bound`
    is `floor` or `ceiling` where the sources' own bounds leave the budget no say: even the longest intervals ask for
    more, or even the shortest for less."""

    general: float
    hosts: Mapping[str, float]
    expected: float
    bound: str | None = None

    def of(self, host: str) -> float:
        return self.hosts.get(host, self.general)


def prices(demands: Iterable[Demand], budget: Budget, correction: float = 1.0) -> Prices:
    """The price that makes all sources together spend the budget, and those of hosts with a cap that would break.

    `correction` is how many visits are really made for each that is expected (`Meter.correction`). About 20 µs a
    source: to be asked every few minutes, not at every poll.
    """
    by_host = defaultdict(list)
    for each in demands:
        by_host[each.host].append(each)
    caps = {host: budget.of_host(host) / correction for host in by_host}
    floors = {host: _fit(group, caps[host]) for host, group in by_host.items() if caps[host] < math.inf}
    everyone = [(each, floors.get(each.host, 0.0)) for group in by_host.values() for each in group]

    def expected(price: float) -> float:
        return sum(each.visits(max(price, floor)) for each, floor in everyone)

    target = budget.per_hour / correction
    general = _bisect(expected, target)
    reached = expected(general)
    return Prices(
        general=general,
        hosts={host: floor for host, floor in floors.items() if floor > general},
        expected=reached,
        bound="floor" if reached > 1.01 * target else "ceiling" if reached < 0.99 * target else None,
    )


def _fit(group: Sequence[Demand], visits: float) -> float:
    return _bisect(lambda price: sum(each.visits(price) for each in group), visits)


def _bisect(visits: Callable[[float], float], wanted: float) -> float:
    """The lowest price, to 0.1 %, at which no more than the wanted visits are made; HIGHEST_PRICE where none is."""
    low, high = math.log(LOWEST_PRICE), math.log(HIGHEST_PRICE)
    if visits(LOWEST_PRICE) <= wanted:
        return LOWEST_PRICE
    while high - low > PRICE_STEP:
        middle = (low + high) / 2
        if visits(math.exp(middle)) > wanted:
            low = middle
        else:
            high = middle
    return math.exp(high)


@dataclass(frozen=True, slots=True)
class Meter:
    """Visits made and visits expected of late, both fading over METER_MEMORY hours: what the price must allow for."""

    made: float = 0.0
    expected: float = 0.0

    @property
    def correction(self) -> float:
        """Visits made for each that was expected; 1 while little is known, and never beyond LARGEST_CORRECTION."""
        share = (self.made + METER_TRUST) / (self.expected + METER_TRUST)
        return min(max(share, 1 / LARGEST_CORRECTION), LARGEST_CORRECTION)

    def after(self, hours: float, made: int, expected: float) -> "Meter":
        """The meter `hours` later, in which `made` visits were made and `expected` were expected."""
        kept = math.exp(-hours / METER_MEMORY)
        return Meter(self.made * kept + made, self.expected * kept + expected)
