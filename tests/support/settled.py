"""A whole service for tests: feeds on loopback, a webhook receiver, a clock that stands still."""

import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from monitor.app.service import Service
from monitor.clock import SteppedClock
from tests.support.feed_server import FeedServer, Publication
from tests.support.receivers import WebhookReceiver

SECRET = "whsec_" + base64.b64encode(b"a secret of thirty-two bytes....").decode()


@dataclass(frozen=True)
class Piece:
    """One item of a feed."""

    number: int
    text: str
    published: datetime | None = None
    title: str = "Statement"


def rss(pieces: Sequence[Piece]) -> Publication:
    """An RSS 2.0 document of the pieces, in their order."""
    items = "".join(
        f"<item><guid isPermaLink='false'>id-{piece.number}</guid><title>{escape(piece.title)}</title>"
        f"<link>https://mod.example/{piece.number}</link><description>{escape(piece.text)}</description>"
        + (f"<pubDate>{format_datetime(piece.published.astimezone(UTC))}</pubDate>" if piece.published else "")
        + "</item>"
        for piece in pieces
    )
    body = (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Feed</title>{items}</channel></rss>"
    )
    return Publication(body.encode(), "application/rss+xml")


@dataclass
class Desk:
    """Everything a test needs of the running whole."""

    service: Service
    clock: SteppedClock
    feeds: FeedServer
    receiver: WebhookReceiver
    directory: Path

    async def later(self, by: timedelta = timedelta(minutes=10)) -> None:
        """Set the clock forward and let everything that is due be done."""
        self.clock.advance(by)
        await self.service.settle()


def write_config(directory: Path, feeds: FeedServer, hook: str, names: Sequence[str], *, database: str | None) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "sources").mkdir(exist_ok=True)
    (directory / "rules").mkdir(exist_ok=True)
    stored = f"database: '{database}'\n" if database else ""
    (directory / "parley.yaml").write_text(
        f"contact: ops@desk.example\n{stored}network: {{allow: [127.0.0.0/8]}}\npolling: {{host_gap: 0s}}\n"
    )
    sources = "".join(
        f"  - {{id: {name}, name: Ministry {name}, url: '{feeds.url(f'/{name}.xml')}', kind: feed, body: defence, "
        f"side: RU, family: {name}, lang: en, timezone: UTC, every: 5m}}\n"
        for name in names
    )
    (directory / "sources" / "all.yaml").write_text(f"sources:\n{sources}")
    (directory / "rules" / "exchange.yaml").write_text(
        "rules:\n"
        "  - id: exchange\n    title: Exchange of prisoners\n    topic: exchange\n    severity: urgent\n"
        "    any: [{keyword: exchange of prisoners}]\n"
        "    examples: {match: [An exchange of prisoners took place.], no_match: [The weather is fine.]}\n"
    )
    (directory / "hook.secret").write_text(SECRET)
    (directory / "desks.yaml").write_text(
        f"channels:\n  - {{id: hook, kind: webhook, url: '{hook}', secret: '${{file:hook.secret}}', "
        "retries: [5s, 5s, 5m]}\n"
        "desks:\n  - {id: news, name: News desk, timezone: Europe/Kyiv, channels: [hook]}\n"
    )


@asynccontextmanager
async def running(
    folder: Path, *names: str, clock: SteppedClock, database: str | None = None, receiver: WebhookReceiver | None = None
) -> AsyncIterator[Desk]:
    """The service over `names` as feeds, empty at first; it has made no visit yet."""
    async with FeedServer() as feeds, receiver or WebhookReceiver() as hook:
        for name in names:
            feeds.publish(f"/{name}.xml", rss(()))
        directory = folder / "config"
        write_config(directory, feeds, hook.url, names, database=database)
        service = Service(directory, folder / "state", clock=clock, scheduled=False)
        async with service:
            yield Desk(service, clock, feeds, hook, directory)
