"""The rehearsal's content keeps its own promises."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from monitor.demo.feeds import edition
from monitor.demo.scenario import NO_BREAK_SPACE, START, Body, Feed, Piece, load

END = datetime(2025, 6, 13, tzinfo=UTC)
SCENARIO = load()
FEEDS = [pytest.param(body, feed, id=feed.id) for body in SCENARIO.bodies for feed in body.feeds]
COPIES = [piece for piece in SCENARIO.pieces if piece.copy_of]


def body_of(body_id: str) -> Body:
    return next(body for body in SCENARIO.bodies if body.id == body_id)


def feed_of(body: Body, lang: str) -> Feed:
    return next(feed for feed in body.feeds if feed.lang == lang)


def entry_of(body: Body, piece: Piece, moment: datetime) -> feedparser.FeedParserDict:
    parsed = feedparser.parse(edition(body, feed_of(body, piece.lang), moment).document)
    return next(entry for entry in parsed.entries if entry.id == piece.id)


def html_of(entry: feedparser.FeedParserDict) -> str:
    html: str = entry.content[0].value if "content" in entry else entry.summary
    return html


def test_the_week_is_covered_in_every_language_and_format() -> None:
    assert {piece.lang for piece in SCENARIO.pieces} == {"ru", "uk", "en", "be", "tr"}
    assert {feed.format for body in SCENARIO.bodies for feed in body.feeds} == {"rss", "atom", "rdf"}
    assert "windows-1251" in {feed.encoding for body in SCENARIO.bodies for feed in body.feeds}
    days = {moment.day for moment in SCENARIO.moments}
    assert days == set(range(2, 13))
    assert 60 <= sum(1 for _ in SCENARIO.pieces) <= 90


@pytest.mark.parametrize(("body", "feed"), FEEDS)
def test_ids_and_links_are_used_once_in_a_feed(body: Body, feed: Feed) -> None:
    pieces = [piece for piece in body.pieces if piece.lang == feed.lang]
    for name, count in Counter([*(piece.id for piece in pieces), *(piece.link + " " for piece in pieces)]).items():
        assert count == 1, name
    assert all(".example/" in piece.link for piece in pieces)


@pytest.mark.parametrize(("body", "feed"), FEEDS)
def test_every_feed_begins_with_old_pieces_that_ask_for_silence(body: Body, feed: Feed) -> None:
    baseline = body.published(feed, START)
    assert baseline
    for piece in baseline:
        assert piece.at < START - timedelta(hours=24)
        assert (piece.expect, piece.because) == ("silence", "baseline")


def test_what_comes_later_lies_in_the_week_and_says_what_a_desk_should_get() -> None:
    for piece in SCENARIO.pieces:
        if piece.at > START:
            assert piece.at < END
            told = piece.expect in {"alert", "update", "alert and update"}
            assert told or (piece.expect == "silence" and piece.because not in {None, "baseline"})


@pytest.mark.parametrize(("body", "feed"), FEEDS)
def test_feeds_are_well_formed_and_carry_every_piece(body: Body, feed: Feed) -> None:
    parsed = feedparser.parse(edition(body, feed, END).document)
    expected = body.published(feed, END)
    assert not parsed.bozo, parsed.get("bozo_exception")
    assert parsed.feed.language == feed.lang
    assert [entry.id for entry in parsed.entries] == [piece.id for piece in expected]
    for entry, piece in zip(parsed.entries, expected, strict=True):
        assert entry.link == piece.link
        assert entry.title.split() == piece.title.split()
        stamp = entry.published_parsed if "published" in entry else entry.updated_parsed
        assert datetime(*stamp[:6], tzinfo=UTC) == piece.at


def test_copies_read_word_for_word_like_what_they_copy() -> None:
    assert len(COPIES) >= 4
    agency = body_of("agency")
    for copy in COPIES:
        body_id, _, piece_id = str(copy.copy_of).partition("/")
        body = body_of(body_id)
        original = next(piece for piece in body.pieces if piece.id == piece_id)
        assert original.at < copy.at
        theirs, ours = entry_of(body, original, END), entry_of(agency, copy, END)
        assert theirs.title == ours.title
        assert html_of(theirs).split() == html_of(ours).split()
        assert theirs.id != ours.id
        assert theirs.link != ours.link


def test_an_edit_corrects_the_count_hours_later_under_the_same_id() -> None:
    headquarters = body_of("hq-ua")
    piece = next(each for each in headquarters.pieces if any(edit.expect == "update" for edit in each.edits))
    edited_at = piece.edits[0].at
    assert edited_at - piece.at > timedelta(hours=2)
    before = entry_of(headquarters, piece, edited_at - timedelta(seconds=1))
    after = entry_of(headquarters, piece, edited_at)
    assert "1\u00a0200" in before.title
    assert "1\u00a0212" in after.title
    assert before.published == after.published


def test_prepositions_are_followed_by_no_break_spaces_as_ministries_write_them() -> None:
    russian = [piece for piece in body_of("mod-ru").pieces if piece.at > START]
    for piece in russian:
        assert NO_BREAK_SPACE in piece.html
        assert not re.search(r"(?<!\w)[вксВКС] ", piece.html), piece.id


def test_belarusian_texts_write_latin_i_inside_cyrillic_words() -> None:
    for piece in body_of("mfa-by").pieces:
        assert re.search(r"[а-яў]i|i[а-яў]", piece.title + piece.html), piece.id
        assert "і" not in piece.title + piece.html
