"""Words that stand side by side, each in all its forms, by its stem or exactly, found among the words of a text."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise, takewhile

from monitor.match.literals import rarity, shortest_beginnings
from monitor.text import code_page, fold, word_spans

Run = tuple[int, int]
"""The first and the last of some words of a text, by their places."""

_SEPARATORS = frozenset({" ", "-"})
_SHORTEST_PREFIX = 4
_LONGEST_WINDOW = 1000
_NOWHERE = b"\xff"
"""No coded text has this byte."""


class Words:
    """The words of a folded text by their places: what queries are evaluated on."""

    def __init__(self, folded: str) -> None:
        self._text = folded
        self._spans = word_spans(folded)

    def __len__(self) -> int:
        return len(self._spans)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, (start, end) in enumerate(self._spans):
            places.setdefault(self._text[start:end], []).append(place)
        return places

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self._places)

    def places(self, word: str) -> Sequence[int]:
        """Where the word stands, in order."""
        return self._places.get(word, ())

    def beginning_with(self, stem: str) -> Iterator[str]:
        """The different words that begin so."""
        words = self._in_order
        return takewhile(lambda word: word.startswith(stem), words[bisect_left(words, stem) :])

    def beginning_at(self, start: int) -> int | None:
        """The place of the word that begins here in the text."""
        place = bisect_left(self._spans, (start, start))
        return place if place < len(self._spans) and self._spans[place][0] == start else None

    def word(self, place: int) -> str:
        start, end = self._spans[place]
        return self._text[start:end]

    def gap_before(self, place: int) -> str:
        """What stands between the word before and this one."""
        return self._text[self._spans[place - 1][1] : self._spans[place][0]]

    def span(self, run: Run) -> tuple[int, int]:
        """[start, end) in the folded text."""
        return self._spans[run[0]][0], self._spans[run[1]][1]


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word in one of `forms`, or, where it is a stem, every word that begins with `text`."""

    text: str
    is_stem: bool = False
    forms: frozenset[str] = frozenset()
    literals: frozenset[str] = field(init=False)
    """One of these is in every text that has the term."""

    coded: bytes = field(init=False, repr=False)
    coded_forms: frozenset[bytes] = field(init=False, repr=False)
    """As coded texts have them."""

    def __post_init__(self) -> None:
        forms = frozenset({self.text}) if self.is_stem else self.forms | {self.text}
        object.__setattr__(self, "forms", forms)
        object.__setattr__(self, "literals", _beginnings(forms))
        page = code_page()
        coded = frozenset(page.encode(form) for form in forms if page.has(form))
        object.__setattr__(self, "coded", page.encode(self.text) if page.has(self.text) else _NOWHERE)
        object.__setattr__(self, "coded_forms", coded)

    def accepts(self, word: str) -> bool:
        return word.startswith(self.text) if self.is_stem else word in self.forms

    def accepts_coded(self, word: bytes) -> bool:
        return word.startswith(self.coded) if self.is_stem else word in self.coded_forms

    def places(self, words: Words) -> list[int]:
        """Where the term stands, in order."""
        found = words.beginning_with(self.text) if self.is_stem else self.forms
        return sorted(place for word in found for place in words.places(word))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow one another. Between two words stands one space or one hyphen, whichever the keyword has; an
    apostrophe where the keyword has one (`gaps`, one fewer than terms)."""

    terms: tuple[Term, ...]
    gaps: tuple[str, ...] = ()
    _rarest: int = field(init=False)
    _coded_gaps: tuple[frozenset[int], ...] = field(init=False)

    def __post_init__(self) -> None:
        rarest = max(range(len(self.terms)), key=lambda index: rarity(self.terms[index].literals))
        object.__setattr__(self, "_rarest", rarest)
        coded = (gap.encode("ascii") if gap not in _SEPARATORS else b" -" for gap in self.gaps)
        object.__setattr__(self, "_coded_gaps", tuple(map(frozenset, coded)))

    @property
    def literals(self) -> frozenset[str]:
        return self.terms[self._rarest].literals

    @property
    def spelling(self) -> tuple[bytes, int] | None:
        """How the phrase stands in coded text if all that is no letter or digit is a space there, with a space around
        it, and where its rarest term begins in that. None where it can stand there in several ways: with another form
        of a word, or with a stem that is not its end."""
        *before, last = self.terms
        if not all(term.text.isalnum() and len(term.forms) == 1 and term.coded != _NOWHERE for term in self.terms):
            return None
        if any(term.is_stem for term in before):
            return None
        written = b" ".join(term.coded for term in self.terms)
        place = sum(len(term.coded) + 1 for term in self.terms[: self._rarest])
        return b" " + written + (b"" if last.is_stem else b" "), place

    def runs(self, words: Words) -> Iterator[Run]:
        """Where the phrase stands, in order."""
        before, behind = self._rarest, len(self.terms) - self._rarest - 1
        for place in self.terms[self._rarest].places(words):
            if self._begins_at(words, place - before):
                yield place - before, place + behind

    def coded_span(self, data: bytes, words: bytes, place: int) -> tuple[int, int] | None:
        """[start, end) of the phrase in coded text if a word of its rarest term begins at `place`. `words` is the text
        with spaces for all that is no letter or digit, and one behind. For texts without apostrophes."""
        end = words.find(b" ", place)
        if not self.terms[self._rarest].accepts_coded(words[place:end]):
            return None
        return self._coded_around(data, words, place, end) if self.gaps else (place, end)

    def _coded_around(self, data: bytes, words: bytes, start: int, end: int) -> tuple[int, int] | None:
        """The same for a phrase of which the rarest term stands there."""
        for at in range(self._rarest - 1, -1, -1):
            if start <= 1 or data[start - 1] not in self._coded_gaps[at]:
                return None
            last, start = start - 1, words.rfind(b" ", 0, start - 1) + 1
            if not self.terms[at].accepts_coded(words[start:last]):
                return None
        for at in range(self._rarest + 1, len(self.terms)):
            if end >= len(data) or data[end] not in self._coded_gaps[at - 1]:
                return None
            first, end = end + 1, words.find(b" ", end + 1)
            if not self.terms[at].accepts_coded(words[first:end]):
                return None
        return start, end

    def window(self, folded: str, start: int) -> tuple[int, int] | None:
        """[first, last) of a folded text that decides whether the phrase stands where a literal begins at `start`; None
        where too long a text does."""
        first = last = start
        for _ in range(self._rarest + 1):
            first = folded.rfind(" ", 0, max(first, 0))
        for _ in range(len(self.terms) - self._rarest):
            last = folded.find(" ", last + 1) if last >= 0 else last
        first, last = first + 1, len(folded) if last < 0 else last
        return (first, last) if last - first <= _LONGEST_WINDOW else None

    def span_in(self, window: str, start: int) -> tuple[int, int] | None:
        """[start, end) of the phrase in a text, if its rarest term begins at `start` of it."""
        words = Words(window)
        place = words.beginning_at(start)
        if place is None or not self._begins_at(words, place - self._rarest):
            return None
        return words.span((place - self._rarest, place - self._rarest + len(self.terms) - 1))

    def _begins_at(self, words: Words, first: int) -> bool:
        if first < 0 or first + len(self.terms) > len(words):
            return False
        if not all(term.accepts(words.word(first + offset)) for offset, term in enumerate(self.terms)):
            return False
        return all(
            found == gap or (found in _SEPARATORS and gap in _SEPARATORS)
            for found, gap in ((words.gap_before(first + offset), gap) for offset, gap in enumerate(self.gaps, start=1))
        )


def read_phrase(written: str, forms: Callable[[str], frozenset[str]]) -> Phrase | None:
    """The phrase of the words of `written`: `stem*`, `=exact`, and others as `forms` has them. None where what stands
    around or between the words is no part of a phrase."""
    folded = fold(written).text
    spans = word_spans(folded)
    if not spans:
        return None
    edges = (folded[: spans[0][0]], folded[spans[-1][1] :])
    gaps = [folded[end:start].lstrip("*").replace("=", "") for (_, end), (start, _) in pairwise(spans)]
    if any(edge.strip(" *=") for edge in edges) or not all(gap in (" ", "-", "'") for gap in gaps):
        return None
    return Phrase(tuple(_term(folded, start, end, forms) for start, end in spans), tuple(gaps))


def _term(folded: str, start: int, end: int, forms: Callable[[str], frozenset[str]]) -> Term:
    word = folded[start:end]
    if folded.startswith("*", end):
        return Term(word, is_stem=True)
    exact = folded.endswith("=", 0, start)
    return Term(word) if exact else Term(word, forms=forms(word))


def _beginnings(forms: frozenset[str]) -> frozenset[str]:
    """What every form begins with, if that is not too short; else the forms that begin with no other."""
    first, last = min(forms), max(forms)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    common = "".join(letter for letter, _ in alike)
    if len(common) >= max(_SHORTEST_PREFIX, min(map(len, forms)) // 2):
        return frozenset({common})
    return shortest_beginnings(forms)
