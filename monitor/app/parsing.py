"""The pool of processes that read documents: what a hostile document costs ends with its process."""

import asyncio
import itertools
import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC

from pydantic import TypeAdapter, ValidationError

from monitor.app.nursery import Nursery, Worker, WorkerDiedError
from monitor.app.parse_worker import LENGTH
from monitor.errors import ParseError
from monitor.model.catalog import ParseLimits
from monitor.model.content import Document, Entry, ParsedFeed

_STOPPED = ("stopped", "the service is stopping")
_GIVEN_UP = ("deadline", "reading the document takes longer than others can wait")
_PATIENCE = 0.15  # seconds after which a document is slow, and makes way
_PLACES_ASIDE = 2  # for each of the configured workers
_SAFE_ASIDE = 5.0  # seconds that a slow document has there, however many follow it
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
        self._nursery = Nursery(limits)
        self._waiting: set[tuple[float, int]] = set()
        self._tickets = itertools.count()
        self._idle: list[_Place] = []
        self._busy: set[_Place] = set()
        self._aside: dict[_Place, float] = {}  # since when; in order
        self._released = asyncio.Event()
        self._closed = False

    async def warm_up(self) -> None:
        """Have the first processes ready before the first document comes; what fails is told by that document."""
        places = [_Place(self._nursery) for _ in range(self._limits.workers)]
        ready = await asyncio.gather(*(place.make_ready() for place in places), return_exceptions=True)
        self._idle += [place for place, failure in zip(places, ready, strict=True) if failure is None]

    async def parse(self, document: Document, timezone: str) -> ParsedFeed:
        """The feed. Besides the reasons of `monitor.parse`, ParseError has `cpu_limit`, `memory_limit`, `deadline`,
        `crashed`, and `stopped` where the pool is closed."""
        allowed = self._limits.deadline.total_seconds()
        place = await self._take(len(document.body))
        try:
            async with asyncio.timeout(allowed):
                await place.make_ready()
                with self._making_way(place):
                    return await place.read(document, timezone)
        except TimeoutError:
            raise ParseError("deadline", f"the document was not read within {allowed:g} s") from None
        except WorkerDiedError as death:
            reason, detail = _STOPPED if self._closed else death.args
            raise ParseError(reason, detail) from None
        finally:
            await self._give_back(place)

    async def close(self) -> None:
        """End all processes; documents that are being read or wait end with `stopped`."""
        self._closed = True
        self._wake()
        for place in (*self._busy, *self._aside):
            place.interrupt()
        while self._idle:
            await self._idle.pop().end()
        while self._busy or self._aside:
            await self._released.wait()
        await self._nursery.close()

    async def _take(self, size: int) -> "_Place":
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
        place = self._idle.pop() if self._idle else _Place(self._nursery)
        self._busy.add(place)
        return place

    @contextmanager
    def _making_way(self, place: "_Place") -> Iterator[None]:
        """Inside, a document that is slow goes on aside, as soon as there is a place for it."""
        task = asyncio.create_task(self._make_way(place))
        try:
            yield
        finally:
            task.cancel()

    async def _make_way(self, place: "_Place") -> None:
        await asyncio.sleep(_PATIENCE)
        while len(self._aside) >= self._limits.workers * _PLACES_ASIDE:
            longest, since = next(iter(self._aside.items()))
            with suppress(TimeoutError):
                async with asyncio.timeout(since + _SAFE_ASIDE - time.monotonic()):
                    await self._released.wait()
                continue
            longest.give_up()
            del self._aside[longest]
        self._busy.discard(place)
        self._aside[place] = time.monotonic()
        place.step_aside()
        self._wake()

    async def _give_back(self, place: "_Place") -> None:
        keep = place in self._busy and place.usable and not self._closed
        self._busy.discard(place)
        self._aside.pop(place, None)
        if keep:
            self._idle.append(place)
        self._wake()
        if not keep:
            await asyncio.shield(place.end())

    def _wake(self) -> None:
        self._released.set()
        self._released = asyncio.Event()


@dataclass(frozen=True)
class _Answer:
    feed: ParsedFeed | None = None
    error: tuple[str, str] | None = None


_ANSWER = TypeAdapter(_Answer)


class _Place:
    """Where one document at a time is read, by a worker that is replaced when it dies.

    It is usable only between documents that were answered in full.
    """

    def __init__(self, nursery: Nursery) -> None:
        self._nursery = nursery
        self._worker: Worker | None = None
        self._interrupted = False
        self._given_up = False
        self.usable = False

    async def make_ready(self) -> None:
        """Returns when there is a living worker; one may have been killed while it was idle."""
        if self._worker is None or not self._worker.alive:
            await self._dismiss()
            self._worker = await self._nursery.bear()
        if self._interrupted:  # while it was being born
            self._worker.kill()

    async def read(self, document: Document, timezone: str) -> ParsedFeed:
        """To be called when it is ready."""
        assert self._worker is not None
        self.usable, worker = False, self._worker
        head = json.dumps({"url": document.url, "headers": dict(document.headers), "timezone": timezone}).encode()
        try:
            answer = await _exchange(worker, head, document.body)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerDiedError(*(_GIVEN_UP if self._given_up else _obituary(await worker.end()))) from None
        try:
            outcome = _ANSWER.validate_json(answer)
        except ValidationError:
            raise WorkerDiedError("crashed", "the parser's answer is not in its format") from None
        if outcome.error is None and outcome.feed is not None:
            self.usable = True
            return replace(outcome.feed, entries=tuple(map(_in_utc, outcome.feed.entries)))
        reason, detail = outcome.error or ("crashed", "the parser's answer is empty")
        self.usable = reason != "memory_limit"
        raise ParseError(reason, detail)

    def interrupt(self) -> None:
        """Kill the worker under whoever waits for its answer."""
        self._interrupted = True
        if self._worker is not None:
            self._worker.kill()

    def give_up(self) -> None:
        """The same, because of others."""
        self._given_up = True
        self.interrupt()

    def step_aside(self) -> None:
        """Let the worker leave the processor to others, for good."""
        if self._worker is not None:
            self._worker.step_aside()

    async def end(self) -> None:
        """Kill the worker and close its socket."""
        self.interrupt()
        await self._dismiss()

    async def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.writer.close()
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(_FAREWELL):
                await worker.end()
                await worker.writer.wait_closed()


async def _exchange(worker: Worker, head: bytes, body: bytes) -> bytes:
    for frame in (head, body):
        worker.writer.write(LENGTH.pack(len(frame)))
        worker.writer.write(frame)
    await worker.writer.drain()
    (length,) = LENGTH.unpack(await worker.reader.readexactly(LENGTH.size))
    if length > _LONGEST_ANSWER:
        raise WorkerDiedError("crashed", f"the parser's answer has {length} bytes")
    return await worker.reader.readexactly(length)


def _in_utc(entry: Entry) -> Entry:
    """The entry with the standard library's UTC for pydantic's."""
    published, updated = (moment and moment.astimezone(UTC) for moment in (entry.published, entry.updated))
    return replace(entry, published=published, updated=updated)


def _obituary(returncode: int) -> tuple[str, str]:
    if returncode == -signal.SIGXCPU:
        return "cpu_limit", "reading the document takes more processor time than it may"
    if returncode < 0:
        return "crashed", f"the parser was ended by {signal.Signals(-returncode).name}"
    return "crashed", f"the parser ended with exit status {returncode}"
