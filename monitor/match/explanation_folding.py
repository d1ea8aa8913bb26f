"""Where the normal form of a text is not what was written, capital letters apart."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.text import Folded, fold


@dataclass(frozen=True, slots=True)
class Change:
    """[start, end) of the folded text, which is `after`; it was `before`, at `at` of the original."""

    start: int
    end: int
    at: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in its normal form, and what was changed to get there."""

    text: str
    changes: tuple[Change, ...]


def normalised(original: str) -> Normalised:
    folded = fold(original)
    return Normalised(folded.text, tuple(_changes(original, folded)))


def _changes(original: str, folded: Folded) -> Iterator[Change]:
    position = at = 0
    for start, end, original_start, original_end in folded.uneven:
        yield from _even(original, folded.text, at, position, start)
        yield Change(start, end, original_start, original[original_start:original_end], folded.text[start:end])
        position, at = end, original_end
    yield from _even(original, folded.text, at, position, len(folded.text))


def _even(original: str, folded: str, at: int, start: int, end: int) -> Iterator[Change]:
    """Of a stretch where one character stands for one."""
    for position in range(start, end):
        before = original[at + position - start]
        if before.lower() != folded[position]:
            yield Change(position, position + 1, at + position - start, before, folded[position])
