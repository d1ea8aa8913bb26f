"""A document by the kind of its source."""

from collections.abc import Mapping

from monitor.model.catalog import ListingProfile, SourceKind
from monitor.model.content import ParsedFeed
from monitor.parse.feed import parse_feed
from monitor.parse.listing import parse_listing
from monitor.parse.sitemap import parse_sitemap


def parse_document(
    body: bytes,
    headers: Mapping[str, str],
    url: str,
    kind: SourceKind,
    profile: ListingProfile | None,
    timezone: str,
    max_entries: int,
) -> ParsedFeed:
    """The entries of a document, up to `max_entries`; `profile` is of listing pages alone. Raises ParseError with the
    reasons of `parse_feed`, `parse_sitemap` or `parse_listing`. Time and memory are not bounded."""
    if kind is SourceKind.SITEMAP:
        return parse_sitemap(body, headers, url, timezone, max_entries)
    if kind is SourceKind.PAGE:
        return parse_listing(body, headers, url, profile, timezone, max_entries)
    return parse_feed(body, headers, url, timezone, max_entries)
