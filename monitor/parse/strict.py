"""The fast way: well-formed RSS, RDF and Atom by lxml, with the entries that feedparser finds in them, or not at all.

Nothing is recovered, expanded or fetched, and whatever is unusual raises NotStrictError: the careful way, feedparser in
a process of its own, is for that. What a document costs here is linear in its size.
"""

import re
from collections.abc import Container, Mapping
from datetime import tzinfo

from lxml import etree

from monitor.model.content import ParsedFeed
from monitor.parse.elements import Role, Roles, standard_name
from monitor.parse.encoding import as_utf8, decode
from monitor.parse.links import primary_language
from monitor.parse.markup import line_of
from monitor.parse.pace import NAMES, pace_of
from monitor.parse.reading import (
    Content,
    EntryReader,
    NotStrictError,
    Placed,
    Surroundings,
    content_of,
    inner_base,
    inner_language,
    leaf,
    tidy,
)
from monitor.parse.xml_tree import xml_root

_ATOM = "http://www.w3.org/2005/atom"
_RSS1 = "http://purl.org/rss/1.0/"
_RSS090 = "http://my.netscape.com/rdf/simple/0.9/"
_CLOSED = frozenset({"image", "textinput"})  # they have titles of their own
_BASE = re.compile(rb"base\s*=\s*[\"'](/(?!/))?")
_WITH_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_WITH_PATH = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:|\s*/(?!/)(?!.*/\.)")
# Where characters may be that windows-1252 has and Latin-1 has not.
_C1 = (re.compile(rb"\xc2[\x80-\x9f]"), re.compile(rb"&#(?:0*1[2-5]\d|[xX]0*[89][0-9a-fA-F]);"))


def read_strictly(body: bytes, headers: Mapping[str, str], url: str, zone: tzinfo, max_entries: int) -> ParsedFeed:
    """The feed; arguments as of `parse_feed`. Raises NotStrictError for what is not for this way."""
    document, mended = as_utf8(body, headers), None
    root = None if document is None else _root(document)
    if root is None:  # another encoding, one declared wrongly, or characters that have to be taken out
        text, mended = decode(body, headers)
        document = text.encode()
        root = _root(document)
    if root is None or document is None:
        raise NotStrictError("not well-formed")
    return _Feed(root, document, url, zone).read(max_entries, mended)


def _root(document: bytes) -> etree._Element | None:
    """The root of a well-formed document, None of any other."""
    if not document.startswith(b"<") or b"<!DOCTYPE" in document:
        return None
    return xml_root(document)


def _unmoved(document: bytes) -> re.Pattern[str] | None:
    """The addresses that no base in the document moves: those that are whole, and where all bases are but paths, those
    that begin with the path; None where there is no base."""
    bases = {found[1] for found in _BASE.finditer(document)}
    if not bases:
        return None
    return _WITH_SCHEME if None in bases else _WITH_PATH


class _Feed:
    """One document: its root, and what is told of the feed itself."""

    def __init__(self, root: etree._Element, document: bytes, url: str, zone: tzinfo) -> None:
        self._root = root
        self._format = standard_name(root)
        self._refuse_mixtures()
        self._base = inner_base(root, "")
        self._roles = Roles()
        self._around = Surroundings(
            url=url,
            zone=zone,
            guesses_markup=self._format != "feed",
            unmoved=None if self._base else _unmoved(document),
            has_c1=any(pattern.search(document) for pattern in _C1),
        )
        self._entries: list[Placed] = []
        self._count = 0
        self._channels = 0
        self._images = 0
        self._titles: list[Content] = []
        self._pace: dict[str, str] = {}
        self._language = inner_language(root, None) if self._format in {"rss", "feed"} else None

    def _refuse_mixtures(self) -> None:
        namespaces = {str(uri).lower() for uri in self._root.nsmap.values()}
        of_rdf = bool(namespaces & {_RSS1, _RSS090})
        fits = {"rss": True, "feed": not of_rdf, "rdf:rdf": of_rdf and _ATOM not in namespaces}
        if not fits.get(self._format):
            raise NotStrictError(f"no usual root: {self._format[:40]}")

    def read(self, max_entries: int, mended: str | None) -> ParsedFeed:
        self._gather(max_entries)
        language = primary_language(self._language)
        entries = tuple(EntryReader(self._around, self._roles, placed).read(language) for placed in self._entries)
        title = next((title for title in self._titles if title.value), Content("", "text/plain", None))
        return ParsedFeed(
            entries=entries,
            title=line_of(title.value, html=title.is_html),
            lang=language,
            warning=mended,
            skipped=max(self._count - max_entries, 0),
            **pace_of(self._pace)._asdict(),
        )

    def _gather(self, max_entries: int) -> None:
        """The entries are what the root and the channel have of them, in their order."""
        base, lang = self._base, inner_language(self._root, None)
        for element in self._root:
            role = self._roles.of(element)
            if role is Role.ENTRY:
                self._take(Placed(element, base, lang), max_entries)
            elif role is Role.CHANNEL and self._format != "feed":
                self._channel(Placed(element, inner_base(element, base), inner_language(element, lang)), max_entries)
            elif self._format == "feed":
                self._of_the_feed(element, role, lang)
            elif len(element):
                self._refuse_hidden(element, {Role.ENTRY, Role.CHANNEL})

    def _channel(self, channel: Placed, max_entries: int) -> None:
        self._channels += 1
        if self._channels > 1:
            raise NotStrictError("several channels")
        for element in channel.element:
            role = self._roles.of(element)
            if role is Role.ENTRY:
                self._take(Placed(element, channel.base, channel.lang), max_entries)
            else:
                self._of_the_feed(element, role, channel.lang)

    def _take(self, placed: Placed, max_entries: int) -> None:
        self._count += 1
        if self._count <= max_entries:
            self._entries.append(placed)

    def _of_the_feed(self, element: etree._Element, role: Role, lang: str | None) -> None:
        """Title and language; of everything else only that it hides no more of them, and no entries."""
        if role is Role.TITLE:
            if self._titles and (self._count or self._images):
                raise NotStrictError("titles after entries or images")
            self._titles.append(content_of(element, "text/plain", lang, self._around))
        elif role is Role.LANGUAGE:
            self._language = tidy(leaf(element), self._around)
        elif (name := standard_name(element)) in _CLOSED:
            self._images += 1
        elif name in NAMES and not len(element):
            self._pace[name] = element.text or ""
        elif role in {Role.CHANNEL, Role.MEDIA_TITLE}:
            raise NotStrictError("several titles or channels")
        elif len(element):
            self._refuse_hidden(element, {Role.ENTRY, Role.CHANNEL, Role.TITLE, Role.MEDIA_TITLE, Role.LANGUAGE})

    def _refuse_hidden(self, element: etree._Element, roles: Container[Role]) -> None:
        if any(self._roles.of(inner) in roles for inner in element.iter()):
            raise NotStrictError("entries, titles or languages where they are not usual")
