"""What a text must contain for a regex to match it: the automaton's part of the work.

A set of strings is required when every match contains at least one of them. While a regex is read, BORDER stands in
the strings where a word has to begin or end.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.match.character_sets import BORDER
from monitor.match.regex_tree import CharacterClass, Choice, Literal, Node, Repeat, Sequence, WordBorder

SHORTEST = 3
"""A shorter string is in every text, so looking for it saves nothing."""

MOST_STRINGS = 32
_MOST_MEMBERS = 8


@dataclass(frozen=True, slots=True)
class Required:
    """One of `strings`, each of at least SHORTEST characters; those of `at_start` count only where a word begins. Where
    it `leads`, they all do, and every match begins with one of them."""

    strings: frozenset[str]
    at_start: frozenset[str] = frozenset()
    leads: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a node: all the strings it can match, if few; the sets of required strings; and of a repeated
    node, what its matches begin and end with."""

    exact: frozenset[str] | None
    required: tuple[frozenset[str], ...] = ()
    edge: frozenset[str] = frozenset({""})


_NOTHING = _Known(None)
_EMPTY = _Known(frozenset({""}))
_A_SPACE = frozenset({" "})


def required_literals(node: Node) -> frozenset[str]:
    """The best set of required strings; empty where there is none."""
    best = next(iter(required_sets(node)), None)
    return best.strings if best else frozenset()


def required_sets(node: Node) -> list[Required]:
    """All the sets that are known, the best first."""
    known = _known(node)
    sets = dict.fromkeys([*_usable(known.exact), *known.required])
    first = shortest_beginnings(_beginnings(node))
    return [_without_borders(strings, first) for strings in sorted(sets, key=rarity, reverse=True)]


def _without_borders(strings: frozenset[str], first: frozenset[str]) -> Required:
    plain = {text: text.replace(BORDER, "") for text in strings}
    anywhere = {plain[text] for text in strings if not (text.startswith(BORDER) and plain[text][0].isalnum())}
    found = frozenset(plain.values())
    return Required(found, found - anywhere, leads=strings == first and not anywhere)


def _beginnings(node: Node) -> frozenset[str]:
    """What every match begins with, as far as all of it is known."""
    run = frozenset({""})
    for part in node.parts if isinstance(node, Sequence) else (node,):
        known = _known(part)
        longer = _product(run, known.edge if known.exact is None else known.exact)
        run = longer or run
        if longer is None or known.exact is None:
            break
    return run


def _known(node: Node) -> _Known:
    match node:
        case Literal(text):
            known = _Known(frozenset({text}))
        case CharacterClass():
            known = _Known(_members(node))
        case WordBorder():
            known = _Known(frozenset({BORDER}))
        case Sequence(parts):
            known = _in_sequence(map(_known, parts))
        case Choice(options):
            known = _either([_known(option) for option in options])
        case Repeat(body, least, most):
            known = _repeated(_known(body), least, most)
        case _:
            known = _EMPTY
    return known


def _members(node: CharacterClass) -> frozenset[str] | None:
    if node.negated or node.properties or sum(last - first + 1 for first, last in node.ranges) > _MOST_MEMBERS:
        return None
    return frozenset(chr(code) for first, last in node.ranges for code in range(first, last + 1))


def _in_sequence(parts: Iterable[_Known]) -> _Known:
    """Neighbours whose strings are all known are read together: their strings are the products."""
    required: list[frozenset[str]] = []
    run: frozenset[str] = frozenset({""})
    whole = True
    for part in parts:
        required += part.required
        product = None if part.exact is None else _product(run, part.exact)
        if product is None:
            whole = False
            required += _usable(_product(run, part.edge) or run)
            run = part.edge if part.exact is None else part.exact
        else:
            run = product
    return _Known(run if whole else None, (*required, *(() if whole else _usable(run))))


def _product(one: frozenset[str], other: frozenset[str]) -> frozenset[str] | None:
    return frozenset(a + b for a in one for b in other) if len(one) * len(other) <= MOST_STRINGS else None


def _either(options: list[_Known]) -> _Known:
    exact = _union([option.exact for option in options])
    if exact is not None:
        return _Known(exact)
    best = [max((*_usable(option.exact), *option.required), key=rarity, default=None) for option in options]
    together = _union(best)
    return _Known(None, (together,) if together else ())


def _repeated(body: _Known, least: int, most: int | None) -> _Known:
    if least == most == 1 or (least == 1 and body.exact == _A_SPACE):  # in folded text no other follows
        return body
    if least == 0:
        return _Known(body.exact | {""}) if most == 1 and body.exact is not None else _NOTHING
    return _Known(None, (*body.required, *_usable(body.exact)), body.exact or frozenset({""}))


def _union(sets: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [strings for strings in sets if strings is not None]
    together = frozenset[str]().union(*known)
    return together if len(known) == len(sets) and len(together) <= MOST_STRINGS else None


def _usable(strings: frozenset[str] | None) -> list[frozenset[str]]:
    return [shortest_beginnings(strings)] if strings and rarity(strings)[0] >= SHORTEST else []


def shortest_beginnings(strings: Iterable[str]) -> frozenset[str]:
    """Those that begin with no other: where one of the strings is, one of these is."""
    kept: list[str] = []
    for text in sorted(strings):
        if not kept or not text.startswith(kept[-1]):
            kept.append(text)
    return frozenset(kept)


def rarity(strings: frozenset[str]) -> tuple[int, int]:
    """How seldom a text will have one of them: long strings are rare; of sets as long, the smaller is."""
    return min((len(text) - text.count(BORDER) for text in strings), default=0), -len(strings)
