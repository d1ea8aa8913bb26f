"""A clause and an item: whether it holds, on which words, and in words why not."""

from collections.abc import Sequence

from monitor.match.clauses import KeywordClause, RegexClause, WordClause
from monitor.match.compilation import Placed
from monitor.match.explanation_facts import condition_in_words, shortcomings, told_facts
from monitor.match.explanation_query import explain_query
from monitor.match.explanation_regex import Beginning, beginning
from monitor.match.explanation_tree import ClauseExplanation, FactVerdict, FoundLiteral, leaves
from monitor.match.explanation_words import listed, shortened
from monitor.match.facts import FactClause
from monitor.match.item import Field, Item
from monitor.model.catalog import Clause
from monitor.model.content import Span
from monitor.model.fact import Fact

_PLACES_PER_LITERAL = 3


def explain_clause(placed: Placed, written: Clause, item: Item, facts: Sequence[Fact]) -> ClauseExplanation:
    """The clause, compiled and as it was written, on an item with its facts."""
    match placed.clause:
        case KeywordClause() as clause:
            return _keyword(clause, placed, item)
        case RegexClause() as clause:
            return _regex(clause, placed, item, written.pattern)
        case FactClause() as clause:
            return _facts(clause, placed, written, facts)


def found_literals(clause: WordClause, item: Item) -> tuple[FoundLiteral, ...]:
    """The literals of the clause that stand in the item, as the engine looks for them: those of a keyword where a word
    begins."""
    anywhere = isinstance(clause, RegexClause)
    found = []
    for literal in sorted(clause.literals):
        places = [span for field in item.fields for span in _places(literal, field, anywhere=anywhere)]
        if places:
            found.append(FoundLiteral(literal, tuple(places[:_PLACES_PER_LITERAL])))
    return tuple(found)


def _places(literal: str, field: Field, *, anywhere: bool) -> list[Span]:
    places: list[Span] = []
    start = field.folded.find(literal)
    while start >= 0 and len(places) < _PLACES_PER_LITERAL:
        if anywhere or start == 0 or not field.folded[start - 1].isalnum():
            places.append(field.span(start, start + len(literal)))
        start = field.folded.find(literal, start + 1)
    return places


def _keyword(clause: KeywordClause, placed: Placed, item: Item) -> ClauseExplanation:
    spans = clause.spans(item)
    query = explain_query(clause.query, item)
    parts = [part.holds for part in leaves(query)]
    return ClauseExplanation(
        path=placed.path,
        kind="keyword",
        pattern=clause.pattern,
        weight=placed.weight,
        holds=bool(spans),
        spans=spans,
        is_near=bool(spans or found_literals(clause, item)),
        share=sum(parts) / len(parts),
        why_not="" if spans else query.why_not,
        query=query,
    )


def _regex(clause: RegexClause, placed: Placed, item: Item, pattern: str) -> ClauseExplanation:
    spans = clause.spans(item)
    found = found_literals(clause, item)
    begun = beginning(pattern, item) if not spans and (found or not clause.literals) else None
    return ClauseExplanation(
        path=placed.path,
        kind="regex",
        pattern=pattern,
        weight=placed.weight,
        holds=bool(spans),
        spans=spans,
        is_near=bool(spans or found or not clause.literals),
        share=1.0 if spans else 1 - len(begun.rest) / len(pattern) if begun else 0.0,
        why_not="" if spans else _why_no_regex(clause, found, begun),
    )


def _why_no_regex(clause: RegexClause, found: Sequence[FoundLiteral], begun: Beginning | None) -> str:
    if begun is not None:
        start, rest = shortened(begun.span.text), shortened(begun.rest)
        return f"«{start}» begins as it asks, what has to follow is not there: {rest}"
    if clause.literals and not found:
        return f"{listed(sorted(clause.literals))} {'is' if len(clause.literals) == 1 else 'are'} not there"
    there = f"«{shortened(found[0].spans[0].text)}» is there, but " if found else ""
    return f"{there}nothing begins as it asks"


def _facts(clause: FactClause, placed: Placed, written: Clause, facts: Sequence[Fact]) -> ClauseExplanation:
    condition = written.condition
    assert condition is not None  # a clause on facts is compiled from one
    spans = clause.spans(facts)
    verdicts = tuple(FactVerdict(index, shortcomings(fact, condition)) for index, fact in enumerate(facts))
    return ClauseExplanation(
        path=placed.path,
        kind="fact",
        pattern=condition_in_words(condition),
        weight=placed.weight,
        holds=spans is not None,
        spans=spans or (),
        is_near=any(fact.kind is condition.kind for fact in facts),
        share=max((1 / (1 + len(verdict.fails)) for verdict in verdicts), default=0.0),
        why_not="" if spans is not None else told_facts(facts, condition),
        facts=verdicts,
    )
