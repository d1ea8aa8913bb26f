"""How far a regex that does not match gets: as much of it, from its beginning, as the text has."""

from dataclasses import dataclass

from monitor.match.clauses import RegexClause
from monitor.match.faults import PatternError
from monitor.match.item import Item
from monitor.model.content import Span

_QUANTIFIERS = frozenset("*+?{")


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where the most of a pattern that matches does so, and the rest of it, which has to follow and does not."""

    span: Span
    rest: str


def beginning(pattern: str, item: Item) -> Beginning | None:
    """None where the item has not even the first part of the pattern, or the pattern is one piece."""
    cuts = _cuts(pattern)
    best = None
    low, high = 0, len(cuts)
    # What matches up to one cut matches up to any before it.
    while low < high:
        middle = (low + high) // 2
        found = _first(pattern[: cuts[middle]], item)
        if found is None:
            high = middle
        else:
            best, low = Beginning(found, pattern[cuts[middle] :]), middle + 1
    return best


def _first(pattern: str, item: Item) -> Span | None:
    try:
        return next(iter(RegexClause(pattern).spans(item)), None)
    except PatternError:
        return None  # a border alone, or what else is no regex by itself


def _cuts(pattern: str) -> list[int]:
    """Where the pattern can be cut in two: outside all brackets, between its words and what stands around them. Not at
    all where it is a choice of several."""
    cuts: list[int] = []
    depth, at = 0, 0
    while at < len(pattern):
        length = _length(pattern, at)
        character = pattern[at]
        if depth == 0 and character == "|":
            return []
        if depth == 0 and at and character not in _QUANTIFIERS and not pattern[at - 1 : at + 1].isalnum():
            cuts.append(at)
        depth += {"(": 1, ")": -1}.get(character, 0)
        at += length
    return cuts


def _length(pattern: str, at: int) -> int:
    r"""Of what stands there: `\w`, `\p{L}`, `[…]` or a single character."""
    if pattern[at] == "\\":
        named = pattern[at + 1 : at + 3] in ("p{", "P{", "x{")
        return pattern.index("}", at) + 1 - at if named else 2
    if pattern[at] == "[":
        end = at + 1 + pattern.startswith("^", at + 1)
        end += pattern.startswith("]", end)
        while pattern[end] != "]":
            end += 2 if pattern[end] == "\\" else 1
        return end + 1 - at
    if pattern[at] == "{":
        return pattern.index("}", at) + 1 - at
    return 1
