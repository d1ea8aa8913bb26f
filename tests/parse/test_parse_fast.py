"""The fast way: what it takes, what it leaves to the careful way, and what hostile documents cost it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model.content import Entry, ParsedFeed
from monitor.parse.fast import parse_feed_fast

URL = "https://mod.example/feeds/news.xml"
HEAD = '<?xml version="1.0" encoding="{}"?>'


def parse(body: str | bytes, max_entries: int = 100) -> ParsedFeed | None:
    return parse_feed_fast(body if isinstance(body, bytes) else body.encode(), {}, URL, "Europe/Moscow", max_entries)


def rss(*items: str, channel: str = "", before: str = "", after: str = "") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'{before}<rss version="2.0"><channel><title>News</title>{channel}{body}</channel></rss>{after}'


def test_a_well_formed_feed() -> None:
    item = "<guid>a</guid><title>Обмен</title><link>/1</link><pubDate>Mon, 02 Jun 2025 10:00:00 +0300</pubDate>"
    assert parse(rss(item, channel="<language>ru</language>")) == ParsedFeed(
        entries=(Entry("a", "https://mod.example/1", "Обмен", "", datetime(2025, 6, 2, 7, tzinfo=UTC), lang="ru"),),
        title="News",
        lang="ru",
    )


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        *(("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-8", "windows-1251"), ("utf-8", "utf-16")),
        *(("windows-1251", "windows-1251"), ("koi8-r", "koi8-r"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16")),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    feed = parse((HEAD.format(declared) + rss("<title>Заявление МИД о переговорах</title>")).encode(encoding))
    assert feed is not None
    assert [entry.title for entry in feed.entries] == ["Заявление МИД о переговорах"]
    assert feed.warning is None


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1"])
def test_cyrillic_that_calls_itself_something_else_is_mended_and_named(declared: str) -> None:
    feed = parse((HEAD.format(declared) + rss("<title>Заявление МИД о переговорах</title>")).encode("windows-1251"))
    assert feed is not None
    assert feed.entries[0].title == "Заявление МИД о переговорах"
    assert feed.warning == "encoding"


@pytest.mark.parametrize(
    "body",
    [
        rss("<title>A & B</title>"),
        rss("<title>Caf&eacute;</title>"),
        rss("<title>A</title>")[:-5],
        rss("<title>A</title>", after="<!-- bye --> junk"),
        rss("<x:title>A</x:title>"),
        rss("<title>A</title>", before="<!DOCTYPE rss SYSTEM 'http://my.example/rss.dtd'>"),
        rss("<title>&a;</title>", before='<!DOCTYPE rss [<!ENTITY a "b">]>'),
        rss("<description>some <b>bold</b> words</description>"),
        rss("<title>A</title><item><title>B</title></item>"),
        rss("<title>A</title>", channel="<image><title>i</title></image><title>Other news</title>"),
        rss("<content type='image/png'>iVBORw0KGgo=</content>"),
        "<RDF><item/></RDF>",
        "<opml><body/></opml>",
        "<urlset/>",
        "<html><body>log in</body></html>",
        "plain words",
        "{}",
        "",
    ],
)
def test_what_is_unusual_is_left_to_the_careful_way(body: str) -> None:
    assert parse(body) is None


def test_names_are_read_in_any_case_and_with_any_prefix() -> None:
    body = rss("<TITLE>A</TITLE><PubDate>2025-06-02</PubDate>").replace(
        "<rss", '<RSS xmlns:a="http://www.w3.org/2005/Atom"'
    )
    feed = parse(body.replace("</rss>", "</RSS>").replace("</PubDate>", "</PubDate><a:summary>words</a:summary>"))
    assert feed is not None
    assert (feed.entries[0].title, feed.entries[0].text) == ("A", "words")


def test_inline_xhtml() -> None:
    entry = """<title type="xhtml"><h:div>R&amp;D <h:b>now</h:b></h:div></title>
      <content type="xhtml"><h:div title="a > b"><h:p>One<h:br/>two</h:p> &lt;x></h:div></content>"""
    namespaces = 'xmlns="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml"'
    feed = parse(f"<feed {namespaces}><entry>{entry}</entry></feed>")
    assert feed is not None
    assert (feed.entries[0].title, feed.entries[0].text) == ("R&D now", "One\ntwo\n\n<x>")


def test_the_limit_counts_what_is_left_out() -> None:
    feed = parse(rss(*(f"<guid>{n}</guid>" for n in range(7))), max_entries=3)
    assert feed is not None
    assert [entry.id for entry in feed.entries] == ["0", "1", "2"]
    assert feed.skipped == 4


@given(body=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: rss(text).encode(errors="ignore")))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    feed = parse(body)
    assert feed is None or len(feed.entries) >= 0


GROWING: dict[str, Callable[[int], str]] = {
    "items": lambda n: rss(*("",) * n),
    "titles": lambda n: rss("<title>a</title>" * n),
    "links": lambda n: rss('<link href="x:a"/>' * n),
    "attributes": lambda n: rss("<title " + " ".join(f"a{k}=''" for k in range(n)) + ">t</title>"),
    "namespaces": lambda n: rss("").replace("<rss", "<rss " + " ".join(f"xmlns:a{k}='u'" for k in range(n))),
    "depth": lambda n: rss(("<a>" * 200 + "</a>" * 200) * (n // 200)),
    "names": lambda n: rss("".join(f"<a{k}/>" for k in range(n))),
    "markup": lambda n: rss(f"<description>{'&lt;p&gt;' * n}</description>"),
    "open tags": lambda n: rss(f"<description>{'&lt;a ' * n}</description>"),
    "quotation marks": lambda n: rss("<description>" + "&lt;a &quot;&apos;" * n + "</description>"),
    "comments": lambda n: rss(f"<description>{'&lt;!--' * n}</description>"),
    "scripts": lambda n: rss(f"<description>{'&lt;script>' * n}</description>"),
    "references": lambda n: rss(f"<description>{'&amp;amp' * n}</description>"),
    "spaces": lambda n: rss(f"<description>{'a ' * n}{' ' * n}</description>"),
}


@pytest.mark.parametrize("shape", GROWING)
def test_what_it_costs_grows_no_faster_than_the_document(shape: str) -> None:
    make = GROWING[shape]
    small, large = (make(size).encode() for size in (2_000, 32_000))
    quick = min(cost(small) for _ in range(3))
    assert min(cost(large) for _ in range(2)) < 16 * 4 * quick + 0.05


def cost(body: bytes) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    parse(body, max_entries=1_000_000)
    return time.process_time() - started
