"""The difference of two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# The comparison's cost grows with the product of both lengths; beyond this, lines are compared first, then words.
_LARGEST = 400_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is `equal` in both texts, or `old` where `new` now stands; either may be empty."""

    kind: Literal["equal", "changed"]
    old: str
    new: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in order: joined, their `old` are `before` and their `new` are `after`.

    Words, runs of white space and single signs are never taken apart. The cost is bounded: in texts too long and too
    different to be compared word by word, a changed piece may be longer than need be.
    """
    return tuple(_joined(_compared(before, after, by_line=False)))


def _compared(before: str, after: str, *, by_line: bool) -> Iterator[Piece]:
    pattern = _LINE if by_line else _TOKEN
    old, new = pattern.findall(before), pattern.findall(after)
    head = _in_common(old, new)
    tail = _in_common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield from _equal(old[:head])
    if len(middle_old) * len(middle_new) <= _LARGEST:
        yield from _matched(middle_old, middle_new, within=by_line)
    elif by_line:
        yield Piece("changed", "".join(middle_old), "".join(middle_new))
    else:
        yield from _compared("".join(middle_old), "".join(middle_new), by_line=True)
    yield from _equal(old[len(old) - tail :])


def _matched(old: Sequence[str], new: Sequence[str], *, within: bool) -> Iterator[Piece]:
    """The opcodes of the comparison; `within` lines that differ, their words."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        here, there = "".join(old[i1:i2]), "".join(new[j1:j2])
        if kind == "equal":
            yield Piece("equal", here, there)
        elif within and len(_TOKEN.findall(here)) * len(_TOKEN.findall(there)) <= _LARGEST:
            yield from _compared(here, there, by_line=False)
        else:
            yield Piece("changed", here, there)


def _in_common(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _equal(tokens: Sequence[str]) -> Iterator[Piece]:
    if tokens:
        yield Piece("equal", "".join(tokens), "".join(tokens))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece; white space between two changed words belongs to the change."""
    waiting: list[Piece] = []
    for piece in pieces:
        if len(waiting) == 2 and piece.kind == "changed":  # noqa: PLR2004 - a change and the space behind it
            waiting = [_sum(*waiting, piece)]
        elif waiting and waiting[-1].kind == piece.kind:
            waiting[-1] = _sum(waiting[-1], piece)
        elif len(waiting) == 1 and waiting[0].kind == "changed" and not piece.old.strip():
            waiting.append(piece)
        else:
            yield from waiting
            waiting = [piece]
    yield from waiting


def _sum(*pieces: Piece) -> Piece:
    kind: Literal["equal", "changed"] = "equal" if all(piece.kind == "equal" for piece in pieces) else "changed"
    return Piece(kind, "".join(piece.old for piece in pieces), "".join(piece.new for piece in pieces))
