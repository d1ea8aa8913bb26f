"""One normal form for everything that is matched, with the way back to the original text.

    compose     what readers do not see is dropped, quotes and apostrophes are unified, the rest is NFKC; stress marks
                over Cyrillic letters go (й, ї and é typed in two parts were composed before, and stay)
    resolve     Latin letters in Cyrillic words and the reverse
    lower       full case folding, ё → е, all of İ I ı i → i, hyphens, digits, Hebrew points, Arabic harakat
    resolve     again, for some letters are twins in lower case only
    space       any run of white space → one space

`_by_character` is the reference, for any text. Faster ways do the same where they can: `coded` by look-up, for texts
that one code page can write; `_by_replacement` for characters that each fold by themselves; `_by_stretches` uses these
between the words that have others.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from unicodedata import normalize

from monitor.text.characters import (
    AFTER_CASE,
    BEFORE_COMPOSITION,
    CONJOINING,
    CYRILLIC,
    IGNORABLE,
    MARKS,
    character_class,
)
from monitor.text.codepage import CODED_SEAM, Coded, CodePage, Uneven
from monitor.text.homoglyphs import resolve
from monitor.text.marks import MARKS_PER_LETTER

Piece = tuple[str, int, int]
"""What a stretch of the original becomes: (folded, start, end)."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text, and where it is not one character for one character of the original."""

    text: str
    uneven: Uneven = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that folded into [start, end); a character folded in part counts whole."""
        return original_span(self.uneven, start, end)


def original_span(uneven: Uneven, start: int, end: int) -> tuple[int, int]:
    """`Folded.original`, from what is uneven alone."""
    first = _original_start(uneven, start)
    return (first, _original_end(uneven, end)) if end > start else (first, first)


def _original_start(uneven: Uneven, position: int) -> int:
    index = bisect_right(uneven, position, key=itemgetter(0)) - 1
    if index < 0:
        return position
    _, end, original_start, original_end = uneven[index]
    return original_start if position < end else original_end + position - end


def _original_end(uneven: Uneven, position: int) -> int:
    index = bisect_right(uneven, position - 1, key=itemgetter(0)) - 1
    if index < 0:
        return position
    _, end, _, original_end = uneven[index]
    return original_end if position <= end else original_end + position - end


def fold(text: str) -> Folded:
    """The normal form of `text`, for rules and items alike; any text has one.

    Folding again changes nothing, unless a word mixes scripts under accents that neither of them writes.
    """
    by_look_up = coded(text)
    if by_look_up is not None:
        return Folded(code_page().decode(by_look_up.data), by_look_up.uneven)
    return _by_stretches(text) if _RARE.search(text) else _by_replacement(text)


def folded_parts(title: str, text: str) -> tuple[str, str]:
    """The folded texts of an item alone; costs little where the item has just been folded."""
    together = code_page().fold(title, text)
    if together is None:
        return fold(title).text, fold(text).text
    first, _, second = together.data.partition(CODED_SEAM)
    decode = code_page().decode
    return decode(first), decode(second)


def coded(text: str) -> Coded | None:
    """`fold` in bytes; None where the code page has no way to write the text."""
    return code_page().fold(text)


@cache
def code_page() -> CodePage:
    """The bytes of `coded`."""
    return CodePage(lambda character: _by_character(character).text)


# The reference

_CLUSTER = re.compile(f"(?s:.)[{character_class(MARKS + IGNORABLE + CONJOINING)}]*")
_STRESSED = re.compile(f"[{CYRILLIC}].*\u0301")


def _by_character(text: str) -> Folded:
    pieces = list(_composed(text))
    resolved = resolve("".join(piece for piece, _, _ in pieces))
    lowered: list[Piece] = []
    position = 0
    for piece, start, end in pieces:
        lowered.append((_lowered(resolved[position : position + len(piece)]), start, end))
        position += len(piece)
    return _joined(_one_space(lowered))


def _composed(text: str) -> Iterator[Piece]:
    for match in _CLUSTER.finditer(text):
        start, end = match.span()
        seen_end = end if end == start + 1 else start + len(match.group().rstrip(IGNORABLE))
        if seen_end > start:
            yield _composed_letter(text[start : min(seen_end, start + 1 + MARKS_PER_LETTER)]), start, seen_end
        if end > seen_end:
            yield "", seen_end, end


@lru_cache(maxsize=4096)
def _composed_letter(cluster: str) -> str:
    visible = cluster.translate(BEFORE_COMPOSITION)
    composed = normalize("NFKC", visible).translate(BEFORE_COMPOSITION)
    return composed.replace("\u0301", "") if _STRESSED.search(composed) else composed


@lru_cache(maxsize=4096)
def _lowered(piece: str) -> str:
    for _ in range(3):  # Lower-casing and dropping marks can leave what composes anew; twice is enough for any letter.
        lowered = normalize("NFKC", piece.casefold().replace("i\u0307", "i")).translate(AFTER_CASE)
        if lowered.startswith(" "):
            lowered = " " + lowered[1:].lstrip(MARKS)
        if lowered == piece:
            break
        piece = lowered
    return piece


def _one_space(pieces: Iterable[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    seen = -1
    for piece in pieces:
        if piece[0] == " " and seen >= 0 and merged[seen][0] == " ":
            merged[seen:] = [(" ", merged[seen][1], piece[2])]
        else:
            merged.append(piece)
            seen = len(merged) - 1 if piece[0] else seen
    return merged


def _joined(pieces: Iterable[Piece]) -> Folded:
    texts: list[str] = []
    uneven: list[tuple[int, int, int, int]] = []
    position = 0
    for piece, start, end in pieces:
        texts.append(piece)
        if len(piece) != 1 or end - start != 1:
            uneven.append((position, position + len(piece), start, end))
        position += len(piece)
    return Folded(resolve("".join(texts)), tuple(uneven))


# The fast paths

_LETTERS = "À-ÖØ-öø-ıĴ-ľŁ-ňŊ-žЀ-҂Ҋ-ԯ"
_PUNCTUATION = "\u00a0\u2009\u200a\u202f‐-―«»‘’“”„…№•§©®°±×€£₴₽‰←-↓"
_PICTURES = "\u2600-\u27bf\U0001f300-\U0001faff"
_RARE = re.compile(f"[^\x00-\x7f{_LETTERS}{_PUNCTUATION}{_PICTURES}]")

_LONE = (
    *((space, " ") for space in "\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\xa0\u2009\u200a\u202f"),
    *((quote, '"') for quote in "«»“”„"),
    *((hyphen, "-") for hyphen in "‐‑‒–—―"),
    *(("‘", "'"), ("’", "'"), ("`", "'"), ("№", "#"), ("ё", "е"), ("ı", "i")),
)
_STRETCHED = {"ß": "ss", "…": "..."}
_UNEVEN = re.compile(" {2,}|[ß…]")


_SPACE_AFTER_A_WORD = re.compile(f"(?<=[!-~{_LETTERS}])(?= )")
_BACKWARDS_TO_SPACE_AFTER_A_WORD = re.compile(f"(?s:.*)(?<=[!-~{_LETTERS}])(?= )")


def _by_stretches(text: str) -> Folded:
    """`fold` for a text with some rare characters: what stands before a space that follows a plain letter or sign has
    no bearing on what comes after it, so only the words that have them take the long way."""
    texts: list[str] = []
    uneven: list[tuple[int, int, int, int]] = []
    position = 0
    for start, end, rare in _stretches(text):
        stretch = text[start:end]
        folded = _by_character(stretch) if rare else fold(stretch)
        texts.append(folded.text)
        uneven += (
            (position + first, position + last, start + original_first, start + original_last)
            for first, last, original_first, original_last in folded.uneven
        )
        position += len(folded.text)
    return Folded("".join(texts), tuple(uneven))


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end) of stretches that fold by themselves, one after the other, and whether they have rare characters."""
    done = 0
    while (rare := _RARE.search(text, done)) is not None:
        before = _BACKWARDS_TO_SPACE_AFTER_A_WORD.match(text, done, rare.start() + 1)
        behind = _SPACE_AFTER_A_WORD.search(text, rare.end())
        start = before.end() if before else done
        end = behind.start() if behind else len(text)
        if start > done:
            yield done, start, False
        yield start, end, True
        done = end
    if done < len(text):
        yield done, len(text), False


def _by_replacement(text: str) -> Folded:
    """`fold` for a text of characters that each fold by themselves; `_RARE` finds the others."""
    even = resolve(text).replace("İ", "i").lower()
    for character, folded in _LONE:
        if character in even:
            even = even.replace(character, folded)
    even = resolve(even)
    if not _UNEVEN.search(even):
        return Folded(even)
    texts: list[str] = []
    uneven: list[tuple[int, int, int, int]] = []
    position = done = 0
    for match in _UNEVEN.finditer(even):
        start, end = match.span()
        folded = _STRETCHED.get(match.group(), " ")
        texts += (even[done:start], folded)
        position += start - done + len(folded)
        uneven.append((position - len(folded), position, start, end))
        done = end
    return Folded("".join((*texts, even[done:])), tuple(uneven))
