"""The service: the rooms wired together, running."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import structlog
from rich.console import Console

import monitor
from monitor import config
from monitor.app.articles import Articles
from monitor.app.connections import Connections
from monitor.app.heap import keep_heap_small
from monitor.app.lock import owning
from monitor.app.logs import Redactor
from monitor.app.market import Market
from monitor.app.outbox import StoreOutbox
from monitor.app.parsing import ParsePool
from monitor.app.paths import checked_in, database_url
from monitor.app.polling import Poller
from monitor.app.robots import Robots
from monitor.app.ticker import Ticker
from monitor.app.watching import Watcher
from monitor.clock import Clock, SystemClock
from monitor.deliver.dispatcher import Dispatcher
from monitor.engine import LocalEngine
from monitor.errors import StoreError, UsageError
from monitor.model.catalog import Catalog, Settings
from monitor.model.event import WatchKind
from monitor.model.plan import Plan, PollSummary
from monitor.store import Database, Tx, articles, outbox, polls, sources, stories, upgrade

DRAIN_BUDGET = 20.0
MOST_PAGES = 16
STOP_GRACE = 5.0
BEAT_EVERY = 10.0
HOUSEKEEPING_EVERY = 3600.0
LOOK_EVERY = 60.0


class Service:
    """Parley on one machine, from a configuration directory and a state folder.

    An async context manager: entering migrates the database, brings its sources in step with the catalog and starts the
    engine and the tick; leaving finishes what is under way. ConfigError, StoreError when it cannot start.
    With `scheduled=False` nothing is polled by itself and the state folder is not owned: for single commands. With
    `rehearsing=True` the database is left as it is, too: only `preview` is of use then.
    """

    def __init__(
        self,
        directory: Path,
        state: Path,
        *,
        catalog: Catalog | None = None,
        clock: Clock | None = None,
        tick: float = 1.0,
        console: Console | None = None,
        scheduled: bool = True,
        rehearsing: bool = False,
        redactor: Redactor | None = None,
        on_tick: Callable[[], None] | None = None,
        on_lost: Callable[[str], None] | None = None,
    ) -> None:
        self._checked = checked_in(state)
        self.catalog = catalog or config.load(directory, checked=self._checked)
        self._directory = directory
        self._state = state
        self._clock = clock or SystemClock()
        self._scheduled = scheduled
        self._rehearsing = rehearsing
        self._tick_seconds = tick
        self._redactor = redactor or Redactor()
        self._on_tick = on_tick
        self._on_lost = on_lost
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
        self._open = AsyncExitStack()
        self._next_beat = self._next_housekeeping = self._next_look = 0.0
        self._watching_since: datetime | None = None
        self.database = Database(database_url(self.catalog, state), clock)
        self._connections = Connections(self.catalog, self._clock, console or Console())
        self.market = Market(self.database, lambda: self.catalog)
        self._parser = ParsePool(self.catalog.settings.parse)
        self._engine = LocalEngine(
            {
                "poll": self._drain_host,
                "article": self._drain_pages,
                "deliver": self._drain_channel,
                "timer": self._drain_timer,
            },
            limits={"poll": self.catalog.settings.concurrency, "article": MOST_PAGES, "deliver": 64, "timer": 1},
            on_error=self._drain_failed,
            grace=STOP_GRACE,
        )
        self._robots = Robots(lambda: self._connections.client, self._parser.robots, self._clock)
        self.poller = self._new_poller()
        self._articles = Articles(
            self.database,
            catalog=lambda: self.catalog,
            fetcher=lambda: self._connections.client,
            parser=self._parser,
            wakes=self._engine,
            robots=self._robots,
        )
        self._watcher = Watcher(self.database, lambda: self.catalog, self._engine)
        self._outbox = StoreOutbox(self.database, lambda: self.catalog, self._clock, DRAIN_BUDGET)

    def _new_poller(self) -> Poller:
        return Poller(
            self.database,
            catalog=lambda: self.catalog,
            fetcher=lambda: self._connections.client,
            parser=self._parser,
            wakes=self._engine,
            robots=self._robots,
            economy=lambda: self.market.economy,
        )

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._open.aclose()
            raise
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._open.aclose()

    async def _start(self) -> None:
        keep_heap_small()
        self._redactor.learn(_secrets(self.catalog))
        self._open.callback(self.database.close)
        if self._scheduled and self.database.is_sqlite:
            self._open.enter_context(owning(self._state))
        if not self._rehearsing:
            await self._prepare_database()
        if self._scheduled and self.database.is_sqlite:
            # The state folder is ours, so what a killed process was sending is sent by nobody now.
            await self.database.write(outbox.release_unsettled)
        if not self._rehearsing:
            self._watching_since = await self.database.read(lambda tx: tx.now)
            await self.market.recall()
        await self._open.enter_async_context(self._connections)
        self._open.push_async_callback(self._parser.close)
        if self._scheduled:
            self._open.push_async_callback(self.database.write, sources.stopped, socket.gethostname())
        await self._open.enter_async_context(self._engine)
        if self._scheduled:
            await self._tell_orphans()
            await self._parser.warm_up()
            await self._beat(starting=True)
            await self._open.enter_async_context(Ticker(self.tick, self._tick_seconds))

    async def _prepare_database(self) -> None:
        before, now_at = await asyncio.to_thread(upgrade, self.database)
        if before != now_at:
            self._log.info("database upgraded", before=before, now=now_at)
        await self.database.write(sources.sync, self.catalog.sources, whole=self._scheduled)

    async def tick(self) -> None:
        """Find everything that is due and wake it. Idempotent: what is being worked on already is not due."""
        await self.database.write(self._wake_due)
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_EVERY
            await self._beat()
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_EVERY
            await self.look_around()
        if time.monotonic() >= self._next_housekeeping:
            self._next_housekeeping = time.monotonic() + HOUSEKEEPING_EVERY
            await self.database.write(_forget, self.catalog.settings.keep_polls)
        if self._on_tick is not None:
            self._on_tick()

    async def look_around(self) -> None:
        """What no single poll can see: what a visit should cost, and which visits are overdue."""
        await self.market.refresh()
        if self._watching_since is not None:
            await self.poller.tell_overdue(self._watching_since)

    async def settle(self) -> None:
        """Returns when nothing is due and nothing is under way."""
        while True:
            await self.database.write(self._wake_due)
            if not self._engine.busy:
                return
            await self._engine.quiet()

    async def poll(self, source_id: str) -> PollSummary | None:
        """Visit one source now. UsageError for one that is not in the catalog; None while its host is being visited."""
        if source_id not in self.catalog.sources:
            raise UsageError(f"there is no source {source_id!r}; see `parley sources list`")
        return await self.poller.poll_now(source_id)

    async def preview(self, source_id: str) -> Plan:
        """What a visit would come to; stores and sends nothing."""
        return await self.poller.preview(source_id)

    async def deliveries_done(self) -> None:
        """Returns when the deliveries that this process woke are done for now."""
        await self._engine.quiet()

    async def reload(self) -> Catalog:
        """Load the configuration again and swap it in whole; ConfigError, StoreError leave the running one as it is."""
        fresh = await asyncio.to_thread(config.load, self._directory, checked=self._checked)
        await self.database.write(sources.sync, fresh.sources)
        await self._connections.renew(fresh)
        self._redactor.learn([*_secrets(self.catalog), *_secrets(fresh)])
        self.catalog = fresh
        await self._tell_orphans()
        await self._beat()
        return fresh

    def _wake_due(self, tx: Tx) -> None:
        for host in polls.due_hosts(tx):
            self._engine.wake(tx, "poll", host)
        for host in articles.due_hosts(tx):
            self._engine.wake(tx, "article", host)
        for channel_id in outbox.due_channels(tx):
            if channel_id in self.catalog.channels:
                self._engine.wake(tx, "deliver", channel_id)

        for kind in self._watcher.due(tx):
            self._engine.wake(tx, "timer", kind)

    async def _drain_timer(self, kind: str) -> None:
        await self._watcher.drain(WatchKind(kind))

    async def _drain_host(self, host: str) -> None:
        await self.poller.drain(host)

    async def _drain_pages(self, host: str) -> None:
        await self._articles.drain(host)

    async def _drain_channel(self, channel_id: str) -> None:
        channel = self.catalog.channels.get(channel_id)
        if channel is not None:
            dispatcher = Dispatcher(self._outbox, self._connections.senders, self._clock, self._log)
            await dispatcher.drain(channel, budget=DRAIN_BUDGET)

    def _drain_failed(self, kind: str, key: str, error: Exception) -> None:
        # A database that cannot be used says so in a line; anything else is a mistake of ours and shows where it is.
        trace = None if isinstance(error, StoreError) else error
        self._log.error("drain failed", kind=kind, key=key, error=f"{type(error).__name__}: {error}", exc_info=trace)

    async def _tell_orphans(self) -> None:
        """Deliveries for channels that are no longer there wait until an operator decides."""
        waiting = await self.database.read(outbox.pending_by_channel)
        for channel_id in sorted(waiting.keys() - self.catalog.channels.keys()):
            detail = "this channel is no longer configured; bring it back, or these stay as they are"
            self._log.warning("deliveries wait", channel=channel_id, count=waiting[channel_id], detail=detail)

    async def _beat(self, *, starting: bool = False) -> None:
        if self.database.is_gone and self._on_lost is not None:
            self._on_lost(
                "the database file was removed or replaced while it was in use; start again to make a new one"
            )
            return
        await self.database.write(
            sources.beat,
            socket.gethostname(),
            pid=os.getpid(),
            version=monitor.__version__,
            catalog_hash=self.catalog.hash,
            starting=starting,
        )


def needs_restart(before: Settings, after: Settings) -> list[str]:
    """The settings that a reload cannot change, as the operator wrote them."""
    fixed = {
        "database": "database",
        "parse": "parsing",
        "concurrency": "polling.concurrency",
        "log_format": "log.format",
    }
    return [name for field, name in fixed.items() if getattr(before, field) != getattr(after, field)]


def _forget(tx: Tx, age: timedelta) -> None:
    """What only the last weeks need: polls, and the keys by which stories find their like."""
    polls.forget_polls(tx, tx.now - age)
    stories.prune(tx)


def _secrets(catalog: Catalog) -> list[str | None]:
    relays = [channel.relay.password for channel in catalog.channels.values() if channel.relay is not None]
    urls = [channel.url for channel in catalog.channels.values()]
    proxied = urlsplit(catalog.settings.proxy or "").password
    sent = [value for source in catalog.sources.values() for value in source.headers.values()]
    keys = [secret for channel in catalog.channels.values() for secret in channel.secrets]
    return [*relays, *urls, proxied, *sent, *keys]
