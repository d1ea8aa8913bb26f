"""Sitemaps, news sitemaps and indexes of them (sitemaps.org 0.9, Google News), packed by gzip or not."""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from zoneinfo import ZoneInfo

from lxml import etree

from monitor.errors import ParseError
from monitor.model.content import Entry, Link, ParsedFeed
from monitor.parse.bounds import bounded
from monitor.parse.dates import moment
from monitor.parse.encoding import clean, decode
from monitor.parse.feed import parse_feed
from monitor.parse.gathering import gather
from monitor.parse.links import absolute, primary_language
from monitor.parse.markup import plain_line
from monitor.parse.refusal import no_feed
from monitor.parse.xml_tree import xml_root

_GZIP = b"\x1f\x8b"
_LARGEST = 50 * 1024 * 1024  # what the format allows
_GZIP_WINDOW = 31
_MOST_PARTS = 1000
_FEEDS = frozenset({"rss", "feed", "rdf"})
_ENDED = re.compile(r"</(?:\w+:)?(?:urlset|sitemapindex)\s*>\s*\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w{1,32};)")
_ANOTHER = frozenset({"image", "video"})  # extensions that have a `loc` and a `title` too

Fields = Mapping[str, str]


def parse_sitemap(body: bytes, headers: Mapping[str, str], url: str, timezone: str, max_entries: int) -> ParsedFeed:
    """An entry for each address of a sitemap, those that changed last first; its id is the address, its text empty, and
    a title has only what a news sitemap names. Of an index the parts are in `more`, and there are no entries.

    A feed may serve as a sitemap. Raises ParseError: `too_large` where it unpacks to more than 50 MB, `truncated`,
    `unreadable`, and what a page is that stands in its place.
    """
    body, cut = _unpacked(body)
    text, mended = decode(body, headers)
    mended = cut or mended
    if cut and not text:
        raise ParseError("truncated", "gzip that is cut short before there is anything in it")
    if _ADDRESS.match(text):
        lines = [{"loc": line} for line in map(str.strip, text.splitlines()) if _ADDRESS.fullmatch(line)]
        return _read(lines, url, ZoneInfo(timezone), max_entries, mended)
    root, ill_formed = _root(text)
    name = None if root is None else _local(root)
    if root is not None and name in _FEEDS:
        return parse_feed(body, headers, url, timezone, max_entries)
    if root is None or name not in {"urlset", "sitemapindex"}:
        raise no_feed(text)
    warning = ill_formed and (ill_formed if _ENDED.search(text) else "truncated")
    if name == "sitemapindex":
        return ParsedFeed((), more=_parts(root, url, ZoneInfo(timezone)), warning=warning or mended)
    return _read(list(map(_fields, _named(root, "url"))), url, ZoneInfo(timezone), max_entries, warning or mended)


def _unpacked(body: bytes) -> tuple[bytes, str | None]:
    """Once more than the transport did: many sitemaps are files in gzip. `truncated` where the file is cut short."""
    if not body.startswith(_GZIP):
        return body, None
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        unpacked = unpacker.decompress(body, _LARGEST)
    except zlib.error as error:
        raise ParseError("unreadable", f"gzip that cannot be unpacked: {error}") from None
    if unpacker.unconsumed_tail:
        raise ParseError("too_large", f"the sitemap unpacks to more than {_LARGEST} bytes")
    return unpacked, None if unpacker.eof else "truncated"


def _root(text: str) -> tuple[etree._Element | None, str | None]:
    """The root, and `ill_formed_xml` where it took leniency to find it."""
    for recover in (False, True):
        mended = _BARE_AMPERSAND.sub("&amp;", text) if recover else text
        root = xml_root(mended.encode(), recover=recover)
        if root is not None:
            return root, "ill_formed_xml" if recover else None
    return None, None


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iterchildren(etree.Element) if _local(element) == name)


def _fields(element: etree._Element) -> Fields:
    """The texts inside an entry by their local names; what images and videos say of themselves is theirs."""
    fields: dict[str, str] = {}
    open_ = list(element.iterchildren(etree.Element, reversed=True))
    while open_:
        inner = open_.pop()
        if _local(inner) not in _ANOTHER:
            if text := (inner.text or "").strip():
                fields.setdefault(_local(inner), text)
            open_ += inner.iterchildren(etree.Element, reversed=True)
    return fields


def _parts(root: etree._Element, url: str, zone: tzinfo) -> tuple[Link, ...]:
    parts = []
    for element in _named(root, "sitemap"):
        fields = _fields(element)
        if address := absolute(url, fields.get("loc", "")):
            parts.append(Link(address, moment(fields.get("lastmod"), zone)))
    parts.sort(key=lambda part: -part.modified.timestamp() if part.modified else 0)
    return tuple(parts[:_MOST_PARTS])


def _read(pieces: Sequence[Fields], url: str, zone: tzinfo, max_entries: int, warning: str | None) -> ParsedFeed:
    entries, unreadable = gather(pieces, lambda fields: _entry(fields, url, zone))
    newest = sorted(entries, key=_age)
    feed = ParsedFeed(
        entries=tuple(newest[:max_entries]),
        warning=warning,
        skipped=max(len(entries) - max_entries, 0),
        unreadable=unreadable,
    )
    return bounded(feed)


def _age(entry: Entry) -> float:
    """Ascending with age; without a date it is oldest."""
    latest = max((time for time in (entry.published, entry.updated) if time), default=None)
    return -latest.timestamp() if latest else 0.0


def _entry(fields: Fields, url: str, zone: tzinfo) -> Entry | None:
    address = absolute(url, fields.get("loc", ""))
    if address is None:
        return None
    return Entry(
        id=address,
        link=address,
        title=plain_line(clean(fields.get("title", "")), html=False),
        text="",
        published=moment(fields.get("publication_date"), zone),
        updated=moment(fields.get("lastmod"), zone),
        lang=primary_language(fields.get("language")),
    )
