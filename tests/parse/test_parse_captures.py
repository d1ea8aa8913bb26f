"""Real feeds: the distinct entries come out that plain feedparser finds, where it finds any, and identity settles on
the first visit."""

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import feedparser
import pytest

from monitor.errors import ParseError
from monitor.model.content import Entry, Verdict
from monitor.parse.feed import parse_feed
from tests.support.known import MemoryItems

CAPTURES = Path(__file__).parents[2] / "../shared/captures/feeds"
FILES = sorted(CAPTURES.iterdir()) if CAPTURES.is_dir() else []
URL = "https://feeds.example/a/feed.xml"

pytestmark = pytest.mark.skipif(not FILES, reason="the captured feeds (../shared/captures/feeds) are not here")


def ours(body: bytes) -> tuple[tuple[Entry, ...], str | None]:
    """The entries, and the reason where the document is refused."""
    try:
        feed = parse_feed(body, {"content-type": "application/xml"}, URL, "Europe/Moscow", 5000)
    except ParseError as refused:
        return (), refused.reason
    return feed.entries, None


def theirs(body: bytes) -> list[Any]:
    result = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-location": URL, "content-type": "application/xml"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    entries: list[Any] = result.entries
    return entries


def texts(entry: Any) -> tuple[Any, ...]:
    content = tuple(each.get("value") for each in entry.get("content", ()))
    return (entry.get("id"), entry.get("link"), entry.get("title"), entry.get("summary"), content)


def distinct(entries: Iterable[Entry]) -> set[tuple[Any, ...]]:
    return {(entry.id, entry.link, entry.title, entry.text) for entry in entries}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_distinct_entry_comes_out(path: Path) -> None:
    body = path.read_bytes()
    expected = theirs(body)
    entries, refused = ours(body)
    assert refused in {None, "not_a_feed", "unreadable"}
    if not expected:
        return
    assert len(entries) == len(expected)
    assert len(distinct(entries)) == len({texts(entry) for entry in expected})
    assert [entry.id is None for entry in entries] == [not entry.get("id") for entry in expected]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_identity_is_settled_by_the_first_visit(path: Path) -> None:
    entries, _ = ours(path.read_bytes())
    known = MemoryItems()
    known.poll("captured", entries)
    assert len(known.items) == len(distinct(entries))
    for again in (entries, entries[::-1], entries[1::2] + entries[::3]):
        assert {each.verdict for each in known.poll("captured", again)} <= {Verdict.SAME}
    assert {item.version for item in known.items.values()} <= {1}
