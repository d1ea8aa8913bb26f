"""The feeds that a page speaks of: what it declares, then links that look like feeds."""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from monitor.model.content import FoundFeed
from monitor.parse.encoding import decode
from monitor.parse.links import absolute
from monitor.parse.markup import plain_line
from monitor.parse.selection import base_of, page_tree, text_within

_MEDIA_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
        *("application/x-rss+xml", "text/rss+xml"),
    }
)
_PERHAPS = frozenset({"application/json", "application/xml", "text/xml"})
_LOOKS_LIKE_FEED = re.compile(
    r"(?:^|[/._?=&-])(?:rss|atom|feeds?|rdf|backend)(?:$|[/._?=&0-9-])|(?:rss|feed|atom)\.(?:xml|php|aspx?|json)",
    re.IGNORECASE,
)
_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)
_COMMENTS = re.compile(r"comment|коммент|комент", re.IGNORECASE)
_MOST = 50


def discover_feeds(body: bytes, headers: Mapping[str, str], url: str) -> tuple[FoundFeed, ...]:
    """The likeliest first: declared feeds, then links by their address or words, then sitemaps. Feeds of comments come
    after the others of their sort. Empty for what is no page."""
    text, _ = decode(body, headers)
    root = page_tree(text) if text else None
    if root is None:
        return ()
    base = base_of(root, url)
    found: dict[str, FoundFeed] = {}
    for sort in (_declared, _linked, _sitemaps):
        ranked = sorted(sort(root, base), key=lambda feed: bool(_COMMENTS.search(feed.url + feed.title)))
        for feed in ranked:
            found.setdefault(feed.url, feed)
    return tuple(found.values())[:_MOST]


def _declared(root: etree._Element, base: str) -> Iterator[FoundFeed]:
    for link in root.iter("link"):
        media_type = link.get("type", "").partition(";")[0].strip().lower()
        relations = link.get("rel", "").lower().split()
        address = absolute(base, link.get("href", ""))
        feed = media_type in _MEDIA_TYPES or (media_type in _PERHAPS and bool(_LOOKS_LIKE_FEED.search(address or "")))
        if address and feed and {"alternate", "feed"} & set(relations):
            yield FoundFeed(address, plain_line(link.get("title", ""), html=False), media_type)


def _linked(root: etree._Element, base: str) -> Iterator[FoundFeed]:
    for link in root.iter("a"):
        address = absolute(base, link.get("href", ""))
        if address is None:
            continue
        words = plain_line(text_within(link) or link.get("title", ""), html=False)[:200]
        path = address.partition("://")[2].partition("/")[2]
        if _LOOKS_LIKE_FEED.search(path) or words.upper() in {"RSS", "ATOM", "RSS 2.0"}:
            yield FoundFeed(address, words, link.get("type", ""))


def _sitemaps(root: etree._Element, base: str) -> Iterator[FoundFeed]:
    for link in root.iter("a", "link"):
        address = absolute(base, link.get("href", ""))
        if address and (_SITEMAP.search(address) or "sitemap" in link.get("rel", "").lower().split()):
            yield FoundFeed(address, "", "application/xml")
