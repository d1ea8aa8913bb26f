"""The text of an article's page: where its profile says, else what the page tells machines, else what readability
takes for the text."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree
from readability import Document  # type: ignore[import-untyped]  # it has none

from monitor.errors import ParseError
from monitor.model.content import Article
from monitor.parse.bounds import LONGEST_TEXT, LONGEST_TITLE
from monitor.parse.encoding import clean, decode
from monitor.parse.links import primary_language
from monitor.parse.markup import plain_line, plain_text
from monitor.parse.refusal import gate, no_feed
from monitor.parse.selection import page_tree, select, text_in
from monitor.parse.sightings import date_in

_SHORTEST = 80  # characters; less is a caption
_DATE_PROPERTIES = ("article:published_time", "datePublished", "date", "dc.date", "pubdate", "publish-date")


def article_text(body: bytes, headers: Mapping[str, str], selector: str = "", timezone: str = "UTC") -> Article:
    """The article on a page; `selector` is the CSS selector of its text, empty for none.

    Raises ParseError: `empty`, `challenge`, `login`, `no_article`. Time and memory are not bounded.
    """
    text, _ = decode(body, headers)
    if not text:
        raise no_feed(text)
    root = page_tree(text)
    if root is None:
        raise ParseError("no_article", "the document is no page")
    told = next(_told(root), {})
    found = (
        (_selected(root, selector) if selector else "")
        or plain_text(_string(told.get("articleBody")), html=True)
        or _readable(text)
    )
    if len(found) < _SHORTEST:
        raise gate(text) or ParseError("no_article", "the page has no text of an article")
    return Article(
        title=_title(root, told)[:LONGEST_TITLE],
        text=found[:LONGEST_TEXT],
        published=_published(root, told, ZoneInfo(timezone)),
        lang=primary_language(root.get("lang")),
    )


def _selected(root: etree._Element, selector: str) -> str:
    return "\n\n".join(filter(None, map(text_in, select(root, selector))))


def _readable(text: str) -> str:
    try:
        return plain_text(Document(text).summary(html_partial=True), html=True)
    except Exception:  # noqa: BLE001 - it raises whatever its heuristics meet; then there is no article
        return ""


def _told(root: etree._Element) -> Iterator[Mapping[str, Any]]:
    """What the page says of its article in JSON-LD (schema.org)."""
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        pieces = data if isinstance(data, list) else [data]
        pieces += [piece for each in pieces if isinstance(each, dict) for piece in _graph(each)]
        yield from (piece for piece in pieces if isinstance(piece, dict) and "Article" in str(piece.get("@type")))


def _graph(piece: Mapping[str, Any]) -> list[Any]:
    graph = piece.get("@graph")
    return graph if isinstance(graph, list) else []


def _title(root: etree._Element, told: Mapping[str, Any]) -> str:
    headline = next((meta.get("content", "") for meta in root.iter("meta") if meta.get("property") == "og:title"), "")
    found = _string(told.get("headline")) or headline or root.findtext(".//h1") or root.findtext(".//title") or ""
    return plain_line(clean(found), html=False)


def _published(root: etree._Element, told: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    metas = {
        meta.get("property") or meta.get("name") or meta.get("itemprop"): meta.get("content", "")
        for meta in root.iter("meta")
    }
    lines = [_string(told.get("datePublished")), *(metas.get(name, "") for name in _DATE_PROPERTIES)]
    lines += [time.get("datetime", "") for time in root.iter("time")]
    return next((seen for line in lines if line and (seen := date_in(line, zone))), None)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
