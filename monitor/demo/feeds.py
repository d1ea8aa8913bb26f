"""The bodies' web sites: their feeds as of the rehearsal's time, each body on a loopback port of its own."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from io import BytesIO
from typing import Any, Self
from zoneinfo import ZoneInfo

from aiohttp import web
from lxml import etree

from monitor.clock import Clock
from monitor.demo.scenario import START, Body, Feed, Piece

LONGEST = 20
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MEDIA_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml"}


@dataclass(slots=True)
class Visits:
    """What a site was asked for and what it answered: requests, of them 304, and body bytes on the wire."""

    requests: int = 0
    not_modified: int = 0
    sent_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Edition:
    """A feed document as of one moment, with the validators that go with it."""

    document: bytes
    modified_at: datetime

    @property
    def digest(self) -> str:
        return sha256(self.document).hexdigest()[:32]


def edition(body: Body, feed: Feed, moment: datetime) -> Edition:
    """The feed as it stands at `moment`: its newest 20 pieces, byte for byte the same until one of them changes."""
    pieces = body.published(feed, moment)[:LONGEST]
    modified_at = max((piece.changed_at(moment) for piece in pieces), default=START)
    root = _WRITERS[feed.format](feed, pieces, modified_at, ZoneInfo(body.timezone))
    document = BytesIO()
    etree.ElementTree(root).write(document, xml_declaration=True, encoding=feed.encoding)
    return Edition(document.getvalue(), modified_at)


def _rss(feed: Feed, pieces: tuple[Piece, ...], modified_at: datetime, zone: ZoneInfo) -> etree._Element:
    """RSS 2.0. The old encoding goes with an old habit: all HTML in the description."""
    root = etree.Element("rss", {"version": "2.0"}, nsmap={"content": CONTENT})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.link)
    _add(channel, "description", feed.title)
    _add(channel, "language", feed.lang)
    _add(channel, "lastBuildDate", format_datetime(modified_at.astimezone(zone)))
    for piece in pieces:
        item = etree.SubElement(channel, "item")
        _add(item, "title", piece.title)
        _add(item, "link", piece.link)
        _add(item, "guid", piece.id, isPermaLink="true" if piece.id == piece.link else "false")
        _add(item, "pubDate", format_datetime(piece.at.astimezone(zone)))
        where = "description" if feed.encoding != "utf-8" else f"{{{CONTENT}}}encoded"
        etree.SubElement(item, where).text = etree.CDATA(piece.html)
    return root


def _atom(feed: Feed, pieces: tuple[Piece, ...], modified_at: datetime, zone: ZoneInfo) -> etree._Element:
    namespaces: dict[Any, str] = {None: ATOM}
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANG: feed.lang}, nsmap=namespaces)
    _add(root, f"{{{ATOM}}}title", feed.title)
    _add(root, f"{{{ATOM}}}id", feed.link)
    _add(root, f"{{{ATOM}}}updated", modified_at.astimezone(zone).isoformat())
    for piece in pieces:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _add(entry, f"{{{ATOM}}}title", piece.title)
        _add(entry, f"{{{ATOM}}}id", piece.id)
        _add(entry, f"{{{ATOM}}}link", None, rel="alternate", href=piece.link)
        _add(entry, f"{{{ATOM}}}published", piece.at.astimezone(zone).isoformat())
        _add(entry, f"{{{ATOM}}}updated", piece.changed_at(modified_at).astimezone(zone).isoformat())
        _add(entry, f"{{{ATOM}}}content", piece.html, type="html")
    return root


def _rdf(feed: Feed, pieces: tuple[Piece, ...], modified_at: datetime, zone: ZoneInfo) -> etree._Element:
    """RSS 1.0: items stand beside the channel, which lists them; dates and the language are Dublin Core."""
    namespaces: dict[Any, str] = {"rdf": RDF, None: RSS1, "dc": DC}
    root = etree.Element(f"{{{RDF}}}RDF", nsmap=namespaces)
    channel = etree.SubElement(root, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": feed.link})
    _add(channel, f"{{{RSS1}}}title", feed.title)
    _add(channel, f"{{{RSS1}}}link", feed.link)
    _add(channel, f"{{{RSS1}}}description", feed.title)
    _add(channel, f"{{{DC}}}language", feed.lang)
    _add(channel, f"{{{DC}}}date", modified_at.astimezone(zone).isoformat())
    listed = etree.SubElement(etree.SubElement(channel, f"{{{RSS1}}}items"), f"{{{RDF}}}Seq")
    for piece in pieces:
        etree.SubElement(listed, f"{{{RDF}}}li", {f"{{{RDF}}}resource": piece.id})
        item = etree.SubElement(root, f"{{{RSS1}}}item", {f"{{{RDF}}}about": piece.id})
        _add(item, f"{{{RSS1}}}title", piece.title)
        _add(item, f"{{{RSS1}}}link", piece.link)
        _add(item, f"{{{RSS1}}}description", piece.html)
        _add(item, f"{{{DC}}}date", piece.at.astimezone(zone).isoformat())
    return root


_WRITERS: dict[str, Callable[[Feed, tuple[Piece, ...], datetime, ZoneInfo], etree._Element]] = {
    "rss": _rss,
    "atom": _atom,
    "rdf": _rdf,
}


def _add(parent: etree._Element, tag: str, text: str | None, **attributes: Any) -> None:
    etree.SubElement(parent, tag, attributes).text = text


class Site:
    """One body's web site on 127.0.0.1, at a port of its own, as of `clock`; an async context manager."""

    def __init__(self, body: Body, clock: Clock) -> None:
        self.body = body
        self.visits = Visits()
        self._clock = clock
        self._runner: web.AppRunner | None = None
        self._port = 0

    def url(self, feed: Feed) -> str:
        return f"http://127.0.0.1:{self._port}{feed.path}"

    async def __aenter__(self) -> Self:
        application = web.Application()
        for feed in self.body.feeds:
            application.router.add_get(feed.path, self._answering(feed))
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _answering(self, feed: Feed) -> Callable[[web.Request], Any]:
        async def answer(request: web.Request) -> web.Response:
            return self._answer(request, feed)

        return answer

    def _answer(self, request: web.Request, feed: Feed) -> web.Response:
        """200 or 304. The packed and the plain form are two representations, so each has a strong ETag of its own."""
        current = edition(self.body, feed, self._clock.now())
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        tag = f"{current.digest}-gzip" if packed else current.digest
        response = web.Response(headers={"Vary": "Accept-Encoding", "Cache-Control": "no-cache"})
        response.etag = tag
        response.last_modified = current.modified_at
        self.visits.requests += 1
        if _is_current(request, tag, current.modified_at):
            self.visits.not_modified += 1
            response.set_status(304)
            return response
        response.content_type = MEDIA_TYPES[feed.format]
        response.charset = feed.encoding
        response.body = gzip.compress(current.document, mtime=0) if packed else current.document
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        self.visits.sent_bytes += len(response.body)
        return response


def _is_current(request: web.Request, tag: str, modified_at: datetime) -> bool:
    """RFC 9110, 13.2.2: an If-None-Match decides alone, whatever If-Modified-Since says."""
    if request.if_none_match is not None:
        return any(known.value in (tag, "*") for known in request.if_none_match)
    return request.if_modified_since is not None and request.if_modified_since >= modified_at.replace(microsecond=0)
