"""Title and text are looked at together; nothing reaches from the one into the other."""

import pytest
import re2

from monitor.match.item import Item
from monitor.match.regex_program import Program
from monitor.text import CODED_SEAM, code_page
from tests.support.rules import Condition, keyword, matcher, regex, rule


def found(clause: Condition, title: str, text: str) -> list[tuple[str, int, str]]:
    matches = matcher(rule(any=[clause])).match(title, text)
    return [(span.field, span.start, span.text) for match in matches for span in match.spans]


RARE = "漢"
"""A character that the code page lacks."""


@pytest.mark.parametrize("more", ["", RARE, "\uffff", "\n", "\u00ad"])
@pytest.mark.parametrize(
    "pattern", [r"обмен[^.]{1,9}плен", r"\bобмен\W+из", r"обмен.+плен", r"обмен\sиз", r"обмен\b.\bиз"]
)
def test_no_match_reaches_over_the_seam(pattern: str, more: str) -> None:
    assert found(regex(pattern), f"{more}Обмен", f"из плена{more}") == []
    assert found(regex(pattern), "", f"Обмен из плена{more}") != []


@pytest.mark.parametrize("more", ["", RARE])
def test_both_have_a_start_and_an_end(more: str) -> None:
    assert found(regex("^обмен"), "Обмен", f"обмен{more} обмен") == [("title", 0, "Обмен"), ("text", 0, "обмен")]
    assert found(regex("обмен$"), f"{more}обмен", "обмен обмен") == [
        ("title", len(more), "обмен"),
        ("text", 6, "обмен"),
    ]
    assert found(regex(r"\bобмен\b"), "обмен", f"обмен{more}, обмен")[0] == ("title", 0, "обмен")


@pytest.mark.parametrize("more", ["", " " + RARE, " об'єкт"])
def test_a_phrase_is_found_in_one_of_the_two(more: str) -> None:
    clause = keyword("=из =плена")
    assert found(clause, "Из", f"плена{more}") == []
    assert found(clause, "Из плена", f"из-плена, из  плена{more}") == [
        ("title", 0, "Из плена"),
        ("text", 0, "из-плена"),
        ("text", 10, "из  плена"),
    ]


@pytest.mark.parametrize("text", ["плен'ю", "плен’я", "переплен", "плена", "плен\u0301ных", "плен_"])
def test_a_form_is_found_as_a_whole_word(text: str) -> None:
    assert bool(found(keyword("=плен"), "", text)) is (text == "плен_")
    assert found(keyword("=плен"), "", f"{text} плен") != []


def test_the_seam_is_no_character_of_a_text() -> None:
    assert code_page().fold("a\n", "b") == (b"a " + CODED_SEAM + b"b", ())
    assert code_page().fold("a\uffff") is None
    assert not Item("a\uffff", "b").is_coded


def test_the_program_finds_what_the_engines_own_module_finds() -> None:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    data = b"ab xab\nab ab"
    for pattern in ("(?:^|[^a-z])ab", "(?m:^)ab", "b$", "c"):
        program, compiled = Program(pattern, 1 << 20), re2.compile(pattern.encode(), options)
        for start in range(len(data) + 1):
            there, here = compiled.search(data, start), compiled.match(data, start)
            assert program.search(data, start) == (there.span() if there else None)
            assert program.match(data, start) == (here.span() if here else None)
