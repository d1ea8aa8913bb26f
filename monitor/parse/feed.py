"""Feeds: the fast way for what is well-formed, the careful way for the rest, and our own reader for JSON Feed."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from monitor.errors import ParseError
from monitor.model.content import ParsedFeed
from monitor.parse.bounds import bounded
from monitor.parse.careful import read_carefully
from monitor.parse.encoding import decode
from monitor.parse.fast import parse_feed_fast
from monitor.parse.jsonfeed import parse_json_feed


def parse_feed(body: bytes, headers: Mapping[str, str], url: str, timezone: str, max_entries: int) -> ParsedFeed:
    """The entries of a document, in its order.

    `headers` have lower-case names, `url` is the base of relative links, `timezone` the IANA name of the zone of dates
    without one. Raises ParseError: `empty`, `html_not_feed`, `challenge`, `login`, `not_a_feed`, `truncated`,
    `unreadable`, `entity_bomb`. Time and memory are not bounded.
    """
    feed = parse_feed_fast(body, headers, url, timezone, max_entries)
    return feed if feed is not None else parse_feed_carefully(body, headers, url, timezone, max_entries)


def parse_feed_carefully(
    body: bytes, headers: Mapping[str, str], url: str, timezone: str, max_entries: int
) -> ParsedFeed:
    """`parse_feed` without the fast way."""
    text, mended = decode(body, headers)
    if not text:
        raise ParseError("empty", "the document is empty")
    zone = ZoneInfo(timezone)
    if text.startswith(("{", "[")):
        return bounded(parse_json_feed(text, url, zone, max_entries))
    return bounded(read_carefully(text, mended, url, zone, max_entries))
