"""Conditions on facts: what fits, what is shown, and when facts are asked for."""

from typing import Any

import pytest

from monitor.model.catalog import FactCondition
from monitor.model.content import Span
from monitor.model.fact import Fact, Kind, Status
from tests.support.rules import fact, keyword, matcher, regex, rule

EXCHANGE = FactCondition(Kind.EXCHANGE)
MENTION = Span("text", 2, 7, "обмен")


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        (FactCondition(Kind.EXCHANGE), [fact()], True),
        (FactCondition(Kind.EXCHANGE), [], False),
        (FactCondition(Kind.BODIES), [fact()], False),
        (FactCondition(Kind.NEGOTIATION), [fact(), fact(Kind.NEGOTIATION)], True),
        (FactCondition(Kind.EXCHANGE, frozenset({Status.DONE, Status.PLANNED})), [fact()], True),
        (FactCondition(Kind.EXCHANGE, frozenset({Status.PLANNED})), [fact()], False),
        (FactCondition(Kind.EXCHANGE, frozenset({Status.DONE})), [fact(status=None)], False),
        (FactCondition(Kind.EXCHANGE), [fact(status=None)], True),
        (FactCondition(Kind.EXCHANGE), [fact(background=True)], False),
        (FactCondition(Kind.EXCHANGE, background=True), [fact(background=True)], True),
        (FactCondition(Kind.EXCHANGE, background=True), [fact()], False),
        (FactCondition(Kind.EXCHANGE, background=None), [fact(background=True)], True),
        (FactCondition(Kind.EXCHANGE, ordinal=True), [fact(ordinal=2)], True),
        (FactCondition(Kind.EXCHANGE, ordinal=True), [fact()], False),
        (FactCondition(Kind.EXCHANGE, ordinal=False), [fact(ordinal=2)], False),
        (FactCondition(Kind.EXCHANGE, parties=frozenset({"RU", "UA"})), [fact(parties=["UA", "RU", "AE"])], True),
        (FactCondition(Kind.EXCHANGE, parties=frozenset({"RU", "UA"})), [fact(parties=["UA"])], False),
        (FactCondition(Kind.EXCHANGE, categories=frozenset({"wounded", "ill"})), [fact(categories=["ill"])], True),
        (FactCondition(Kind.EXCHANGE, categories=frozenset({"wounded"})), [fact(categories=["ill"])], False),
        # one fact has to meet all of it
        (
            FactCondition(Kind.EXCHANGE, frozenset({Status.DONE}), ordinal=True),
            [fact(), fact(status=Status.PLANNED, ordinal=2)],
            False,
        ),
    ],
)
def test_a_condition_holds_where_one_fact_meets_it(condition: FactCondition, facts: list[Fact], holds: bool) -> None:
    assert bool(matcher(rule(any=[condition])).match("", "", None, facts)) is holds


def test_the_mentions_of_the_facts_are_shown() -> None:
    both = matcher(rule(any=[EXCHANGE], all=[keyword("дома")]))
    (match,) = both.match("", "Уж обмен: все дома", None, [fact(mention=MENTION), fact(Kind.NEGOTIATION)])
    assert [span.text for span in match.spans] == ["обмен", "дома"]
    assert match.clauses == ("any.0.fact", "all.0.keyword")


def test_without_facts_the_words_alone_decide() -> None:
    rules = matcher(
        rule("needs", all=[EXCHANGE, keyword("обмен")]),
        rule("either", any=[EXCHANGE, keyword("обмен")]),
        rule("never", any=[keyword("обмен")], none=[EXCHANGE]),
    )
    assert [match.rule_id for match in rules.match("", "обмен")] == ["either", "never"]
    assert [match.rule_id for match in rules.match("", "обмен", None, [fact()])] == ["needs", "either"]
    assert [match.rule_id for match in rules.match("", "дом", None, [fact()])] == ["either"]


@pytest.mark.parametrize(
    ("groups", "text", "lang", "wanted"),
    [
        ({"any": [EXCHANGE]}, "", None, True),
        ({"all": [EXCHANGE, keyword("обмен")]}, "обмен", None, True),
        ({"all": [EXCHANGE, keyword("обмен")]}, "дом", None, False),
        ({"all": [EXCHANGE], "any": [keyword("обмен")]}, "дом", None, False),
        ({"all": [EXCHANGE], "none": [regex("валют")]}, "обмен валюты", None, False),
        ({"any": [keyword("обмен")], "none": [EXCHANGE]}, "обмен", None, True),
        ({"any": [keyword("обмен")]}, "обмен", None, False),
        ({"at_least": (2, [(EXCHANGE, 1), (keyword("обмен"), 1), (keyword("дом"), 1)])}, "обмен", None, True),
        ({"at_least": (2, [(EXCHANGE, 1), (keyword("обмен"), 1), (keyword("дом"), 1)])}, "мир", None, False),
        ({"any": [EXCHANGE], "langs": ["uk"]}, "", "ru", False),
        ({"any": [EXCHANGE], "langs": ["uk"]}, "", None, True),
    ],
)
def test_facts_are_wanted_where_they_can_make_a_difference(
    groups: dict[str, Any], text: str, lang: str | None, wanted: bool
) -> None:
    assert matcher(rule(**groups)).wants_facts("", text, lang) is wanted
