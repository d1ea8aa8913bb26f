"""JSON Feed 1.0 and 1.1 (jsonfeed.org), which feedparser does not read."""

import json
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from monitor.errors import ParseError
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.dates import moment
from monitor.parse.encoding import clean
from monitor.parse.gathering import gather
from monitor.parse.links import absolute, primary_language
from monitor.parse.markup import plain_line, plain_text

_VERSION = ("https://jsonfeed.org/version/1", "http://jsonfeed.org/version/1")


def parse_json_feed(text: str, url: str, zone: tzinfo, max_entries: int) -> ParsedFeed:
    """The feed; ParseError `truncated` or `unreadable` for broken JSON, `not_a_feed` for JSON of another kind."""
    try:
        feed = json.loads(text, strict=False)  # tabs and line breaks within texts are common
    except (ValueError, RecursionError) as error:
        whole = text.rstrip().endswith(("}", "]")) or isinstance(error, RecursionError)
        raise ParseError("unreadable" if whole else "truncated", f"JSON that cannot be read: {error}") from None
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_VERSION):
        raise ParseError("not_a_feed", "JSON, but not a JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise ParseError("unreadable", "a JSON Feed without a list of items")
    lang = primary_language(feed.get("language"))
    entries, unreadable = gather(items[:max_entries], lambda item: _entry(item, url, zone, lang))
    return ParsedFeed(
        entries=entries,
        unreadable=unreadable,
        title=plain_line(_text(feed, "title"), html=False),
        lang=lang,
        skipped=max(len(items) - max_entries, 0),
    )


def _entry(item: object, url: str, zone: tzinfo, lang: str | None) -> Entry:
    if not isinstance(item, dict):
        raise TypeError("an item that is no object")
    html = _text(item, "content_html")
    return Entry(
        id=clean(_text(item, "id")).strip() or None,
        link=absolute(url, _text(item, "url")) or absolute(url, _text(item, "external_url")),
        title=plain_line(_text(item, "title"), html=False),
        text=plain_text(html or _text(item, "content_text") or _text(item, "summary"), html=bool(html)),
        published=moment(item.get("date_published"), zone),
        updated=moment(item.get("date_modified"), zone),
        lang=primary_language(item.get("language")) or lang,
    )


def _text(source: Mapping[str, Any], name: str) -> str:
    """A field as text; ids are often numbers, against the letter of the format."""
    value = source.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
