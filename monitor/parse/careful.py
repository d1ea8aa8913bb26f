"""The careful way: RSS, RDF and Atom in whatever state, by feedparser. Neither its time nor its memory is bounded."""

import io
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Any

import feedparser

from monitor.errors import ParseError
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.dates import moment
from monitor.parse.encoding import clean
from monitor.parse.entities import refuse_bombs, with_plain_entities
from monitor.parse.gathering import gather
from monitor.parse.links import ALTERNATE, absolute, primary_language
from monitor.parse.markup import plain_line, plain_text
from monitor.parse.pace import NAMES, pace_of
from monitor.parse.refusal import calls_itself_page, no_feed

_CHARACTER_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,4000})|([0-9]{1,4000}));?")
_PREFIXED = re.compile(r"<([A-Za-z]\w{0,20}):(?:item|entry)[\s>]")
_ROOT_END = re.compile(r"</(?:[a-z0-9]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)


def read_carefully(text: str, mended: str | None, url: str, zone: tzinfo, max_entries: int) -> ParsedFeed:
    """The feed in a decoded document; `mended` names what decoding had to mend. ParseError as of `parse_feed`."""
    refuse_bombs(text)
    text = with_plain_entities(text)
    result, repaired = _feedparser(text)
    if not result["entries"] and (plain := _without_prefix(text)):
        result, repaired = _feedparser(plain)
    cut = bool(result["bozo"]) and not _ROOT_END.search(text)
    _refuse_what_is_no_feed(result, text, cut=cut)
    feed, entries = result["feed"], result["entries"]
    lang = primary_language(feed.get("language"))
    read, unreadable = gather(entries[:max_entries], lambda entry: _entry(entry, url, zone, lang))
    ill_formed = ("truncated" if cut else "ill_formed_xml") if result["bozo"] else None
    return ParsedFeed(
        entries=read,
        title=plain_line(_string(feed.get("title")), html=_is_html(feed.get("title_detail"))),
        lang=lang,
        warning=ill_formed or mended or repaired,
        skipped=max(len(entries) - max_entries, 0),
        unreadable=unreadable,
        **pace_of({name: _string(feed.get(name.replace(":", "_"))) for name in NAMES})._asdict(),
    )


def _without_prefix(text: str) -> str | None:
    """The feed without a prefix that its elements have and nothing declares; None where it has none such."""
    found = _PREFIXED.search(text)
    if found is None or f"xmlns:{found[1]}" in text:
        return None
    start = re.search(r"<(?:\w+:)?(?:rss|feed|rdf)\b", text, re.IGNORECASE)
    return re.sub(rf"(</?|\s){found[1]}:", r"\1", text[start.start() if start else 0 :])


def _feedparser(text: str) -> tuple[Any, str | None]:
    """feedparser's result, and the name of what had to be taken out for it."""
    with suppress(UnicodeError, ValueError, OverflowError):  # `&#xD800;`, `&#x110000;`
        return _read(text), None
    try:
        return _read(_CHARACTER_REFERENCE.sub(_legal_reference, text)), "invalid_characters"
    except MemoryError:
        raise
    except Exception as error:
        detail = f"feedparser gives up: {type(error).__name__}: {error}"
        raise ParseError("unreadable", clean(detail)[:300]) from error


def _read(text: str) -> Any:
    # Always a stream: feedparser takes bare bytes for the name of a file, and opens it.
    # No base address: it would make ids absolute, and then they change with every redirect. Links are resolved below.
    return feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _legal_reference(reference: re.Match[str]) -> str:
    try:
        character = chr(int(reference[1], 16) if reference[1] else int(reference[2]))
    except (ValueError, OverflowError):
        return ""
    return reference[0] if clean(character) else ""


def _refuse_what_is_no_feed(result: Any, text: str, *, cut: bool) -> None:
    if not result["version"] and (not result["entries"] or calls_itself_page(text)):
        raise no_feed(text)
    if not result["entries"] and result["bozo"]:
        detail = f"ill-formed, and no entry could be read: {result['bozo_exception']}"
        raise ParseError("truncated" if cut else "unreadable", clean(detail)[:300])


def _entry(entry: Any, url: str, zone: tzinfo, lang: str | None) -> Entry:
    body = _body(entry)
    return Entry(
        id=clean(_string(entry.get("id"))).strip() or None,
        link=_link(entry, url),
        title=plain_line(_string(entry.get("title")), html=_is_html(entry.get("title_detail"))),
        text=plain_text(_string(body.get("value")), html=_is_html(body)),
        published=_date(entry, "published", zone) or _date(entry, "created", zone),
        updated=_date(entry, "updated", zone),
        lang=_language(entry) or lang,
    )


def _body(entry: Any) -> Any:
    """The fullest text: the first content that has words in it, else the summary."""
    for content in _dicts(entry.get("content")):
        media_type = content.get("type") or "text/html"
        readable = media_type.startswith("text/") or media_type.endswith(("xml", "html"))
        if readable and _string(content.get("value")).strip():
            return content
    detail = entry.get("summary_detail")
    summary = {"value": entry.get("summary"), "type": "text/html"}
    return {**summary, "type": detail.get("type")} if isinstance(detail, dict) else summary


def _is_html(detail: object) -> bool:
    """A title without detail came from an element that is plain text by its nature."""
    return isinstance(detail, dict) and detail.get("type") != "text/plain"


def _link(entry: Any, url: str) -> str | None:
    """The first address of an HTML alternate, else of any alternate, else what feedparser takes for the link.

    A guid is a link by default in RSS, but one that is no address in itself is only an id.
    """
    alternates = [link for link in _dicts(entry.get("links")) if link.get("rel") in ALTERNATE]
    pages = [link for link in alternates if link.get("type") in {"text/html", "application/xhtml+xml"}]
    for link in (*pages, *alternates):
        if found := absolute(url, _string(link.get("href"))):
            return found
    written = _string(entry.get("link"))
    if not written and "link" in entry:  # an empty one, for which the guid may serve
        return absolute("", _string(entry.get("id")))
    return absolute("" if entry.get("guidislink") else url, written)


def _date(entry: Any, name: str, zone: tzinfo) -> datetime | None:
    # dict.get, since feedparser's own lends `updated` the value of `published`.
    return moment(dict.get(entry, name), zone)


def _language(entry: Any) -> str | None:
    details = (entry, *_dicts(entry.get("content")), entry.get("summary_detail"), entry.get("title_detail"))
    tags = (primary_language(detail.get("language")) for detail in details if isinstance(detail, dict))
    return next((tag for tag in tags if tag), None)


def _dicts(value: object) -> Iterable[Any]:
    return (each for each in value if isinstance(each, dict)) if isinstance(value, list) else ()


def _string(value: object) -> str:
    """A field as text; feedparser stores the attributes of an element it does not know under its name instead."""
    return value if isinstance(value, str) else ""
