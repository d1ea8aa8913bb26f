r"""Trees as RE2 reads them, and where they match.

RE2 knows `\b` for ASCII only. A regex that has one is matched against a text in which every border of a word carries
BORDER characters, as many as the regex can ask for at one place: `\b` takes one of them, everything else skips them.
They are never part of a span.
"""

import re
from collections.abc import Iterator
from functools import cache

import re2

from monitor.match.character_sets import BORDER, bracketed, word_ranges
from monitor.match.faults import Fault, PatternError
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
    stacked_borders,
)

MAX_MEMORY = 8 * 1024 * 1024
"""Bytes that one regex may take, compiled and at work."""


class Regex:
    """A compiled regex. `borders` says how many BORDER characters the texts it is given must have at each border."""

    def __init__(self, tree: Node) -> None:
        self.borders = stacked_borders(tree).most
        options = re2.Options()
        options.log_errors = False
        options.max_mem = MAX_MEMORY
        try:
            self._compiled = re2.compile(_translated(tree, f"{BORDER}*" if self.borders else ""), options)
        except re2.error as error:
            raise PatternError([_fault(error)]) from error

    def spans(self, subject: str) -> Iterator[tuple[int, int]]:
        """[start, end) of each match in folded text, leftmost first; give it `with_borders(text, self.borders)`."""
        if not self.borders:
            yield from (match.span() for match in self._compiled.finditer(subject))
            return
        match = self._compiled.search(subject)
        while match is not None:
            found = match.group()
            start = match.end() - len(found.lstrip(BORDER))
            end = match.start() + len(found.rstrip(BORDER))
            yield start - subject.count(BORDER, 0, start), end - subject.count(BORDER, 0, end)
            match = self._compiled.search(subject, end)  # before the border, whose marks the next match may need


def with_borders(folded: str, count: int) -> str:
    """Folded text with `count` BORDER characters at each border of a word."""
    marks = BORDER * count
    return _word().sub(f"{marks}\\g<0>{marks}", folded) if count else folded


@cache
def _word() -> re.Pattern[str]:
    ranges = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in word_ranges())
    return re.compile(f"[{ranges}]+")


def _translated(node: Node, skip: str) -> str:
    match node:
        case Literal(text):
            written = "".join(skip + _escaped(character) for character in text)
        case CharacterClass():
            written = skip + _bracket(node)
        case WordBorder():
            written = BORDER
        case TextStart():
            written = "^"
        case TextEnd():
            written = skip + "$"
        case Sequence(parts):
            written = "".join(_translated(part, skip) for part in parts)
        case Choice(options):
            written = f"(?:{'|'.join(_translated(option, skip) for option in options)})"
        case Repeat(body, least, most, lazy):
            quantifier = f"{{{least}}}" if most == least else f"{{{least},{'' if most is None else most}}}"
            written = f"(?:{_translated(body, skip)}){quantifier}{'?' if lazy else ''}"
    return written


def _bracket(node: CharacterClass) -> str:
    members = bracketed(node.ranges) + "".join(f"\\p{{{name}}}" for name in node.properties)
    return f"[^{members}{BORDER}]" if node.negated else f"[{members}]"


def _escaped(character: str) -> str:
    return character if character.isalnum() else f"\\x{{{ord(character):x}}}"


def _fault(error: re2.error) -> Fault:
    reason = error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else str(error)
    if "too large" in reason:
        return Fault(1, "the regex is too large once compiled", "use smaller repeats, or split it into several clauses")
    return Fault(1, f"the engine refuses it: {reason}", "write it more simply")
