"""Time that passes only while everything waits, and the service's work in it."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from monitor.app.market import Market
from monitor.app.polling import Poller
from monitor.clock import Clock
from monitor.model.ports import Transaction
from monitor.store import Database, Tx, polls
from monitor.store.tables import UtcTime, hosts, sources

TICK = timedelta(seconds=5)
LOOK_EVERY = timedelta(minutes=1)


class JumpingClock(Clock):
    """Stands still while anybody works; sleepers are woken in their order."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0
        self.stirred = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    @property
    def asleep(self) -> int:
        return len(self._sleepers)

    async def sleep(self, seconds: float) -> None:
        """Returns `seconds` later."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._count += 1
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._count, future))
        self.stirred.set()
        await future

    def wake_next(self, until: datetime) -> bool:
        """Goes on to the next sleeper's time and wakes it; to `until` where all sleep longer (False)."""
        if self._sleepers and self._sleepers[0][0] <= until:
            self._now, _, future = heapq.heappop(self._sleepers)
            future.set_result(None)
            return True
        self._now = until
        return False


class NoWakes:
    """The drive looks for what is due by itself."""

    def wake(self, tx: Transaction, kind: str, key: str) -> None:
        """Nothing to do."""


def _next_due(tx: Tx) -> datetime:
    """When the next visit may begin; one whose host is being visited waits for the end of that."""
    free_at = case((sources.c.due_at > hosts.c.next_at, sources.c.due_at), else_=hosts.c.next_at)
    query = select(func.min(free_at, type_=UtcTime)).select_from(sources).join(hosts)
    moment: datetime = tx.connection.execute(query).scalar_one()
    return moment


class Drive:
    """Does what the service's tick does, every TICK of the clock."""

    def __init__(self, clock: JumpingClock, database: Database, poller: Poller, market: Market) -> None:
        self._clock = clock
        self._database = database
        self._poller = poller
        self._market = market
        self._visiting: dict[str, asyncio.Task[None]] = {}
        self._since = clock.now()

    async def until(self, end: datetime, every: timedelta, look: Callable[[], Awaitable[None]]) -> None:
        """Lets time pass until `end`; `look` is called `every` so often."""
        next_look, next_round = self._clock.now(), self._clock.now()
        while self._clock.now() < end:
            if self._clock.now() >= next_round:
                next_round += LOOK_EVERY
                await self._market.refresh()
                await self._poller.tell_overdue(self._since)
            if self._clock.now() >= next_look:
                next_look += every
                await look()
            await self._visit_due()
            tick = max(self._clock.now() + TICK, min(await self._database.read(_next_due), next_round, next_look))
            while self._clock.wake_next(tick):
                await self._quiet()
        await asyncio.gather(*self._visiting.values())

    async def _visit_due(self) -> None:
        for host in await self._database.read(polls.due_hosts):
            if host not in self._visiting:
                task = asyncio.create_task(self._poller.drain(host))
                self._visiting[host] = task
                task.add_done_callback(lambda _, host=host: self._done(host))  # type: ignore[misc] # bound as a default
        await self._quiet()

    def _done(self, host: str) -> None:
        del self._visiting[host]
        self._clock.stirred.set()

    async def _quiet(self) -> None:
        """Returns when all visits under way wait for the clock."""
        while len(self._visiting) > self._clock.asleep:
            self._clock.stirred.clear()
            if len(self._visiting) > self._clock.asleep:
                await self._clock.stirred.wait()
