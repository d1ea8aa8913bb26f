"""Text that is shown: nothing in it steers a terminal, a header or a line."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.display import clean_header, cut, local_time, one_line, printable, safe_link

ANY_TEXT = st.text(alphabet=st.characters())


@given(ANY_TEXT)
def test_nothing_that_steers_is_left_of_any_text(text: str) -> None:
    shown = printable(text)
    shown.encode("utf-8")
    for char in shown:
        assert char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"}, hex(ord(char))
        assert unicodedata.bidirectional(char) not in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert printable(shown) == shown


@given(ANY_TEXT)
def test_a_header_value_is_one_line_without_encoded_words(text: str) -> None:
    value = clean_header(text)
    assert len(value.splitlines()) <= 1
    assert "=?" not in value
    assert "\u200d" not in value


@pytest.mark.parametrize("separator", ["\r\n", "\r", "\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_a_space_on_one_line(separator: str) -> None:
    assert one_line(f"exchange{separator}today") == "exchange today"


def test_stacked_marks_are_limited_and_real_accents_stay() -> None:
    assert printable("e\u0301 и\u0306") == "e\u0301 и\u0306"
    assert len(printable("o" + "\u0336" * 100_000)) == 5


def test_persian_keeps_its_joiner_in_bodies() -> None:
    assert printable("می\u200cشود") == "می\u200cشود"


def test_cutting_ends_at_a_word_within_the_limit() -> None:
    assert cut("one two three four", 100) == "one two three four"
    assert cut("one two three four", 15) == "one two three…"
    assert len(cut("x" * 500, 78)) == 78


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "//host.example/path",
        "https://user:word@host.example/",
        "https://host.example/a b",
        "https://host.example/\x1b]8;;",
        "https://host.example/\u202egpj",
        "https://[broken/",
        "https:///path",
        "https://host.example/" + "a" * 5000,
        "",
        None,
    ],
)
def test_only_plain_web_links_are_links(url: str | None) -> None:
    assert safe_link(url) is None


def test_a_web_link_stays_as_it_is() -> None:
    assert safe_link("https://мзс.example/новини?id=1&b=2#x") == "https://мзс.example/новини?id=1&b=2#x"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Kyiv", "Mon 2 Jun 2025 14:05 UTC+3"),
        ("UTC", "Mon 2 Jun 2025 11:05 UTC"),
        ("Asia/Kolkata", "Mon 2 Jun 2025 16:35 UTC+5:30"),
        ("America/New_York", "Mon 2 Jun 2025 07:05 UTC-4"),
        ("Nowhere/At_all", "Mon 2 Jun 2025 11:05 UTC"),
        ("../../etc/passwd", "Mon 2 Jun 2025 11:05 UTC"),
    ],
)
def test_times_are_the_desks_own_with_the_offset(zone: str, shown: str) -> None:
    assert local_time(datetime(2025, 6, 2, 11, 5, tzinfo=UTC), zone) == shown


def test_a_time_at_the_end_of_the_calendar_is_shown_in_utc() -> None:
    assert local_time(datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "Europe/Kyiv") == "Fri 31 Dec 9999 23:59 UTC"
