"""The feeds: RSS on loopback, each at a port of its own, with news as the trial goes on."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.utils import format_datetime
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

from monitor.clock import SystemClock
from tests.crash.plan import Edition, Moment, Piece

LOOPBACK = "127.0.0.1"


class Timeline:
    """How far the trial has come."""

    def __init__(self) -> None:
        self.life = 0
        self._since = time.monotonic()

    def begin(self, life: int) -> None:
        self.life, self._since = life, time.monotonic()

    def reached(self, moment: Moment) -> bool:
        return moment <= Moment(self.life, time.monotonic() - self._since)


class FeedSite:
    """One feed; an async context manager.

    An ETag that comes back vouches that the document it belongs to has been stored. The feed takes the service at its
    word: news appear once the first document is vouched for, and what is vouched for may be gone from then on.
    `on_news` is called when an answer holds something that no answer held before.
    """

    def __init__(self, index: int, pieces: Sequence[Piece], timeline: Timeline, on_news: Callable[[], None]) -> None:
        self.index = index
        self.requests = self.not_modified = 0
        self.shown: set[Edition] = set()
        self._pieces = pieces
        self._timeline = timeline
        self._on_news = on_news
        self._documents: dict[str, frozenset[Edition]] = {}
        self._vouched: set[Edition] = set()
        self._clock = SystemClock()
        self._opened_at = self._clock.now()
        self._dates: dict[str, str] = {}
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/feed"

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_get("/feed", self._answer)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.requests += 1
        offered = [condition.value for condition in request.if_none_match or ()]
        for tag in offered:
            self._vouched |= self._documents[tag]
        current = self._current()
        document = self._document(current)
        tag = hashlib.sha256(document).hexdigest()[:24]
        if tag in offered:
            self.not_modified += 1
            return web.Response(status=304)
        shown = self._documents[tag] = frozenset(edition for _, edition in current)
        if self._vouched and not shown <= self.shown:
            # Once the answer is on its way, so that a moment counted from it is one in the service.
            asyncio.get_running_loop().call_soon(self._on_news)
        self.shown |= shown
        response = web.Response(body=document, content_type="application/rss+xml", charset="utf-8")
        response.etag = tag
        return response

    def _current(self) -> list[tuple[Piece, Edition]]:
        """What the feed says now, the newest first."""
        current = []
        for piece in self._pieces:
            editions = [each for each in piece.editions if self._timeline.reached(each.since)]
            gone = piece.fleeting and bool(editions) and editions[-1] in self._vouched
            if editions and not gone and (piece.age is not None or self._vouched):
                current.append((piece, editions[-1]))
        return sorted(current, key=lambda pair: pair[0].editions[0].since, reverse=True)

    def _document(self, current: list[tuple[Piece, Edition]]) -> bytes:
        items = "".join(self._item(piece, edition) for piece, edition in current)
        head = f"<title>Feed {self.index}</title><link>https://feed-{self.index}.example/</link>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()

    def _item(self, piece: Piece, edition: Edition) -> str:
        link = f"https://feed-{self.index}.example/{piece.path}"
        date = f"<pubDate>{self._date(piece)}</pubDate>" if piece.dated else ""
        return (
            f"<item><guid>{link}</guid><link>{link}</link><title>{escape(edition.title)}</title>"
            f"<description>{escape(edition.text)}</description>{date}</item>"
        )

    def _date(self, piece: Piece) -> str:
        """Its own date where it is old, else that of its first being shown."""
        if piece.path not in self._dates:
            age = piece.age
            moment = self._clock.now() if age is None else self._opened_at - timedelta(days=age)
            self._dates[piece.path] = format_datetime(moment)
        return self._dates[piece.path]
