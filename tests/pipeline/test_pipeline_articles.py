"""Which entries want the page behind them, and what its text makes of an item."""

from datetime import UTC, datetime

import pytest

from monitor import identify
from monitor.model.article import StoredItem
from monitor.model.catalog import ArticlePolicy
from monitor.model.content import Article, Identified, KnownItem, Verdict
from monitor.pipeline.articles import completed, joined, wanted_article, with_article
from tests.support.world import entry, source

NOON = datetime(2025, 6, 9, 12, tzinfo=UTC)
HOME = source("mod", url="https://www.mod.example/feed.xml", article=ArticlePolicy(hosts=("pages.example",)))


def identified(
    text: str, link: str | None, verdict: Verdict = Verdict.NEW, item: KnownItem | None = None
) -> Identified:
    said = entry(1, text, link=link)
    return Identified(said, identify.keys("mod", said), "key", verdict, "first_seen", item)


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("https://www.mod.example/news/1", True),
        ("http://mod.example/?id=1", True),
        ("https://en.mod.example/news/1", True),
        ("https://pages.example/1", True),
        ("https://mod.example:8443/news/1", True),
        ("https://other.example/news/1", False),
        ("https://notmod.example/news/1", False),
        ("https://mod.example.evil.example/1", False),
        ("http://example/1", False),
        ("https://www.mod.example/", False),
        ("https://www.mod.example/report.PDF", False),
        ("ftp://www.mod.example/1", False),
        ("https://[broken/1", False),
        (None, False),
    ],
)
def test_pages_lie_on_the_sources_own_site_or_where_the_operator_says(link: str | None, wanted: bool) -> None:
    assert (wanted_article(identified("Short.", link), HOME) is not None) is wanted


@pytest.mark.parametrize(
    ("text", "verdict", "wanted"),
    [
        ("", Verdict.NEW, True),
        ("x" * 399, Verdict.VERSION, True),
        ("x" * 400, Verdict.NEW, False),
        ("x " * 500 + "…", Verdict.NEW, True),
        ("x " * 5000 + "…", Verdict.NEW, False),
        ("", Verdict.SAME, False),
        ("", Verdict.COPY, False),
    ],
)
def test_what_says_little_wants_its_page(text: str, verdict: Verdict, wanted: bool) -> None:
    assert (wanted_article(identified(text, "https://mod.example/1", verdict), HOME) is not None) is wanted


@pytest.mark.parametrize(
    ("summary", "article", "whole"),
    [
        ("", "The text.", "The text."),
        ("The ministry said.", "Headline. The Ministry  said: more.", "Headline. The Ministry  said: more."),
        ("The ministry sa…", "The ministry said more.", "The ministry said more."),
        ("A lead […]", "Another text.", "A lead\n\nAnother text."),
    ],
)
def test_an_article_stands_behind_what_it_does_not_say(summary: str, article: str, whole: str) -> None:
    assert joined(summary, article) == whole


KNOWN = KnownItem(7, "key", 1, "feed's", "Statement 1", "https://mod.example/1")


class Pages:
    """The texts of pages by item."""

    def __init__(self, *texts: tuple[int, str]) -> None:
        self._texts = dict(texts)

    def article(self, item_id: int) -> str | None:
        return self._texts.get(item_id)


def test_a_changed_stub_is_completed_by_its_page() -> None:
    changed = identified("New lead.", "https://mod.example/1", Verdict.VERSION, KNOWN)
    assert completed(changed, Pages((7, "The page.")), HOME).entry.text == "New lead.\n\nThe page."
    assert completed(changed, Pages(), HOME) is changed
    whole = identified("x" * 500, "https://mod.example/1", Verdict.VERSION, KNOWN)
    assert completed(whole, Pages((7, "The page.")), HOME) is whole
    new = identified("New lead.", "https://mod.example/1")
    assert completed(new, Pages((7, "The page.")), HOME) is new


def test_an_article_is_a_version_by_the_feeds_own_names() -> None:
    said = entry(1, "Lead.")
    stored = StoredItem(KNOWN, said, "Lead.")
    made = with_article(stored, Article("Title", "Lead. And the rest of it.", NOON, "uk"), HOME)
    assert made is not None
    assert (made.verdict, made.reason, made.item, made.key) == (Verdict.VERSION, "article", KNOWN, "key")
    assert (made.entry.title, made.entry.text) == (said.title, "Lead. And the rest of it.")
    assert (made.entry.published, made.entry.lang) == (NOON, "uk")
    assert made.keys.fingerprint == KNOWN.fingerprint
    assert made.keys.primary == identify.keys(HOME.id, said).primary
    assert with_article(StoredItem(KNOWN, made.entry, "Lead."), Article("", "Lead. And the rest of it."), HOME) is None
