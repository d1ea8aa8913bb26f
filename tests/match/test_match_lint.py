"""Remarks on rules that are allowed and seldom meant."""

import pytest

from monitor.match import lint
from monitor.model.catalog import Rule
from tests.support.queries import FORMS
from tests.support.rules import keyword, regex, rule, shipped

TEXTS = [
    ("Тело найдено", "тела погибших, телефонограмма", "ru"),
    ("Телепрограммы недели", "телевизионный обмен", "ru"),
    ("Телевизионные новости", "обмен", "ru"),
]


def remarks(one: Rule, texts: list[tuple[str, str, str | None]] = []) -> list[tuple[str, str]]:  # noqa: B006 - read only
    return [(remark.clause, remark.message) for remark in lint([one], FORMS, texts)]


@pytest.mark.parametrize(
    ("one", "clause", "message"),
    [
        (rule(any=[keyword("тел*")]), "any.0.keyword", "тел* is short"),
        (rule(all=[keyword("обмен"), keyword("обмен AND тела*")]), "all.1.keyword", "тела* is short"),
        (rule(any=[keyword("обмен пленными")]), "any.0.keyword", "no forms are listed of пленными"),
        (rule(any=[keyword("обмен")], langs=["en"]), "any.0.keyword", "no forms are listed of обмен"),
        (rule(any=[keyword("обмен"), regex(r"\d+ \d+")]), "any.1.regex", "tried on every item"),
        (rule(at_least=(1, [(regex(r"\d+"), 1)])), "at_least.of.0.regex", "tried on every item"),
    ],
)
def test_remarks(one: Rule, clause: str, message: str) -> None:
    ((found, text),) = remarks(one)
    assert found == clause
    assert message in text


@pytest.mark.parametrize(
    "one",
    [
        rule(any=[keyword("обмен NEAR/3 плен"), keyword("обмена"), keyword("=пленными"), keyword('"из плена"')]),
        rule(any=[keyword("обмен*"), keyword("1000 на 1000"), regex(r"обмен\w*")]),
        rule(all=[keyword("обмен"), regex(r"\d+")]),
    ],
)
def test_what_is_well_meant(one: Rule) -> None:
    assert remarks(one) == []


def test_the_other_words_of_a_stem_and_what_is_found_everywhere() -> None:
    found = remarks(rule(any=[keyword("тел*"), keyword("обмен")]), TEXTS)
    assert [message for clause, message in found if clause == "any.1.keyword"] == [
        "found in 67 % of the 3 stored items"
    ]
    (other,) = [message for _, message in found if "also finds" in message]
    assert "телевизионный (1)" in other
    assert "телефонограмма (1)" in other
    assert "тела " not in other


def test_the_shipped_rules_need_no_remark() -> None:
    loaded = shipped()
    assert lint(list(loaded.rules.values()), loaded.forms) == []
