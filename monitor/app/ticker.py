"""The heartbeat: one APScheduler job that looks for what is due, and a watch over it that needs no wall clock."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC
from typing import Any, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.clock import SystemClock

JOB = "tick"
STALLED_AFTER = 5.0


class Ticker:
    """Calls `tick` every `seconds`. An async context manager; leaving it waits for the tick under way.

    The job is idempotent and short; what it finds is worked on elsewhere. APScheduler plans by the wall clock, so a
    clock that is set back an hour would stop it for an hour: a monotonic watch notices and sets it going again.
    """

    def __init__(self, tick: Callable[[], Awaitable[None]], seconds: float) -> None:
        self._tick = tick
        self._seconds = seconds
        self._scheduler: Any = AsyncIOScheduler(timezone=UTC)
        self._last = time.monotonic()
        self._running = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._scheduler.add_job(
            self._run,
            "interval",
            seconds=self._seconds,
            id=JOB,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=SystemClock().now(),  # the first at once
        )
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watch_over(), name="tick-watch")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        # APScheduler cancels running coroutines when it shuts down, so it is paused and ours is awaited first.
        self._scheduler.pause()
        async with self._running:
            self._scheduler.shutdown(wait=False)
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _run(self) -> None:
        async with self._running:
            await self._tick()
            self._last = time.monotonic()

    async def _watch_over(self) -> None:
        limit = max(STALLED_AFTER, 3 * self._seconds)
        while True:
            await asyncio.sleep(limit / 2)
            if time.monotonic() - self._last > limit and not self._running.locked():
                # APScheduler keeps the wall clock's time, whatever clock the service runs on.
                self._scheduler.modify_job(JOB, next_run_time=SystemClock().now())
