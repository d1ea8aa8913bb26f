"""What the elements of RSS, RDF and Atom are to an entry, by the names that publishers and feedparser give them."""

from enum import IntEnum, auto
from typing import Any

from lxml import etree

# Elements of these namespaces are known by their local name alone; the rest have a prefix, whatever the document's is.
_CORE = (
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://backend.userland.com/rss",
    "http://purl.org/echo/",
    "http://purl.org/pie/",
    "http://example.com/newformat#",
    "http://example.com/necho",
    "uri/of/echo/namespace#",
)
_PREFIXES = {
    **dict.fromkeys(_CORE, ""),
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
}
_USERLAND = "backend.userland.com/rss"


class Role(IntEnum):
    """What an element says of its entry. ODD is for the careful reader; UNREAD may hold markup; PLAIN means nothing,
    though elements within it may."""

    PLAIN = auto()
    UNREAD = auto()
    ODD = auto()
    CHANNEL = auto()
    ENTRY = auto()
    TITLE = auto()
    MEDIA_TITLE = auto()
    LINK = auto()
    ID = auto()
    DESCRIPTION = auto()
    ABSTRACT = auto()
    SUMMARY = auto()
    CONTENT = auto()
    ENCODED = auto()
    PUBLISHED = auto()
    UPDATED = auto()
    BARE_DATE = auto()
    CREATED = auto()
    LANGUAGE = auto()
    IMAGE = auto()
    SOURCE = auto()


_ROLES = {
    name: role
    for role, names in {
        Role.UNREAD: "subtitle tagline itunes:subtitle rights copyright dc:rights info feedburner:browserfriendly",
        Role.ODD: "body xhtml:body textinput itunes:link feed rss rdf:rdf links title_detail summary_detail guidislink",
        Role.CHANNEL: "channel",
        Role.ENTRY: "item entry",
        Role.TITLE: "title dc:title",
        Role.MEDIA_TITLE: "media:title",
        Role.LINK: "link",
        Role.ID: "guid id",
        Role.DESCRIPTION: "description dc:description media:description",
        Role.ABSTRACT: "abstract",
        Role.SUMMARY: "summary itunes:summary",
        Role.CONTENT: "content",
        Role.ENCODED: "content:encoded fullitem",
        Role.PUBLISHED: "pubdate published issued dcterms:issued",
        Role.UPDATED: "updated modified lastbuilddate dc:date dcterms:modified",
        Role.BARE_DATE: "date",
        Role.CREATED: "created dcterms:created",
        Role.LANGUAGE: "language dc:language",
        Role.IMAGE: "image",
        Role.SOURCE: "source",
    }.items()
    for name in names.split()
}


class Roles(dict[str, Role]):
    """The roles of the elements of one document, by their tags; each distinct tag is looked at once. `tasks` is for
    what a reader makes of them."""

    def __init__(self) -> None:
        self.tasks: dict[str, Any] = {}

    def of(self, element: etree._Element) -> Role:
        tag = element.tag
        role = self.get(tag)
        if role is None:
            role = self[tag] = _ROLES.get(standard_name(element), Role.PLAIN)
        return role


def standard_name(element: etree._Element) -> str:
    """`dc:date` of an element, with the usual prefix of its namespace, none for those of the formats themselves."""
    namespace, _, local = element.tag.rpartition("}")
    known = namespace[1:].lower()
    prefix = "" if _USERLAND in known else _PREFIXES.get(known, element.prefix or "")
    return f"{prefix}:{local}".lower() if prefix else local.lower()
