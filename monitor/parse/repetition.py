"""Items of a page that no profile knows: each has a date and a link with words in it, and they look alike."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, tzinfo

from lxml import etree

from monitor.model.content import Entry
from monitor.parse.links import absolute
from monitor.parse.markup import plain_line
from monitor.parse.selection import line_in, text_within
from monitor.parse.sightings import date_in, date_of_title, month_comes_first

_MOST_DATES = 2_000
_LONGEST_DATE_LINE = 80
_LONGEST_DATE = 40  # what is longer, in a heading, is a title
_SHORTEST_TITLE = 12
_HIGHEST = 7  # levels from a date up to its item
_ASIDE = frozenset({"nav", "footer", "head", "script", "style", "noscript", "form", "select"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "a"})


def repeated_items(root: etree._Element, base: str, zone: tzinfo, lang: str | None) -> tuple[Entry, ...]:
    """The entries in the order of the page. Those of a look that only one of many has are left out."""
    items: dict[etree._Element, datetime] = {}
    sightings = list(_sightings(root, zone))
    dates_below = Counter(above for element, _ in sightings for above in _and_above(element))
    for element, date in sightings:
        item = _item_of(element, dates_below)
        if item is not None:
            items.setdefault(item, date)
    looks = Counter(map(_look, items))
    alone = max(looks.values(), default=0) == 1
    entries: dict[str, Entry] = {}
    for item, date in items.items():
        if alone or looks[_look(item)] > 1 or _in_main(item):
            entry = _entry(item, date, base, lang)
            if entry is not None and entry.link is not None:
                entries.setdefault(entry.link, entry)
    return tuple(entries.values())


def _sightings(root: etree._Element, zone: tzinfo) -> Iterator[tuple[etree._Element, datetime]]:
    """Elements that hold little but a date, and headings with a date in them."""
    lines = [(element, line) for element in root.iter(etree.Element) if (line := _line(element))][:_MOST_DATES]
    month_first = bool(month_comes_first([line for _, line in lines]))
    for element, line in lines:
        is_title = element.tag in _HEADINGS and len(line) > _LONGEST_DATE
        if date := (date_of_title if is_title else date_in)(line, zone, month_first=month_first):
            yield element, date


def _line(element: etree._Element) -> str:
    """What an element itself says, where that may be a date."""
    if element.tag in _ASIDE:
        return ""
    if element.tag == "time" and element.get("datetime"):
        return element.get("datetime", "")
    own = " ".join((element.text or "", *(inner.tail or "" for inner in element))).strip()
    longest = _LONGEST_DATE_LINE * 5 if element.tag in _HEADINGS else _LONGEST_DATE_LINE
    return own if len(own) <= longest and any(map(str.isdigit, own)) else ""


def _and_above(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    for number, above in enumerate(element.iterancestors()):
        if number >= _HIGHEST:
            return
        yield above


def _item_of(element: etree._Element, dates_below: Counter[etree._Element]) -> etree._Element | None:
    """The smallest element around a date with a link that has words; None where others' dates are in it too."""
    if any(above.tag in _ASIDE for above in element.iterancestors()):
        return None
    for above in _and_above(element):
        if _main_link(above) is not None:
            return above
        if dates_below[above] > 1 and above is not element:
            return None
    return None


def _main_link(item: etree._Element) -> etree._Element | None:
    """The link with the most words; the item itself where it is within a link."""
    if item.tag == "a" and item.get("href"):
        return item
    links = [link for link in item.iter("a") if link.get("href")]
    longest = max(links, key=lambda link: len(_words(link)), default=None)
    return longest if longest is not None and len(_words(longest)) >= _SHORTEST_TITLE else None


def _words(element: etree._Element) -> str:
    return " ".join(text_within(element).split())


def _look(item: etree._Element) -> tuple[str, str, str]:
    parent = item.getparent()
    return item.tag, item.get("class", ""), "" if parent is None else f"{parent.tag}.{parent.get('class', '')}"


def _in_main(item: etree._Element) -> bool:
    return any(above.tag == "main" or above.get("id") in {"content", "main"} for above in item.iterancestors())


def _entry(item: etree._Element, date: datetime, base: str, lang: str | None) -> Entry | None:
    link = _main_link(item)
    if link is None or (address := absolute(base, link.get("href", ""))) is None:
        return None
    heading = next((inner for inner in link.iter("h1", "h2", "h3", "h4", "h5")), link)
    title = plain_line(_words(heading), html=False)
    paragraphs = (line_in(paragraph) for paragraph in item.iter("p"))
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph and paragraph != title)
    return Entry(id=address, link=address, title=title, text=text, published=date, lang=lang)
