"""Edits, their classes and their differences word by word; pages that never rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.clock import SteppedClock
from monitor.identify import Piece, Said, edit_between, is_noisy, word_diff
from monitor.identify.noise import DAY, MOST_VERSIONS, churn_after
from monitor.model.content import EditClass, KnownItem
from monitor.store import Database
from monitor.store.tables import items, versions
from tests.support.newsroom import Newsroom, post

MINUTE = timedelta(minutes=1)
BEFORE = "Сьогодні відбувся обмін полоненими. Додому повернулися 205 захисників.\nПереглядів: 12"


@pytest.mark.parametrize(
    ("before", "after", "kind", "reason"),
    [
        ("Two  words", "Two words\n", "cosmetic", "white_space"),
        ("йод", "и\u0306од", "cosmetic", "white_space"),
        ("«Обмін» – це", '"Обмін" — це', "cosmetic", "typography"),
        ("co\u00adoperation", "cooperation", "cosmetic", "typography"),
        ("об'єднання", "об’єднання", "cosmetic", "typography"),
        ("Prisoner exchange", "PRISONER EXCHANGE", "cosmetic", "case"),
        ("They came home, all of them", "They came home; all of them.", "cosmetic", "punctuation"),
        (BEFORE, BEFORE.replace("12", "4812"), "cosmetic", "furniture"),
        ("Done.\nUpdated 5 minutes ago", "Done.\nUpdated 2 hours ago", "cosmetic", "furniture"),
        ("Обмен состоялся.", "Обмен состоялся.\nЧитайте также: погода на завтра", "cosmetic", "furniture"),
        (BEFORE, BEFORE.replace("205", "206"), "material", "figure"),
        ("205 of them", "two hundred and five of them", "material", "figure"),
        ("They came home", "They did not come home", "wording", "wording"),
        ("", "They came home", "wording", "wording"),
    ],
)
def test_the_class_of_an_edit(before: str, after: str, kind: str, reason: str) -> None:
    for one, other in ((before, after), (after, before)):
        for title in (False, True):
            said = [Said(text, "x") if title else Said("x", text) for text in (one, other)]
            if reason != "furniture" or not title:
                edit = edit_between(*said)
                assert (edit.kind, edit.reason) == (EditClass(kind), reason)


def test_what_changes_a_fact_or_a_match_is_material_however_little_it_is() -> None:
    one, other = Said("a", "b"), Said("a", "b.")
    assert edit_between(one, other, facts_differ=True).reason == "fact"
    assert edit_between(one, other, matches_differ=True).reason == "match"
    assert edit_between(one, other).kind is EditClass.COSMETIC


def test_a_sentence_is_no_furniture_for_beginning_like_it() -> None:
    before = "Reads of the list took an hour while buses with the released waited at the old bridge near 12 houses."
    assert edit_between(Said("", before), Said("", before.replace("12", "13"))).reason == "figure"


def test_a_difference_names_the_words() -> None:
    assert word_diff("Додому повернулися 205 захисників.", "Додому повернулися 206 захисників.") == (
        Piece("equal", "Додому повернулися ", "Додому повернулися "),
        Piece("changed", "205", "206"),
        Piece("equal", " захисників.", " захисників."),
    )
    assert word_diff("a b c", "a x y c") == (
        Piece("equal", "a ", "a "),
        Piece("changed", "b", "x y"),
        Piece("equal", " c", " c"),
    )
    assert word_diff("same", "same") == (Piece("equal", "same", "same"),)
    assert word_diff("", "new") == (Piece("changed", "", "new"),)
    assert word_diff("", "") == ()


TEXTS = st.lists(st.sampled_from(["a", "b", "205", "206", " ", "  ", ".", ",", "\n", "обмін", "é"]), max_size=30).map(
    "".join
)


@given(before=TEXTS, after=TEXTS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.old for piece in pieces) == before
    assert "".join(piece.new for piece in pieces) == after
    assert all((piece.old == piece.new) == (piece.kind == "equal") for piece in pieces)


@pytest.mark.parametrize("unit", ["a ", "a\n", "ab", "a b\nc "])
def test_hostile_lengths_cost_little(unit: str) -> None:
    before, after = unit * 100_000, "x" + unit * 90_000 + "y"
    started = process_time()
    pieces = word_diff(before, after)
    assert process_time() - started < 5
    assert "".join(piece.new for piece in pieces) == after


def test_a_long_text_with_one_change_is_still_told_by_the_word() -> None:
    words = [f"word{number}" for number in range(20_000)]
    before = " ".join(words)
    words[500], words[15_000] = "first", "last"
    lines = " ".join(words)
    changed = [
        piece
        for piece in word_diff(before.replace("00 ", "00\n"), lines.replace("00 ", "00\n"))
        if piece.kind == "changed"
    ]
    assert [(piece.old, piece.new) for piece in changed] == [("word500\n", "first "), ("word15000\n", "last ")]


NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
ITEM = KnownItem(1, "k", 3, "f", "t", None, churn=MOST_VERSIONS, churn_since=NOW)


def test_a_day_has_so_many_versions() -> None:
    assert is_noisy(ITEM, NOW + MINUTE)
    assert not is_noisy(replace(ITEM, churn=MOST_VERSIONS - 1), NOW + MINUTE)
    assert not is_noisy(ITEM, NOW + DAY)
    assert not is_noisy(replace(ITEM, churn_since=None), NOW)
    assert churn_after(ITEM, NOW + MINUTE) == (MOST_VERSIONS + 1, NOW)
    assert churn_after(ITEM, NOW + DAY) == (1, NOW + DAY)


def test_a_page_that_changes_every_minute_keeps_a_number_of_versions_and_every_count(
    database: Database, clock: SteppedClock
) -> None:
    room = Newsroom(database, clock)
    room.poll([])
    text = "An exchange of prisoners took place: {} came home."
    for minute in range(60):
        count = 205 if minute < 50 else 206
        weather = f"{('wind', 'rain', 'sun')[minute % 3]} after {('snow', 'hail')[minute // 3 % 2]} {'or' * minute}"
        room.poll([post("a", text=f"{text.format(count)} Elsewhere {weather}.")], after=MINUTE)
    item = _item(database)
    assert (room.lost, room.doubled, room.alerts) == ([], [], 1)
    assert item[0] == MOST_VERSIONS + 1, "the count is kept after the day is full"
    assert item[1] == 60
    assert room.updates == ["edited"]
    assert ("material", "figure") in room.rows(versions.c.edit, versions.c.edit_reason)


def _item(database: Database) -> tuple[int, int]:
    with database.reading() as tx:
        version, churn = tx.connection.execute(items.select().with_only_columns(items.c.version, items.c.churn)).one()
    return version, churn


def test_every_version_says_what_it_is(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    text = "An exchange of prisoners took place: 205 came home."
    for said in (text, text.replace(":", ","), text.replace("205", "206"), text.replace("came", "walked"), "Nothing."):
        room.poll([post("a", text=said)])
    assert room.rows(versions.c.n, versions.c.kind, versions.c.edit, versions.c.edit_reason) == [
        (1, "text", None, None),
        (2, "text", "cosmetic", "punctuation"),
        (3, "text", "material", "figure"),
        (4, "text", "material", "figure"),
        (5, "text", "material", "match"),
    ]
