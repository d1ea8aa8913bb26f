"""What a text must contain for a regex to match it: the automaton's part of the work.

A set of strings is required when every match contains at least one of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.match.regex_tree import CharacterClass, Choice, Literal, Node, Repeat, Sequence

SHORTEST = 3
"""A shorter string is in every text, so looking for it saves nothing."""

MOST_STRINGS = 32
_MOST_MEMBERS = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a node: all the strings it can match, if few, and the best set of required ones, if any."""

    exact: frozenset[str] | None
    required: frozenset[str] | None


_NOTHING = _Known(None, None)
_EMPTY = _Known(frozenset({""}), None)


def required_literals(node: Node) -> frozenset[str]:
    """The best set of required strings, each of at least SHORTEST characters; empty where there is none."""
    known = _known(node)
    return _better(_usable(known.exact), known.required) or frozenset()


def _known(node: Node) -> _Known:
    match node:
        case Literal(text):
            return _Known(frozenset({text}), None)
        case CharacterClass():
            return _Known(_members(node), None)
        case Sequence(parts):
            return _in_sequence(map(_known, parts))
        case Choice(options):
            return _either([_known(option) for option in options])
        case Repeat(body, least, most):
            return _repeated(_known(body), least, most)
        case _:
            return _EMPTY


def _members(node: CharacterClass) -> frozenset[str] | None:
    if node.negated or node.properties or sum(last - first + 1 for first, last in node.ranges) > _MOST_MEMBERS:
        return None
    return frozenset(chr(code) for first, last in node.ranges for code in range(first, last + 1))


def _in_sequence(parts: Iterable[_Known]) -> _Known:
    """Neighbours whose strings are all known are read together: their strings are the products."""
    best: frozenset[str] | None = None
    run: frozenset[str] = frozenset({""})
    whole = True
    for part in parts:
        best = _better(best, part.required)
        product = None if part.exact is None else frozenset(a + b for a in run for b in part.exact)
        if product is None or len(product) > MOST_STRINGS:
            whole = False
            best = _better(best, _usable(run))
            run = frozenset({""}) if part.exact is None else part.exact
        else:
            run = product
    return _Known(run if whole else None, _better(best, None if whole else _usable(run)))


def _either(options: list[_Known]) -> _Known:
    exact = _union([option.exact for option in options])
    return _Known(exact, _union([_better(_usable(option.exact), option.required) for option in options]))


def _repeated(body: _Known, least: int, most: int | None) -> _Known:
    if least == most == 1:
        return body
    if least == 0:
        return _Known(body.exact | {""}, None) if most == 1 and body.exact is not None else _NOTHING
    return _Known(None, _better(_usable(body.exact), body.required))


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [strings for strings in sets if strings is not None]
    together = frozenset[str]().union(*known)
    return together if len(known) == len(sets) and len(together) <= MOST_STRINGS else None


def _usable(strings: frozenset[str] | None) -> frozenset[str] | None:
    return strings if strings and min(map(len, strings)) >= SHORTEST else None


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    return max(filter(None, (one, other)), key=rarity, default=None)


def rarity(strings: frozenset[str]) -> tuple[int, int]:
    """How seldom a text will have one of them: long strings are rare; of sets as long, the smaller is."""
    return (min(map(len, strings)), -len(strings)) if strings else (0, 0)
