"""Clauses on words, compiled: what each needs to be looked at, and where it holds."""

from collections.abc import Collection, Iterable, Sequence

from monitor.match.inflection import NO_FORMS, Inflection
from monitor.match.item import Item, only_words
from monitor.match.literals import Required, required_sets
from monitor.match.phrase import Phrase
from monitor.match.query import SPANS_PER_CLAUSE, Occurs
from monitor.match.query_parser import parse_query
from monitor.match.regex_parser import parse_regex
from monitor.match.regex_re2 import Regex
from monitor.model.content import Span
from monitor.text import code_page

_APOSTROPHE = ord("'")

LookedFor = tuple[bytes, int]
"""What the automaton looks for in an item's words, a space before them; and how far from where it is found the place is
in the item that a clause wants to know of."""


class KeywordClause:
    """`keyword: …`. Its literals begin where a word does."""

    def __init__(self, pattern: str, inflection: Inflection = NO_FORMS, langs: Collection[str] = ()) -> None:
        self.pattern = pattern
        self.query = parse_query(pattern, lambda word: inflection.of(word, langs))
        self.literals = self.query.literals or frozenset()
        self._also = [literals for literals in self.query.required() if literals != self.literals]
        spelling = None
        self._phrase: Phrase | None = None
        self._stands_at_places = False
        match self.query:
            case Occurs(Phrase() as phrase, None, False):
                spelling = phrase.spelling
                self._phrase = phrase
                self._stands_at_places = spelling is not None and not phrase.gaps
        self.looked_for = [spelling] if spelling else [_looked_for(one, at_start=True) for one in _coded(self.literals)]

    def spans(self, item: Item, places: Sequence[int] | None = None) -> tuple[Span, ...]:
        """Where the words of the query stand that make it hold; empty where it does not.

        `places` are where its literals begin in the item's data, in order, if that is known.
        """
        if self._phrase is not None and places is not None:
            if item.is_coded and _APOSTROPHE not in item.data:
                return self._coded_spans(self._phrase, item, places)
            found = _phrase_spans(self._phrase, item, places)
            if found is not None:
                return found
        if not all(any(map(item.has, literals)) for literals in self._also):
            return ()
        return tuple(field.span(start, end) for field, start, end in self.query.places(item) or ())

    def _coded_spans(self, phrase: Phrase, item: Item, places: Sequence[int]) -> tuple[Span, ...]:
        """What begins at the places, in a text without apostrophes, of which some are within words and some are not. A
        single word in one spelling stands wherever the automaton finds it."""
        words = item.words
        if self._stands_at_places:
            return tuple([item.span(place, words.find(b" ", place)) for place in places[:SPANS_PER_CLAUSE]])
        found = [span for place in places if (span := phrase.coded_span(item.data, words, place)) is not None]
        return tuple([item.span(start, end) for start, end in found[:SPANS_PER_CLAUSE]]) if found else ()


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
        anchor = sets[0] if sets else Required(frozenset())
        self.literals = anchor.strings
        self.looked_for = [_looked_for(one, at_start=one in anchor.at_start) for one in _coded(self.literals)]
        self._begins_at_places = anchor.leads and self._regex.begins_words
        self._required = [required.strings for required in sets]
        self._coded = [tuple(map(code_page().encode, _coded(strings))) for strings in self._required]
        self._coded_others = self._coded[1:]

    def spans(self, item: Item, places: Sequence[int] | None = None) -> tuple[Span, ...]:
        """Where the regex matches, leftmost first and none within another. `places` as for keywords; to a regex that
        does not begin with its literals they are of no use."""
        if item.is_coded:
            found = self.in_coded(item.data, places)
        else:
            found = [
                (field.at + start, field.at + end) for field in item.fields for start, end in self.in_text(field.folded)
            ]
        return tuple([item.span(start, end) for start, end in found[:SPANS_PER_CLAUSE]]) if found else ()

    def in_text(self, folded: str) -> list[tuple[int, int]]:
        """[start, end) in a folded text, no more than a clause shows."""
        if not all(any(literal in folded for literal in literals) for literals in self._required):
            return []
        return self._regex.spans(folded, SPANS_PER_CLAUSE)

    def in_coded(self, data: bytes, places: Sequence[int] | None = None) -> list[tuple[int, int]]:
        """The same in coded bytes, of one text or of several with the seam between them."""
        if places is None:
            return self._regex.coded_spans(data, SPANS_PER_CLAUSE) if _has_each(self._coded, data) else []
        if not self._begins_at_places:
            return self._regex.coded_spans(data, SPANS_PER_CLAUSE) if _has_each(self._coded_others, data) else []
        places = sorted(places)
        if not _has_each(self._coded_others, data, places[0]):
            return []
        return self._regex.coded_spans_at(data, places, SPANS_PER_CLAUSE)


def _has_each(required: Iterable[Sequence[bytes]], data: bytes, start: int = 0) -> bool:
    """Whether one of each lot of literals is there, from `start` on."""
    for literals in required:
        for literal in literals:
            if data.find(literal, start) >= 0:  # `in` costs four times as much
                break
        else:
            return False
    return True


def _coded(literals: Iterable[str]) -> list[str]:
    """Those that the code page can write."""
    return [literal for literal in literals if code_page().has(literal)]


def _looked_for(literal: str, *, at_start: bool) -> LookedFor:
    # A literal found one character early stands where it stands in the data, which has no space before it.
    coded = only_words(code_page().encode(literal))
    return (b" " + coded, 0) if at_start else (coded, -1)


WordClause = KeywordClause | RegexClause
