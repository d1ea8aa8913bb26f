"""Sources as OPML 2.0, to and from other programs: a folder for each file, an outline for each source.

What OPML has names for is written by them: `text` and `title`, `xmlUrl`, `language`, `description`. Every other key of
a source is an attribute in Parley's own namespace, so that nothing is lost on the way back; what is neither a number
nor text is JSON there. References to secrets stay references.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from monitor.config.source_book import WrittenSource
from monitor.errors import ParseError, UsageError
from monitor.parse.encoding import decode
from monitor.parse.entities import refuse_bombs
from monitor.parse.xml_tree import xml_root

NAMESPACE = "urn:parley:source"
LARGEST = 10 * 1024 * 1024

_STANDARD = {"name": "text", "url": "xmlUrl", "lang": "language", "note": "description"}
_TEXTS = frozenset(
    {
        *("id", "name", "url", "kind", "body", "side", "family", "lang", "timezone", "evidence", "note"),
        *("every", "shortest", "longest", "host_gap"),
    }
)
"""Keys that are text even where it looks like a number."""


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline that names a feed: the line it stands in, the folders around it, and the keys of a source that it
    carries. `file` is set where the folder was one of Parley's files."""

    line: int
    folders: tuple[str, ...]
    file: str | None
    keys: Mapping[str, Any]


def write(sources: Sequence[WrittenSource], titles: Mapping[str, str]) -> str:
    """The document; `titles` name the folders of the files."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"parley": NAMESPACE})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Sources of Parley"
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for written in sources:
        if written.file not in folders:
            title = titles.get(written.file, written.file)
            folders[written.file] = etree.SubElement(body, "outline", {"text": title, _ours("file"): written.file})
        etree.SubElement(folders[written.file], "outline", _attributes(written.keys))
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True).decode() + "\n"


def read(content: bytes, name: str) -> tuple[Outline, ...]:
    """The outlines with a feed's address, in order. UsageError with `name` for what is no OPML."""
    if len(content) > LARGEST:
        raise UsageError(f"{name} has more than {LARGEST // 1024 // 1024} MB: no list of feeds is that long")
    text, _ = decode(content, {})
    try:
        refuse_bombs(text)
    except ParseError as error:
        raise UsageError(f"{name}: {error.detail}") from error
    root = xml_root(text.encode())
    if root is None:
        raise UsageError(
            f"{name} is no well-formed XML: export it again, or open it in a browser to see where it breaks"
        )
    if etree.QName(root).localname != "opml":
        raise UsageError(
            f"{name} is no OPML: its root is <{etree.QName(root).localname}>; a feed is added by `sources add`"
        )
    return tuple(_outlines(root))


def _attributes(keys: Mapping[str, Any]) -> dict[str, str]:
    attributes = {"type": "rss"} if keys.get("kind", "feed") == "feed" else {}
    attributes |= {"text": str(keys["name"]), "title": str(keys["name"])}
    for key, value in keys.items():
        written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        attributes[_STANDARD.get(key) or _ours(key)] = written
    return attributes


def _outlines(root: etree._Element) -> Iterator[Outline]:
    for element in root.iter("outline"):
        around = [above for above in element.iterancestors("outline") if not _address(above)]
        keys = _keys(element)
        if "url" in keys:
            folders = tuple(above.get("text") or above.get("title") or "" for above in reversed(around))
            file = next((above.get(_ours("file")) for above in around if above.get(_ours("file"))), None)
            line: Any = element.sourceline  # which its stubs do not describe
            yield Outline(line or 1, folders, file, keys)


def _keys(element: etree._Element) -> dict[str, Any]:
    """As a file of sources would have them."""
    standard = {key: element.get(name) for key, name in _STANDARD.items()}
    standard |= {"url": _address(element), "name": element.get("text") or element.get("title")}
    keys: dict[str, Any] = {key: value.strip() for key, value in standard.items() if value and value.strip()}
    for name, value in element.items():
        space, _, key = str(name).removeprefix("{").rpartition("}")
        if space == NAMESPACE:
            keys[key] = _value(key, str(value))
    return keys


def _address(element: etree._Element) -> str | None:
    """Readers of old wrote `xmlurl`."""
    return element.get("xmlUrl") or element.get("xmlurl")


def _value(key: str, text: str) -> Any:
    if key in _TEXTS:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _ours(key: str) -> str:
    return f"{{{NAMESPACE}}}{key}"
