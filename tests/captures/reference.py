"""What there is to be stored, judged without Parley: by plain feedparser with its defaults, by `json` for JSON Feed."""

import codecs
import html
import io
import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

import feedparser

Names = tuple[Any, ...]

JSON_FEED = "json"
_JSON_FEED_VERSION = "jsonfeed.org/version/1"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_PREFIX_OF_ITEMS = re.compile(rb"<(\w+):item\b")
_NO_CHARACTER = re.compile(rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|[xX]?0+);")


@dataclass(frozen=True, slots=True)
class Reference:
    """The distinct entries of a document: same id, link and text count once.

    `format` is feedparser's name of it, "" for none; `found` counts repetitions too; `fault` is what feedparser
    complains of. `entries` are (id, link, title, texts…).
    """

    format: str
    found: int
    entries: frozenset[Names]
    fault: str | None = None

    @property
    def distinct(self) -> int:
        return len(self.entries)

    @property
    def distinct_as_read(self) -> int:
        """The same without markup: entries that a reader could not tell apart count once."""
        return len({(entry[0], entry[1], *map(_words, entry[2:])) for entry in self.entries})

    @property
    def ids(self) -> Counter[str]:
        """How many distinct entries each id stands for; "" is no id."""
        return Counter(plain_id(entry[0]) for entry in self.entries)


def plain_id(name: str | None) -> str:
    """An id as both sides write it: feedparser leaves white space and, in ill-formed feeds, character references."""
    return " ".join(html.unescape(name or "").split())


def reference(body: bytes) -> Reference:
    """What a document holds; never raises.

    Where feedparser fails or finds nothing, it is given the same document without what it stumbles over.
    """
    seen = _by_feedparser(body)
    if seen.entries:
        return seen
    if (feed := _json_feed(body)) is not None:
        return feed
    helped = _by_feedparser(_in_plain_utf8(body))
    if not helped.entries:
        return seen
    return replace(helped, fault=f"{seen.fault} for feedparser; counted in plain UTF-8 by it")


def _by_feedparser(body: bytes) -> Reference:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # As a stream: feedparser takes bare bytes for a file's name before it takes them for a document.
            result = feedparser.parse(io.BytesIO(body))
    except Exception as error:  # noqa: BLE001 - whatever feedparser does, it is told in the table
        return Reference("", 0, frozenset(), type(error).__name__)
    fault = type(result["bozo_exception"]).__name__ if result["bozo"] else None
    entries = frozenset(_names(entry) for entry in result["entries"])
    return Reference(result["version"], len(result["entries"]), entries, fault)


def _names(entry: Any) -> Names:
    contents = tuple(content.get("value") for content in entry.get("content", ()))
    return (entry.get("id"), entry.get("link"), entry.get("title"), entry.get("summary"), *contents)


def _in_plain_utf8(body: bytes) -> bytes:
    """The document with its bytes in UTF-8 where they are UTF-16, and without references to what is no character and a
    prefix that nothing declares."""
    wide = next((name for start, name in _UTF16.items() if body.startswith(start)), None)
    if wide is not None:
        body = _XML_DECLARATION.sub("", body.decode(wide, "replace").lstrip("\ufeff"), count=1).encode()
    prefix = _PREFIX_OF_ITEMS.search(body)
    if prefix is not None and b"xmlns:" + prefix[1] not in body:
        body = re.sub(rb"(</?|\s)" + prefix[1] + b":", rb"\1", body[body.find(b"<rss") :])
    return _NO_CHARACTER.sub(b"", body)


def _json_feed(body: bytes) -> Reference | None:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or _JSON_FEED_VERSION not in str(feed.get("version")):
        return None
    items = [item for item in feed.get("items") or () if isinstance(item, dict)]
    fields = ("id", "url", "title", "content_html", "content_text", "summary")
    entries = frozenset(tuple(None if item.get(name) is None else str(item[name]) for name in fields) for item in items)
    return Reference(JSON_FEED, len(items), entries)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += data.split()


def _words(markup: object) -> tuple[str, ...]:
    if not isinstance(markup, str):
        return ()
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return tuple(reader.found)


def same_or_fewer(part: Reference, whole: Reference) -> bool:
    """Whether `part` holds entries of `whole` and nothing else: a faithful excerpt."""
    return part.entries <= whole.entries and bool(part.entries) == bool(whole.entries)


def repeated(entries: Iterable[Names]) -> int:
    """How many ids stand for more than one entry."""
    return sum(1 for uses in Counter(entry[0] for entry in entries if entry[0]).values() if uses > 1)
