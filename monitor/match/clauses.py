"""Clauses on words, compiled: what each needs to be looked at, and where it holds."""

from collections.abc import Collection, Iterator
from itertools import islice

from monitor.match.inflection import NO_FORMS, Inflection
from monitor.match.item import Field, Item
from monitor.match.literals import required_literals
from monitor.match.query import SPANS_PER_CLAUSE
from monitor.match.query_parser import parse_query
from monitor.match.regex_parser import parse_regex
from monitor.match.regex_re2 import Regex
from monitor.model.content import Span


class KeywordClause:
    """`keyword: …`"""

    def __init__(self, pattern: str, inflection: Inflection = NO_FORMS, langs: Collection[str] = ()) -> None:
        self.pattern = pattern
        self.query = parse_query(pattern, lambda word: inflection.of(word, langs))
        self.literals = self.query.literals or frozenset()

    def spans(self, item: Item) -> tuple[Span, ...]:
        """Where the words of the query stand that make it hold; empty where it does not."""
        return tuple(field.span(start, end) for field, start, end in self.query.places(item) or ())


class RegexClause:
    """`regex: …`; without literals it has to be tried on every item."""

    def __init__(self, pattern: str) -> None:
        tree = parse_regex(pattern)
        self._regex = Regex(tree)
        self.literals = required_literals(tree)

    def spans(self, item: Item) -> tuple[Span, ...]:
        """Where the regex matches, leftmost first and none within another."""
        found = (field.span(start, end) for field in item.fields for start, end in self.in_field(field))
        return tuple(islice(found, SPANS_PER_CLAUSE))

    def in_field(self, field: Field) -> Iterator[tuple[int, int]]:
        """[start, end) in the folded text of one field."""
        return self._regex.spans(field.with_borders(self._regex.borders))


WordClause = KeywordClause | RegexClause
