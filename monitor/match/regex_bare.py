r"""Regexes that need no marked borders of words, for most do not.

Where `\b` stands between what ends in a letter and what begins with none, or the reverse, it says nothing; beside a
class it says which of its members are meant: `обмен\b[^.]{1,9}\bплен` is `обмен[^.\w](?:…)`. At the start and the end
of a regex, it can take the character before or behind, which is then left out of the span.

All this is about coded text, where every class is a few bytes.
"""

from collections.abc import Callable, Iterable
from collections.abc import Sequence as Listed
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

import re2

from monitor.match.character_sets import merged, word_ranges
from monitor.match.regex_tree import (
    CharacterClass,
    Choice,
    Literal,
    Node,
    Range,
    Repeat,
    Sequence,
    WordBorder,
    shortest,
)
from monitor.text import code_page

_LAST = 0xFFFF
"""Coded text has no character beyond it."""


class Side(Enum):
    """Of what kind a character is."""

    WORD = "word"
    OTHER = "other"

    @property
    def opposite(self) -> "Side":
        return Side.OTHER if self is Side.WORD else Side.WORD


@dataclass(frozen=True, slots=True)
class Bare:
    """A tree without borders. Before its matches (`leads`) and behind them (`trails`) no letter may stand."""

    tree: Node
    leads: bool
    trails: bool


class _NeedsMarks(Exception):  # noqa: N818 - no error: the way out of a deep tree
    """A border that cannot be had without marks."""


def bare(tree: Node) -> Bare | None:
    """The regex without borders, or None where it cannot do without."""
    options = tree.options if isinstance(tree, Choice) else (tree,)
    try:
        found = [_without_borders(_parts(option)) for option in options]
    except _NeedsMarks:
        return None
    if len({(one.leads, one.trails) for one in found}) > 1:
        return None
    return Bare(Choice(tuple(one.tree for one in found)), found[0].leads, found[0].trails)


def members(node: CharacterClass) -> frozenset[str]:
    """The characters of a class that coded text can have."""
    return _members(node.ranges, node.properties, negated=node.negated)


@lru_cache(maxsize=256)
def _members(ranges: tuple[Range, ...], properties: tuple[str, ...], *, negated: bool) -> frozenset[str]:
    listed = {code for first, last in ranges for code in range(first, min(last, _LAST) + 1)}
    named = frozenset[str]().union(*map(_of_property, properties))
    alphabet = _alphabet()
    inside = frozenset(one for one in alphabet if ord(one) in listed or one in named)
    return alphabet - inside if negated else inside


@cache
def _alphabet() -> frozenset[str]:
    return frozenset(character for _, character in code_page().characters)


@cache
def _of_property(name: str) -> frozenset[str]:
    compiled = re2.compile(f"\\p{{{name}}}")
    return frozenset(one for one in _alphabet() if compiled.fullmatch(one))


@cache
def word_members() -> frozenset[str]:
    r"""What `\w` means in coded text."""
    return _members(word_ranges(), (), negated=False)


def _parts(node: Node) -> list[Node]:
    """What follows one another, groups of no other meaning opened, and each border once."""
    flat: list[Node] = []
    for part in node.parts if isinstance(node, Sequence) else (node,):
        for one in _parts(part) if isinstance(part, Sequence) else (part,):
            if one != Literal("") and not (isinstance(one, WordBorder) and flat[-1:] == [one]):
                flat.append(one)
    return flat


def _without_borders(parts: list[Node]) -> Bare:
    leads = isinstance(parts[0], WordBorder)
    trails = isinstance(parts[-1], WordBorder)
    kept: list[Node] = [part for part in parts if not isinstance(part, WordBorder)]
    if any(map(_has_border, kept)):
        raise _NeedsMarks
    if (leads and _first(kept) is not Side.WORD) or (trails and _last(kept) is not Side.WORD):
        raise _NeedsMarks
    firsts: dict[int, Side] = {}
    lasts: dict[int, Side] = {}
    at = 0
    for part in parts[int(leads) : len(parts) - int(trails)]:
        if isinstance(part, WordBorder):
            _part(kept, at, firsts, lasts)
        else:
            at += 1
    sided = [_sided(part, firsts.get(at), lasts.get(at)) for at, part in enumerate(kept)]
    return Bare(Sequence(tuple(sided)), leads, trails)


def _part(kept: list[Node], at: int, firsts: dict[int, Side], lasts: dict[int, Side]) -> None:
    """Notes what a border before the part at `at` asks of its neighbours."""
    before, behind = _last(kept[:at]), _first(kept[at:])
    if before is not None and before is _first(kept[at + 1 :]):
        kept[at] = _not_empty(kept[at])
    if behind is not None and behind is _last(kept[: at - 1]):
        kept[at - 1] = _not_empty(kept[at - 1])
    if before is behind:
        raise _NeedsMarks
    if behind is None and before is not None:
        firsts[at] = before.opposite
    elif before is None and behind is not None:
        lasts[at - 1] = behind.opposite


def _not_empty(node: Node) -> Node:
    """A part that may be left out, where leaving it out would bring together what a border keeps apart."""
    return Repeat(node.body, 1, node.most, node.lazy) if isinstance(node, Repeat) and node.least == 0 else node


def _has_border(node: Node) -> bool:
    match node:
        case WordBorder():
            return True
        case Sequence(parts) | Choice(parts):
            return any(map(_has_border, parts))
        case Repeat(body):
            return _has_border(body)
        case _:
            return False


def _first(parts: Listed[Node]) -> Side | None:
    """Of what kind the first character is, if it is always of one."""
    return _kind(parts, 0, _first)


def _last(parts: Listed[Node]) -> Side | None:
    return _kind(parts, -1, _last)


def _kind(parts: Listed[Node], end: int, kind: Callable[[Listed[Node]], Side | None]) -> Side | None:
    if not parts:
        return None
    node = parts[end]
    found: Side | None
    match node:
        case Literal(text):
            found = Side.WORD if text[end] in word_members() else Side.OTHER
        case CharacterClass():
            found = _side_of(members(node))
        case Choice(options):
            found = _common(kind([option]) for option in options)
        case Sequence(inner):
            found = kind(inner)
        case Repeat(body):
            found = kind([body])
        case _:
            return None
    if shortest(node):
        return found
    return _common((found, kind(parts[1:] if end == 0 else parts[:-1])))


def _side_of(characters: frozenset[str]) -> Side | None:
    if characters and characters <= word_members():
        return Side.WORD
    return Side.OTHER if characters and characters.isdisjoint(word_members()) else None


def _common(kinds: Iterable[Side | None]) -> Side | None:
    different = set(kinds)
    return different.pop() if len(different) == 1 else None


def _sided(node: Node, first: Side | None, last: Side | None) -> Node:
    """A class, or a repeated one, that begins and ends as asked."""
    if first is None and last is None:
        return node
    repeat = node if isinstance(node, Repeat) else Repeat(node, 1, 1, lazy=False)
    if not isinstance(repeat.body, CharacterClass) or not repeat.least:
        raise _NeedsMarks
    if first is None or last is None:
        rest = _repeated(repeat, 1)
        return Sequence((_only(repeat.body, first), rest) if first else (rest, _only(repeat.body, last)))
    several = Sequence((_only(repeat.body, first), _repeated(repeat, 2), _only(repeat.body, last)))
    options: list[Node] = [] if repeat.most == 1 else [several]
    if repeat.least == 1 and first is last:
        options.insert(0 if repeat.lazy else len(options), _only(repeat.body, first))
    if not options:
        raise _NeedsMarks
    return Choice(tuple(options))


def _repeated(repeat: Repeat, fewer: int) -> Repeat:
    most = None if repeat.most is None else repeat.most - fewer
    return Repeat(repeat.body, max(repeat.least - fewer, 0), most, repeat.lazy)


def _only(node: CharacterClass, side: Side | None) -> CharacterClass:
    """The members of the class that are of this kind."""
    kind = word_members() if side is Side.WORD else _alphabet() - word_members()
    kept = members(node) & kind
    if not kept:
        raise _NeedsMarks
    return CharacterClass(merged((ord(one), ord(one)) for one in kept))
