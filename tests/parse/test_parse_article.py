"""The text of an article's page, and the feeds that a page speaks of."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ParseError
from monitor.parse.article import article_text
from monitor.parse.discovery import discover_feeds

PARAGRAPHS = [
    f"В {n}-й раз делегации встретились, сверили списки имён и договорились о новой встрече." for n in range(2, 7)
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Раздел {n}</a></li>" for n in range(9)) + "</ul>"
PAGES = Path(__file__).parents[2] / "../shared/captures/pages"


def page(inside: str, head: str = "") -> bytes:
    return f"<html lang=ru-RU><head><title>Сайт</title>{head}</head><body>{MENU}{inside}</body></html>".encode()


def test_by_selector() -> None:
    article = article_text(page(f"<h1>Встреча</h1><div class=t>{BODY}</div><div>{BODY}</div>"), {}, ".t")
    assert article.title == "Встреча"
    assert article.text == "\n\n".join(PARAGRAPHS)
    assert article.lang == "ru"


def test_by_what_the_page_tells_machines() -> None:
    about = {"@type": "NewsArticle", "headline": "Встреча", "datePublished": "2025-06-02T10:00:00+03:00"}
    told = json.dumps({"@graph": [{**about, "articleBody": " ".join(PARAGRAPHS)}]})
    article = article_text(page("", f'<script type="application/ld+json">{told}</script>'), {})
    assert (article.title, article.published) == ("Встреча", datetime(2025, 6, 2, 7, tzinfo=UTC))
    assert article.text == " ".join(PARAGRAPHS)


def test_by_the_extractor() -> None:
    head = '<meta property="og:title" content="Встреча"><meta property="article:published_time" content="2025-06-02">'
    article = article_text(page(f"<div><div class=main>{BODY}</div></div><footer>Адрес: площадь</footer>", head), {})
    assert article.title == "Встреча"
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert "Раздел 3" not in article.text
    assert article.published == datetime(2025, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (page("<p>Коротко.</p>"), "no_article"),
        (page("<form><input type='password'></form>"), "login"),
        (b"<html><title>DDoS-Guard</title><body>Checking your browser before accessing</body></html>", "challenge"),
    ],
)
def test_no_article(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        article_text(body, {})
    assert refused.value.reason == reason


def test_declared_feeds_come_first_then_links_and_those_of_comments_last() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
      <link rel="alternate" type="application/atom+xml" title="News" href="/atom.xml">
      <link rel=stylesheet href=/feed.css>
      <link rel="alternate" hreflang="en" href="/en/">"""
    links = (
        '<a href="/rss/all.php">Ленты</a><a href="/about">О нас</a><a href="/x">RSS</a><a href="/sitemap.xml">Карта</a>'
    )
    found = discover_feeds(page(links, head), {}, "https://mod.example/ru/")
    assert [feed.url.removeprefix("https://mod.example") for feed in found] == [
        *("/atom.xml", "/comments/feed/", "/rss/all.php", "/x", "/sitemap.xml")
    ]
    assert (found[0].title, found[0].media_type) == ("News", "application/atom+xml")


def test_a_base_counts_and_what_is_no_page_speaks_of_nothing() -> None:
    head = '<base href="https://other.example/a/"><link rel=alternate type="application/feed+json" href="feed.json">'
    assert [feed.url for feed in discover_feeds(page("", head), {}, "https://mod.example/")] == [
        "https://other.example/a/feed.json"
    ]
    assert discover_feeds(b"", {}, "https://mod.example/") == discover_feeds(b"\0", {}, "https://mod.example/") == ()


@pytest.mark.skipif(not PAGES.is_dir(), reason="the captured pages (../shared/captures/pages) are not here")
@pytest.mark.parametrize(
    "name", ["a3b5899c_Kommersant_2025_05_14.html", "0dbb8cf9_Pravda_2026_01_08.html", "d8256c11_bf7e69d3fec2c5f0.html"]
)
def test_captured_articles(name: str) -> None:
    article = article_text((PAGES / name).read_bytes(), {})
    assert article.title
    assert len(article.text) > 1_000
