"""Why a rule matches an item, and why it does not: every clause is evaluated, and says what it found."""

from collections.abc import Sequence

from monitor.errors import RuleError
from monitor.match.compilation import CompiledRule, Compiler, Placed
from monitor.match.explanation_clauses import explain_clause, found_literals
from monitor.match.explanation_tree import (
    Candidacy,
    ClauseExplanation,
    FoundLiteral,
    GroupExplanation,
    GroupName,
    RuleExplanation,
)
from monitor.match.explanation_words import joined, shortened
from monitor.match.inflection import FormLists, Inflection
from monitor.match.item import Item
from monitor.model.catalog import Rule
from monitor.model.fact import Fact

_FEW = 5


class Explainer:
    """Rules, compiled to be explained. Slow and thorough: the engine asks of an item only what it must."""

    def __init__(self, rules: Sequence[Rule], forms: FormLists) -> None:
        """As for `compile_rules`; RuleError with every fault of every clause."""
        compiler = Compiler(Inflection(forms))
        self._rules = [compiler.rule(rule) for rule in rules]
        if compiler.faults:
            raise RuleError(tuple(compiler.faults))

    def explain(
        self, title: str, text: str, lang: str | None = None, facts: Sequence[Fact] = ()
    ) -> tuple[RuleExplanation, ...]:
        """Every rule, in order. `lang` is a BCP 47 tag. `matched` is what the matcher finds; all spans point into the
        original title and text."""
        item = Item(title, text, lang)
        return tuple(_explain(rule, item, facts) for rule in self._rules)


def _explain(rule: CompiledRule, item: Item, facts: Sequence[Fact]) -> RuleExplanation:
    candidacy = _candidacy(rule, item, facts)
    groups = tuple(_groups(rule, item, facts))
    matched = candidacy.refused_lang is None and all(group.holds for group in groups)
    return RuleExplanation(
        rule=rule.rule,
        matched=matched,
        candidacy=candidacy,
        groups=groups,
        why_not="" if matched else _why_not(rule, candidacy, groups),
    )


def _candidacy(rule: CompiledRule, item: Item, facts: Sequence[Fact]) -> Candidacy:
    anchors = rule.anchors()
    found: dict[str, FoundLiteral] = {}
    for clause in anchors.clauses:
        found |= {one.literal: one for one in found_literals(clause, item)}
    wanted = frozenset[str]().union(*(clause.literals for clause in anchors.clauses))
    return Candidacy(
        found=tuple(found.values()),
        absent=tuple(sorted(wanted - found.keys())),
        by_facts=anchors.facts and bool(facts),
        always=not all(clause.literals for clause in anchors.clauses),
        refused_lang=None if rule.is_for(item.lang) else item.lang,
    )


def _groups(rule: CompiledRule, item: Item, facts: Sequence[Fact]) -> list[GroupExplanation]:
    """Those that have clauses, in the order in which they are decided upon."""
    written = {clause.path: clause for clause in rule.rule.clauses}

    def group(name: GroupName, tests: Sequence[Placed], count: int) -> GroupExplanation:
        clauses = tuple(explain_clause(test, written[test.path], item, facts) for test in tests)
        weighed = name == "at_least"
        return GroupExplanation(name, clauses, sum(c.weight if weighed else 1 for c in clauses if c.holds), count)

    groups = (
        group("all", rule.all, len(rule.all)),
        group("any", rule.any, 1),
        group("at_least", rule.at_least, rule.count),
        group("none", rule.none, 0),
    )
    return [each for each in groups if each.clauses]


def _why_not(rule: CompiledRule, candidacy: Candidacy, groups: Sequence[GroupExplanation]) -> str:
    if candidacy.refused_lang:
        return f"it is for {' and '.join(sorted(rule.langs))}, and the language is {candidacy.refused_lang}"
    if not candidacy.holds:
        return _no_candidate(candidacy)
    return joined(_missing(group) for group in groups if not group.holds)


def _no_candidate(candidacy: Candidacy) -> str:
    if not candidacy.absent:
        return "not a candidate: it asks for facts, and none is found"
    number = len(candidacy.absent)
    some = ", ".join(f"'{literal}'" for literal in candidacy.absent[:_FEW])
    return (
        f"not a candidate: its only literal, {some}, is not there"
        if number == 1
        else f"not a candidate: none of its {number} literals is there ({some}{', …' if number > _FEW else ''})"
    )


def _missing(group: GroupExplanation) -> str:
    match group.name:
        case "none":
            clause = group.held[0]
            return f"{clause.place} holds and must not: {_seen(clause)}"
        case "all":
            return joined(f"{clause.place} does not hold: {clause.why_not}" for clause in group.missed)
        case "any" if len(group.clauses) == 1:
            return f"{group.clauses[0].place} does not hold: {group.clauses[0].why_not}"
        case "any":
            return f"none of its {len(group.clauses)} conditions under any holds; the nearest is {_nearest(group)}"
        case "at_least":
            return f"at_least reaches {group.reached} of {group.count}; the next would be {_nearest(group)}"


def _seen(clause: ClauseExplanation) -> str:
    if clause.kind == "fact":
        return f"there is a fact of {clause.pattern}"
    first = clause.spans[0]
    return f"«{shortened(first.text)}» stands in the {first.field}"


def _nearest(group: GroupExplanation) -> str:
    """The clause that lacks least, and what."""
    clause = max(group.missed, key=lambda clause: (clause.is_near, clause.share))
    return f"{clause.place}: {clause.why_not}"
