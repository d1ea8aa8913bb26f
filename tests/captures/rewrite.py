"""The same feed on another day: entries in another order, some of them gone, and nothing new.

A rewriting is believed only where plain feedparser finds in it entries of the original and no others.
"""

import json
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TypeVar

from lxml import etree

from tests.captures.reference import Reference, reference, same_or_fewer

T = TypeVar("T")

_ENTRY_NAMES = {"item", "entry"}
_ENTRY = re.compile(r"<(item|entry)(?=[\s>]).*?</\1\s*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`how` is `xml`, `text`, `json`, or, where no rewriting is faithful, `newline` or `unchanged`."""

    body: bytes
    how: str


def rewrite(body: bytes, original: Reference, rng: random.Random) -> Rewritten:
    """`body` with its entries shuffled and half of them dropped, by the first way that is faithful to it."""
    if original.entries:
        for how, way in _WAYS.items():
            rewritten = way(body, rng)
            if rewritten is not None and rewritten != body and same_or_fewer(reference(rewritten), original):
                return Rewritten(rewritten, how)
    return Rewritten(body, "unchanged")


def _by_json(body: bytes, rng: random.Random) -> bytes | None:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    return json.dumps({**feed, "items": _shuffled_half(feed["items"], rng)}, ensure_ascii=False).encode()


def _by_xml(body: bytes, rng: random.Random) -> bytes | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
    try:
        tree = etree.fromstring(body, parser).getroottree()
    except (etree.XMLSyntaxError, ValueError):
        return None
    for parent in list(_parents_of_entries(tree)):
        entries = [child for child in parent if _local_name(child) in _ENTRY_NAMES]
        place = parent.index(entries[0])
        for entry in entries:
            parent.remove(entry)
        for number, entry in enumerate(_shuffled_half(entries, rng)):
            parent.insert(place + number, entry)
    rewritten = BytesIO()
    tree.write(rewritten, xml_declaration=True, encoding=tree.docinfo.encoding or "utf-8")
    return rewritten.getvalue()


def _parents_of_entries(tree: etree._ElementTree) -> Iterator[etree._Element]:
    """Elements that hold entries; entries within entries are content."""
    for element in tree.iter():
        inside = any(_local_name(above) in _ENTRY_NAMES for above in (element, *element.iterancestors()))
        if not inside and any(_local_name(child) in _ENTRY_NAMES for child in element):
            yield element


def _local_name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _by_text(body: bytes, rng: random.Random) -> bytes | None:
    """Cuts the document at its tags, whatever else is wrong with it; Latin-1 keeps every byte as it is."""
    text = body.decode("latin-1")
    found = list(_ENTRY.finditer(text))
    if not found:
        return None
    between = [text[before.end() : after.start()] for before, after in pairwise(found)]
    entries = _shuffled_half([match[0] for match in found], rng)
    pieces = (text[: found[0].start()], *entries, *between, text[found[-1].end() :])
    return "".join(pieces).encode("latin-1")


def _newline(body: bytes, _rng: random.Random) -> bytes:
    """Other bytes at least, so that the document is read again."""
    return body + b"\n"


_WAYS: dict[str, Callable[[bytes, random.Random], bytes | None]] = {
    "json": _by_json,
    "xml": _by_xml,
    "text": _by_text,
    "newline": _newline,
}


def _shuffled_half(entries: list[T], rng: random.Random) -> list[T]:
    return rng.sample(entries, math.ceil(len(entries) / 2))
