"""Sources as other readers exchange them: OPML 2.0, with what only Parley knows in attributes of its own namespace."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from monitor.errors import UsageError
from monitor.model.catalog import Source

PARLEY = "https://parley.example/opml"
LARGEST = 16 << 20

_OWN = ("id", "body", "side", "family", "tier", "timezone")


@dataclass(frozen=True, slots=True)
class Outline:
    """One subscription of an OPML file. `own` holds what Parley wrote there itself, by key; names are unchecked."""

    title: str
    url: str
    folder: str
    lang: str | None
    own: Mapping[str, str]


def read_opml(data: bytes, name: str) -> tuple[Outline, ...]:
    """The subscriptions of an OPML file, in its order, each address once. UsageError where `data` is none."""
    if len(data) > LARGEST:
        raise UsageError(f"{name} is larger than {LARGEST >> 20} MB; split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{name} is not OPML: {error.msg}") from error
    if etree.QName(root).localname.lower() != "opml":
        raise UsageError(f"{name} is not OPML: it begins with <{etree.QName(root).localname}>")
    found = {outline.url: outline for outline in map(_outline, root.iter("outline")) if outline is not None}
    return tuple(found.values())


def _outline(element: etree._Element) -> Outline | None:
    attributes = {name.lower(): value.strip() for name, value in element.attrib.items() if isinstance(name, str)}
    url = str(attributes.get("xmlurl", ""))
    if not url:
        return None  # a folder, or a link that is no feed
    parent = element.getparent()
    folder = parent.get("title") or parent.get("text") if parent is not None and parent.tag == "outline" else None
    return Outline(
        title=str(attributes.get("title") or attributes.get("text") or url),
        url=url,
        folder=folder or "",
        lang=str(attributes["language"]) if attributes.get("language") else None,
        own={key: value for key in _OWN if (value := element.get(f"{{{PARLEY}}}{key}"))},
    )


def write_opml(sources: Iterable[Source]) -> bytes:
    """An OPML file of `sources`, a folder for each side."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"parley": PARLEY})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Parley's sources"
    body = etree.SubElement(root, "body")
    ordered = sorted(sources, key=lambda source: (source.side, source.id))
    for side, group in groupby(ordered, key=lambda source: source.side):
        folder = etree.SubElement(body, "outline", {"text": side, "title": side})
        for source in group:
            _write_outline(folder, source)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _write_outline(folder: etree._Element, source: Source) -> None:
    attributes = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url}
    if source.lang is not None:
        attributes["language"] = source.lang
    outline = etree.SubElement(folder, "outline", attributes)
    for key in _OWN:
        outline.set(f"{{{PARLEY}}}{key}", str(getattr(source, key)))


def id_of(text: str, taken: Iterable[str]) -> str:
    """An id for a source made of `text`, other than those that are taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:56] or "source"
    names = set(taken)
    numbered = (f"{stem}-{number}" for number in range(2, len(names) + 3))
    return stem if stem not in names else next(name for name in numbered if name not in names)
