"""A look at an address, outside the service: what it is, and what it brings. Nothing is stored."""

import asyncio
import re
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from monitor.app.connections import Reach, guarded_client
from monitor.app.parsing import ParsePool
from monitor.app.robots import Robots
from monitor.clock import Clock
from monitor.errors import FetchError, ParseError
from monitor.fetch import AddressGuard
from monitor.model.catalog import Settings, Source, SourceKind, host_of
from monitor.model.content import Document, FoundFeed, ParsedFeed, Request
from monitor.parse.profiles import PROFILES

MOST_TRIED = 4
"""Feeds that a page speaks of, tried in turn until one can be read."""

_CHANNEL = re.compile(r"(https?://t\.me)/(?!s/)(\w+)/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """What an address, or a feed that its page speaks of, turned out to be.

    `listing` is the profile that reads a page, None where its structure is found out. `others` are further feeds of the
    page. `refusal` is what robots.txt says against visiting a page.
    """

    url: str
    kind: SourceKind
    feed: ParsedFeed
    listing: str | None = None
    others: tuple[FoundFeed, ...] = ()
    refusal: FetchError | None = None


class Prober:
    """Visits behind the guard, with a pause between two to one host. An async context manager."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._client = guarded_client(Reach.of(settings), AddressGuard(settings.allow), clock)
        self._parser = ParsePool(settings.parse)
        self.robots = Robots(lambda: self._client, self._parser.robots, clock)
        self._free: dict[str, float] = {}
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._open.enter_async_context(self._client)
        self._open.push_async_callback(self._parser.close)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._open.aclose()

    async def fetch(self, source: Source) -> Document:
        """What a visit of the service would fetch. FetchError, of robots.txt too; ParseError where that is no text."""
        request = Request(source.id, source.url, headers=source.headers)
        if not source.minds_robots:
            return await self._visit(request, source.host_gap)
        await self._rest(source.host)
        if await self.robots.look(source.url):
            self._tire(source.host, source.host_gap)
        await self.robots.admit(source.url)
        await self._rest(source.host)
        try:
            return await self._client.fetch(request, self.robots.admit)
        finally:
            self._tire(source.host, source.host_gap)

    async def parse(self, document: Document, source: Source) -> ParsedFeed:
        """As the service would read it. ParseError."""
        return await self._parser.parse(document, source.timezone, source.kind, source.listing)

    async def kind_of(self, document: Document, timezone: str) -> SourceKind | None:
        """Whether a document is a feed or a sitemap."""
        for kind in _FOR_PROGRAMS:
            try:
                await self._parser.parse(document, timezone, kind)
            except ParseError:
                continue
            return kind
        return None

    async def feeds_of(self, document: Document) -> tuple[FoundFeed, ...]:
        """The feeds that a page speaks of, the likeliest first."""
        try:
            return await self._parser.feeds(document)
        except ParseError:
            return ()

    async def recognise(self, url: str, timezone: str, gap: timedelta, wanted: SourceKind | None = None) -> Found:
        """What is at an address: a feed, a sitemap, a page that speaks of a feed, or a page that lists items; `wanted`
        asks for one of these. FetchError, ParseError for what can be none."""
        address = _CHANNEL.sub(r"\1/s/\2", url) if _CHANNEL.fullmatch(url) else url
        document = await self._visit(Request("probe", address), gap)
        failures = []
        for kind in _FOR_PROGRAMS:
            if wanted in {None, kind}:
                try:
                    return Found(address, kind, await self._parser.parse(document, timezone, kind))
                except ParseError as error:
                    failures.append(error)
        if wanted in _FOR_PROGRAMS or (failures and failures[0].reason not in _PAGES):
            raise failures[0]
        feeds = () if wanted is SourceKind.PAGE else await self._parser.feeds(document)
        found = await self._first_readable(feeds, timezone, gap)
        return found or await self._page(document, address, timezone, feeds, gap)

    async def _first_readable(self, feeds: tuple[FoundFeed, ...], timezone: str, gap: timedelta) -> Found | None:
        for feed in feeds[:MOST_TRIED]:
            try:
                document = await self._visit(Request("probe", feed.url), gap)
            except FetchError:
                continue
            for kind in _FOR_PROGRAMS:
                try:
                    parsed = await self._parser.parse(document, timezone, kind)
                except ParseError:
                    continue
                others = tuple(other for other in feeds if other.url != feed.url)
                return Found(feed.url, kind, parsed, others=others)
        return None

    async def _page(
        self, document: Document, url: str, timezone: str, feeds: tuple[FoundFeed, ...], gap: timedelta
    ) -> Found:
        """A page that lists items, by the first profile that reads what is found without one."""
        feed = await self._parser.parse(document, timezone, SourceKind.PAGE)
        listing = None
        for profile in PROFILES:
            try:
                read = await self._parser.parse(document, timezone, SourceKind.PAGE, profile)
            except ParseError:
                continue
            if read.entries == feed.entries:
                listing = profile.name
                break
        return Found(url, SourceKind.PAGE, feed, listing, feeds, await self._refusal(url, gap))

    async def _refusal(self, url: str, gap: timedelta) -> FetchError | None:
        await self._rest(host_of(url))
        try:
            await self.robots.admit(url)
        except FetchError as error:
            return error
        finally:
            self._tire(host_of(url), gap)
        return None

    async def _visit(self, request: Request, gap: timedelta) -> Document:
        host = _host(request.url)
        await self._rest(host)
        try:
            return await self._client.fetch(request)
        finally:
            self._tire(host, gap)

    async def _rest(self, host: str) -> None:
        await asyncio.sleep(max(self._free.get(host, 0.0) - time.monotonic(), 0.0))

    def _tire(self, host: str, gap: timedelta) -> None:
        self._free[host] = time.monotonic() + max(gap, self.robots.delay(host)).total_seconds()


_FOR_PROGRAMS = (SourceKind.FEED, SourceKind.SITEMAP)
_PAGES = frozenset({"html_not_feed", "challenge", "login"})
"""What is said of a page that is no feed; one that asks to log in may list news as well."""


def _host(url: str) -> str:
    """As `host_of`, and the guard's own refusal for what has no readable host."""
    try:
        urlsplit(url).port  # noqa: B018 - raises for what is no port
        return host_of(url)
    except ValueError as error:
        raise FetchError("bad_url", "the URL cannot be read", weight=1) from error
