"""Queries: inflection, operators, fields, languages; and the engine against exhaustive evaluation."""

import re
import time
from itertools import islice

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.match import RuleMatcher, words_to_inflect
from monitor.match.query import SPANS_PER_CLAUSE
from monitor.model.catalog import FactCondition, Rule
from monitor.model.content import Span
from monitor.model.fact import Fact, Kind, Status
from monitor.text import fold
from tests.support.queries import FORMS, ITEMS, QUERIES, Item, Node, holds, written
from tests.support.rules import Condition, fact, keyword, matcher, regex, rule


def found(pattern: str, text: str, title: str = "", lang: str | None = None) -> list[str]:
    matches = matcher(rule(any=[keyword(pattern)]), forms=FORMS).match(title, text, lang)
    return [span.text for match in matches for span in match.spans]


@pytest.mark.parametrize(
    ("pattern", "text", "spans"),
    [
        # a word in dictionary form stands for all its forms, in phrases too
        ("обмен", "Обмен, обмена, ОБМЕНУ, обменник", ["Обмен", "обмена", "ОБМЕНУ"]),
        ("обмена", "обмен, обмена, обмену", ["обмена"]),
        ("=обмен", "обмен, обмена", ["обмен"]),
        ('"обмен"', "обмен, обмена", ["обмен"]),
        ("обмен пленными", "обмена пленными, обмен пленных", ["обмена пленными"]),
        ('"обмен пленными"', "обмена пленными, обмен пленными", ["обмен пленными"]),
        ("=обмен плен", "обмен плену, обмена плену", ["обмен плену"]),
        ("человек-обмен", "люди-обмену, людей обмена", ["люди-обмену", "людей обмена"]),
        ("go", "He went, going", ["went"]),
        # NOT binds before AND, AND before OR
        ("обмен AND плен", "в плену до обмена", ["плену", "обмена"]),
        ("обмен AND плен", "обмен", []),
        ("обмен OR плен AND дом", "обмен", ["обмен"]),
        ("(обмен OR плен) AND дом", "обмен", []),
        ("обмен AND NOT валют*", "обмен", ["обмен"]),
        ("обмен AND NOT валют*", "обмен валюты", []),
        ("обмен AND NOT (валют* OR мнени*)", "обмен мнениями", []),
        ("обмен AND NOT (валют* AND курс*)", "обмен валюты", ["обмен"]),
        ("NOT NOT обмен", "обмен", ["обмен"]),
        # at most so many words between, in either order or in this one
        ("обмен NEAR/1 плен*", "обмен всеми пленными", ["обмен всеми пленными"]),
        ("обмен NEAR/0 плен*", "обмен всеми пленными", []),
        ("обмен NEAR/1 плен*", "пленных — на обмен", ["пленных — на обмен"]),
        ("обмен THEN/1 плен*", "пленных на обмен", []),
        ("обмен THEN/1 плен*", "обмена. Пленные дома", ["обмена. Пленные"]),
        ("обмен THEN/1 обмен", "обмен", []),
        ("(обмен OR swap) NEAR/1 (плен* OR солдат*)", "swap of soldiers; солдат ждёт swap", ["солдат ждёт swap"]),
        ("обмен THEN/1 плен* THEN/2 дом*", "обмен пленными: все дома", ["обмен пленными: все дома"]),
        ("NOT обмен NEAR/1 валют* AND обмен", "обмен людьми и валютой", ["обмен"]),
        # quotes of every kind; operators in small letters are words
        ("«из плена» OR “из неволи”", "из плена", ["из плена"]),
        ('"AND" OR "NEAR"', "this and that", ["and"]),
        ("обмен and плен", "обмен and плен", ["обмен and плен"]),
        ("ANDREW OR ORDER", "Andrew", ["Andrew"]),
    ],
)  # fmt: skip
def test_query(pattern: str, text: str, spans: list[str]) -> None:
    assert found(pattern, text) == spans


@pytest.mark.parametrize(
    ("pattern", "title", "text", "spans"),
    [
        ("title:обмен", "обмен", "обмена", ["обмен"]),
        ("text:обмен", "обмен", "обмена", ["обмена"]),
        ("title:обмен AND text:плен", "обмен", "плен", ["обмен", "плен"]),
        ("title:(обмен AND плен)", "обмен", "плен", []),
        ("обмен AND NOT title:плен", "обмен", "плен", ["обмен"]),
        ("title:обмен NEAR/1 плен", "обмен", "плен", []),
        ("обмен NEAR/1 плен", "обмен", "плен", []),
        ("обмен AND плен", "обмен", "плен", ["обмен", "плен"]),
    ],
)
def test_fields(pattern: str, title: str, text: str, spans: list[str]) -> None:
    assert found(pattern, text, title) == spans


@pytest.mark.parametrize(
    ("pattern", "langs"),
    [
        ("обмен AND lang:ru", {"ru", "ru-RU", None}),
        ("обмен AND NOT lang:ru", {"uk", None}),
        ("обмен AND (lang:uk OR lang:ru)", {"ru", "ru-RU", "uk", None}),
    ],
)
def test_languages_hold_for_items_of_unknown_language_too(pattern: str, langs: set[str | None]) -> None:
    assert {lang for lang in ("ru", "ru-RU", "uk", None) if found(pattern, "обмен", lang=lang)} == langs


def test_a_rule_for_certain_languages_inflects_by_theirs() -> None:
    rules = matcher(rule("en", any=[keyword("обмен")], langs=["en"]), rule("all", any=[keyword("обмен")]), forms=FORMS)
    assert [match.rule_id for match in rules.match("", "обмена")] == ["all"]


def test_words_to_inflect_are_those_without_sign_and_quotes() -> None:
    assert words_to_inflect('Обмен =пленными AND (swap* OR "из плена") NEAR/3 Ещё-раз') == ["обмен", "еще", "раз"]


def test_one_rule_alone() -> None:
    both = matcher(rule("a", any=[keyword("обмен")]), rule("b", any=[keyword("плен")]), forms=FORMS)
    assert [match.rule_id for match in both.alone("b").match("", "обмена, плену")] == ["b"]


@pytest.mark.parametrize(
    ("count", "weights", "text", "paths"),
    [
        (2, [1, 1, 1], "обмен плен", ["at_least.of.0.keyword", "at_least.of.1.keyword"]),
        (2, [1, 1, 1], "обмен", None),
        (3, [1, 1, 2], "обмен дом", ["at_least.of.0.keyword", "at_least.of.2.keyword"]),
        (3, [1, 1, 2], "обмен плен", None),
        (1, [1, 1, 1], "дом", ["at_least.of.2.keyword"]),
    ],
)
def test_at_least(count: int, weights: list[int], text: str, paths: list[str] | None) -> None:
    conditions = [keyword("обмен"), keyword("плен"), keyword("дом")]
    enough = matcher(rule(at_least=(count, list(zip(conditions, weights, strict=True)))))
    assert [list(match.clauses) for match in enough.match("", text)] == ([paths] if paths else [])


@pytest.mark.parametrize("count", [0, 4])
def test_a_count_out_of_reach_is_a_fault(count: int) -> None:
    with pytest.raises(RuleError, match=f"at_least.count: {count} is out of reach"):
        matcher(rule(at_least=(count, [(keyword("обмен"), 1), (keyword("плен"), 2)])))


@pytest.mark.parametrize(
    "text",
    [
        "обмен плен дом " * 12_000,
        "обмен плен " * 9_000 + "дом " * 9_000,
        ("обмен плен " * 3 + "x " * 40 + "дом ") * 900,
    ],
)
def test_distances_within_distances_are_cheap_in_long_texts(text: str) -> None:
    nested = matcher(rule(any=[keyword("(обмен NEAR/9 плен) NEAR/9 (дом NEAR/9 обмен)")]))
    started = time.process_time()
    nested.match("", text)
    assert time.process_time() - started < 3


@pytest.mark.parametrize("text", ["об'єднання. " * 3, "обмен'" * 300 + " обмен", "سلام обмен", "x" * 2000 + "-обмен"])
def test_apostrophes_other_scripts_and_long_words_take_the_long_way(text: str) -> None:
    either = matcher(rule(any=[keyword("обмен"), keyword("об'єднання"), keyword("سلام обмен")]))
    (match,) = either.match("", text)
    expected = [found.group() for found in re.finditer(r"об'єднання|سلام обмен|(?<![\w'])обмен(?!')|обмен$", text)]
    assert {span.text for span in match.spans} >= set(expected)


# Exhaustive evaluation


def compiled(node: Node) -> RuleMatcher:
    """The query's matcher; a query that could hold anywhere is refused, and not looked at here."""
    try:
        return matcher(rule(any=[keyword(written(node))]), forms=FORMS)
    except RuleError as error:
        assume("no word of it" not in str(error))
        raise


def as_spans(found: list[tuple[str, int, int]], item: Item) -> set[Span]:
    spans = set()
    for name, start, end in found:
        original = item.title if name == "title" else item.text
        first, last = fold(original).original(start, end)
        spans.add(Span("title" if name == "title" else "text", first, last, original[first:last]))
    return spans


@settings(max_examples=600, suppress_health_check=[HealthCheck.filter_too_much])
@given(QUERIES, st.lists(ITEMS, min_size=1, max_size=4))
def test_a_query_finds_exactly_what_exhaustive_evaluation_finds(node: Node, items: list[Item]) -> None:
    one = compiled(node)
    for item in items:
        expected = holds(node, item)
        got = one.match(item.title, item.text, item.lang)
        assert [set(match.spans) for match in got] == ([] if expected is None else [as_spans(expected, item)])


@settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])
@given(QUERIES)
def test_what_could_hold_for_an_item_without_words_is_refused_and_nothing_else(node: Node) -> None:
    faults = ""
    try:
        matcher(rule(any=[keyword(written(node))]), forms=FORMS)
    except RuleError as error:
        faults = str(error)
    could = any(holds(node, Item("", "", lang)) is not None for lang in (None, "ru", "uk", "en"))
    assert ("no word of it" in faults) is could
    assert could or not faults


REGEXES = st.sampled_from([r"\bобмен\w*", r"(?:обмен|плен)\w*", r"\d+", r"swaps?\b", r"\bна\b", r"[a-z]+", r"^обмен"])
FACT_CONDITIONS = st.builds(
    FactCondition,
    st.sampled_from([Kind.EXCHANGE, Kind.NEGOTIATION]),
    st.sampled_from([frozenset(), frozenset({Status.DONE}), frozenset({Status.DONE, Status.PLANNED})]),
    st.sampled_from([None, False, True]),
)
FACTS = st.lists(
    st.builds(
        fact,
        st.sampled_from([Kind.EXCHANGE, Kind.NEGOTIATION]),
        st.sampled_from([None, Status.DONE, Status.PLANNED]),
        background=st.booleans(),
    ),
    max_size=2,
)
CLAUSES = QUERIES | REGEXES | FACT_CONDITIONS
GROUP = st.lists(CLAUSES, max_size=2)
RULES = st.lists(
    st.tuples(GROUP, GROUP, st.lists(CLAUSES, max_size=1), st.lists(st.tuples(CLAUSES, st.integers(1, 3)), max_size=3)),
    min_size=1,
    max_size=4,
)
Written = Node | str | FactCondition


def condition(one: Written) -> Condition:
    if isinstance(one, Node):
        return keyword(written(one))
    return regex(one) if isinstance(one, str) else one


def naive_clause(one: Written, item: Item, facts: list[Fact]) -> set[Span] | None:
    if isinstance(one, Node):
        found = holds(one, item)
        return None if found is None else as_spans(found, item)
    if isinstance(one, str):
        places = [(name, *hit.span()) for name in ("title", "text") for hit in re.finditer(one, item.folded(name))]
        return as_spans(list(islice(places, SPANS_PER_CLAUSE)), item) or None
    fitting = [
        each
        for each in facts
        if each.kind is one.kind
        and (not one.status or (each.status is not None and each.status.value in one.status))
        and (one.background is None or each.background is one.background)
    ]
    return {span for each in fitting for span in each.mention} or None


def naive_rule(
    groups: tuple[list[Written], list[Written], list[Written], list[tuple[Written, int]]],
    count: int,
    item: Item,
    facts: list[Fact],
) -> set[Span] | None:
    some, every, nothing, enough = groups
    any_spans = [naive_clause(one, item, facts) for one in some]
    all_spans = [naive_clause(one, item, facts) for one in every]
    weighed = [(naive_clause(one, item, facts), weight) for one, weight in enough]
    if None in all_spans or (some and not any(any_spans)) or any(naive_clause(one, item, facts) for one in nothing):
        return None
    if sum(weight for spans, weight in weighed if spans) < count:
        return None
    held = [*any_spans, *all_spans, *(spans for spans, _ in weighed)]
    return {span for spans in held if spans for span in spans}


@settings(max_examples=400, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(RULES, st.data(), ITEMS, FACTS)
def test_rules_find_exactly_what_exhaustive_evaluation_finds(
    written_rules: list[tuple[list[Written], list[Written], list[Written], list[tuple[Written, int]]]],
    data: st.DataObject,
    item: Item,
    facts: list[Fact],
) -> None:
    counts, made = [], []
    for index, (some, every, nothing, enough) in enumerate(written_rules):
        counts.append(data.draw(st.integers(1, sum(weight for _, weight in enough))) if enough else 0)
        made.append(_rule(str(index), (some, every, nothing, enough), counts[-1]))
    try:
        rules = matcher(*made, forms=FORMS)
    except RuleError as error:
        assume("no word of it" not in str(error) and "nothing to look for" not in str(error))
        raise
    got = {match.rule_id: set(match.spans) for match in rules.match(item.title, item.text, item.lang, facts)}
    expected = [naive_rule(groups, count, item, facts) for groups, count in zip(written_rules, counts, strict=True)]
    assert got == {str(index): spans for index, spans in enumerate(expected) if spans is not None}
    before = rules.match(item.title, item.text, item.lang)
    if rules.match(item.title, item.text, item.lang, facts) != before and len(got) >= len(before):
        assert rules.wants_facts(item.title, item.text, item.lang)


def _rule(
    name: str, groups: tuple[list[Written], list[Written], list[Written], list[tuple[Written, int]]], count: int
) -> Rule:
    some, every, nothing, enough = groups
    return rule(
        name,
        any=list(map(condition, some)),
        all=list(map(condition, every)),
        none=list(map(condition, nothing)),
        at_least=(count, [(condition(one), weight) for one, weight in enough]) if enough else None,
    )
