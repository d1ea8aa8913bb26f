import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from monitor.text import bounded_marks
from monitor.text.marks import MARKS_PER_LETTER


@given(st.text(max_size=MARKS_PER_LETTER))
def test_what_people_write_is_left_as_it_is(text: str) -> None:
    assert bounded_marks(text) == text


def test_a_pile_of_marks_is_cut_to_what_can_be_normalised() -> None:
    pile = "a" + "\u0301\u0323" * 100_000 + "b"
    cut = bounded_marks(pile)
    assert len(cut) == MARKS_PER_LETTER + 2
    assert unicodedata.normalize("NFC", cut).endswith("b")


def test_every_mark_that_normalising_would_sort_counts() -> None:
    sorted_marks = [chr(code) for code in range(0x110000) if unicodedata.combining(chr(code))]
    assert [mark for mark in sorted_marks if len(bounded_marks("a" + mark * 99)) != MARKS_PER_LETTER + 1] == []
