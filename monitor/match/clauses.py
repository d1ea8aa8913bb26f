"""Clauses on words, compiled: what each needs to be looked at, and where it holds."""

from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from monitor.match.inflection import NO_FORMS, Inflection
from monitor.match.item import Field, Item
from monitor.match.literals import required_characters, required_sets
from monitor.match.phrase import Phrase
from monitor.match.query import SPANS_PER_CLAUSE, Occurs
from monitor.match.query_parser import parse_query
from monitor.match.regex_parser import parse_regex
from monitor.match.regex_re2 import Regex
from monitor.model.content import Span
from monitor.text import code_page


class KeywordClause:
    """`keyword: …`. Its literals begin where a word does."""

    def __init__(self, pattern: str, inflection: Inflection = NO_FORMS, langs: Collection[str] = ()) -> None:
        self.pattern = pattern
        self.query = parse_query(pattern, lambda word: inflection.of(word, langs))
        self.literals = self.query.literals or frozenset()
        self.at_start = self.literals
        self._also = [literals for literals in self.query.required() if literals != self.literals]
        match self.query:
            case Occurs(Phrase() as phrase, None, False):
                self._phrase: Phrase | None = phrase
            case _:
                self._phrase = None

    def spans(self, item: Item, places: Sequence[int] | None = None) -> tuple[Span, ...]:
        """Where the words of the query stand that make it hold; empty where it does not.

        `places` are where its literals begin in the item's data, in order, if that is known.
        """
        if self._phrase is not None and places is not None:
            if item.is_coded and b"'" not in item.data:
                return _coded_spans(self._phrase, item, places)
            found = _phrase_spans(self._phrase, item, places)
            if found is not None:
                return found
        if not all(any(map(item.has, literals)) for literals in self._also):
            return ()
        return tuple(field.span(start, end) for field, start, end in self.query.places(item) or ())


def _coded_spans(phrase: Phrase, item: Item, places: Sequence[int]) -> tuple[Span, ...]:
    """What begins where a word does, in a text without apostrophes, of which some are within words and some are not."""
    spans = []
    for place in places:
        found = phrase.coded_span(item.data, item.words, place)
        if found is not None:
            field = item.field_at(place)
            spans.append(field.span(found[0] - field.at, found[1] - field.at))
            if len(spans) == SPANS_PER_CLAUSE:
                break
    return tuple(spans)


def _phrase_spans(phrase: Phrase, item: Item, places: Sequence[int]) -> tuple[Span, ...] | None:
    """Only what stands around the places is looked at; None where that is too much."""
    spans: dict[int, Span] = {}
    for place in places:
        field = item.field_at(place)
        start = place - field.at
        window = phrase.window(field.folded, start)
        if window is None:
            return None
        found = phrase.span_in(field.folded[slice(*window)], start - window[0])
        if found is not None:
            spans[place] = field.span(window[0] + found[0], window[0] + found[1])
            if len(spans) == SPANS_PER_CLAUSE:
                break
    return tuple(spans.values())


class RegexClause:
    """`regex: …`; without literals it has to be tried on every item."""

    def __init__(self, pattern: str) -> None:
        tree = parse_regex(pattern)
        self._regex = Regex(tree)
        sets = required_sets(tree)
        self.literals = sets[0].strings if sets else frozenset()
        self.at_start = sets[0].at_start if sets else frozenset()
        self._required = [*(required.strings for required in sets), *dict.fromkeys(required_characters(tree))]
        self._coded = [
            [code_page().encode(one) for one in strings if code_page().has(one)] for strings in self._required
        ]

    def spans(self, item: Item, places: Sequence[int] | None = None) -> tuple[Span, ...]:
        """Where the regex matches, leftmost first and none within another. `places` as for keywords: a regex is not
        bound to them, but fields without any need no look."""
        fields = item.fields if places is None else item.fields_at(places)
        found = [field.span(start, end) for field in fields for start, end in self.in_field(field)]
        return tuple(found[:SPANS_PER_CLAUSE])

    def in_field(self, field: Field) -> Iterable[tuple[int, int]]:
        """[start, end) in the folded text of one field, no more than a clause shows."""
        data = field.coded
        if data is None:
            return self._in_text(field)
        for literals in self._coded:
            for literal in literals:
                if literal in data:
                    break
            else:
                return ()
        return islice(self._regex.coded_spans(data, field.coded_with_borders), SPANS_PER_CLAUSE)

    def _in_text(self, field: Field) -> Iterable[tuple[int, int]]:
        if not all(any(literal in field.folded for literal in literals) for literals in self._required):
            return ()
        return islice(self._regex.spans(field.with_borders(self._regex.borders)), SPANS_PER_CLAUSE)


WordClause = KeywordClause | RegexClause
