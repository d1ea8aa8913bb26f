"""The outbox as the dispatcher sees it: the store's rows, with the desk's name and zone from the catalog in force."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from monitor.clock import Clock
from monitor.model.alert import Delivery, Settlement
from monitor.model.catalog import Catalog
from monitor.store import Database, Tx, outbox


class StoreOutbox:
    """The port `Outbox` over the store. The lease outlasts a drain: its budget and one more attempt."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog], clock: Clock, budget: float) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock
        self._budget = timedelta(seconds=budget)

    async def claim(self, channel_id: str, limit: int) -> Sequence[Delivery]:
        catalog = self._catalog()
        if channel_id not in catalog.channels:
            return []  # taken out by a reload while it was being drained
        lease = self._budget + catalog.channels[channel_id].timeout + timedelta(seconds=15)
        claimed = await self._database.write(outbox.claim, channel_id, limit, lease)
        return [self._addressed(delivery, catalog) for delivery in claimed]

    async def settle(self, delivery: Delivery, settlement: Settlement) -> None:
        await self._database.write(self._settle, delivery, settlement)

    def _settle(self, tx: Tx, delivery: Delivery, settlement: Settlement) -> None:
        if settlement.next_at is not None:
            # Planned by this machine's clock, waited for by the database's.
            settlement = replace(settlement, next_at=settlement.next_at + (tx.now - self._clock.now()))
        outbox.settle(tx, delivery, settlement)

    @staticmethod
    def _addressed(delivery: Delivery, catalog: Catalog) -> Delivery:
        desk = catalog.desks.get(delivery.desk_id)
        return replace(delivery, desk_name=desk.name, desk_timezone=desk.timezone) if desk else delivery
