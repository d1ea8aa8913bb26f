"""Reading documents: well-formed feeds at once, here, the rest in processes, where what a hostile one costs ends."""

import asyncio
import itertools
import json
import signal
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC
from typing import Any, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.app.nursery import Nursery, Worker, WorkerDiedError
from monitor.app.parse_frames import LENGTH
from monitor.app.parse_record import Record
from monitor.errors import ParseError
from monitor.model.catalog import ListingProfile, ParseLimits, SourceKind
from monitor.model.content import Article, Document, Entry, FoundFeed, ParsedFeed, RobotsVerdict
from monitor.parse.fast import parse_feed_fast

_STOPPED = ("stopped", "the service is stopping")
_GIVEN_UP = ("deadline", "reading the document takes longer than others can wait")
_PATIENCE = 0.15  # seconds after which a document is slow, and makes way
_IN_TIME = 1.0  # seconds of reading that a clean record allows, on a machine that has much to do
_PLACES_ASIDE = 2  # for each of the configured workers
_SAFE_ASIDE = 5.0  # seconds that a slow document has there, however many follow it
_BYTES_A_SECOND = 200_000  # by its size, a document stands in the queue as if it had come later
_LONGEST_HANDICAP = 3.0
_LONGEST_ANSWER = 96 * 1024 * 1024
_MOST_BATCHES = 100_000
_AT_ONCE = 16 * 1024  # bytes of a feed that are read between two turns of the event loop
_IN_A_THREAD = 512 * 1024  # bytes of a feed that a thread may read: nobody could end it
_FAREWELL = 1.0  # seconds for a killed process's pipes to close


class ParsePool:
    """A `Parser`. Feeds that are well-formed, and not large, are read here: the smallest at once, the others in a
    thread, so that the event loop is not held. Everything else goes to processes, which are started on demand, kept
    warm, and replaced when they die; `close()` ends them.

    `limits.workers` documents are read at once, of which one place is kept for sources with a clean record; of those
    that wait, the small ones first. One that is slow goes on aside, in the background of the processor, and its place
    is free for the next. The places aside are few as well: where one more is needed, the document that has been there
    longest is given up. The deadline is for all of it, waiting included.
    """

    def __init__(self, limits: ParseLimits) -> None:
        self._limits = limits
        self._nursery = Nursery(limits)
        self._waiting: set[_Ticket] = set()
        self._tickets = itertools.count()
        self._record = Record()
        self._most = max(limits.workers, 2)
        self._idle: list[_Place] = []
        self._busy: set[_Place] = set()
        self._aside: dict[_Place, float] = {}  # since when; in order
        self._released = asyncio.Event()
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parse")

    async def warm_up(self) -> None:
        """Have the first processes ready before the first document comes; what fails is told by that document."""
        places = [_Place(self._nursery) for _ in range(self._limits.workers)]
        ready = await asyncio.gather(*(place.make_ready() for place in places), return_exceptions=True)
        self._idle += [place for place, failure in zip(places, ready, strict=True) if failure is None]

    async def parse(
        self,
        document: Document,
        timezone: str,
        kind: SourceKind = SourceKind.FEED,
        listing: ListingProfile | None = None,
    ) -> ParsedFeed:
        """The entries. Besides the reasons of `monitor.parse`, ParseError has `cpu_limit`, `memory_limit`, `deadline`,
        `crashed`, and `stopped` where the pool is closed."""
        task = "document"
        if kind is SourceKind.FEED and len(document.body) <= _IN_A_THREAD:
            feed = await self._parse_here(document, timezone)
            if feed is not None:
                return feed
            task = "careful"
        about = {"kind": kind, "listing": listing and asdict(listing), "timezone": timezone}
        return await self._parse_there(document, {"task": task, **about}, _FEED)

    async def article(self, document: Document, timezone: str, selector: str = "") -> Article:
        """The text of an article's page; `selector` is its CSS selector, or empty. ParseError as of `parse`."""
        return await self._parse_there(
            document, {"task": "article", "timezone": timezone, "selector": selector}, _ARTICLE
        )

    async def feeds(self, document: Document) -> tuple[FoundFeed, ...]:
        """The feeds that a page speaks of, the likeliest first. ParseError as of `parse`."""
        return await self._parse_there(document, {"task": "feeds", "timezone": "UTC"}, _FEEDS)

    async def robots(self, document: Document, agent: str, urls: Sequence[str]) -> RobotsVerdict:
        """What a robots.txt says to `agent` about some addresses of its host. ParseError as of `parse`: a hostile one
        takes long to read."""
        return await self._parse_there(
            document, {"task": "robots", "timezone": "UTC", "agent": agent, "urls": list(urls)}, _ROBOTS
        )

    async def _parse_here(self, document: Document, timezone: str) -> ParsedFeed | None:
        """Where it can be done in time that its size bounds, else None."""
        if self._closed:
            raise ParseError(*_STOPPED)
        arguments = (document.body, document.headers, document.url, timezone, self._limits.max_entries)
        if len(document.body) <= _AT_ONCE:
            return parse_feed_fast(*arguments)
        return await asyncio.get_running_loop().run_in_executor(self._thread, parse_feed_fast, *arguments)

    async def _parse_there(self, document: Document, about: Mapping[str, Any], kind: "TypeAdapter[Value]") -> "Value":
        allowed = self._limits.deadline.total_seconds()
        try:
            async with asyncio.timeout(allowed), self._place_for(document) as place:
                with self._making_way(place):
                    return await place.read(document, about, kind)
        except TimeoutError:
            raise ParseError("deadline", f"the document was not read within {allowed:g} s") from None
        except WorkerDiedError as death:
            reason, detail = _STOPPED if self._closed else death.args
            raise ParseError(reason, detail) from None

    @asynccontextmanager
    async def _place_for(self, document: Document) -> AsyncIterator["_Place"]:
        """A place that is ready. How long it is needed goes into the record of where the document is from."""
        place = await self._take(len(document.body), clean=self._record.is_clean(document.url))
        started = 0.0
        try:
            await place.make_ready()
            started = time.monotonic()
            yield place
        finally:
            self._record.note(document.url, in_time=place.usable and time.monotonic() - started < _IN_TIME)
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
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _take(self, size: int, *, clean: bool) -> "_Place":
        in_turn = time.monotonic() + min(size / _BYTES_A_SECOND, _LONGEST_HANDICAP)
        ticket = _Ticket(in_turn, next(self._tickets), clean)
        self._waiting.add(ticket)
        try:
            while not self._closed and ticket != min(filter(self._has_room, self._waiting), default=None):
                await self._released.wait()
        finally:
            self._waiting.remove(ticket)
            self._wake()
        if self._closed:
            raise ParseError(*_STOPPED)
        place = self._idle.pop() if self._idle else _Place(self._nursery)
        place.clean, place.usable = clean, False
        self._busy.add(place)
        return place

    def _has_room(self, ticket: "_Ticket") -> bool:
        """Those without a clean record leave one place to those who have one."""
        doubtful = sum(not place.clean for place in self._busy)
        return len(self._busy) < self._most and (ticket.clean or doubtful < self._most - 1)

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
            safe = 0.0 if place.clean else _SAFE_ASIDE
            with suppress(TimeoutError):
                async with asyncio.timeout(since + safe - time.monotonic()):
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


Value = TypeVar("Value")

_FEED = TypeAdapter(ParsedFeed)
_ARTICLE = TypeAdapter(Article)
_FEEDS = TypeAdapter(tuple[FoundFeed, ...])
_ROBOTS = TypeAdapter(RobotsVerdict)
_ENTRIES = TypeAdapter(tuple[Entry, ...])


@dataclass(frozen=True)
class _Head:
    """How an answer begins."""

    value: Any = None
    batches: int = 0
    error: tuple[str, str] | None = None


_HEAD = TypeAdapter(_Head)


class _Ticket(NamedTuple):
    """Whose turn it is: by the moment, then by the order of coming; `clean` with a clean record."""

    in_turn: float
    number: int
    clean: bool


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
        self.clean = False

    async def make_ready(self) -> None:
        """Returns when there is a living worker; one may have been killed while it was idle."""
        if self._worker is None or not self._worker.alive:
            await self._dismiss()
            self._worker = await self._nursery.bear()
        if self._interrupted:  # while it was being born
            self._worker.kill()

    async def read(self, document: Document, about: Mapping[str, Any], kind: TypeAdapter[Value]) -> Value:
        """To be called when it is ready."""
        assert self._worker is not None
        self.usable, worker = False, self._worker
        head = json.dumps({"url": document.url, "headers": dict(document.headers), **about}).encode()
        try:
            await _send(worker, head, document.body)
            answer = _HEAD.validate_json(await _receive(worker))
            if answer.error is None:
                value = kind.validate_python(answer.value, strict=False)
                if isinstance(value, ParsedFeed):
                    value = replace(value, entries=await _entries(worker, answer.batches))
                self.usable = True
                return value
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerDiedError(*(_GIVEN_UP if self._given_up else _obituary(await worker.end()))) from None
        except ValidationError:
            raise WorkerDiedError("crashed", "the parser's answer is not in its format") from None
        reason, detail = answer.error
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


async def _send(worker: Worker, *frames: bytes) -> None:
    for frame in frames:
        worker.writer.write(LENGTH.pack(len(frame)))
        worker.writer.write(frame)
    await worker.writer.drain()


async def _receive(worker: Worker) -> bytes:
    (length,) = LENGTH.unpack(await worker.reader.readexactly(LENGTH.size))
    if length > _LONGEST_ANSWER:
        raise WorkerDiedError("crashed", f"the parser's answer has {length} bytes")
    return await worker.reader.readexactly(length)


async def _entries(worker: Worker, batches: int) -> tuple[Entry, ...]:
    """Batch by batch, so that others have their turns between them."""
    if not 0 <= batches <= _MOST_BATCHES:
        raise WorkerDiedError("crashed", f"the parser's answer has {batches} batches")
    entries: list[Entry] = []
    for _ in range(batches):
        entries += map(_in_utc, _ENTRIES.validate_json(await _receive(worker)))
        await asyncio.sleep(0)
    return tuple(entries)


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
