"""Events that are waited for: the day that was announced, the other side's word."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from monitor import pipeline
from monitor.model.catalog import Catalog
from monitor.model.event import WatchKind
from monitor.model.ports import Wakes
from monitor.store import Database, KnownRows, Tx, events, timers

_AT_ONCE = 20
_LEASE = timedelta(minutes=1)


class Watcher:
    """Looks again at the events whose timers are due, and tells or notes what time has brought."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog], wakes: Wakes) -> None:
        self._database = database
        self._catalog = catalog
        self._wakes = wakes

    @staticmethod
    def due(tx: Tx) -> Sequence[WatchKind]:
        """The kinds of which a timer is due."""
        next_due = {kind: timers.next_due(tx, kind) for kind in WatchKind}
        return [kind for kind, due_at in next_due.items() if due_at is not None and due_at <= tx.now]

    async def drain(self, kind: WatchKind) -> None:
        """All timers of a kind that are due, each committed with what it brings."""
        while await self._database.write_durably(self.look, kind):
            pass

    def look(self, tx: Tx, kind: WatchKind) -> int:
        """Look at the events of some due timers; how many there were."""
        tx.serialise("ingest")  # a poll that tells of the same event must not number its revision alike
        catalog, claimed = self._catalog(), timers.claim(tx, kind, _AT_ONCE, _LEASE)
        known_alerts = KnownRows(tx)
        for timer in claimed:
            known = events.event_by_key(tx, timer.key)
            told = known_alerts.alert(known.alert_id) if known is not None and known.alert_id is not None else None
            plan = pipeline.look_again(kind, known, told, catalog, tx.now) if known is not None else None
            if plan is not None and known is not None:
                events.write_look(tx, plan, known)
                for channel_id in {delivery.channel_id for delivery in plan.deliveries}:
                    self._wakes.wake(tx, "deliver", channel_id)
            timers.settle(tx, timer, None)
        return len(claimed)
