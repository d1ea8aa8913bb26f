"""One entry of a well-formed feed, element by element, to the letter as feedparser reads it.

Its rules are those of the formats as feeds have broken them for twenty years: of two titles the outer one counts, a
second description is content, a guid is a link where there is no other. Where following it would take more than
that, NotStrictError is raised.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar, NamedTuple
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from lxml import etree

from monitor.model.content import Entry
from monitor.parse.dates import moment
from monitor.parse.elements import Role, Roles
from monitor.parse.links import ALTERNATE, absolute, primary_language
from monitor.parse.markup import line_of, text_of
from monitor.parse.tags import looks_like_html

_XML = "{http://www.w3.org/XML/1998/namespace}"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_XHTML = "application/xhtml+xml"
_TYPES = {"text": "text/plain", "plain": "text/plain", "html": "text/html", "xhtml": _XHTML}
_PAGES = frozenset({"text/html", _XHTML})
_SLASHES = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)/+")
_LOST_EQUALS = re.compile(r"&([A-Za-z0-9_]+);")
_C1 = re.compile("[\x80-\x9f]")


class NotStrictError(Exception):
    """A document, or a piece of one, that is for the careful reader."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all entries of a document are read with. `guesses_markup`: what calls itself text may be HTML (not so in
    Atom). `unmoved`: where bases begin below the root, and feedparser keeps them for what follows, the addresses that
    none of them moves. `has_c1`: some text may have characters of windows-1252 under their numbers."""

    url: str
    zone: tzinfo
    guesses_markup: bool
    unmoved: re.Pattern[str] | None
    has_c1: bool


class Placed(NamedTuple):
    """An element with the base address and the language that hold where it stands."""

    element: etree._Element
    base: str
    lang: str | None


class Content(NamedTuple):
    """The value of an element that may have markup, its media type, and its language tag."""

    value: str
    type: str
    lang: str | None

    @property
    def is_html(self) -> bool:
        return self.type != "text/plain"


def inner_language(element: etree._Element, lang: str | None) -> str | None:
    """The language inside an element; an empty tag undoes what holds outside."""
    if not element.keys():
        return lang
    own = element.get(_XML + "lang")
    if own is None:
        own = element.get("lang")
    return lang if own is None else own or None


def inner_base(element: etree._Element, base: str) -> str:
    own = (element.get(_XML + "base") or element.get("base")) if element.keys() else None
    if not own:
        return base
    joined = _joined(base, own)
    if not joined.startswith(("http://", "https://")):
        raise NotStrictError("a base that is no web address")
    return joined


def leaf(element: etree._Element) -> str:
    """The text of an element that has no others in it."""
    if len(element):
        raise NotStrictError("elements where text should be")
    return element.text or ""


def tidy(value: str, around: Surroundings) -> str:
    """Stripped, and with the characters that were meant where UTF-8 was taken for Latin-1, or windows-1252 was."""
    value = value.strip()
    if value.isascii():
        return value
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    return _C1.sub(_of_windows, value) if around.has_c1 else value


def _of_windows(character: re.Match[str]) -> str:
    return character[0].encode("latin-1").decode("cp1252", "ignore") or character[0]


def content_of(element: etree._Element, default: str, lang: str | None, around: Surroundings) -> Content:
    """What an element with markup says, where `lang` is spoken; markup that is not escaped must call itself XHTML."""
    kind = default
    if element.keys():
        kind, lang = _kind(element, default), inner_language(element, lang)
    if len(element):
        if kind != _XHTML:
            raise NotStrictError("markup that is not escaped")
        value = _written_out(element)
    else:
        value = element.text or ""
        if kind == _XHTML:
            value = escape(value)
    if value and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml")):
        raise NotStrictError("content in base64")
    value = value.strip()
    if kind == "text/plain" and around.guesses_markup and looks_like_html(value):
        kind = "text/html"
    return Content(tidy(value, around), kind, lang)


def _kind(element: etree._Element, default: str) -> str:
    if element.get("mode") == "base64":
        raise NotStrictError("content in base64")
    declared = element.get("type", default).lower()
    return _TYPES.get(declared, declared)


def _written_out(element: etree._Element) -> str:
    """The markup inside an element, without attributes, which say nothing of the text."""
    pieces = [escape(element.text or "")]
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        name = etree.QName(inner).localname.lower()
        if event == "start":
            pieces += (f"<{name}>", escape(inner.text or ""))
        else:
            pieces += (f"</{name}>", escape(inner.tail or ""))
    return "".join(pieces)


def _attributes(element: etree._Element) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in element.attrib.items()}


def _joined(base: str, address: str) -> str:
    address = _SLASHES.sub(r"\1", address, count=1) if "///" in address else address
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return ""


class EntryReader:
    """Reads one entry. The attributes are its fields as far as they have been met; None is not met."""

    def __init__(self, around: Surroundings, roles: Roles, placed: Placed) -> None:
        self._around = around
        self._roles = roles
        self._element, self._base, self._lang = placed
        self._fields: dict[str, str] = {}
        self._depths: dict[str, int] = {}
        self._links: list[dict[str, str]] = []
        self._title = Content("", "text/plain", None)
        self._title_depth = -1
        self._summary: Content | None = None
        self._contents: list[Content] = []
        self._has_content = False
        self._guid_is_link: bool | None = None

    def read(self, language: str | None) -> Entry:
        """The entry; `language` is the feed's."""
        element = self._element
        self._base, self._lang = inner_base(element, self._base), inner_language(element, self._lang)
        if element.get("lastmod") is not None or element.get("href") is not None:
            raise NotStrictError("an entry of CDF")
        if about := element.get(_ABOUT):
            self._fields["id"] = about
        self._walk(element, 1)
        fields, zone = self._fields, self._around.zone
        body = self._body()
        return Entry(
            id=fields.get("id", "").strip() or None,
            link=self._link(),
            title=line_of(fields.get("title", ""), html="title" in fields and self._title.is_html),
            text=text_of(body.value, html=body.is_html),
            published=moment(fields.get("published"), zone) or moment(fields.get("created"), zone),
            updated=moment(fields.get("updated"), zone),
            lang=self._language() or language,
        )

    def _walk(self, parent: etree._Element, depth: int) -> None:
        tasks = self._roles.tasks
        for element in parent:
            tag = element.tag
            if tag not in tasks:
                tasks[tag] = self._TASKS.get(self._roles.of(element))
            task = tasks[tag]
            if task is not None:
                task(self, element, depth)
            elif len(element):
                self._walk_inside(element, depth)

    def _walk_inside(self, element: etree._Element, depth: int) -> None:
        base, lang = self._base, self._lang
        self._base, self._lang = inner_base(element, base), inner_language(element, lang)
        self._walk(element, depth + 1)
        self._base, self._lang = base, lang

    def _store(self, name: str, value: str, depth: int) -> None:
        """What stands deeper does not overwrite what stands higher."""
        before = self._depths.get(name)
        if before is None or depth <= before:
            self._depths[name] = depth
            self._fields[name] = value

    def _value(self, element: etree._Element) -> str:
        return tidy(leaf(element), self._around)

    def _content(self, element: etree._Element, default: str) -> Content:
        return content_of(element, default, self._lang, self._around)

    def _read_title(self, element: etree._Element, depth: int) -> None:
        content = self._content(element, "text/plain")
        if not -1 < self._title_depth <= depth:
            self._store("title", content.value, depth)
            self._title = content
        if content.value:
            self._title_depth = depth

    def _read_media_title(self, element: etree._Element, depth: int) -> None:
        before = self._title_depth
        self._read_title(element, depth)
        self._title_depth = before

    def _read_description(self, element: etree._Element, depth: int, default: str = "text/html") -> None:
        if "summary" in self._fields and not self._has_content:
            self._read_content(element, depth)
        else:
            self._read_abstract(element, depth, default)

    def _read_summary(self, element: etree._Element, depth: int) -> None:
        self._read_description(element, depth, "text/plain")

    def _read_abstract(self, element: etree._Element, depth: int, default: str = "text/plain") -> None:
        content = self._content(element, default)
        self._store("summary", content.value, depth)
        self._summary = content

    def _read_content(self, element: etree._Element, _depth: int, default: str = "text/plain") -> None:
        self._has_content = True
        content = self._content(element, default)
        self._contents.append(content)
        if content.type == "text/plain" or content.type in _PAGES:
            self._fields.setdefault("summary", content.value)

    def _read_encoded(self, element: etree._Element, depth: int) -> None:
        self._read_content(element, depth, "text/html")

    def _read_link(self, element: etree._Element, _depth: int) -> None:
        link = _attributes(element)
        link["rel"] = link.get("rel", "alternate").lower()
        link["type"] = link.get("type", "text/html").lower()
        address = link.get("url", link.get("uri", link.get("href")))
        base = inner_base(element, self._base)
        self._links.append(link)
        if address is not None and (address or "href" in link):
            leaf(element)
            link["href"] = self._resolved(base, address)
            if link["rel"] == "alternate" and _TYPES.get(link["type"], link["type"]) in _PAGES:
                self._fields["link"] = link["href"]
        else:
            link.pop("href", None)
            written = leaf(element).strip()
            value = tidy(self._resolved(base, written), self._around) if written else ""
            if "&" in value:
                value = _LOST_EQUALS.sub(r"&\1", value.replace("&amp;", "&"))
            self._fields["link"] = value
            if value:
                link["href"] = value

    def _resolved(self, base: str, address: str) -> str:
        unmoved = self._around.unmoved
        if unmoved is not None and not unmoved.match(address):
            raise NotStrictError("a relative address, and no telling what feedparser takes for its base")
        return _joined(base, address)

    def _read_id(self, element: etree._Element, depth: int) -> None:
        attributes = _attributes(element)
        is_link = attributes.get("ispermalink", "true") == "true"
        value = leaf(element).strip()
        if is_link and value:
            value = self._resolved(inner_base(element, self._base), value)
        value = tidy(value, self._around)
        self._store("id", value, depth)
        if self._guid_is_link is None:
            self._guid_is_link = is_link and "link" not in self._fields
        if is_link:
            self._fields.setdefault("link", value)

    def _read_published(self, element: etree._Element, depth: int) -> None:
        self._store("published", self._value(element), depth)

    def _read_updated(self, element: etree._Element, depth: int) -> None:
        self._store("updated", self._value(element), depth)

    def _read_bare_date(self, element: etree._Element, depth: int) -> None:
        if element.attrib:
            raise NotStrictError("a date with attributes")
        self._read_updated(element, depth)

    def _read_created(self, element: etree._Element, depth: int) -> None:
        self._store("created", self._value(element), depth)

    def _read_language(self, element: etree._Element, depth: int) -> None:
        self._store("language", self._value(element), depth)

    def _pass_over(self, element: etree._Element, _depth: int) -> None:
        leaf(element)

    def _read_image(self, element: etree._Element, _depth: int) -> None:
        leaf(element)
        self._title_depth = -1

    def _read_source(self, _element: etree._Element, _depth: int) -> None:
        self._title_depth = -1  # its elements are about another feed

    def _refuse(self, element: etree._Element, _depth: int) -> None:
        raise NotStrictError(f"{element.tag} in an entry")

    def _body(self) -> Content:
        """The fullest text: the first content that has words in it, else the summary."""
        for content in self._contents:
            readable = content.type.startswith("text/") or content.type.endswith(("xml", "html"))
            if readable and content.value.strip():
                return content
        kind = self._summary.type if self._summary else "text/html"
        return Content(self._fields.get("summary", ""), kind, None)

    def _link(self) -> str | None:
        """The first address of an HTML alternate, else of any alternate, else the link or the guid."""
        alternates = [link for link in self._links if link["rel"] in ALTERNATE]
        pages = [link for link in alternates if link["type"] in _PAGES]
        for link in (*pages, *alternates):
            if found := absolute(self._around.url, link.get("href", "")):
                return found
        written = self._fields.get("link", "")
        if not written and "link" in self._fields:  # an empty one, for which the guid may serve
            return absolute("", self._fields.get("id", ""))
        return absolute("" if self._guid_is_link else self._around.url, written)

    def _language(self) -> str | None:
        contents = (*self._contents, self._summary, self._title)
        if "language" not in self._fields and not any(content and content.lang for content in contents):
            return None
        tags = [self._fields.get("language"), *(content.lang for content in self._contents)]
        tags += [content.lang for content in (self._summary, self._title) if content]
        return next((primary for primary in map(primary_language, tags) if primary), None)

    _TASKS: ClassVar = {
        Role.UNREAD: _pass_over,
        Role.ODD: _refuse,
        Role.CHANNEL: _refuse,
        Role.ENTRY: _refuse,
        Role.TITLE: _read_title,
        Role.MEDIA_TITLE: _read_media_title,
        Role.LINK: _read_link,
        Role.ID: _read_id,
        Role.DESCRIPTION: _read_description,
        Role.ABSTRACT: _read_abstract,
        Role.SUMMARY: _read_summary,
        Role.CONTENT: _read_content,
        Role.ENCODED: _read_encoded,
        Role.PUBLISHED: _read_published,
        Role.UPDATED: _read_updated,
        Role.BARE_DATE: _read_bare_date,
        Role.CREATED: _read_created,
        Role.LANGUAGE: _read_language,
        Role.IMAGE: _read_image,
        Role.SOURCE: _read_source,
    }
