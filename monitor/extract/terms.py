"""Terms of a lexicon: how they are written, and all of them found in a text at once."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.errors import ParleyError
from monitor.extract.writing import Writing
from monitor.text import fold

_CHOICE = re.compile(r"\(([^()]*)\)")
_SHORTEST_STEM = 2
_SPACED = tuple(zip("-،؛，、；：（）", " ,;,,;:()", strict=True))
"""A hyphen stands for a space, and the signs of other scripts for ours, one for one."""


class TermError(ParleyError):
    """A term cannot be read. `mend` says what to write instead."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(message)
        self.mend = mend


class Hit(NamedTuple):
    """Where a term stands in spaced text: what list it is from, and the name it stands for."""

    start: int
    end: int
    tag: str
    value: str


class Shape(NamedTuple):
    """What must stand where a literal does: `rest`, where there is one, must match from where the literal begins, and
    an open side may be in the middle of a word."""

    rest: str | None
    open_start: bool
    open_end: bool


class Term(NamedTuple):
    """One spelling. `literal` is looked for first."""

    literal: str
    shape: Shape


_WORD = Shape(None, open_start=False, open_end=False)
_STEM = Shape(None, open_start=False, open_end=True)


def spaced(folded: str) -> str:
    """Folded text with its hyphens as spaces and one kind of commas, character for character: what terms are looked
    for in."""
    for sign, ours in _SPACED:  # most texts have the first alone, and looking for a sign is cheaper than translating
        folded = folded.replace(sign, ours)
    return folded


def compile_term(written: str) -> tuple[Term, ...]:
    """Every spelling that a written term stands for; TermError if it cannot be read."""
    if written.count("(") != written.count(")"):
        raise TermError(f"a bracket is open in `{written}`", "write (one|other)")
    parts = [part.split("|") if index % 2 else [part] for index, part in enumerate(_CHOICE.split(written))]
    if any("(" in option or ")" in option or "|" in option for options in parts for option in options):
        raise TermError(f"brackets stand in brackets in `{written}`", "write the term twice")
    return tuple(_spelling(" ".join("".join(choice).split()), written) for choice in product(*parts))


def _spelling(spelling: str, written: str) -> Term:
    text = " ".join([_normal(word) for word in spelling.split()]).strip()
    stem = text.removesuffix("*")
    if "*" not in stem and "_" not in stem and len(stem) >= _SHORTEST_STEM and "  " not in stem and stem[-1] != " ":
        return Term(stem, _WORD if stem is text else _STEM)
    open_start, open_end = text.startswith("*"), text.endswith("*")
    words = text.strip("*").split()
    literal = re.split(r"\*| _(?= |$)", " ".join(words), maxsplit=1)[0].strip()
    if not literal.strip("_ ") or words[0] == "_" or (open_end and len(literal) < _SHORTEST_STEM):
        raise TermError(f"`{written}` has nothing to look for", "begin it with two letters or more")
    plain = literal == " ".join(words)
    return Term(literal, Shape(None if plain else _pattern(words), open_start, open_end))


@lru_cache(maxsize=4096)  # a language is made of far fewer words than of terms
def _normal(word: str) -> str:
    return spaced(fold(word).text).strip()


_compiled = lru_cache(maxsize=10_000)(re.compile)
"""Most patterns are never tried, for their literal never occurs."""


_ANY_WORD = r"\w+(?:[.,']\w+)*"
"""A figure is a word too, and so is one with an apostrophe."""


def _pattern(words: list[str]) -> str:
    return ",? ".join(_ANY_WORD if word == "_" else re.escape(word).replace(r"\*", r"\w*") for word in words)


_Meaning = tuple[Shape, str, str]
"""Shape, tag and value of a term."""


class TermFinder:
    """All terms of a language in one automaton."""

    def __init__(self, writing: Writing, entries: Iterable[tuple[str, str, str]]) -> None:
        """`entries` are (tag, value, term as written)."""
        self._writing = writing
        owners: dict[str, tuple[_Meaning, ...]] = {}
        shared: dict[tuple[_Meaning, ...], tuple[_Meaning, ...]] = {}  # most literals have the meaning of many others
        for tag, value, written in entries:
            for literal, shape in compile_term(writing.spelled(written)):
                meaning, known = (shape, tag, value), owners.get(literal, ())
                if meaning not in known:
                    together = (*known, meaning)
                    owners[literal] = shared.setdefault(together, together)
        self._owners = tuple(owners.values())
        self._automaton = AhoCorasick(list(owners), matchkind=MatchKind.Standard) if owners else None

    def find(self, text: str) -> Iterator[Hit]:
        """Every term in spaced text, by where it ends."""
        if self._automaton is None:
            return
        text = self._writing.spelled(text)
        begins_word, ends_word = self._writing.begins_word, self._writing.ends_word
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            at_border = begins_word(text, start)
            for (rest, open_start, open_end), tag, value in self._owners[index]:
                if not at_border and not open_start:
                    continue
                stop = end
                if rest is not None:
                    match = _compiled(rest).match(text, start)
                    if match is None:
                        continue
                    stop = match.end()
                if open_end:
                    yield Hit(start, self._writing.word_end(text, stop), tag, value)
                elif ends_word(text, stop):
                    yield Hit(start, stop, tag, value)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Hits of one list without those that a longer one overlaps, in the order of the text. One stretch may stand for
    two names."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start)):
        if all(hit.end <= other.start or other.end <= hit.start or hit[:2] == other[:2] for other in kept):
            kept.append(hit)
    return sorted(kept)
