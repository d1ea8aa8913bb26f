"""RSS, RDF and Atom: fields, quirks, and refusals by name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.feed import parse_feed

URL = "https://mod.example/feeds/news.xml"


def parse(body: str | bytes, max_entries: int = 100) -> ParsedFeed:
    return parse_feed(body if isinstance(body, bytes) else body.encode(), {}, URL, "Europe/Moscow", max_entries)


def rss(*items: str, channel: str = "") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>News</title>{channel}{body}</channel></rss>'


def atom(*entries: str, attributes: str = "") -> str:
    body = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>News</title>{body}</feed>'


def one(body: str | bytes) -> Entry:
    (entry,) = parse(body).entries
    return entry


def test_rss() -> None:
    item = """
      <guid isPermaLink="false"> n-17 </guid><link>/news/17?a=1&amp;b=2</link>
      <title>Обмен &amp; возвращение</title><pubDate>Mon, 02 Jun 2025 10:00:00</pubDate>
      <description>&lt;p&gt;Сто шестьдесят человек.&lt;/p&gt;&lt;p&gt;Все дома.&lt;/p&gt;</description>"""
    parsed = parse(rss(item, channel="<language>ru-RU</language>"))
    assert parsed.title == "News"
    assert parsed.lang == "ru"
    assert parsed.warning is None
    assert parsed.entries == (
        Entry(
            id="n-17",
            link="https://mod.example/news/17?a=1&b=2",
            title="Обмен & возвращение",
            text="Сто шестьдесят человек.\n\nВсе дома.",
            published=datetime(2025, 6, 2, 7, tzinfo=UTC),
            lang="ru",
        ),
    )


def test_atom() -> None:
    entry = """
      <id>tag:mod.example,2025:17</id>
      <link rel="self" href="https://mod.example/api/17"/>
      <link rel="alternate" type="application/pdf" href="17.pdf"/>
      <link rel="alternate" type="text/html" href="17.html"/>
      <title type="html">R&amp;amp;D</title><summary>short</summary>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content>
      <published>2025-06-02T10:00:00Z</published><updated>2025-06-02T11:00:00Z</updated>"""
    assert one(atom(entry, attributes='xml:lang="uk-UA"')) == Entry(
        id="tag:mod.example,2025:17",
        link="https://mod.example/feeds/17.html",
        title="R&D",
        text="One.\n\nTwo.",
        published=datetime(2025, 6, 2, 10, tzinfo=UTC),
        updated=datetime(2025, 6, 2, 11, tzinfo=UTC),
        lang="uk",
    )


def test_rdf() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://mod.example/"><title>t</title></channel>
      <item rdf:about="https://mod.example/1"><title>A</title><link>https://mod.example/1</link>
      <dc:date>2025-06-02</dc:date><dc:language>be</dc:language></item></rdf:RDF>"""
    assert one(body) == Entry(
        id="https://mod.example/1",
        link="https://mod.example/1",
        title="A",
        text="",
        updated=datetime(2025, 6, 1, 21, tzinfo=UTC),
        lang="be",
    )


def test_content_is_preferred_to_the_summary() -> None:
    encoded = '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">{}</content:encoded>'
    both = "<description>short</description>" + encoded
    assert one(rss(both.format("&lt;p&gt;The whole.&lt;/p&gt;"))).text == "The whole."
    assert one(rss(both.format(" "))).text == "short"


def test_entries_with_nothing_in_them_come_out_in_order() -> None:
    parsed = parse(rss("", "<title>A</title>", "", "<title>B</title>"))
    assert [entry.title for entry in parsed.entries] == ["", "A", "", "B"]
    assert parsed.entries[0] == Entry(id=None, link=None, title="", text="")


def test_no_date_is_no_date() -> None:
    entry = one(rss("<title>A</title><pubDate>yesterday</pubDate>"))
    assert (entry.published, entry.updated) == (None, None)


@pytest.mark.parametrize("guid", ["", "   ", "\n"])
def test_an_empty_id_is_none(guid: str) -> None:
    assert one(rss(f"<guid>{guid}</guid><title>A</title>")).id is None


def test_a_guid_is_a_link_only_where_it_is_an_address() -> None:
    assert one(rss("<guid>https://mod.example/17</guid>")).link == "https://mod.example/17"
    assert one(rss("<guid>17</guid>")) == Entry(id="17", link=None, title="", text="")


def test_ids_do_not_depend_on_where_the_feed_was_fetched() -> None:
    body = rss("<guid>/news/17</guid>").encode()
    here, there = (parse_feed(body, {}, f"{scheme}://mod.example/f", "UTC", 9) for scheme in ("http", "https"))
    assert here.entries[0].id == there.entries[0].id == "/news/17"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[bad/", "mailto:a@b.c"]
)
def test_only_web_addresses_are_links(link: str) -> None:
    assert one(rss(f"<link>{link}</link>")).link is None


def test_line_breaks_in_links_are_typesetting() -> None:
    assert one(rss("<link>\n  https://mod.example/\n   17\n</link>")).link == "https://mod.example/17"


def test_xml_base_counts() -> None:
    entry = '<id>1</id><link href="17"/>'
    assert one(atom(entry, attributes='xml:base="https://other.example/a/"')).link == "https://other.example/a/17"


@pytest.mark.parametrize(("tag", "lang"), [("uk_UA", "uk"), ("EN", "en"), ("ua", "uk"), ("", None), ("русский", None)])
def test_languages(tag: str, lang: str | None) -> None:
    assert parse(rss("<title>A</title>", channel=f"<language>{tag}</language>")).entries[0].lang == lang


def test_the_limit_counts_what_is_left_out() -> None:
    parsed = parse(rss(*(f"<guid>{n}</guid>" for n in range(7))), max_entries=3)
    assert [entry.id for entry in parsed.entries] == ["0", "1", "2"]
    assert parsed.skipped == 4


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse(rss()).entries == ()
    assert parse(atom()).entries == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t", "empty"),
        (b"<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>", "challenge"),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "html_not_feed"),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "not_a_feed"),
        (b"Service temporarily unavailable", "not_a_feed"),
        (bytes(range(256)), "not_a_feed"),
        (b"<rss version='2.0'><channel><title>cut off before the fir", "truncated"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse(body)
    assert refused.value.reason == reason


def test_bytes_are_never_taken_for_the_name_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(rss("<title>secret</title>"))
    for name in (str(file), file.as_uri(), f"feed:{file.as_uri()}"):
        with pytest.raises(ParseError, match="not_a_feed"):
            parse(name)


@pytest.mark.parametrize(
    ("body", "title", "warning"),
    [
        (rss("<title>A & B</title>"), "A & B", "ill_formed_xml"),
        (rss("<title>Caf&eacute; 5 < 6</title>"), "Café 5 < 6", "ill_formed_xml"),
        (rss("<title>A</title><x:y>z</x:y>"), "A", "ill_formed_xml"),
        (rss("<title>A</title><description>cut off")[:-30], "A", "truncated"),
        ("\n  <?xml version='1.0'?>" + rss("<title>A</title>"), "A", None),
        (rss("<title>A\x00\x1bB</title>"), "AB", "invalid_characters"),
        (rss("<title>A&#xD800;B</title>"), "AB", "invalid_characters"),
        (rss("<title>A&#x110000;&#99999999999999999999;B</title>"), "AB", "invalid_characters"),
        (rss("<title>Заявление</title>").encode("cp1251"), "Заявление", "encoding"),
    ],
)
def test_ill_formed_documents_are_read_and_named(body: str | bytes, title: str, warning: str | None) -> None:
    parsed = parse(body)
    assert [entry.title for entry in parsed.entries] == [title]
    assert parsed.warning == warning


def test_no_character_that_a_database_refuses_comes_out() -> None:
    item = "<guid>a&#0;&#1;b</guid><link>https://mod.example/&#0;x</link><title>c&#0;</title><description>d&#xD800;</description>"
    entry = one(rss(item))
    for field in (entry.id, entry.link, entry.title, entry.text):
        assert field is not None
        assert field.isprintable()


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("do not show")
    doctype = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY a "ha"><!ENTITY b "{"&a;" * 1000}">]>'
    title = one(doctype + rss(f"<title>&x;{'&b;' * 100}</title>")).title
    assert "do not show" not in title
    assert len(title) < 1000


@given(body=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: rss(text).encode(errors="ignore")))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert outcome(body) in {"read", "empty", "html_not_feed", "not_a_feed", "unreadable", "truncated"}


def outcome(body: bytes) -> str:
    try:
        parse(body)
    except ParseError as refused:
        return refused.reason
    return "read"


def test_a_text_longer_than_a_book_is_cut_and_said_so() -> None:
    item = f"<item><title>{'t' * 5_000}</title><description>{'d' * 300_000}</description></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    feed = parse_feed(body.encode(), {}, "https://mod.example/rss", "UTC", 10)
    assert (len(feed.entries[0].title), len(feed.entries[0].text)) == (2_000, 200_000)
    assert feed.warning == "text_cut"


def test_entities_that_a_dtd_elsewhere_declares_are_those_of_html() -> None:
    doctype = '<!DOCTYPE rss PUBLIC "-//Example//DTD RSS 0.91//EN" "http://dtd.example/rss-0.91.dtd">'
    assert one(doctype + rss("<title>&Eacute;change &amp; libert&eacute;</title>")).title == "Échange & liberté"
    own = '<!DOCTYPE rss [<!ENTITY mod "Ministry">]>'
    assert one(own + rss("<title>&mod; &eacute;</title>")).title == "Ministry é"


@pytest.mark.parametrize("link", ["<link></link>", "<link/>"])
def test_a_guid_serves_where_the_link_is_empty(link: str) -> None:
    assert one(rss(f"{link}<guid>https://mod.example/17</guid>")).link == "https://mod.example/17"
    assert one(rss(f"{link}<guid>17</guid>")).link is None


def test_the_long_name_of_the_relation_is_known() -> None:
    rel = "http://www.iana.org/assignments/relation/alternate"
    assert one(atom(f'<id>1</id><link rel="{rel}" href="/17"/>')).link == "https://mod.example/17"


def test_a_prefix_that_nothing_declares_is_passed_over() -> None:
    items = "<news:item><news:title>Talks</news:title><news:link>/17</news:link></news:item>" * 2
    feed = parse(f"<!-- made by hand --><?xml?><rss news:version=2.0><news:channel>{items}</news:channel></rss>")
    assert [(entry.title, entry.link) for entry in feed.entries] == [("Talks", "https://mod.example/17")] * 2
    assert feed.warning == "ill_formed_xml"
