"""How YAML is read: types, aliases, depth, and the places of keys and values."""

import time
from typing import Any

import pytest

from monitor.config.composer import compose
from monitor.config.document import Document
from monitor.config.scalars import plain_value, raw_column


def read(text: str) -> Document:
    document = Document(path="config/x.yaml", name="x.yaml", text=text)
    compose(document)
    return document


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "off", "NO", "12:30", "0777", "0x1F", "0o7", "1_000", "2025-06-02", "1.2.3", ".inf",
             ".nan", "1e999", "-", "+", ".", "e5", "tRue", "9" * 5000, "٣"],
)  # fmt: skip
def test_what_other_readers_convert_is_text(text: str) -> None:
    assert plain_value(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("0", 0), ("-12", -12), ("+7", 7),
     ("1.5", 1.5), ("-.5", -0.5), ("1e3", 1000.0), ("2.", 2.0)],
)  # fmt: skip
def test_what_is_no_text(text: str, value: Any) -> None:
    assert plain_value(text) == value
    assert type(plain_value(text)) is type(value)


def test_quotes_make_text() -> None:
    assert read("a: 'true'\nb: \"12\"\nc: |\n  7\n").data == {"a": "true", "b": "12", "c": "7\n"}


def test_keys_are_text_as_written() -> None:
    assert read("no: 1\n12: 2\ntrue: 3\n").data == {"no": 1, "12": 2, "true": 3}


def test_every_key_and_value_has_its_place() -> None:
    document = read("# note\nключ: 'значение'\nlist:\n  - a\n  - {b: 7,   c: x}\n")

    places = {loc: (spot.line, spot.column) for loc, spot in document.values.items()}
    assert places[("ключ",)] == (2, 7)
    assert places["list", 0] == (4, 5)
    assert places["list", 1, "b"] == (5, 9)
    assert places["list", 1, "c"] == (5, 17)
    assert (document.keys["list", 1, "c"].line, document.keys["list", 1, "c"].column) == (5, 14)


def test_windows_line_ends_and_a_byte_order_mark_move_nothing() -> None:
    document = read("a: 1\r\nb:\r\n  c: 2\r\n")

    assert (document.values["b", "c"].line, document.values["b", "c"].column) == (3, 6)


def test_an_alias_repeats_a_value_and_stands_where_it_was_written() -> None:
    document = read("first: &waits [1m, 5m]\nsecond: *waits\n")

    assert document.data == {"first": ["1m", "5m"], "second": ["1m", "5m"]}
    assert document.value_spot(("second", 1)).line == 2
    assert document.problems == []


def test_an_alias_bomb_is_refused_at_once() -> None:
    levels = "".join(f"l{level}: &l{level} [{', '.join([f'*l{level - 1}'] * 10)}]\n" for level in range(1, 12))
    begun = time.monotonic()

    document = read("l0: &l0 boom\n" + levels)

    assert time.monotonic() - begun < 1
    assert document.broken
    (problem,) = document.problems
    assert "aliases repeat more than" in problem.message
    assert problem.line == 5


def test_an_alias_within_its_own_anchor_is_refused() -> None:
    (problem,) = read("a: &a [1, *a]\n").problems

    assert (problem.line, problem.column) == (1, 11)


def test_endless_nesting_is_refused_at_once() -> None:
    begun = time.monotonic()

    document = read("[" * 2_000_000)

    assert time.monotonic() - begun < 2
    assert document.broken


def test_the_first_of_two_keys_is_kept_and_all_doublets_are_told() -> None:
    document = read("a: 1\na: {x: [1, 2]}\nb: 2\nb: 3\n")

    assert document.data == {"a": 1, "b": 2}
    assert [problem.line for problem in document.problems] == [2, 4]


@pytest.mark.parametrize(
    ("raw", "column", "expected"),
    [("abc", 2, 2), ("'abc'", 2, 3), ("'it''s x'", 5, 7), (r'"\\b("', 3, 5), (r'"\u0438x"', 2, 8), ("'ab'", 9, 4)],
)
def test_a_column_of_a_value_is_found_in_its_quotes(raw: str, column: int, expected: int) -> None:
    assert raw_column(raw, column) == expected


@pytest.mark.parametrize("text", ["?", "- ?", "a: !", "a:", "{", "--- ", "%", "\u2028", "a: \u2028b: c"])
def test_the_end_of_a_file_is_no_surprise(text: str) -> None:
    document = read(text)

    assert all(problem.line >= 1 for problem in document.problems)
