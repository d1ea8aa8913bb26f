"""Rules as a whole: any, all, none, languages, fields, evidence; and the engine against exhaustive evaluation."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import RuleError
from monitor.match.query import SPANS_PER_CLAUSE
from monitor.model.catalog import Clause, Rule
from monitor.model.content import Match, Span
from monitor.text import fold
from tests.support.rules import Condition, keyword, matcher, regex, rule

EXCHANGE, CAPTIVITY, SPORT = keyword("обмен*"), keyword("из плена"), regex(r"\bматч\w*")


@pytest.mark.parametrize(
    ("title", "text", "matches"),
    [
        ("Обмен", "Вернулись из плена", True),
        ("Вернулись из плена", "Обмен", True),
        ("Обмен", "", False),
        ("", "из плена", False),
        ("Обмен", "Из плена; матч отложен", False),
        ("Матч", "Обмен. Из плена", False),
        ("Обмен из", "плена", False),
        ("", "", False),
    ],
)
def test_all_and_none_hold_over_title_and_text_together(title: str, text: str, matches: bool) -> None:
    both = matcher(rule(all=[EXCHANGE, CAPTIVITY], none=[SPORT]))
    assert bool(both.match(title, text)) is matches


def test_any_needs_one_and_reports_all_that_hold() -> None:
    (match,) = matcher(rule(any=[SPORT, EXCHANGE, CAPTIVITY])).match("Обмен", "Из\u00a0плена, обмена")
    assert match == Match(
        "rule",
        (Span("title", 0, 5, "Обмен"), Span("text", 0, 8, "Из\u00a0плена"), Span("text", 10, 16, "обмена")),
        ("any.1.keyword", "any.2.keyword"),
    )


def test_any_and_all_together() -> None:
    both = matcher(rule(any=[SPORT, CAPTIVITY], all=[EXCHANGE]))
    assert [match.clauses for match in both.match("", "обмен из плена")] == [("any.1.keyword", "all.0.keyword")]
    assert both.match("", "обмен") == both.match("", "из плена") == ()


@pytest.mark.parametrize(
    ("lang", "ids"),
    [("uk", ["any", "uk"]), ("uk-UA", ["any", "uk"]), ("RU_ru", ["any"]), (None, ["any", "uk"]), ("", ["any", "uk"])],
)
def test_rules_for_a_language_are_tried_on_it_and_on_the_unknown(lang: str | None, ids: list[str]) -> None:
    rules = matcher(rule("any", any=[EXCHANGE]), rule("uk", any=[EXCHANGE], langs=["uk"]))
    assert [match.rule_id for match in rules.match("обмен", "", lang)] == ids


def test_matches_come_in_the_order_of_the_rules() -> None:
    rules = matcher(rule("b", any=[CAPTIVITY]), rule("a", any=[EXCHANGE]), rule("c", any=[regex(r"\d")]))
    assert [match.rule_id for match in rules.match("обмен", "из плена 5")] == ["b", "a", "c"]


def test_a_clause_shows_a_bounded_number_of_places() -> None:
    for clause in (EXCHANGE, regex(r"обмен"), regex(r"\bобмен\b")):
        (match,) = matcher(rule(any=[clause])).match("обмен", "обмен " * 500)
        assert len(match.spans) == SPANS_PER_CLAUSE


def test_no_rules_match_nothing() -> None:
    assert matcher().match("обмен", "из плена") == ()


def test_all_faults_of_all_rules_are_told_at_once() -> None:
    faulty = [
        rule("one", any=[keyword("об*"), regex("(а")], none=[regex(r"а\Zб(?=в)")]),
        rule("two"),
        rule("three", all=[keyword("а NEAR б")]),
        rule("four", any=[EXCHANGE]),
    ]
    with pytest.raises(RuleError) as caught:
        matcher(*faulty)
    assert [(fault.rule_id, fault.clause, fault.column) for fault in caught.value.faults] == [
        ("one", "any.0.keyword", 3),
        ("one", "any.1.regex", 1),
        ("one", "none.0.regex", 2),
        ("one", "none.0.regex", 5),
        ("two", "any", None),
        ("three", "all.0.keyword", 3),
    ]
    assert "one.any.1.regex: this ( is never closed" in str(caught.value)


def test_a_fault_is_told_for_every_rule_that_has_it() -> None:
    with pytest.raises(RuleError) as caught:
        matcher(rule("one", any=[keyword("об*")]), rule("two", any=[keyword("об*")]))
    assert [fault.rule_id for fault in caught.value.faults] == ["one", "two"]


# Exhaustive evaluation, in the plainest way there is. Its words have no apostrophes and its regexes suit `re`.

WORD = re.compile(r"[^\W_]+")


def naive_keyword(pattern: str, folded: str) -> Iterator[tuple[int, int]]:
    terms = pattern.split()
    words = list(WORD.finditer(folded))
    for first in range(len(words) - len(terms) + 1):
        group = words[first : first + len(terms)]
        gaps = {folded[one.end() : two.start()] for one, two in pairwise(group)}
        fits = all(
            word.group().startswith(term[:-1]) if term.endswith("*") else word.group() == term
            for word, term in zip(group, terms, strict=True)
        )
        if fits and gaps <= {" ", "-"}:
            yield group[0].start(), group[-1].end()


def naive_spans(clause: Clause, title: str, text: str) -> list[Span]:
    spans = []
    for name, original in (("title", title), ("text", text)):
        folded = fold(original)
        if clause.kind == "keyword":
            found = naive_keyword(clause.pattern, folded.text)
        else:
            found = (match.span() for match in re.finditer(clause.pattern, folded.text))
        for start, end in found:
            first, last = folded.original(start, end)
            spans.append(Span("title" if name == "title" else "text", first, last, original[first:last]))
    return list(islice(spans, SPANS_PER_CLAUSE))


def naive(rules: list[Rule], title: str, text: str) -> list[tuple[str, tuple[str, ...], set[Span]]]:
    result = []
    for one in rules:
        held = {clause: naive_spans(clause, title, text) for clause in (*one.any, *one.all, *one.none)}
        satisfied = [clause for clause in one.any if held[clause]] + list(one.all)
        if (
            (not one.any or any(held[clause] for clause in one.any))
            and all(held[clause] for clause in one.all)
            and not any(held[clause] for clause in one.none)
        ):
            spans = {span for clause in satisfied for span in held[clause]}
            result.append((one.id, tuple(clause.path for clause in satisfied), spans))
    return result


TERMS = st.sampled_from(["обмен", "обмена", "плен*", "обмен*", "на", "1000", "swap", "з"])
KEYWORDS = st.lists(TERMS, min_size=1, max_size=3).map(" ".join).map(keyword)
REGEXES = st.sampled_from(
    [
        *(r"\bобмен\w*", r"обмен\w*[^.]{0,10}\bплен\w*", r"(?:обмен|плен)\w*", r"\d+ на \d+", r"\w+на\b", r"swaps?\b"),
        *(
            r"\bна\b",
            r"пле?на?",
            r"(?:плен|swap|об)\w+",
            r"[оа]бмен",
            r"об(?:мен){1,2}",
            r"\d",
            r"[a-z]+",
            r"обмен(?:а|ы)? на",
        ),
        *(r"^обмен", r"плен$", r"(?:обмен |плен )+", r"\bз\b"),
    ]
).map(regex)
CLAUSES = st.lists(KEYWORDS | REGEXES, max_size=3)
CONDITIONS = st.tuples(CLAUSES, CLAUSES, st.lists(KEYWORDS | REGEXES, max_size=1)).filter(
    lambda groups: groups[0] or groups[1]
)
PIECES = ["обмен", "Обме\u0301на", "плен", "пленных", "на", "1000", "SWAP", "swaps", "з", "oбмен", "x"]
TEXTS = st.lists(st.sampled_from([*PIECES, " ", " ", "  ", "\u00a0", "-", ", ", ". "]), max_size=16).map("".join)


@settings(max_examples=300)
@given(st.lists(CONDITIONS, max_size=6), TEXTS, TEXTS)
def test_finds_exactly_what_exhaustive_evaluation_finds(
    conditions: list[tuple[list[Condition], list[Condition], list[Condition]]], title: str, text: str
) -> None:
    rules = [
        rule(str(index), any=some, all=every, none=nothing) for index, (some, every, nothing) in enumerate(conditions)
    ]
    found = matcher(*rules).match(title, text)
    assert [(match.rule_id, match.clauses, set(match.spans)) for match in found] == naive(rules, title, text)
    for match in found:
        for span in match.spans:
            assert {"title": title, "text": text}[span.field][span.start : span.end] == span.text
        assert list(match.spans) == sorted(match.spans, key=lambda span: (span.field == "text", span.start, span.end))
