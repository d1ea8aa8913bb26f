"""Group commit: small write transactions that wait at the same time share one commit, and fail each for itself."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from monitor.store.transaction import Tx

T = TypeVar("T")

LARGEST_GROUP = 64
LONGEST_GROUP = 0.02
"""Seconds of work after which a group takes no more: nobody waits long for company."""


@dataclass(frozen=True, slots=True)
class _Work:
    call: Callable[[Tx], Any]
    durable: bool
    future: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class _Outcome:
    work: _Work
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """On the loop of who waits; a waiter that was cancelled meanwhile is told nothing."""
        if self.work.future.done():
            return
        if self.error is not None:
            self.work.future.set_exception(self.error)
        else:
            self.work.future.set_result(self.result)


class GroupCommit:
    """Runs `call(tx)` for all who wait, in the order in which they came, in one thread of `threads`.

    Each call is a savepoint of the group's transaction: one that raises undoes its own changes alone. What the database
    itself refuses (disk full, file gone) undoes the group, and everybody in it is told. `begin(durable)` opens a
    transaction.
    """

    def __init__(self, begin: Callable[[bool], AbstractContextManager[Tx]], threads: Executor) -> None:
        self._begin = begin
        self._threads = threads
        self._waiting: deque[_Work] = deque()
        self._lock = threading.Lock()
        self._running = False

    async def run(self, call: Callable[[Tx], T], *, durable: bool) -> T:
        """What `call` returns, once it is committed; with `durable`, once it is on the disk."""
        loop = asyncio.get_running_loop()
        work = _Work(call, durable, loop.create_future())
        with self._lock:
            self._waiting.append(work)
            idle, self._running = not self._running, True
        if idle:
            loop.run_in_executor(self._threads, self._commit_all)
        result: T = await work.future
        return result

    def _commit_all(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running = False
                    return
                durable = any(work.durable for work in self._waiting)
            self._tell(self._commit_group(durable))

    def _commit_group(self, durable: bool) -> list[_Outcome]:
        outcomes: list[_Outcome] = []
        group = self._group(durable)
        first = next(group)
        begun = [first]
        try:
            with self._begin(durable) as tx:
                outcomes.append(_attempt(tx, first))
                for work in group:
                    begun.append(work)
                    outcomes.append(_attempt(tx, work))
        except BaseException as error:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            return [_Outcome(work, error=error) for work in begun]
        return outcomes

    def _group(self, durable: bool) -> Iterator[_Work]:
        """The works of one transaction. What must be on the disk does not join a group that need not be."""
        end = time.monotonic() + LONGEST_GROUP
        for _ in range(LARGEST_GROUP):
            with self._lock:
                if not self._waiting or (self._waiting[0].durable and not durable):
                    return
                work = self._waiting.popleft()
            yield work
            if time.monotonic() > end:
                return

    def _tell(self, outcomes: list[_Outcome]) -> None:
        """One call into each loop, however many wait there."""
        for loop in {outcome.work.future.get_loop() for outcome in outcomes}:
            mine = [outcome for outcome in outcomes if outcome.work.future.get_loop() is loop]
            try:
                loop.call_soon_threadsafe(_tell_all, mine)
            except RuntimeError:
                continue  # the loop was closed, and nobody waits any more


def _tell_all(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()


def _attempt(tx: Tx, work: _Work) -> _Outcome:
    if work.future.cancelled():
        return _Outcome(work)
    try:
        with tx.savepoint() as own:
            result = work.call(own)
    except (OperationalError, InterfaceError):
        raise  # the database's trouble is everybody's
    except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
        return _Outcome(work, error=error)
    return _Outcome(work, result)
