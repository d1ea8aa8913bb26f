"""The price of a visit, made anew every few minutes from what all sources let expect, and kept for all nodes."""

import asyncio
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from monitor.model.catalog import Catalog
from monitor.source import (
    Budget,
    Demand,
    Economy,
    Habit,
    Meter,
    Norm,
    Prices,
    demand,
    habit_from_bytes,
    norm_of,
    norms_from_plain,
    norms_to_plain,
    prices,
    terms_of,
)
from monitor.source.habit import hour_of_week, hours_of, zone_hours
from monitor.store import Database, Tx
from monitor.store import prices as stored

PRICED_EVERY = timedelta(minutes=5)
NORMED_EVERY = timedelta(days=1)
LONGEST_METERED = timedelta(hours=1)
"""After a longer pause (the service was stopped), visits made say nothing of those that were expected."""


class Market:
    """Holds the economy in force. `recall` takes it from the store; `refresh` makes it anew when it is time."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog]) -> None:
        self._database = database
        self._catalog = catalog
        self._rates: dict[str, array[float]] = {}
        self._read_at: datetime | None = None
        self.economy = Economy()

    async def recall(self) -> None:
        """The prices as they were made last; made now where there are none yet."""
        row = await self._database.read(stored.current)
        if row is None:
            await self.refresh()
        else:
            self.economy = _economy(row)

    async def refresh(self) -> None:
        """Make the prices anew, unless they are young. Cheap to ask for at every tick."""
        seen = await self._database.read(self._look)
        if seen is None:
            return
        values = await asyncio.to_thread(self._make, seen, self._catalog())
        before = seen.row.at if seen.row is not None else None
        if not await self._database.write(stored.replace, before, values):
            await self.recall()  # another node was faster

    def _look(self, tx: Tx) -> "_Seen | None":
        row = stored.current(tx)
        if row is not None and row.at <= tx.now < row.at + PRICED_EVERY and self._read_at is not None:
            return None
        habits = stored.habits_since(tx, self._read_at)
        self._read_at = tx.now
        visits = stored.visits_since(tx, row.at) if row is not None else 0
        return _Seen(tx.now, row, habits, visits, stored.failing(tx))

    def _make(self, seen: "_Seen", catalog: Catalog) -> dict[str, Any]:
        for source_id, habit in seen.habits:
            self._rates[source_id] = array("f", habit_from_bytes(habit).mean_rates())
        norms, normed_at = self._norms(seen, catalog)
        demands = list(self._demands(catalog, seen))
        meter = _metered(seen, demands)
        asked = catalog.settings.budget
        found = prices(demands, Budget(asked.per_hour, asked.per_host, asked.hosts), meter.correction)
        self.economy = Economy(found, norms)
        return {
            "general": found.general,
            "hosts": dict(found.hosts),
            "expected": found.expected * meter.correction,
            "bound": found.bound,
            "meter_made": meter.made,
            "meter_expected": meter.expected,
            "norms": norms_to_plain(norms),
            "normed_at": normed_at,
        }

    def _demands(self, catalog: Catalog, seen: "_Seen") -> Iterator[Demand]:
        unknown = array("f", Habit().mean_rates())
        zones = {each.timezone for each in catalog.sources.values()}
        shifts = {zone: zone_hours(zone, seen.now) for zone in zones}
        for source in catalog.sources.values():
            if source.id not in seen.failing:
                rates = self._rates.get(source.id, unknown)
                yield demand(rates, terms_of(source), shifts[source.timezone])

    def _norms(self, seen: "_Seen", catalog: Catalog) -> tuple[Mapping[int, Norm], datetime | None]:
        if seen.row is not None and seen.row.normed_at is not None and seen.now < seen.row.normed_at + NORMED_EVERY:
            return norms_from_plain(seen.row.norms), seen.row.normed_at
        tiers: dict[int, list[Sequence[float]]] = defaultdict(list)
        for source in catalog.sources.values():
            if source.id in self._rates:
                tiers[source.tier].append(self._rates[source.id])
        return {tier: norm_of(rates) for tier, rates in tiers.items()}, seen.now if tiers else None


@dataclass(frozen=True, slots=True)
class _Seen:
    """What prices are made from."""

    now: datetime
    row: Row[Any] | None
    habits: Sequence[tuple[str, bytes]]
    visits: int
    failing: frozenset[str]


def _economy(row: Row[Any]) -> Economy:
    return Economy(_prices(row), norms_from_plain(row.norms))


def _prices(row: Row[Any]) -> Prices:
    return Prices(row.general, row.hosts, row.expected, row.bound)


def _metered(seen: _Seen, demands: Sequence[Demand]) -> Meter:
    """Visits made and expected under the prices that were in force until now."""
    if seen.row is None:
        return Meter()
    meter, elapsed, before = (
        Meter(seen.row.meter_made, seen.row.meter_expected),
        seen.now - seen.row.at,
        _prices(seen.row),
    )
    if not timedelta(0) < elapsed <= LONGEST_METERED:
        return meter
    hour = hour_of_week(hours_of(seen.now), 0)
    hours = elapsed / timedelta(hours=1)
    return meter.after(hours, seen.visits, hours * sum(each.visits_at(hour, before.of(each.host)) for each in demands))
