"""Reads a regex as operators write it, and says what linear time or folded text rule out, with the column.

The syntax is Python's without what needs backtracking. Case does not matter, and literals and classes are folded as
texts are: a regex is a statement about folded text.
"""

from collections.abc import Callable, Mapping
from itertools import groupby

from monitor.match.faults import PatternError
from monitor.match.regex_class_parser import class_at
from monitor.match.regex_escapes import escape_at
from monitor.match.regex_features import FLAGS, GROUPS
from monitor.match.regex_scanner import Scanner
from monitor.match.regex_tree import (
    CharacterClass,
    Choice,
    Literal,
    Node,
    Repeat,
    Sequence,
    TextEnd,
    TextStart,
    WordBorder,
    shortest,
)
from monitor.text import fold

MOST_REPEATS = 1000
DEEPEST = 100
_SINGLES: Mapping[str, Node] = {".": CharacterClass((), negated=True), "^": TextStart(), "$": TextEnd()}
_BEGINNINGS: Mapping[str, Callable[[Scanner], Node | str]] = {"[": class_at, "\\": escape_at}
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def parse_regex(pattern: str) -> Node:
    """The tree of `pattern`; PatternError with every fault that can be found in one reading."""
    return _Parser(pattern).parse()


class _Parser:
    def __init__(self, pattern: str) -> None:
        self._scan = Scanner(pattern)
        self._depth = 0

    def parse(self) -> Node:
        scan = self._scan
        node = self._choice()
        if scan.peek() == ")":
            scan.fail(scan.column, "unbalanced )", "write \\) for the character itself, or remove it")
        if not scan.faults and shortest(node) == 0:
            scan.refuse(
                1, "matches nothing at all, and so everywhere", "require a character: + instead of *, no bare ^"
            )
        if scan.faults:
            raise PatternError(scan.faults)
        return node

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._scan.accept("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Node:
        parts: list[Node | str] = []
        while self._scan.peek() not in ("", "|", ")"):
            parts.append(self._quantified())
        return _folded(parts)

    def _quantified(self) -> Node | str:
        """An atom and what repeats it. A literal that is not repeated stays raw: it is folded with its neighbours."""
        scan = self._scan
        atom = self._atom()
        column = scan.column
        bounds = self._bounds()
        if bounds is None:
            return atom
        if isinstance(atom, WordBorder | TextStart | TextEnd):
            scan.refuse(column, "a place cannot be repeated", "remove the quantifier after \\b, ^ or $")
        lazy = scan.accept("?")
        if not lazy and scan.accept("+"):
            scan.refuse(
                column, "possessive quantifiers are not possible", "remove the second +: matching is linear anyway"
            )
        if self._bounds() is not None:
            scan.refuse(column, "two quantifiers in a row", "keep one, or group: (?:a+)*")
        body = Literal(fold(atom).text) if isinstance(atom, str) else atom
        self._check_repeats(body, bounds, column)
        return Repeat(body, *bounds, lazy)

    def _bounds(self) -> tuple[int, int | None] | None:
        scan = self._scan
        if scan.peek() in _QUANTIFIERS:
            return _QUANTIFIERS[scan.take()]
        found = scan.accept_pattern(r"\{(\d*)(,?)(\d*)\}")
        if found is None:
            return None
        least, comma, most = found
        if not least and not most:
            scan.fail(
                scan.column - len(comma) - 2,
                "a repeat without numbers",
                "write {2}, {2,} or {2,5}, or \\{ for the brace",
            )
        low = int(least or 0)
        return low, (int(most) if most else None) if comma else low

    def _check_repeats(self, body: Node, bounds: tuple[int, int | None], column: int) -> None:
        least, most = bounds
        if most is not None and most < least:
            self._scan.refuse(column, f"repeats at least {least} and at most {most} times", f"write {{{most},{least}}}")
        elif _repeats(Repeat(body, least, most, lazy=False)) > MOST_REPEATS:
            self._scan.refuse(
                column,
                f"repeats more than {MOST_REPEATS} times, counting repeats within repeats",
                "use + or *, or a smaller number",
            )

    def _atom(self) -> Node | str:
        scan = self._scan
        column = scan.column
        character = scan.peek()
        if character == "(":
            return self._group()
        if character in _BEGINNINGS:
            return _BEGINNINGS[character](scan)
        if character in _QUANTIFIERS:
            scan.fail(column, f"nothing to repeat before {character}", f"write \\{character} for the character itself")
        scan.take()
        return _SINGLES.get(character) or character + scan.take_marks()

    def _group(self) -> Node:
        scan = self._scan
        column = scan.column
        if scan.accept_pattern(r"\(\?#[^)]*\)") is not None:
            return Literal("")
        flags = scan.accept_pattern(r"\(\?([A-Za-z]*-?[A-Za-z]*)([:)])")
        if flags is not None:
            self._check_flags(flags[0], column)
            if flags[1] == ")":
                return Literal("")
        elif scan.accept_pattern(r"\(\?P?<[^\W\d]\w*>") is None:
            self._open_group(column)
        self._depth += 1
        if self._depth > DEEPEST:
            scan.fail(column, f"groups are nested more than {DEEPEST} deep", "write a flatter pattern")
        node = self._choice()
        self._depth -= 1
        if not scan.accept(")"):
            scan.fail(column, "this ( is never closed", "add the ), or write \\( for the character itself")
        return node

    def _open_group(self, column: int) -> None:
        scan = self._scan
        for opening, (name, mend) in GROUPS.items():
            if scan.accept(opening):
                if opening == "(?(":
                    scan.fail(column, f"{name} {opening}…) is not possible", mend)
                scan.refuse(column, f"{name} {opening}…) is not possible", mend)
                return
        scan.take()
        if scan.peek() == "?":
            scan.fail(column, "unknown kind of group", "write (?:…) for a plain group, (?P<name>…) for a named one")

    def _check_flags(self, flags: str, column: int) -> None:
        for offset, flag in enumerate(flags):
            if flag not in "isu":
                mend = FLAGS.get(flag, "remove it")
                self._scan.refuse(column + 2 + offset, f"flag {flag} is not possible", mend)


def _folded(parts: list[Node | str]) -> Node:
    """Literals that stand together are folded together, as the words they are."""
    nodes: list[Node] = []
    for raw, group in groupby(parts, key=lambda part: isinstance(part, str)):
        if raw:
            nodes.append(Literal(fold("".join(map(str, group))).text))
        else:
            nodes += [part for part in group if not isinstance(part, str)]
    return nodes[0] if len(nodes) == 1 else Sequence(tuple(nodes))


def _repeats(node: Node) -> int:
    match node:
        case Repeat(body, least, most):
            return max(least, most or 0, 1) * _repeats(body)
        case Sequence(children) | Choice(children):
            return max(map(_repeats, children), default=1)
        case _:
            return 1
