"""Conditions on facts."""

from collections.abc import Sequence

from monitor.model.catalog import FactCondition
from monitor.model.content import Span
from monitor.model.fact import Fact


class FactClause:
    """`fact: …`; holds where one of an item's facts is as the condition says."""

    literals: frozenset[str] = frozenset()

    def __init__(self, condition: FactCondition) -> None:
        self._condition = condition

    def spans(self, facts: Sequence[Fact]) -> tuple[Span, ...] | None:
        """The words that say so, of every fact that fits; None where none does."""
        fitting = [fact for fact in facts if _fits(fact, self._condition)]
        return tuple(span for fact in fitting for span in fact.mention) if fitting else None


def _fits(fact: Fact, condition: FactCondition) -> bool:
    status = fact.status.value if fact.status is not None else None
    return (
        fact.kind is condition.kind
        and (not condition.status or status in condition.status)
        and condition.background in (None, fact.background)
        and condition.ordinal in (None, fact.ordinal is not None)
        and condition.parties <= {said.value for said in fact.parties}
        and (not condition.categories or not condition.categories.isdisjoint(said.value for said in fact.categories))
    )
