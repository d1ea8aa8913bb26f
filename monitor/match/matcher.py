"""Rules, compiled and applied: one automaton says which clauses are worth a look, only those are evaluated."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.errors import RuleError, RuleFault
from monitor.match.clauses import KINDS, CompiledClause, Field
from monitor.match.faults import PatternError
from monitor.model.catalog import Clause, Rule
from monitor.model.content import Match, Span

SPANS_PER_CLAUSE = 20
"""Enough to show a desk; a word that stands a thousand times is no better evidence."""

Pattern = tuple[str, str]
"""A clause's kind and pattern: clauses that say the same are compiled and evaluated once."""


def compile_rules(rules: Sequence[Rule]) -> "RuleMatcher":
    """A matcher for all `rules`, or RuleError with every fault of every clause, in the order they are written."""
    compiled: dict[Pattern, CompiledClause] = {}
    faults: list[RuleFault] = []
    for rule in rules:
        if not rule.any and not rule.all:
            faults.append(RuleFault(rule.id, "any", None, "nothing to look for", "add clauses under any: or all:"))
        for clause in (*rule.any, *rule.all, *rule.none):
            try:
                compiled[_pattern(clause)] = compiled.get(_pattern(clause)) or KINDS[clause.kind](clause.pattern)
            except PatternError as error:
                faults += (
                    RuleFault(rule.id, clause.path, fault.column, fault.message, fault.mend) for fault in error.faults
                )
    if faults:
        raise RuleError(tuple(faults))
    return RuleMatcher(rules, compiled)


class RuleMatcher:
    """The matcher of a catalog. Finds exactly what evaluating every clause of every rule on every item would find."""

    def __init__(self, rules: Sequence[Rule], compiled: Mapping[Pattern, CompiledClause]) -> None:
        self._rules = tuple(rules)
        self._compiled = compiled
        self._langs = [frozenset(map(_primary, rule.langs)) for rule in rules]
        self._wakes: dict[Pattern, list[int]] = defaultdict(list)
        for index, rule in enumerate(rules):
            for clause in self._anchors(rule):
                self._wakes[_pattern(clause)].append(index)
        self._unanchored = [pattern for pattern in self._wakes if not compiled[pattern].literals]
        owners: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in compiled:
            for literal in compiled[pattern].literals:
                owners[literal].append(pattern)
        self._owners = tuple(owners.values())
        self._automaton = AhoCorasick(owners, matchkind=MatchKind.Standard) if owners else None

    def match(self, title: str, text: str, lang: str | None = None) -> tuple[Match, ...]:
        """Every rule that matches, in the order of the rules, with spans into the original title and text.

        `lang` is a BCP 47 tag; a rule for certain languages is tried on their entries and on those of unknown language.
        """
        fields = (Field("title", title), Field("text", text))
        evidence = _Evidence(self._compiled, fields, tuple(map(self._hits, fields)))
        awake = {
            index for pattern in (*evidence.patterns_hit, *self._unanchored) for index in self._wakes.get(pattern, ())
        }
        known = _primary(lang) if lang else None
        found = (
            evidence.of_rule(self._rules[index])
            for index in sorted(awake)
            if known is None or not self._langs[index] or known in self._langs[index]
        )
        return tuple(match for match in found if match is not None)

    def _anchors(self, rule: Rule) -> tuple[Clause, ...]:
        """The clauses one of which must hold for the rule to match: of those that all must, the rarest will do."""
        return (max(rule.all, key=self._rarity),) if rule.all else rule.any

    def _rarity(self, clause: Clause) -> int:
        return min(map(len, self._compiled[_pattern(clause)].literals), default=0)

    def _hits(self, field: Field) -> dict[Pattern, list[int]]:
        """Where the literals of each clause stand in the folded field."""
        hits: dict[Pattern, list[int]] = defaultdict(list)
        if self._automaton is not None:
            for literal, start, _ in self._automaton.find_matches_as_indexes(field.folded, overlapping=True):
                for pattern in self._owners[literal]:
                    hits[pattern].append(start)
        return hits


class _Evidence:
    """What holds in one item. A clause is evaluated when it is first asked for, and once."""

    def __init__(
        self,
        compiled: Mapping[Pattern, CompiledClause],
        fields: tuple[Field, ...],
        hits: tuple[Mapping[Pattern, Sequence[int]], ...],
    ) -> None:
        self._compiled = compiled
        self._fields = fields
        self._hits = hits
        self._spans: dict[Pattern, tuple[Span, ...]] = {}

    @property
    def patterns_hit(self) -> set[Pattern]:
        return {pattern for hits in self._hits for pattern in hits}

    def of_rule(self, rule: Rule) -> Match | None:
        """The match of the rule with all the clauses that hold, or None."""
        if not all(map(self._of, rule.all)):
            return None
        satisfied = [clause for clause in rule.any if self._of(clause)]
        if (rule.any and not satisfied) or any(map(self._of, rule.none)):
            return None
        satisfied += rule.all
        spans = {span for clause in satisfied for span in self._of(clause)}
        return Match(rule.id, tuple(sorted(spans, key=_reading_order)), tuple(clause.path for clause in satisfied))

    def _of(self, clause: Clause) -> tuple[Span, ...]:
        pattern = _pattern(clause)
        if pattern not in self._spans:
            compiled = self._compiled[pattern]
            spans = (
                field.span(start, end)
                for field, hits in zip(self._fields, self._hits, strict=True)
                for start, end in compiled.spans(field, hits.get(pattern, ()))
            )
            self._spans[pattern] = tuple(islice(spans, SPANS_PER_CLAUSE))
        return self._spans[pattern]


def _pattern(clause: Clause) -> Pattern:
    return clause.kind, clause.pattern


def _primary(lang: str) -> str:
    return lang.replace("_", "-").partition("-")[0].lower()


def _reading_order(span: Span) -> tuple[bool, int, int]:
    return span.field != "title", span.start, span.end
