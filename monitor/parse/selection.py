"""Trees of pages, and CSS selectors in them."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, cast

from cssselect import GenericTranslator, SelectorError
from lxml import etree

from monitor.model.catalog import ListingProfile
from monitor.parse.links import absolute
from monitor.parse.markup import plain_line, plain_text

_ALTERNATIVES = " | "


def page_tree(text: str) -> etree._Element | None:
    """The root of a decoded page, None where there is nothing in it. Depth and texts have libxml2's limits."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        return None


def base_of(root: etree._Element, url: str) -> str:
    """The address that a page's links are relative to; `url` is its own."""
    return absolute(url, next((base.get("href", "") for base in root.iter("base")), "")) or url


def selector_faults(profile: ListingProfile) -> Iterator[tuple[str, str]]:
    """The fields of a profile whose selectors cannot be read, and why."""
    for field in ("item", "link", "title", "date", "text", "id", "article"):
        for alternative in _split(getattr(profile, field)):
            try:
                _compiled(alternative[0])
            except SelectorError as error:
                yield field, str(error)


def select(element: etree._Element, selector: str) -> list[etree._Element]:
    """The elements below `element` that a CSS selector without attributes names, in their order."""
    return _compiled(selector)(element)


def first_value(element: etree._Element, selectors: str) -> str:
    """What the first alternative that finds something finds: an attribute's value or an element's text as HTML."""
    for selector, attribute in _split(selectors):
        found = select(element, selector) if selector else [element]
        for each in found:
            if value := (each.get(attribute) or "" if attribute else markup_of(each)).strip():
                return value
    return ""


def markup_of(element: etree._Element) -> str:
    return etree.tostring(element, encoding="unicode", method="html", with_tail=False)


def text_within(element: etree._Element) -> str:
    """All its text as it stands, scripts included."""
    return "".join(map(str, element.itertext()))


def line_in(element: etree._Element) -> str:
    return plain_line(markup_of(element), html=True)


def text_in(element: etree._Element) -> str:
    return plain_text(markup_of(element), html=True)


@lru_cache(maxsize=256)
def _split(selectors: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a selector and an attribute, either of them empty."""
    parts = (part.strip().partition("@") for part in selectors.split(_ALTERNATIVES) if part.strip())
    return tuple((selector.strip(), attribute.strip()) for selector, _, attribute in parts)


@lru_cache(maxsize=256)
def _compiled(selector: str) -> Callable[[etree._Element], list[Any]]:
    if not selector:
        return lambda element: [element]
    find = etree.XPath(GenericTranslator().css_to_xpath(selector, prefix="descendant::"))
    return cast("Callable[[object], list[Any]]", find)  # a CSS selector selects nothing but elements
