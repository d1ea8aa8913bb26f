"""Sets of characters of folded text, as ranges of code points.

Folded text has no capitals, no white space but the space, and no digits but 0 to 9, so these sets can be narrow: a
compiled regex is many times smaller than with Unicode's full classes, and finds the same.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from monitor.match.regex_tree import Range
from monitor.text import fold

BORDER = "\x1f"
"""Stands at word borders in the texts `\\b` is looked for in; folded text has none (it is white space to Unicode)."""

LAST = 0x10FFFF
DIGITS: tuple[Range, ...] = ((ord("0"), ord("9")),)
SPACES: tuple[Range, ...] = ((ord(" "), ord(" ")),)

_EXACT_BELOW = 0x0700
_BLOCKS_OF_LETTERS = (
    *((0x0700, 0x0963), (0x0966, 0x1FFF), (0x20D0, 0x20F0), (0x2C00, 0x2DFF), (0x3005, 0x3007)),
    *((0x3021, 0x30FA), (0x30FC, 0xD7FF), (0xF900, 0xFDFF), (0x10000, 0x1EEFF), (0x20000, 0x3FFFF)),
)


@cache
def word_ranges() -> tuple[Range, ...]:
    """Letters, digits, marks and the underscore: exact for the scripts of Europe and the Near East, whole blocks beyond
    them, where some rare punctuation then counts as a letter.

    What folded text cannot have (capitals, most of all) may lie in a range: fewer ranges compile faster.
    """
    ranges: list[Range] = []
    start: int | None = None
    for code in range(_EXACT_BELOW):
        if _is_word_character(chr(code)):
            start = code if start is None else start
            last = code
        elif start is not None and fold(chr(code)).text == chr(code):
            ranges.append((start, last))
            start = None
    if start is not None:
        ranges.append((start, last))
    return merged((*ranges, *_BLOCKS_OF_LETTERS))


def _is_word_character(character: str) -> bool:
    return character == "_" or character.isalnum() or unicodedata.category(character).startswith("M")


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """The same characters in as few ranges as they take, in order."""
    result: list[Range] = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return tuple(result)


def complement(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """All other characters."""
    result: list[Range] = []
    start = 0
    for first, last in merged(ranges):
        if first > start:
            result.append((start, first - 1))
        start = last + 1
    return (*result, (start, LAST)) if start <= LAST else tuple(result)


@lru_cache(maxsize=256)
def bracketed(ranges: tuple[Range, ...]) -> str:
    """The inside of a bracket expression."""
    return "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in ranges)
