"""What a text must contain for a regex to match it."""

import re

import pytest

from monitor.match.literals import required_literals
from monitor.match.regex_parser import parse_regex


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\bобмен\w*\W+(?:\w+\W+){0,3}плен\w*", {"обмен"}),
        (r"обмен(?:а|ом)? пленными", {"обмен пленными", "обмена пленными", "обменом пленными"}),
        (r"(?:swap|exchange)s?", {"swap", "exchange"}),
        (r"[ао]бмен", {"абмен", "обмен"}),
        (r"Ещё [Ёе]лка", {"еще елка"}),
        (r"(?:обмен)+", {"обмен"}),
        (r"(?:обмен)*плен", {"плен"}),
        (r"обмен|да", set()),
        (r"\d+", set()),
        (r"на", set()),
        (r"обмен?", {"обме"}),
        (r"\w+обмен\b плен", {"обмен плен"}),
        (r"[а-я]обмен", {"обмен"}),
    ],
)
def test_required_literals(pattern: str, literals: set[str]) -> None:
    assert required_literals(parse_regex(pattern)) == literals


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"обмен(?:а|ом)? пленными", "обменом пленными"),
        (r"(?:swap|exchange)s?", "exchanges"),
        (r"обмен?", "обме"),
        (r"(?:обмен)*плен", "плен"),
    ],
)
def test_every_match_contains_one(pattern: str, text: str) -> None:
    assert re.fullmatch(pattern, text)
    assert any(literal in text for literal in required_literals(parse_regex(pattern)))
