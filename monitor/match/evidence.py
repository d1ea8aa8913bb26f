"""What holds in one item."""

from collections.abc import Sequence

from monitor.match.automaton import Worth
from monitor.match.clauses import WordClause
from monitor.match.compilation import CompiledRule, Placed
from monitor.match.facts import FactClause
from monitor.match.item import Item
from monitor.model.content import Match, Span
from monitor.model.fact import Fact


class Evidence:
    """An item and the clauses that may hold in it (`worth`), with the places of their literals where these are known.
    A clause is evaluated when it is first asked for, and once."""

    __slots__ = ("_spans", "item", "worth")

    def __init__(self, item: Item, worth: Worth) -> None:
        self.item = item
        self.worth = worth
        self._spans: dict[WordClause, tuple[Span, ...]] = {}

    def spans(self, clause: WordClause) -> tuple[Span, ...]:
        """Where the clause holds; empty where it does not."""
        spans = self._spans.get(clause)
        if spans is None:
            spans = clause.spans(self.item, self.worth[clause]) if clause in self.worth else ()
            self._spans[clause] = spans
        return spans

    def match(self, rule: CompiledRule, facts: Sequence[Fact]) -> Match | None:
        """The match of the rule with all the clauses that hold, or None."""
        held: list[tuple[Placed, tuple[Span, ...]]] = []
        if rule.any:
            held = self._held(rule.any, facts)
            if not held:
                return None
        if rule.all:
            if not self._may_hold(rule.all):
                return None
            every = self._held(rule.all, facts)
            if len(every) < len(rule.all):
                return None
            held += every
        if rule.at_least:
            enough = self._held(rule.at_least, facts)
            if sum(test.weight for test, _ in enough) < rule.count:
                return None
            held += enough
        if rule.none and self._held(rule.none, facts):
            return None
        return Match(rule.rule.id, _together([spans for _, spans in held]), tuple([test.path for test, _ in held]))

    def may_match(self, rule: CompiledRule) -> bool:
        """Whether the rule matches for some facts that the item may have."""
        if not all(map(self._may, rule.all)) or any(self._holds(test) for test in rule.none):
            return False
        if rule.any and not any(map(self._may, rule.any)):
            return False
        return sum(test.weight for test in rule.at_least if self._may(test)) >= rule.count

    def _held(self, tests: Sequence[Placed], facts: Sequence[Fact]) -> list[tuple[Placed, tuple[Span, ...]]]:
        """The tests that hold, each with its spans."""
        held = []
        for test in tests:
            clause = test.clause
            if isinstance(clause, FactClause):
                said = clause.spans(facts)
                if said is not None:
                    held.append((test, said))
            elif clause in self.worth and (spans := self.spans(clause)):
                held.append((test, spans))
        return held

    def _may(self, test: Placed) -> bool:
        return isinstance(test.clause, FactClause) or self._holds(test)

    def _holds(self, test: Placed) -> bool:
        return not isinstance(test.clause, FactClause) and bool(self.spans(test.clause))

    def _may_hold(self, tests: Sequence[Placed]) -> bool:
        return all(isinstance(test.clause, FactClause) or test.clause in self.worth for test in tests)


def _together(found: Sequence[tuple[Span, ...]]) -> tuple[Span, ...]:
    """Each span once, in reading order."""
    if len(found) == 1 and len(found[0]) == 1:
        return found[0]
    return tuple(sorted({span for spans in found for span in spans}, key=_reading_order))


def _reading_order(span: Span) -> tuple[bool, int, int]:
    return span.field != "title", span.start, span.end
