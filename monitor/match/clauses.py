"""Clauses, compiled: what each needs to be looked at, and where it holds."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from monitor.match.literals import required_literals
from monitor.match.phrase import Phrase, Words, parse_keyword
from monitor.match.regex_parser import parse_regex
from monitor.match.regex_re2 import Regex, with_borders
from monitor.model.content import Span, TextField
from monitor.text import fold


class Field:
    """A title or a text, folded once; its words and its marked borders when someone asks."""

    def __init__(self, name: TextField, original: str) -> None:
        self._name = name
        self._original = original
        self._folded = fold(original)
        self._with_borders: dict[int, str] = {}

    @property
    def folded(self) -> str:
        return self._folded.text

    @cached_property
    def words(self) -> Words:
        return Words(self.folded)

    def with_borders(self, count: int) -> str:
        """The folded text with `count` marks at each border of a word."""
        if count not in self._with_borders:
            self._with_borders[count] = with_borders(self.folded, count)
        return self._with_borders[count]

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind [start, end) of the folded text."""
        first, last = self._folded.original(start, end)
        return Span(self._name, first, last, self._original[first:last])


class KeywordClause:
    """`keyword: …`"""

    def __init__(self, pattern: str) -> None:
        self._phrase: Phrase = parse_keyword(pattern)
        self.literals = frozenset({self._phrase.terms[self._phrase.anchor].text})

    def spans(self, field: Field, hits: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where the phrase stands; `hits` are the places of its literal in the folded text."""
        words, anchor = field.words, self._phrase.anchor
        for hit in hits:
            place = words.beginning_at(hit)
            found = None if place is None else self._phrase.at(words, place - anchor)
            if found is not None:
                yield found


class RegexClause:
    """`regex: …`; without literals it has to be tried on every item."""

    def __init__(self, pattern: str) -> None:
        tree = parse_regex(pattern)
        self._regex = Regex(tree)
        self.literals = required_literals(tree)

    def spans(self, field: Field, hits: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Where the regex matches, leftmost first and none within another."""
        if hits or not self.literals:
            yield from self._regex.spans(field.with_borders(self._regex.borders))


CompiledClause = KeywordClause | RegexClause

KINDS: Mapping[str, type[KeywordClause] | type[RegexClause]] = {"keyword": KeywordClause, "regex": RegexClause}
"""What a clause can be, by `Clause.kind`."""
