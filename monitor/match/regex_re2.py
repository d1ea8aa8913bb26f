r"""Trees as RE2 reads them, and where they match.

RE2 knows `\b` for ASCII only. A regex that has one is matched against a text in which every border of a word carries
BORDER characters, as many as the regex can ask for at one place: `\b` takes one of them, everything else skips them.
They are never part of a span.

Most texts are written in the bytes of the code page, and there a regex is small: `\w` is a few ranges of bytes. For the
others it is compiled again, in full. Either is compiled when it is first needed. Folded text has no line breaks, so the
seam between texts can be one: `^` and `$` see it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property, lru_cache
from typing import Any, AnyStr

import re2

from monitor.match.character_sets import BORDER, bracketed, merged, word_ranges
from monitor.match.faults import Fault, PatternError
from monitor.match.regex_bare import Bare, members, word_members
from monitor.match.regex_bare import bare as bare_regex
from monitor.match.regex_program import Program
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
from monitor.text import code_page

MAX_MEMORY = 8 * 1024 * 1024
"""Bytes that one regex may take, compiled and at work."""

SURELY_SMALL = 20_000
"""Instructions that RE2 has room for in any case: it takes a quarter of two thirds of the memory, at 16 bytes each."""

_PER_LETTER = 4
_PER_RANGE = 16
_PER_PROPERTY = 8_000
"""The most instructions for a letter (its bytes), for a range of characters, and for a property."""

_TEXTS_AT_HAND = 4
"""Title and text, with two numbers of borders: many regexes look at them one after the other."""

_CODED_BORDER = BORDER.encode("ascii")

_Search = Callable[[AnyStr, int], tuple[int, int] | None]
"""Finds the leftmost match that begins no earlier than a place."""


class Regex:
    """A regex, to be found in folded texts. `begins_words` says that its matches begin where words do, which is seen
    without marks."""

    def __init__(self, tree: Node) -> None:
        self._tree = tree
        self._bare = bare_regex(tree)
        self.begins_words = self._bare is not None and self._bare.leads
        if most_instructions(tree) > SURELY_SMALL:
            _ = self._for_texts  # so that what is too large is refused now, and not by the first text

    def spans(self, folded: str, most: int) -> list[tuple[int, int]]:
        """[start, end) of each match in folded text, leftmost first, of `most` of them at most."""
        return self._marked_spans(self._search_text, _with_borders(folded, self._borders), BORDER, most)

    def coded_spans(self, data: bytes, most: int) -> list[tuple[int, int]]:
        """The same in coded text. Several texts can be joined: to a regex the seam is where one ends, and no match has
        it."""
        if self._bare is None:
            marked = _coded_with_borders(data, self._borders)
            return self._marked_spans(self._for_bytes.search, marked, _CODED_BORDER, most)
        return self._bare_spans(data, self._bare, most)

    def coded_spans_at(self, data: bytes, places: Iterable[int], most: int) -> list[tuple[int, int]]:
        """The same again, at these ascending places alone; for a regex that `begins_words`."""
        assert self._bare is not None
        found: list[tuple[int, int]] = []
        done = 0
        for place in places:
            # Read from the character before, where there is one: it shows whether a word begins here.
            span = self._for_bytes.match(data, max(place - 1, 0)) if place >= done else None
            if span is not None and len(found) < most:
                found.append(_bare_span(span, data, self._bare))
                done = found[-1][1]
        return found

    def _search_text(self, subject: str, start: int) -> tuple[int, int] | None:
        match = self._for_texts.search(subject, start)
        span: tuple[int, int] | None = None if match is None else match.span()
        return span

    def _marked_spans(self, search: _Search[AnyStr], subject: AnyStr, mark: AnyStr, most: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        span = search(subject, 0)
        while span is not None and len(found) < most:
            text = subject[slice(*span)]
            start = span[1] - len(text.lstrip(mark))
            end = span[0] + len(text.rstrip(mark))
            found.append((start - subject.count(mark, 0, start), end - subject.count(mark, 0, end)))
            span = search(subject, end)  # before the border, whose marks the next match may need
        return found

    def _bare_spans(self, data: bytes, bare: Bare, most: int) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        span = self._for_bytes.search(data)
        while span is not None and len(found) < most:
            found.append(_bare_span(span, data, bare))
            end = found[-1][1]
            # The last character may be the one before the next match; at 1 it would be the start of the text again.
            span = self._for_bytes.search(data, end - 1 if bare.leads and end > 1 else end)
        return found

    @cached_property
    def _borders(self) -> int:
        """How many BORDER characters the texts must have at each border, where the regex needs any."""
        return stacked_borders(self._tree).most

    @property
    def _skip(self) -> str:
        return f"{BORDER}*" if self._borders else ""

    @cached_property
    def _for_texts(self) -> Any:
        options = re2.Options()
        options.log_errors = False
        options.max_mem = MAX_MEMORY
        with _refused_as_fault():
            return re2.compile(_translated(self._tree, self._skip, coded=False), options)

    @cached_property
    def _for_bytes(self) -> Program:
        written = _bare_pattern(self._bare) if self._bare else _translated(self._tree, self._skip, coded=True)
        with _refused_as_fault():
            return Program(written, MAX_MEMORY)


@contextmanager
def _refused_as_fault() -> Iterator[None]:
    try:
        yield
    except re2.error as error:
        raise PatternError([_fault(error)]) from error


def _bare_span(span: tuple[int, int], data: bytes, bare: Bare) -> tuple[int, int]:
    """The span without the characters before and behind it that no letter may stand for."""
    start, end = span
    if bare.leads and data[start] not in _coded_letters():
        start += 1
    if bare.trails and data[end - 1] not in _coded_letters():
        end -= 1
    return start, end


@lru_cache(maxsize=_TEXTS_AT_HAND)
def _with_borders(folded: str, count: int) -> str:
    """Folded text with `count` BORDER characters at each border of a word."""
    return (BORDER * count).join(_words().split(folded)) if count else folded


@lru_cache(maxsize=_TEXTS_AT_HAND)
def _coded_with_borders(data: bytes, count: int) -> bytes:
    """The same for coded text."""
    return (_CODED_BORDER * count).join(_coded_words().split(data)) if count else data


@cache
def _words() -> re.Pattern[str]:
    ranges = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in word_ranges())
    return re.compile(f"([{ranges}]+)")


@cache
def _coded_words() -> re.Pattern[bytes]:
    return re.compile(f"([{_coded_class(word_members())}]+)".encode("ascii"))


@cache
def _coded_letters() -> frozenset[int]:
    return frozenset(code_page().encode("".join(word_members())))


def _bare_pattern(bare: Bare) -> str:
    other = f"[^{_coded_class(word_members())}]"
    before = f"(?:^|{other})" if bare.leads else ""
    behind = f"(?:{other}|$)" if bare.trails else ""
    return before + _translated(bare.tree, "", coded=True) + behind


def most_instructions(node: Node) -> int:
    """No fewer than RE2 needs for the node, compiled in full."""
    match node:
        case Literal(text):
            return (_PER_LETTER + 2) * len(text) + 1
        case CharacterClass(ranges, properties):
            return _PER_RANGE * (len(ranges) + 2) + _PER_PROPERTY * len(properties)
        case Sequence(parts) | Choice(parts):
            return sum(map(most_instructions, parts)) + 2 * len(parts)
        case Repeat(body, least, most):
            return (max(least, most or 0) + 1) * (most_instructions(body) + 2)
        case _:
            return 3


def _translated(node: Node, skip: str, *, coded: bool) -> str:
    match node:
        case Literal(text):
            written = "".join(skip + _character(character, coded=coded) for character in text)
        case CharacterClass():
            written = skip + (_coded_bracket(node) if coded else _bracket(node))
        case WordBorder():
            written = f"\\x{ord(BORDER):x}"
        case TextStart():
            written = "(?m:^)"
        case TextEnd():
            written = skip + "(?m:$)"
        case Sequence(parts):
            written = "".join(_translated(part, skip, coded=coded) for part in parts)
        case Choice(options):
            written = f"(?:{'|'.join(_translated(option, skip, coded=coded) for option in options)})"
        case Repeat(body, least, most, lazy):
            quantifier = f"{{{least}}}" if most == least else f"{{{least},{'' if most is None else most}}}"
            written = f"(?:{_translated(body, skip, coded=coded)}){quantifier}{'?' if lazy else ''}"
    return written


def _coded_bracket(node: CharacterClass) -> str:
    inside = _coded_class(members(node))
    return f"[{inside}]" if inside else _NO_BYTE


def _bracket(node: CharacterClass) -> str:
    members = bracketed(node.ranges) + "".join(f"\\p{{{name}}}" for name in node.properties)
    return f"[^{members}{BORDER}]" if node.negated else f"[{members}]"


_NO_BYTE = r"[^\x00-\xff]"


@lru_cache(maxsize=256)
def _coded_class(characters: frozenset[str]) -> str:
    """The bytes of these characters, as the inside of a bracket expression."""
    ranges = merged((code, code) for code in code_page().encode("".join(characters)))
    return "".join(f"\\x{first:02x}-\\x{last:02x}" for first, last in ranges)


def _character(character: str, *, coded: bool) -> str:
    if not coded:
        return character if character.isalnum() else f"\\x{{{ord(character):x}}}"
    code = code_page().encode(character)[0] if code_page().has(character) else None
    return _NO_BYTE if code is None else f"\\x{code:02x}"


def _fault(error: re2.error) -> Fault:
    reason = error.args[0].decode(errors="replace") if error.args and isinstance(error.args[0], bytes) else str(error)
    if "too large" in reason:
        return Fault(1, "the regex is too large once compiled", "use smaller repeats, or split it into several clauses")
    return Fault(1, f"the engine refuses it: {reason}", "write it more simply")
