"""JSON Feed, and JSON that is none."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.errors import ParseError
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.feed import parse_feed

URL = "https://mfa.example/feeds/news.json"


def parse(feed: Any, max_entries: int = 100) -> ParsedFeed:
    return parse_feed(json.dumps(feed).encode(), {}, URL, "Europe/Kyiv", max_entries)


def feed(*items: Any, version: str = "https://jsonfeed.org/version/1.1", **more: Any) -> dict[str, Any]:
    return {"version": version, "title": "News of the ministry", "items": list(items), **more}


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1"])
def test_fields(version: str) -> None:
    item = {
        "id": " 7 ",
        "url": "/news/7",
        "title": "Talks",
        "content_html": "<p>They met &amp; parted.</p>",
        "summary": "short",
        "date_published": "2025-06-02T13:00:00",
        "date_modified": "2025-06-02T13:00:00+02:00",
        "language": "en-GB",
    }
    parsed = parse(feed(item, version=version, language="uk"))
    assert parsed.title == "News of the ministry"
    assert parsed.lang == "uk"
    assert parsed.entries == (
        Entry(
            id="7",
            link="https://mfa.example/news/7",
            title="Talks",
            text="They met & parted.",
            published=datetime(2025, 6, 2, 10, tzinfo=UTC),
            updated=datetime(2025, 6, 2, 11, tzinfo=UTC),
            lang="en",
        ),
    )


def test_plain_content_then_summary() -> None:
    parsed = parse(feed({"id": "1", "content_text": "a < b"}, {"id": "2", "summary": "c"}, {"id": "3"}))
    assert [entry.text for entry in parsed.entries] == ["a < b", "c", ""]


def test_what_breaks_the_format_is_read_as_far_as_it_goes() -> None:
    parsed = parse(feed({"id": 17, "title": None, "url": "javascript:alert(1)"}, "not an item", {}))
    assert [entry.id for entry in parsed.entries] == ["17", None]
    assert parsed.unreadable == ("entry 2: TypeError: an item that is no object",)
    assert all(entry.link is None for entry in parsed.entries)


def test_the_limit_counts_what_is_left_out() -> None:
    parsed = parse(feed(*({"id": str(n)} for n in range(5))), max_entries=2)
    assert [entry.id for entry in parsed.entries] == ["0", "1"]
    assert parsed.skipped == 3


def test_a_feed_without_items_is_a_feed() -> None:
    assert parse(feed()).entries == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"error": "rate limit"}', "not_a_feed"),
        (b"[1, 2]", "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', "unreadable"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "truncated"),
        (b"[" * 100_000, "unreadable"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "unreadable"),
    ],
)
def test_other_json_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        parse_feed(body, {}, URL, "UTC", 100)
    assert refused.value.reason == reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_unicode_forms_are_recognised_by_their_bytes(encoding: str) -> None:
    body = json.dumps(feed({"id": "1", "title": "Обмен"}), ensure_ascii=False).encode(encoding)
    (entry,) = parse_feed(body, {}, URL, "Europe/Kyiv", 100).entries
    assert entry.title == "Обмен"


def test_line_breaks_within_texts_are_read() -> None:
    body = json.dumps(feed({"id": "1", "title": "TITLE"})).replace("TITLE", "Talks\tin\nVienna")
    (entry,) = parse_feed(body.encode(), {}, URL, "Europe/Kyiv", 100).entries
    assert entry.title == "Talks in Vienna"
