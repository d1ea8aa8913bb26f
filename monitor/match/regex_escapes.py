"""What stands after a backslash."""

from functools import cache

import re2

from monitor.match.character_sets import BORDER, DIGITS, SPACES, complement, word_ranges
from monitor.match.regex_features import ESCAPES
from monitor.match.regex_scanner import Scanner
from monitor.match.regex_tree import CharacterClass, Node, Range, TextEnd, TextStart, WordBorder

_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_HEXADECIMAL = (r"\\x\{([0-9A-Fa-f]{1,6})\}", r"\\x([0-9A-Fa-f]{2})", r"\\u([0-9A-Fa-f]{4})", r"\\U([0-9A-Fa-f]{8})")
_BORDER: Range = (ord(BORDER), ord(BORDER))


def escape_at(scan: Scanner) -> Node | str:
    """The escape that begins here: a node, or the character it stands for, not yet folded."""
    ranges = shorthand_at(scan)
    if ranges is not None:
        return CharacterClass(ranges)
    property_class = property_at(scan)
    if property_class is not None:
        return property_class
    if scan.accept("\\b"):
        return WordBorder()
    if scan.accept("\\A"):
        return TextStart()
    if scan.accept("\\z"):
        return TextEnd()
    return character_at(scan)


def shorthand_at(scan: Scanner) -> tuple[Range, ...] | None:
    r"""The characters of a \w, \d, \s, \W, \D or \S that stands here, else None."""
    letter = scan.peek(2)[1:]
    if not letter or letter not in "wdsWDS":
        return None
    scan.take(2)
    return _shorthand(letter)


@cache
def _shorthand(letter: str) -> tuple[Range, ...]:
    ranges = {"w": word_ranges(), "d": DIGITS, "s": SPACES}[letter.lower()]
    return ranges if letter.islower() else complement((*ranges, _BORDER))


def property_at(scan: Scanner) -> CharacterClass | None:
    r"""The class of a \p{…} or \P{…} that stands here, else None."""
    column = scan.column
    found = scan.accept_pattern(r"\\([pP])(?:\{(\^?)(\w+)\}|(\w))")
    if found is None:
        return None
    letter, caret, name, short = found
    name = name or short
    if name in ("Lu", "Lt"):
        scan.refuse(column, f"\\p{{{name}}} never matches: texts are folded to lower case", "write \\p{L}")
    elif not _is_property(name):
        mend = "write a Unicode category (L, N, P) or a script (Cyrillic, Latin, Arabic)"
        scan.refuse(column, f"no Unicode property is called {name}", mend)
    return CharacterClass((), (name,), negated=(letter == "P") != bool(caret))


def character_at(scan: Scanner) -> str:
    """The character that the escape here stands for; a fault where it stands for none."""
    column = scan.column
    for form in _HEXADECIMAL:
        found = scan.accept_pattern(form)
        if found is not None:
            return _character(scan, column, found[0])
    scan.take()
    letter = scan.take()
    if not letter:
        scan.fail(column, "a backslash at the end", "write \\\\ for the character itself")
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    if letter in ESCAPES:
        name, mend = ESCAPES[letter]
        scan.refuse(column, f"{name} is not possible", mend)
        return ""
    if letter.isalnum():
        scan.refuse(column, f"\\{letter} means nothing", f"write {letter}")
    return letter


def _character(scan: Scanner, column: int, digits: str) -> str:
    code = int(digits, 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:  # noqa: PLR2004 - Unicode's own limits
        scan.refuse(column, f"there is no character {digits}", "write a code point up to 10FFFF, not a surrogate")
        return ""
    return chr(code)


def _is_property(name: str) -> bool:
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(f"\\p{{{name}}}", options)
    except re2.error:
        return False
    return True
