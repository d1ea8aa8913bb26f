"""Explanations: the verdict is the engine's, the places are the text's own, the reasons are plain."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.match import Explainer
from monitor.match.explanation_tree import Part, RuleExplanation
from monitor.model.catalog import FactCondition, Rule
from monitor.model.content import Match, Span
from monitor.model.fact import Fact, Kind, Status
from tests.support.queries import FORMS, ITEMS, QUERIES, Item, written
from tests.support.rules import Condition, fact, keyword, matcher, regex, rule, shipped


def explained(one: Rule, text: str, title: str = "", lang: str | None = None, *facts: Fact) -> RuleExplanation:
    (explanation,) = Explainer([one], FORMS).explain(title, text, lang, facts)
    return explanation


def why_not(condition: Condition, text: str, title: str = "", *facts: Fact) -> str:
    """The reason of one clause, without its place in the rule."""
    return explained(rule(all=[condition]), text, title, None, *facts).groups[0].clauses[0].why_not


@pytest.mark.parametrize(
    ("pattern", "text", "reason"),
    [
        ("обмен", "Дом", "'обмен' is not in the text"),
        ("=обмен", "Об обмену", "'обмен' is not in the text (there is «обмену»)"),
        ("обмен на плен", "Обмен", "'на' and 'плен' are not in the text"),
        ("обмен плен", "Плен, обмен", "the words of 'обмен плен' are there, but not side by side in this order"),
        ("обмен плен", "Обмен, плен", "the words of 'обмен плен' are there, but not side by side in this order"),
        ("обмен NEAR/1 плен*", "Плен и снова в обмен", "'обмен' and 'плен*' stand 3 words apart, NEAR/1 asks for 1"),
        ("обмен NEAR/0 плен*", "Плен не обмен", "'обмен' and 'плен*' stand 1 word apart, NEAR/0 asks for 0"),
        ("обмен THEN/1 плен*", "Плен, обмен", "'плен*' stands before 'обмен', and THEN/1 asks for it behind"),
        ("обмен THEN/0 плен*", "Плен, обмен и плен", "'обмен' and 'плен*' stand 1 word apart, THEN/0 asks for 0"),
        ("обмен NEAR/3 обмен*", "Обмен", "'обмен' and 'обмен*' are the same words here, NEAR/3 asks for two"),
        ("обмен NEAR/3 плен*", "Обмен", "'плен*' is not in the text"),
        ("обмен AND плен AND дом", "Обмен, плен", "'дом' is not in the text"),
        ("обмен OR плен", "Дом", "none of 'обмен' and 'плен' is there"),
        ("(обмен AND дом) OR (мир AND лад)", "Дом", "'обмен' is not in the text"),
        ("обмен AND NOT валют*", "Обмен валюты", "«валюты» stands in the text, under NOT"),
        ("(обмен OR плен) NEAR/1 дом", "Дом", "none of 'обмен' and 'плен' is in the text"),
        ("title:обмен", "Обмен", "'обмен' is not in the title"),
        ("(обмен NEAR/1 плен) NEAR/1 дом", "Дом", "'обмен' is not in the text; 'плен' is not in the text"),
    ],
)
def test_why_a_query_does_not_hold(pattern: str, text: str, reason: str) -> None:
    assert why_not(keyword(pattern), text) == reason


def test_distances_do_not_reach_from_the_title_into_the_text() -> None:
    said = why_not(keyword("обмен NEAR/3 плен"), "плен", "обмен")
    assert said == "'обмен' and 'плен' stand one in the title and one in the text, NEAR/3 asks for one of the two"


def test_what_is_nowhere_is_in_neither_field() -> None:
    assert why_not(keyword("обмен"), "дом", "мир") == "'обмен' is not in title or text"


@pytest.mark.parametrize(
    ("pattern", "text", "reason"),
    [
        (r"обмен\w*", "Дом", "'обмен' is not there"),
        (r"(?:обмен|плен)\w*", "Дом", "'обмен' and 'плен' are not there"),
        (
            r"\bобмен\w* [^.]{0,9}(?:дома|пл[ea]н)\w*",
            "Обмены опытом",
            "«Обмены опытом» begins as it asks, what has to follow is not there: (?:дома|пл[ea]н)\\w*",
        ),
        (r"\d+ бойцов", "Двести бойцов", "«бойцов» is there, but nothing begins as it asks"),
        (r"\d+", "Двести", "nothing begins as it asks"),
    ],
)  # fmt: skip
def test_why_a_regex_does_not_match(pattern: str, text: str, reason: str) -> None:
    assert why_not(regex(pattern), text) == reason


DONE = frozenset({Status.DONE, Status.PLANNED})


@pytest.mark.parametrize(
    ("condition", "facts", "reason"),
    [
        (FactCondition(Kind.EXCHANGE), [], "no fact is found, wanted one of kind exchange"),
        (
            FactCondition(Kind.EXCHANGE),
            [fact(Kind.NEGOTIATION)],
            "no fact of kind exchange is found, only negotiation",
        ),
        (
            FactCondition(Kind.EXCHANGE, DONE),
            [fact(status=Status.HISTORIC)],
            "status is historic, wanted done or planned",
        ),
        (FactCondition(Kind.EXCHANGE, DONE), [fact(status=None)], "no status is said, wanted done or planned"),
        (FactCondition(Kind.EXCHANGE), [fact(background=True)], "it is background, wanted news"),
        (FactCondition(Kind.EXCHANGE, background=True), [fact()], "it is news, wanted background"),
        (FactCondition(Kind.EXCHANGE, ordinal=True), [fact()], "no ordinal is said, wanted one"),
        (FactCondition(Kind.EXCHANGE, ordinal=False), [fact(ordinal=2)], "an ordinal is said, wanted none"),
        (
            FactCondition(Kind.EXCHANGE, parties=frozenset({"RU", "UA"})),
            [fact(parties=["UA"])],
            "parties are UA, wanted RU and UA",
        ),
        (
            FactCondition(Kind.EXCHANGE, categories=frozenset({"wounded", "ill"})),
            [fact()],
            "no categories are said, wanted ill or wounded",
        ),
        (
            FactCondition(Kind.EXCHANGE, DONE, ordinal=True),
            [fact(status=Status.DENIED), fact()],
            "of the nearest of 2 facts of kind exchange, no ordinal is said, wanted one",
        ),
    ],
)
def test_which_field_of_the_nearest_fact_is_not_as_asked(
    condition: FactCondition, facts: list[Fact], reason: str
) -> None:
    assert why_not(condition, "", "", *facts) == reason


def test_the_parts_of_a_query_show_where_each_holds() -> None:
    one = rule(all=[keyword("title:(обмен OR swap) AND NOT (валют* NEAR/2 курс*) AND lang:ru")])
    query = explained(one, "Курс валюты", "Об\u00adмен", "ru").groups[0].clauses[0].query
    assert query is not None
    either, negation, language = query.parts
    assert [(part.kind, part.written, part.holds) for part in query.parts] == [
        ("or", "OR", True),
        ("not", "NOT", False),
        ("lang", "lang:ru", True),
    ]
    assert [(part.kind, part.written, part.holds) for part in either.parts] == [
        ("field", "title:", True),
        ("field", "title:", False),
    ]
    assert either.parts[0].parts == (Part("word", "обмен", True, (Span("title", 0, 6, "Об\u00adмен"),)),)
    assert [span.text for span in negation.parts[0].spans] == ["Курс валюты"]
    assert language.spans == ()


@pytest.mark.parametrize(
    ("one", "text", "lang", "reason"),
    [
        (
            rule(all=[keyword("обмен"), keyword("плен* NEAR/5 обмен")]),
            "Плен, а потом долго-долго ничего и только обмен",
            None,
            "all.1 does not hold: 'плен*' and 'обмен' stand 7 words apart, NEAR/5 asks for 5",
        ),
        (
            rule(any=[keyword("обмен")], none=[keyword("валют*")]),
            "Обмен валюты",
            None,
            "none.0 holds and must not: «валюты» stands in the text",
        ),
        (
            rule(any=[keyword("плен"), keyword("дом")]),
            "Обмен",
            None,
            "not a candidate: none of its 2 literals is there ('дом', 'плен')",
        ),
        (
            rule(any=[keyword("обмен AND плен"), keyword("дом")]),
            "Обмен",
            None,
            "none of its 2 conditions under any holds; the nearest is any.0: 'плен' is not in the text",
        ),
        (rule(any=[keyword("обмен")]), "Дом", None, "not a candidate: its only literal, 'обмен', is not there"),
        (
            rule(any=[keyword("обмен")], langs=["uk", "be"]),
            "Обмен",
            "ru",
            "it is for be and uk, and the language is ru",
        ),
        (
            rule(at_least=(3, [(keyword("обмен"), 2), (keyword("плен"), 1), (keyword("дом"), 1)])),
            "Обмен",
            None,
            "at_least reaches 2 of 3; the next would be at_least.of.1: 'плен' is not in the text",
        ),
        (
            rule(any=[FactCondition(Kind.EXCHANGE)]),
            "Дом",
            None,
            "not a candidate: it asks for facts, and none is found",
        ),
    ],
)  # fmt: skip
def test_why_a_rule_does_not_match(one: Rule, text: str, lang: str | None, reason: str) -> None:
    explanation = explained(one, text, "", lang)
    assert (explanation.matched, explanation.why_not) == (False, reason)


def test_a_rule_that_facts_forbid_says_so() -> None:
    one = rule(any=[keyword("обмен")], none=[FactCondition(Kind.EXCHANGE, DONE, background=None)])
    assert explained(one, "Обмен", "", None, fact()).why_not == (
        "none.0 holds and must not: there is a fact of exchange, status done or planned"
    )


def test_literals_that_woke_a_rule_stand_where_they_are_said_to() -> None:
    found = explained(rule(any=[keyword("обмен"), keyword("мир"), regex("мен")]), "Переобмен, Обме\u0301ны").candidacy
    assert [(one.literal, [span.text for span in one.spans]) for one in found.found] == [
        ("обмен", ["Обме\u0301н"]),
        ("мен", ["мен", "ме\u0301н"]),
    ]
    assert (found.holds, found.absent) == (True, ("мир",))


def test_faults_are_told_as_the_compiler_tells_them() -> None:
    with pytest.raises(RuleError, match=r"bad\.any\.0\.regex: this \( is never closed"):
        Explainer([rule("bad", any=[regex("(а")])], FORMS)


# Against the engine

REGEXES = st.sampled_from(
    [r"\bобмен\w*", r"(?:обмен|плен)\w*", r"\d+", r"swaps?\b", r"\bна\b \d+", r"обмен[^.]{1,9}\bплен"]
)
CONDITIONS = st.builds(
    FactCondition,
    st.sampled_from(Kind),
    st.sampled_from([frozenset(), DONE]),
    st.sampled_from([None, False, True]),
    st.sampled_from([None, True, False]),
    st.sampled_from([frozenset(), frozenset({"UA"})]),
    st.sampled_from([frozenset(), frozenset({"ill", "wounded"})]),
)
FACTS = st.lists(
    st.builds(
        fact,
        st.sampled_from(Kind),
        st.sampled_from([None, Status.DONE, Status.HISTORIC]),
        background=st.booleans(),
        ordinal=st.sampled_from([None, 2]),
        parties=st.sampled_from([[], ["RU", "UA"]]),
        categories=st.sampled_from([[], ["ill"]]),
        mention=st.sampled_from([Span("text", 0, 1, "x"), Span("title", 0, 1, "y")]),
    ),
    max_size=3,
)
CLAUSES = st.one_of(QUERIES.map(written).map(keyword), REGEXES.map(regex), CONDITIONS)
GROUP = st.lists(CLAUSES, max_size=2)
WEIGHED = st.lists(st.tuples(CLAUSES, st.integers(1, 3)), max_size=3)
LANGS = st.sampled_from([(), ("ru",), ("uk", "en")])


@st.composite
def rules(draw: st.DrawFn) -> list[Rule]:
    made = []
    for name in "abc"[: draw(st.integers(1, 3))]:
        some, every, weighed = draw(GROUP), draw(GROUP), draw(WEIGHED)
        assume(some or every or weighed)
        count = draw(st.integers(1, sum(weight for _, weight in weighed))) if weighed else 0
        made.append(
            rule(
                name,
                any=some,
                all=every,
                none=draw(st.lists(CLAUSES, max_size=1)),
                at_least=(count, weighed) if weighed else None,
                langs=draw(LANGS),
            )
        )
    return made


def as_match(explanation: RuleExplanation) -> Match:
    spans = {span for clause in explanation.held for span in clause.spans}
    order = sorted(spans, key=lambda span: (span.field != "title", span.start, span.end))
    # The engine lists any, all, at_least.
    groups = {group.name: group for group in explanation.groups}
    held = [clause for name in ("any", "all", "at_least") if name in groups for clause in groups[name].held]
    return Match(explanation.rule.id, tuple(order), tuple(clause.path for clause in held))


def check_part(part: Part, item: Item) -> None:
    assert part.holds is not bool(part.why_not)
    assert all((item.title if s.field == "title" else item.text)[s.start : s.end] == s.text for s in part.spans)
    if part.kind == "and":
        assert part.holds is all(below.holds for below in part.parts)
    if part.kind == "or" and part.parts[0].kind != "near":
        assert part.holds is any(below.holds for below in part.parts)
    for below in part.parts:
        check_part(below, item)


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(rules(), ITEMS, FACTS)
def test_the_verdict_is_what_the_engine_finds(made: list[Rule], item: Item, facts: list[Fact]) -> None:
    try:
        engine = matcher(*made, forms=FORMS)
    except RuleError as error:
        assume("no word of it" not in str(error))
        raise
    asked = item.title, item.text, item.lang, facts
    explanations = Explainer(made, FORMS).explain(*asked)
    assert tuple(as_match(each) for each in explanations if each.matched) == engine.match(*asked)
    for each in explanations:
        assert each.matched is not bool(each.why_not)
        assert each.candidacy.holds or not each.matched
        for clause in (clause for group in each.groups for clause in group.clauses):
            assert clause.holds is not bool(clause.why_not)
            assert any(verdict.fits for verdict in clause.facts) is (clause.kind == "fact" and clause.holds)
            if clause.query:
                assert clause.query.holds is clause.holds
                check_part(clause.query, item)


def test_the_shipped_rules_explain_their_own_examples() -> None:
    section = shipped()
    explainer = Explainer(list(section.rules.values()), section.forms)
    for name in ("exchange-ru", "talks-en", "exchange-fact"):
        for text in (*section.rules[name].must_match, *section.rules[name].must_not_match):
            facts = section.extractor.extract("", text)
            told = {each.rule.id for each in explainer.explain("", text, None, facts) if each.matched}
            assert told == {match.rule_id for match in section.matcher.match("", text, None, facts)}
