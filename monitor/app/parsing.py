"""The pool of processes that read documents: what a hostile document costs ends with its process."""

import asyncio
import itertools
import json
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

import monitor
from monitor.app.parse_worker import LENGTH
from monitor.errors import ParseError
from monitor.model.catalog import ParseLimits
from monitor.model.content import Document, Entry, ParsedFeed

T = TypeVar("T")

_STOPPED = ("stopped", "the service is stopping")
_GIVEN_UP = ("deadline", "reading the document takes longer than others can wait")
_PATIENCE = 0.25  # seconds after which a document is slow, and makes way
_PLACES_ASIDE = 2  # for each of the configured workers
_SAFE_ASIDE = 1.0  # seconds that a slow document has there, however many follow it
_NICENESS_ASIDE = 15
_BYTES_A_SECOND = 200_000  # by its size, a document stands in the queue as if it had come later
_LONGEST_HANDICAP = 3.0
_LONGEST_ANSWER = 96 * 1024 * 1024
_FAREWELL = 1.0  # seconds for a killed process's pipes to close


class ParsePool:
    """A `Parser`. Processes are started on demand, kept warm, replaced when they die; `close()` ends them.

    `limits.workers` documents are read at once; of those that wait, the small ones first. One that is slow goes on
    aside, in the background of the processor, and its place is free for the next. The places aside are few as well:
    where one more is needed, the document that has been there longest is given up. Waiting counts towards half of the
    deadline.
    """

    def __init__(self, limits: ParseLimits) -> None:
        self._limits = limits
        self._waiting: set[tuple[float, int]] = set()
        self._tickets = itertools.count()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._aside: dict[_Worker, float] = {}  # since when; in order
        self._released = asyncio.Event()
        self._closed = False

    async def parse(self, document: Document, timezone: str) -> ParsedFeed:
        """The feed. Besides the reasons of `monitor.parse`, ParseError has `cpu_limit`, `memory_limit`, `deadline`,
        `crashed`, and `stopped` where the pool is closed."""
        allowed = self._limits.deadline.total_seconds()
        end = time.monotonic() + allowed
        worker = await self._take(len(document.body))
        try:
            async with asyncio.timeout(max(end - time.monotonic(), allowed / 2)):
                await worker.start()
                with self._making_way(worker):
                    return await worker.read(document, timezone)
        except TimeoutError:
            raise ParseError("deadline", f"the document was not read within {allowed:g} s") from None
        except _WorkerDied as death:
            reason, detail = _STOPPED if self._closed else death.args
            raise ParseError(reason, detail) from None
        finally:
            await self._give_back(worker)

    async def close(self) -> None:
        """End all processes; documents that are being read or wait end with `stopped`."""
        self._closed = True
        self._wake()
        for worker in (*self._busy, *self._aside):
            worker.interrupt()
        while self._idle:
            await self._idle.pop().end()
        while self._busy or self._aside:
            await self._released.wait()

    async def _take(self, size: int) -> "_Worker":
        ticket = (time.monotonic() + min(size / _BYTES_A_SECOND, _LONGEST_HANDICAP), next(self._tickets))
        self._waiting.add(ticket)
        try:
            while not self._closed and (len(self._busy) >= self._limits.workers or min(self._waiting) != ticket):
                await self._released.wait()
        finally:
            self._waiting.remove(ticket)
            self._wake()
        if self._closed:
            raise ParseError(*_STOPPED)
        worker = self._idle.pop() if self._idle else _Worker(self._limits)
        self._busy.add(worker)
        return worker

    @contextmanager
    def _making_way(self, worker: "_Worker") -> Iterator[None]:
        """Inside, a document that is slow goes on aside, as soon as there is a place for it."""
        task = asyncio.create_task(self._make_way(worker))
        try:
            yield
        finally:
            task.cancel()

    async def _make_way(self, worker: "_Worker") -> None:
        await asyncio.sleep(_PATIENCE)
        while len(self._aside) >= self._limits.workers * _PLACES_ASIDE:
            longest, since = next(iter(self._aside.items()))
            with suppress(TimeoutError):
                async with asyncio.timeout(since + _SAFE_ASIDE - time.monotonic()):
                    await self._released.wait()
                continue
            longest.give_up()
            del self._aside[longest]
        self._busy.discard(worker)
        self._aside[worker] = time.monotonic()
        worker.step_back()
        self._wake()

    async def _give_back(self, worker: "_Worker") -> None:
        keep = worker in self._busy and worker.usable and not self._closed
        self._busy.discard(worker)
        self._aside.pop(worker, None)
        if keep:
            self._idle.append(worker)
        self._wake()
        if not keep:
            await asyncio.shield(worker.end())

    def _wake(self) -> None:
        self._released.set()
        self._released = asyncio.Event()


class _WorkerDied(Exception):  # noqa: N818 - an event, told as (reason, detail)
    pass


@dataclass(frozen=True)
class _Answer:
    feed: ParsedFeed | None = None
    error: tuple[str, str] | None = None


_ANSWER = TypeAdapter(_Answer)


class _Worker:
    """One child process. It is usable only between documents that were answered in full."""

    def __init__(self, limits: ParseLimits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._interrupted = False
        self._given_up = False
        self.usable = False

    async def start(self) -> None:
        """Returns when the process waits for a document; for one that does already, at once."""
        if self._process is not None and self._process.returncode is None:  # one may be killed while it is idle
            return
        process = self._process = await self._launch()
        if self._interrupted:  # while it was starting
            self.interrupt()
        assert process.stdout is not None
        await self._or_obituary(process.stdout.readexactly(LENGTH.size))

    async def read(self, document: Document, timezone: str) -> ParsedFeed:
        assert self._process is not None
        self.usable = False
        head = json.dumps({"url": document.url, "headers": dict(document.headers), "timezone": timezone}).encode()
        answer = await self._or_obituary(_exchange(self._process, head, document.body))
        try:
            outcome = _ANSWER.validate_json(answer)
        except ValidationError:
            raise _WorkerDied("crashed", "the parser's answer is not in its format") from None
        if outcome.error is None and outcome.feed is not None:
            self.usable = True
            return replace(outcome.feed, entries=tuple(map(_in_utc, outcome.feed.entries)))
        reason, detail = outcome.error or ("crashed", "the parser's answer is empty")
        self.usable = reason != "memory_limit"
        raise ParseError(reason, detail)

    async def _or_obituary(self, conversation: Awaitable[T]) -> T:
        """What the process says; _WorkerDied where it ends instead."""
        assert self._process is not None
        try:
            return await conversation
        except (asyncio.IncompleteReadError, ConnectionError):
            raise _WorkerDied(*(_GIVEN_UP if self._given_up else _obituary(await self._process.wait()))) from None

    def interrupt(self) -> None:
        """Kill the process under whoever waits for its answer."""
        self._interrupted = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()

    def give_up(self) -> None:
        """Kill the process because of others."""
        self._given_up = True
        self.interrupt()

    def step_back(self) -> None:
        """Leave the processor to others. There is no way back: who may be nicer may not be less nice again."""
        if self._process is not None:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICENESS_ASIDE)

    async def end(self) -> None:
        """Kill the process and close its pipes."""
        self.interrupt()
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(_FAREWELL):
                await process.communicate()

    async def _launch(self) -> Process:
        limits = self._limits
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor.app.parse_worker"),
            *(str(limits.cpu.total_seconds()), str(limits.memory), str(limits.max_entries)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_environment(),
            cwd="/",  # in our session, for Linux weighs priorities only among the processes of one
        )


async def _exchange(process: Process, head: bytes, body: bytes) -> bytes:
    assert process.stdin is not None
    assert process.stdout is not None
    for frame in (head, body):
        process.stdin.write(LENGTH.pack(len(frame)))
        process.stdin.write(frame)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > _LONGEST_ANSWER:
        raise _WorkerDied("crashed", f"the parser's answer has {length} bytes")
    return await process.stdout.readexactly(length)


def _in_utc(entry: Entry) -> Entry:
    """The entry with the standard library's UTC for pydantic's."""
    published, updated = (moment and moment.astimezone(UTC) for moment in (entry.published, entry.updated))
    return replace(entry, published=published, updated=updated)


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the child but where the package is; dates are read in UTC."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(monitor.__file__).resolve().parent.parent),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }


def _obituary(returncode: int) -> tuple[str, str]:
    if returncode == -signal.SIGXCPU:
        return "cpu_limit", "reading the document takes more processor time than it may"
    if returncode < 0:
        return "crashed", f"the parser was ended by {signal.Signals(-returncode).name}"
    return "crashed", f"the parser ended with exit status {returncode}"
