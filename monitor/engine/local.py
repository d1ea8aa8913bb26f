"""The engine of one machine: wake-ups as asyncio tasks, one at a time for each (kind, key)."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Self

from monitor.model.ports import Transaction

Drain = Callable[[str], Awaitable[None]]
Key = tuple[str, str]


class LocalEngine:
    """Runs `drains[kind](key)` for every wake-up of (kind, key).

    A key is drained by one task at a time; a wake-up that comes meanwhile makes it run once more. `limits` bounds how
    many keys of a kind are drained at once. Use it as an async context manager: leaving it takes no new wake-ups and
    waits `grace` seconds for the drains under way, then cancels them; what they had claimed is claimed again later.
    """

    def __init__(
        self,
        drains: Mapping[str, Drain],
        *,
        limits: Mapping[str, int],
        on_error: Callable[[str, str, Exception], None],
        grace: float = 10.0,
    ) -> None:
        self._drains = drains
        self._slots = {kind: asyncio.Semaphore(limits[kind]) for kind in drains}
        self._on_error = on_error
        self._grace = grace
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._again: set[Key] = set()
        self._woken: list[Key] = []
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        self._loop = None
        self._again.clear()
        if not self._running:
            return
        _done, late = await asyncio.wait(list(self._running.values()), timeout=self._grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def wake(self, tx: Transaction, kind: str, key: str) -> None:
        """Once `tx` is committed, see to it that (kind, key) is drained. Callable from any thread."""
        tx.after_commit(lambda: self._from_thread(kind, key))

    @property
    def busy(self) -> bool:
        """Whether anything is being drained."""
        return bool(self._running)

    async def quiet(self) -> None:
        """Returns when nothing is being drained."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    def _from_thread(self, kind: str, key: str) -> None:
        """One call into the loop for all the wake-ups that come before it answers."""
        loop = self._loop
        if loop is None:
            return
        with self._lock:
            first = not self._woken
            self._woken.append((kind, key))
        if first:
            loop.call_soon_threadsafe(self._start_woken)

    def _start_woken(self) -> None:
        with self._lock:
            woken, self._woken = self._woken, []
        for key in woken:
            self._start(key)

    def _start(self, key: Key) -> None:
        if self._loop is None:
            return
        if key in self._running:
            self._again.add(key)
            return
        self._running[key] = self._loop.create_task(self._drain(key), name=":".join(key))

    async def _drain(self, key: Key) -> None:
        kind, name = key
        try:
            async with self._slots[kind]:
                self._again.discard(key)  # what woke us before we began is what we are about to see
                await self._drains[kind](name)
        except Exception as error:  # noqa: BLE001 - a drain must never end the engine; the tick wakes the key again
            self._on_error(kind, name, error)
        finally:
            del self._running[key]
            if key in self._again:
                self._again.discard(key)
                self._start(key)
