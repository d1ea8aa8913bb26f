"""Rules, compiled one by one: their clauses, and which of these wake them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.errors import RuleFault
from monitor.match.clauses import KeywordClause, RegexClause, WordClause
from monitor.match.facts import FactClause
from monitor.match.faults import PatternError
from monitor.match.inflection import Inflection
from monitor.match.item import primary
from monitor.match.literals import rarity
from monitor.model.catalog import Clause, Rule

CompiledClause = WordClause | FactClause


@dataclass(frozen=True, slots=True)
class Placed:
    """A clause in its place in a rule."""

    clause: CompiledClause
    path: str
    weight: int


@dataclass(frozen=True, slots=True)
class Anchors:
    """Some of `clauses` holds, or, where `facts`, the item has facts, whenever the rule matches."""

    clauses: tuple[WordClause, ...]
    facts: bool


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """`count` is how much of `at_least` must hold, by weight; 0 where nothing need."""

    rule: Rule
    langs: frozenset[str]
    any: tuple[Placed, ...]
    all: tuple[Placed, ...]
    at_least: tuple[Placed, ...]
    none: tuple[Placed, ...]
    count: int

    @property
    def tests(self) -> tuple[Placed, ...]:
        return (*self.any, *self.all, *self.at_least, *self.none)

    @property
    def has_facts(self) -> bool:
        return any(isinstance(test.clause, FactClause) for test in self.tests)

    def is_for(self, lang: str | None) -> bool:
        """Whether the rule is tried on items in this language; on those in an unknown one, every rule is."""
        return lang is None or not self.langs or lang in self.langs

    def anchors(self) -> Anchors:
        """The clauses to look for. Of those that all must hold the rarest will do; of several ways, the rarest too."""
        ways: list[Sequence[Placed]] = [[test] for test in self.all]
        if self.any:
            ways.append(self.any)
        if self.count:
            ways.append(self._not_dispensable())
        return max(map(_anchors, ways), key=_rarity_of)

    def _not_dispensable(self) -> Sequence[Placed]:
        """The clauses of which one holds where enough do: the commonest are passed over as long as they are not enough
        by themselves."""
        spare = self.count - 1
        kept = []
        for test in sorted(self.at_least, key=lambda test: rarity(test.clause.literals)):
            if test.weight <= spare:
                spare -= test.weight
            else:
                kept.append(test)
        return kept


def _anchors(way: Sequence[Placed]) -> Anchors:
    words = tuple(test.clause for test in way if not isinstance(test.clause, FactClause))
    return Anchors(words, facts=len(words) < len(way))


def _rarity_of(anchors: Anchors) -> tuple[bool, tuple[int, int]]:
    return not anchors.facts, min((rarity(clause.literals) for clause in anchors.clauses), default=(0, 0))


class Compiler:
    """Compiles rules and gathers what is wrong with them. Clauses that say the same are compiled once."""

    def __init__(self, inflection: Inflection) -> None:
        self.faults: list[RuleFault] = []
        self._inflection = inflection
        self._compiled: dict[tuple[str, str, frozenset[str]], WordClause] = {}

    def rule(self, rule: Rule) -> CompiledRule:
        """The compiled rule; of no use where `faults` has one of its clauses."""
        langs = frozenset(map(primary, rule.langs))
        enough = rule.at_least
        self._check(rule)
        return CompiledRule(
            rule=rule,
            langs=langs,
            any=self._tests(rule.id, rule.any, langs),
            all=self._tests(rule.id, rule.all, langs),
            at_least=self._tests(rule.id, enough.of, langs) if enough else (),
            none=self._tests(rule.id, rule.none, langs),
            count=enough.count if enough else 0,
        )

    def _check(self, rule: Rule) -> None:
        if not rule.any and not rule.all and not rule.at_least:
            self.faults.append(RuleFault(rule.id, "any", None, "nothing to look for", "add clauses under any: or all:"))
        if rule.at_least is None:
            return
        most = sum(clause.weight for clause in rule.at_least.of)
        if not 1 <= rule.at_least.count <= most:
            message = f"{rule.at_least.count} is out of reach: all clauses together come to {most}"
            mend = f"write a number from 1 to {most}" if most else "add clauses under of:"
            self.faults.append(RuleFault(rule.id, "at_least.count", None, message, mend))

    def _tests(self, rule_id: str, clauses: Iterable[Clause], langs: frozenset[str]) -> tuple[Placed, ...]:
        tests = []
        for clause in clauses:
            try:
                tests.append(Placed(self._clause(clause, langs), clause.path, clause.weight))
            except PatternError as error:
                self.faults += (
                    RuleFault(rule_id, clause.path, fault.column, fault.message, fault.mend) for fault in error.faults
                )
        return tuple(tests)

    def _clause(self, clause: Clause, langs: frozenset[str]) -> CompiledClause:
        if clause.condition is not None:
            return FactClause(clause.condition)
        key = (clause.kind, clause.pattern, langs)
        if key not in self._compiled:
            is_keyword = clause.kind == "keyword"
            self._compiled[key] = (
                KeywordClause(clause.pattern, self._inflection, langs) if is_keyword else RegexClause(clause.pattern)
            )
        return self._compiled[key]
