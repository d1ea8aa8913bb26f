"""Listing pages: their items by a profile's selectors, else by the profile that fits, else by what is repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from lxml import etree

from monitor.errors import ParseError
from monitor.model.catalog import ListingProfile
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.bounds import bounded
from monitor.parse.encoding import decode
from monitor.parse.gathering import gather
from monitor.parse.links import absolute, primary_language
from monitor.parse.markup import plain_line, plain_text
from monitor.parse.profiles import PROFILES
from monitor.parse.refusal import gate, no_feed
from monitor.parse.repetition import repeated_items
from monitor.parse.selection import base_of, first_value, page_tree, select, text_within
from monitor.parse.sightings import date_in, date_of_title, month_comes_first

_ENOUGH = 2
_LONGEST_TITLE_LINE = 200


@dataclass(frozen=True, slots=True)
class _Page:
    root: etree._Element
    base: str
    zone: tzinfo
    lang: str | None


def parse_listing(
    body: bytes, headers: Mapping[str, str], url: str, profile: ListingProfile | None, timezone: str, max_entries: int
) -> ParsedFeed:
    """An entry for each item of a page, in its order; the id is the item's, else its link.

    Raises ParseError: `empty`, `challenge`, `login`, `no_items` where the page has none in the places that are looked
    at, `not_a_page`.
    """
    text, mended = decode(body, headers)
    if not text:
        raise no_feed(text)
    root = page_tree(text)
    if root is None or not len(root):
        raise ParseError("not_a_page", "the document is no page")
    page = _Page(root, base_of(root, url), ZoneInfo(timezone), primary_language(root.get("lang")))
    entries, unreadable = _by_profile(page, profile) if profile is not None else _by_itself(page)
    if not entries:
        where = f"profile {profile.name}" if profile is not None else "any profile"
        raise gate(text) or ParseError("no_items", f"the page has no items in the places of {where}")
    titles = root.findtext(".//title") or ""
    return bounded(
        ParsedFeed(
            entries=entries[:max_entries],
            title=plain_line(titles, html=False),
            lang=page.lang,
            warning=mended,
            skipped=max(len(entries) - max_entries, 0),
            unreadable=unreadable,
        )
    )


Found = tuple[tuple[Entry, ...], tuple[str, ...]]


def _by_itself(page: _Page) -> Found:
    """By the profile that finds the most items with dates; repeated structure has to find more to be preferred."""
    best: Found = ((), ())
    for profile in PROFILES:
        found = _by_profile(page, profile)
        if _dated(found) > _dated(best):
            best = found
    repeated = repeated_items(page.root, page.base, page.zone, page.lang)
    if _dated((repeated, ())) > _dated(best) or _dated(best) < _ENOUGH <= len(repeated):
        return repeated, ()
    return best if _dated(best) else (repeated, ())


def _dated(found: Found) -> int:
    return sum(entry.published is not None and bool(entry.title) for entry in found[0])


def _by_profile(page: _Page, profile: ListingProfile) -> Found:
    items = select(page.root, profile.item)
    dates = [plain_line(first_value(item, profile.date), html=True) if profile.date else "" for item in items]
    month_first = profile.month_first or month_comes_first(dates)
    pieces = list(zip(items, dates, strict=True))
    read, unreadable = gather(pieces, lambda piece: _entry(page, profile, *piece, month_first=month_first))
    known: set[str | None] = set()
    entries = []
    for entry in read:
        if entry.id not in known:  # a slider above the list shows its items again
            known.add(entry.id)
            entries.append(entry)
    return tuple(entries), unreadable


def _entry(
    page: _Page, profile: ListingProfile, item: etree._Element, date: str, *, month_first: bool | None
) -> Entry | None:
    link = absolute(page.base, first_value(item, profile.link) or item.get("href", ""))
    text = plain_text(first_value(item, profile.text), html=True) if profile.text else ""
    title = plain_line(first_value(item, profile.title), html=True) if profile.title else ""
    title = title or _link_text(item, profile) or next(iter(text.splitlines()), "")[:_LONGEST_TITLE_LINE]
    if link is None or not (title or text):
        return None
    return Entry(
        id=first_value(item, profile.id) or link if profile.id else link,
        link=link,
        title=title,
        text=text,
        published=_published(item, date, title, page.zone, month_first=bool(month_first)),
        lang=page.lang,
    )


def _link_text(item: etree._Element, profile: ListingProfile) -> str:
    if profile.title or not profile.text:
        links = [item] if item.tag == "a" else item.iter("a")
        return max((plain_line(text_within(link), html=False) for link in links), key=len, default="")
    return ""


def _published(item: etree._Element, date: str, title: str, zone: tzinfo, *, month_first: bool) -> datetime | None:
    if found := date_in(date, zone, month_first=month_first):
        return found
    times = (time.get("datetime") or text_within(time) for time in item.iter("time"))
    found = next((seen for time in times if (seen := date_in(time, zone))), None)
    return found or date_of_title(title, zone, month_first=month_first)
