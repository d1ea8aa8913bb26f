"""A web in memory: sites with feeds, what goes wrong with them, and the log that their servers keep."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from random import Random
from urllib.parse import urlsplit

import httpx

from monitor.errors import FetchError
from monitor.fetch.answer import kept_headers, refusal
from monitor.model.catalog import host_of
from monitor.model.content import Document, Request
from tests.day.drive import JumpingClock

SHOWN_FOR = timedelta(hours=24)
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
RETRY_AFTER = timedelta(minutes=45)
_PAGE = "<!DOCTYPE html><html><head><title>{}</title></head><body>{}</body></html>"
LOGIN = _PAGE.format("Sign in", "<form action='/login'><input name='user'><input type='password' name='pass'></form>")
CHALLENGE = _PAGE.format("Just a moment...", "<p>Checking your browser before accessing the site.</p>")
PAGE = _PAGE.format("Ministry", "<h1>Welcome</h1><p>Our new site is here.</p>")


class Trouble(StrEnum):
    """What is wrong with a site while it is."""

    NONE = "none"
    FLAPPING = "flapping"
    DOWN = "down"
    GONE = "gone"
    MOVED = "moved"
    FROZEN = "frozen"
    LYING = "lying"
    LOGIN = "login"
    CHALLENGE = "challenge"
    PAGE = "page"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    BUSY = "busy"
    MIRRORED = "mirrored"


@dataclass(frozen=True, slots=True)
class Piece:
    """What a site published, and when."""

    number: int
    at: datetime
    text: str


@dataclass(slots=True)
class Site:
    """One publication at `url`: its pieces, in order of time, and its trouble from `begin` to `end`."""

    source_id: str
    url: str
    other: str
    pieces: list[Piece]
    trouble: Trouble = Trouble.NONE
    begin: datetime = NEVER
    end: datetime = NEVER
    moments: list[datetime] = field(init=False)

    def __post_init__(self) -> None:
        self.moments = [piece.at for piece in self.pieces]

    def troubled(self, now: datetime) -> bool:
        return self.trouble is not Trouble.NONE and self.begin <= now < self.end

    def answer(self, url: str, headers: Mapping[str, str], now: datetime) -> httpx.Response:
        """What its server says."""
        if self.troubled(now) and url == self.url:
            broken = self._broken(now)
            if broken is not None:
                return broken
        frozen = self.troubled(now) and self.trouble is Trouble.FROZEN
        count = bisect_right(self.moments, self.begin if frozen else now)
        etag = f'"{count}-{now.timestamp() if frozen else 0:.0f}"'
        lying = self.troubled(now) and self.trouble is Trouble.LYING
        known = headers.get("if-none-match")
        if known is not None and (known == etag or lying):
            return httpx.Response(304, headers={"etag": known})
        first = bisect_right(self.moments, (self.begin if frozen else now) - SHOWN_FOR)
        shown = (
            [] if self.troubled(now) and self.trouble is Trouble.EMPTY else self.pieces[min(first, count - 5) : count]
        )
        return httpx.Response(200, headers={"etag": etag, "content-type": "application/rss+xml"}, content=_rss(shown))

    def _broken(self, now: datetime) -> httpx.Response | None:
        match self.trouble:
            case Trouble.DOWN | Trouble.MIRRORED:
                raise FetchError("connect", "nobody answers", weight=0.25)
            case Trouble.FLAPPING if now.minute < 20:
                return httpx.Response(502)
            case Trouble.GONE:
                return httpx.Response(404)
            case Trouble.BUSY:
                return httpx.Response(429, headers={"retry-after": str(round(RETRY_AFTER.total_seconds()))})
            case Trouble.MOVED:
                return httpx.Response(301, headers={"location": self.other})
            case Trouble.TRUNCATED:
                raise FetchError("truncated", "the body ends before its length")
            case Trouble.LOGIN | Trouble.CHALLENGE | Trouble.PAGE:
                pages = {Trouble.LOGIN: LOGIN, Trouble.CHALLENGE: CHALLENGE, Trouble.PAGE: PAGE}
                return httpx.Response(200, headers={"content-type": "text/html"}, text=pages[self.trouble])
        return None


def _rss(pieces: list[Piece]) -> bytes:
    items = "".join(
        f"<item><guid isPermaLink='false'>{piece.number}</guid><title>Statement {piece.number}</title>"
        f"<description>{piece.text}</description><pubDate>{format_datetime(piece.at)}</pubDate></item>"
        for piece in reversed(pieces)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


@dataclass(frozen=True, slots=True)
class Served:
    """A line of a server's log."""

    host: str
    path: str
    begun: datetime
    ended: datetime
    status: int


class Web:
    """All sites; fetches as the guarded client does, and takes a while for it."""

    def __init__(self, clock: JumpingClock, sites: list[Site], chances: Random) -> None:
        self.log: list[Served] = []
        self._clock = clock
        self._chances = chances
        self._sites = {url: site for site in sites for url in (site.url, site.other)}

    async def fetch(self, request: Request) -> Document:
        url, moved_to = request.url, None
        for _ in range(5):
            response = await self._get(url, request)
            if response.status_code != httpx.codes.MOVED_PERMANENTLY:
                break
            url = moved_to = response.headers["location"]
        now = self._clock.now()
        headers = kept_headers(response.headers)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Document(url, 304, headers, b"", now, moved_to)
        if response.status_code != httpx.codes.OK:
            raise refusal(response, now)
        return Document(url, 200, headers, response.content, now, moved_to)

    async def _get(self, url: str, request: Request) -> httpx.Response:
        begun, status = self._clock.now(), 0
        await self._clock.sleep(self._chances.uniform(0.05, 3))
        sent = {"if-none-match": request.etag} if request.etag is not None and url == request.url else {}
        try:
            response = self._sites[url].answer(url, sent, self._clock.now())
            status = response.status_code
        finally:
            self.log.append(Served(host_of(url), urlsplit(url).path, begun, self._clock.now(), status))
        return response
