"""Keywords: words that stand side by side, each whole or by its stem, found by their places among a text's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.match.faults import Fault, PatternError
from monitor.text import fold, word_spans

SHORTEST_STEM = 3

_RESERVED_WORDS = re.compile(r"(?<!\S)(?:AND|OR|NOT|(?:NEAR|THEN)(?:/\d*)?)(?!\S)")
_QUOTED = re.compile(r"""\s*["«“„](?P<phrase>[^"«»“”„]*)["»”“]\s*""")
_SEPARATORS = frozenset({" ", "-"})


@dataclass(frozen=True, slots=True)
class Term:
    """One folded word, or every word that begins with it."""

    text: str
    is_stem: bool = False

    def accepts(self, word: str) -> bool:
        return word.startswith(self.text) if self.is_stem else word == self.text


class Words:
    """The words of a folded text by their places: what queries are evaluated on."""

    def __init__(self, folded: str) -> None:
        self._text = folded
        self._spans = word_spans(folded)
        self._index = {start: index for index, (start, _) in enumerate(self._spans)}

    def __len__(self) -> int:
        return len(self._spans)

    def beginning_at(self, position: int) -> int | None:
        """The place of the word that begins at this character, None where none does."""
        return self._index.get(position)

    def word(self, index: int) -> str:
        start, end = self._spans[index]
        return self._text[start:end]

    def gap_before(self, index: int) -> str:
        """What stands between the word before and this one."""
        return self._text[self._spans[index - 1][1] : self._spans[index][0]]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """[start, end) in the folded text from the word `first` to the word `last`."""
        return self._spans[first][0], self._spans[last][1]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow one another. Between two words stands one space or one hyphen, whichever the keyword has; an
    apostrophe where the keyword has one (`gaps`, one fewer than terms)."""

    terms: tuple[Term, ...]
    gaps: tuple[str, ...]

    @property
    def anchor(self) -> int:
        """The index of the term to look for first: the longest, and so the rarest."""
        return max(range(len(self.terms)), key=lambda index: len(self.terms[index].text))

    def at(self, words: Words, first: int) -> tuple[int, int] | None:
        """The span of the phrase if it begins at the word `first`, else None."""
        last = first + len(self.terms) - 1
        if first < 0 or last >= len(words):
            return None
        if not all(term.accepts(words.word(first + offset)) for offset, term in enumerate(self.terms)):
            return None
        for offset, gap in enumerate(self.gaps, start=1):
            found = words.gap_before(first + offset)
            if found != gap and not (found in _SEPARATORS and gap in _SEPARATORS):
                return None
        return words.span(first, last)


def parse_keyword(pattern: str) -> Phrase:
    """The phrase an operator wrote: words, `stem*`, an optional pair of quotes around the whole. PatternError else."""
    quoted = _QUOTED.fullmatch(pattern)
    start, end = quoted.span("phrase") if quoted else (0, len(pattern))
    body = pattern[start:end]
    faults = [*_reserved(body, start), *_misplaced(body, start)]
    folded = fold(body).text
    spans = word_spans(folded)
    if not spans and not faults:
        faults = [Fault(1, "no word in this keyword", "write one word or several: обмен пленными")]
    if not faults:
        faults = _gap_faults(folded, spans, start)
    if faults:
        raise PatternError(faults)
    return _phrase(folded, spans)


def _phrase(folded: str, spans: Sequence[tuple[int, int]]) -> Phrase:
    terms = tuple(Term(folded[start:end], folded.startswith("*", end)) for start, end in spans)
    gaps = tuple(folded[end:start].lstrip("*") for (_, end), (start, _) in pairwise(spans))
    return Phrase(terms, gaps)


def _reserved(body: str, shift: int) -> list[Fault]:
    faults = []
    for match in _RESERVED_WORDS.finditer(body):
        operator, _, words = match.group().partition("/")
        near = f"write a regex: clause, such as обмен\\w*\\W+(?:\\w+\\W+){{0,{words or 3}}}плен\\w*"
        mend = (
            near
            if operator in ("NEAR", "THEN")
            else f"combine clauses by any:, all: and none:, or write {operator.lower()}"
        )
        faults.append(Fault(shift + match.start() + 1, f"{match.group()} is reserved for queries", mend))
    plain = _RESERVED_WORDS.sub(lambda match: " " * len(match.group()), body)
    for column, character in enumerate(plain, start=shift + 1):
        if character in '"«»“”„':
            faults.append(
                Fault(column, "a quote inside a keyword", "leave quotes out: the words are a phrase as they are")
            )
        elif not (character.isspace() or character == "*" or _is_part_of_words(character)):
            mend = f"leave it out, or write a regex: clause, where it is \\{character}"
            faults.append(Fault(column, f"{character} cannot stand in a keyword", mend))
    return faults


def _is_part_of_words(character: str) -> bool:
    folded = fold(f"а{character}а").text[1:-1]
    return folded in ("", "-", "'") or bool(word_spans(folded))


def _misplaced(body: str, shift: int) -> list[Fault]:
    faults = []
    for match in re.finditer(r"\*+", body):
        column = shift + match.start() + 1
        stem = re.search(r"[^\s*-]*$", body[: match.start()])
        letters = sum(map(str.isalnum, fold(stem.group()).text)) if stem else 0
        following = body[match.end() : match.end() + 1]
        if len(match.group()) > 1 or letters == 0 or not (following == "-" or not following.strip()):
            faults.append(Fault(column, "* stands for the end of a word only", "write stem*, such as обмен*"))
        elif letters < SHORTEST_STEM:
            message = f"the stem before * has {letters} letter{'s' if letters > 1 else ''}: it would match too much"
            faults.append(Fault(column, message, f"write at least {SHORTEST_STEM} letters, or list the words"))
    return faults


def _gap_faults(folded: str, spans: Sequence[tuple[int, int]], shift: int) -> list[Fault]:
    """What stands around and between the words must be what a phrase can have there."""
    edges = (folded[: spans[0][0]], folded[spans[-1][1] :])
    gaps = [folded[end:start] for (_, end), (start, _) in pairwise(spans)]
    if all(edge.strip(" *") == "" for edge in edges) and all(gap.lstrip("*") in (" ", "-", "'") for gap in gaps):
        return []
    return [Fault(shift + 1, "a hyphen or apostrophe outside a word", "write it between two letters, or leave it out")]
