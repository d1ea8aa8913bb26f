"""Bracket expressions: [а-яё], [^\\w-], [\\d\\s]."""

from monitor.match.character_sets import merged
from monitor.match.regex_escapes import character_at, property_at, shorthand_at
from monitor.match.regex_scanner import Scanner
from monitor.match.regex_tree import CharacterClass, Choice, Literal, Node, Range
from monitor.text import fold

_LONGEST_FOLDED_RANGE = 1024
"""Longer ranges hold whole scripts, the folded forms of their letters among them."""


def class_at(scan: Scanner) -> Node:
    """The bracket expression that begins here, folded. A member that folds to several letters is an alternative."""
    opened = scan.column
    scan.take()
    negated = scan.accept("^")
    ranges: list[Range] = []
    properties: list[str] = []
    words: set[str] = set()
    first = True
    while first or scan.peek() != "]":
        first = False
        if not scan.peek():
            scan.fail(opened, "this [ is never closed", "add the ], or write \\[ for the character itself")
        named = _named_member(scan, properties)
        if named is not None:
            ranges += named
        else:
            single, several = _folded_range(*_range(scan))
            ranges += single
            words |= several
    scan.take()
    return _class(merged(ranges), tuple(properties), words, negated=negated)


def _named_member(scan: Scanner, properties: list[str]) -> tuple[Range, ...] | None:
    column = scan.column
    if scan.accept_pattern(r"\[:\^?\w+:\]") is not None:
        scan.refuse(column, "classes such as [:alpha:] know ASCII only", "write \\w, \\d, \\s or \\p{L}")
        return ()
    if scan.accept("\\b"):
        scan.refuse(column, "\\b in brackets is the backspace character", "put \\b outside the brackets")
        return ()
    found = property_at(scan)
    if found is not None:
        if found.negated:
            scan.refuse(column, "a property cannot be negated in brackets", "write [^\\p{…}] on its own")
        properties += found.properties
        return ()
    return shorthand_at(scan)


def _range(scan: Scanner) -> tuple[str, str]:
    column = scan.column
    first = _member(scan)
    if scan.peek() != "-" or scan.peek(2) in ("-", "-]"):
        return first, first
    scan.take()
    if scan.peek(2)[1:] in tuple("wdsWDSpP") and scan.peek() == "\\":
        scan.fail(column, "a range ends in a character, not in a class", "write - last in the brackets")
    last = _member(scan)
    if first and last and ord(first) > ord(last):
        scan.refuse(
            column, f"the range {first}-{last} runs backwards", f"write {last}-{first}, or - last in the brackets"
        )
        return "", ""
    return first, last


def _member(scan: Scanner) -> str:
    return character_at(scan) if scan.peek() == "\\" else scan.take()


def _folded_range(first: str, last: str) -> tuple[list[Range], set[str]]:
    """The folded members of a range: single characters as ranges, and those that fold to several."""
    if not first or not last:
        return [], set()
    start, stop = ord(first), ord(last)
    if stop - start > _LONGEST_FOLDED_RANGE:
        return [(start, stop)], set()
    folded = {fold(chr(code)).text for code in range(start, stop + 1)}
    return [(ord(one), ord(one)) for one in folded if len(one) == 1], {one for one in folded if len(one) > 1}


def _class(ranges: tuple[Range, ...], properties: tuple[str, ...], words: set[str], *, negated: bool) -> Node:
    if negated:
        return CharacterClass(ranges, properties, negated=True)
    options: list[Node] = [Literal(word) for word in sorted(words)]
    if ranges or properties:
        options.insert(0, CharacterClass(ranges, properties))
    return options[0] if len(options) == 1 else Choice(tuple(options)) if options else Literal("")
