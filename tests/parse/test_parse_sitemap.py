"""Sitemaps: addresses with their dates, news, parts of an index; packed, broken, or something else."""

import gzip
from datetime import UTC, datetime

import pytest

from monitor.errors import ParseError
from monitor.model.catalog import SourceKind
from monitor.model.content import Entry, Link, ParsedFeed
from monitor.parse.document import parse_document

URL = "https://mod.example/sitemap.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)


def parse(body: str | bytes, max_entries: int = 100) -> ParsedFeed:
    encoded = body if isinstance(body, bytes) else body.encode()
    return parse_document(encoded, {}, URL, SourceKind.SITEMAP, None, "Europe/Kyiv", max_entries)


def urlset(*urls: str) -> str:
    return f"<?xml version='1.0'?><urlset {NAMESPACES}>{''.join(f'<url>{url}</url>' for url in urls)}</urlset>"


def reason(body: str | bytes) -> str:
    with pytest.raises(ParseError) as refused:
        parse(body)
    return refused.value.reason


def test_addresses_come_the_last_changed_first() -> None:
    feed = parse(
        urlset(
            "<loc>https://mod.example/old</loc><lastmod>2025-05-01</lastmod>",
            "<loc>\n /undated </loc>",
            "<loc>https://mod.example/new</loc><lastmod>2025-06-02T13:00:00</lastmod><priority>.5</priority>",
            "<lastmod>2025-06-02</lastmod>",
        )
    )
    assert feed.entries[0] == Entry(
        "https://mod.example/new", "https://mod.example/new", "", "", updated=datetime(2025, 6, 2, 10, tzinfo=UTC)
    )
    assert [entry.link for entry in feed.entries] == [
        f"https://mod.example/{name}" for name in ("new", "old", "undated")
    ]


def test_news() -> None:
    news = """<loc>https://mod.example/1</loc>
      <image:image><image:loc>https://mod.example/i.jpg</image:loc><image:title>A picture</image:title></image:image>
      <news:news><news:publication><news:name>M</news:name><news:language>uk</news:language></news:publication>
      <news:publication_date>2025-06-02T10:00:00Z</news:publication_date>
      <news:title>Обмін &amp; зустріч</news:title></news:news>"""
    (entry,) = parse(urlset(news)).entries
    assert (entry.title, entry.lang, entry.published) == ("Обмін & зустріч", "uk", datetime(2025, 6, 2, 10, tzinfo=UTC))
    assert entry.link == "https://mod.example/1"


def test_an_index_names_its_parts_and_has_no_entries() -> None:
    parts = "".join(
        f"<sitemap><loc>/part-{n}.xml.gz</loc><lastmod>2025-0{n}-01T00:00:00Z</lastmod></sitemap>" for n in (4, 6, 5)
    )
    feed = parse(f"<sitemapindex {NAMESPACES}>{parts}<sitemap><loc>/part-0.xml</loc></sitemap></sitemapindex>")
    assert feed.entries == ()
    assert feed.more[0] == Link("https://mod.example/part-6.xml.gz", datetime(2025, 6, 1, tzinfo=UTC))
    assert [link.url for link in feed.more[1:]] == [
        f"https://mod.example/{name}" for name in ("part-5.xml.gz", "part-4.xml.gz", "part-0.xml")
    ]


def test_packed_by_gzip() -> None:
    assert len(parse(gzip.compress(urlset("<loc>/1</loc>").encode())).entries) == 1
    assert reason(gzip.compress(urlset("<loc>/1</loc>").encode())[:12]) == "truncated"
    assert reason(b"\x1f\x8b\x08" + b"?" * 40) == "unreadable"
    assert reason(gzip.compress(b"\0" * (51 * 1024 * 1024))) == "too_large"


def test_the_newest_are_kept_within_the_limit() -> None:
    feed = parse(urlset(*(f"<loc>/{n}</loc><lastmod>2025-06-0{n}</lastmod>" for n in range(1, 8))), max_entries=3)
    assert [entry.link for entry in feed.entries] == [f"https://mod.example/{n}" for n in (7, 6, 5)]
    assert feed.skipped == 4


def test_one_address_a_line_and_feeds_are_sitemaps_too() -> None:
    assert len(parse("https://mod.example/1\nhttps://mod.example/2\n").entries) == 2
    feed = parse("<rss version='2.0'><channel><item><title>A</title><link>/1</link></item></channel></rss>")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("A", "https://mod.example/1")]


def test_what_is_broken_is_read_as_far_as_it_goes_and_named() -> None:
    whole = urlset("<loc>/1</loc>", "<loc>/2</loc>")
    cut = parse(whole[:-18])
    assert (len(cut.entries), cut.warning) == (2, "truncated")
    loose = parse(whole.replace("/2", "/2&b"))
    assert (len(loose.entries), loose.warning) == (2, "ill_formed_xml")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "empty"),
        ("<html><title>Just a moment...</title></html>", "challenge"),
        ("<html><body>Not found</body></html>", "html_not_feed"),
        ("<kml/>", "not_a_feed"),
    ],
)
def test_what_is_no_sitemap_is_refused_by_name(body: str, expected: str) -> None:
    assert reason(body) == expected


def test_entities_are_not_expanded() -> None:
    doctype = '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "ha">]>'
    feed = parse(doctype + urlset("<loc>/1</loc><priority>&x;</priority>")[21:])
    assert [entry.link for entry in feed.entries] == ["https://mod.example/1"]


def test_addresses_with_bare_ampersands_keep_all_their_parts() -> None:
    (entry,) = parse(urlset("<loc>https://mod.example/?a=1&b=2&amp;c=3</loc>")).entries
    assert entry.link == "https://mod.example/?a=1&b=2&c=3"


def test_lines_of_addresses_may_have_others_between_them() -> None:
    feed = parse("\ufeffhttps://mod.example/1\r\n\r\n# archive\r\n  https://mod.example/2  \r\n")
    assert [entry.link for entry in feed.entries] == ["https://mod.example/1", "https://mod.example/2"]
