"""Finding numbers: tokens, then the longest run of them that adds up to one number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from monitor.text.numbers.addition import LARGEST, THOUSAND, Role, Step, Sum, with_step
from monitor.text.numbers.tables import NumberTables

_GROUPED = re.compile(r"(?!0)\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*")
_DECIMAL = re.compile(r"(\d{1,6})[.,](\d{1,3})")
_SPACED_GROUPS = re.compile(r"(?: \d{3}(?![\d.,:/'][\d]|\d))+")
_MORE_DIGITS = 15
_BEFORE_RUN = 24

LONGEST_GAP = 3
"""Characters between two tokens of one number or date, as in `2 - 4`."""


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number at [start, end) of the folded text. `spelled`: written without digits."""

    start: int
    end: int
    value: int
    spelled: bool


@dataclass(frozen=True, slots=True)
class OrdinalNumber:
    """An ordinal at [start, end) of the folded text: second, 66-го, II."""

    start: int
    end: int
    value: int


class _Reading(NamedTuple):
    first: int
    after: int
    start: int
    end: int
    value: int
    spelled: bool = False
    cardinal: bool = True
    ordinal: bool = False


def find_numbers(folded: str, tables: NumberTables) -> tuple[Number, ...]:
    """The whole numbers in order, none inside another; no ordinals, decimals, times, dates or names such as Su-34."""
    return tuple(Number(r.start, r.end, r.value, r.spelled) for r in _Scan(folded, tables).readings() if r.cardinal)


def find_ordinals(folded: str, tables: NumberTables) -> tuple[OrdinalNumber, ...]:
    """The ordinals in order, none inside another."""
    return tuple(OrdinalNumber(r.start, r.end, r.value) for r in _Scan(folded, tables).readings() if r.ordinal)


class _Scan:
    def __init__(self, folded: str, tables: NumberTables) -> None:
        self.text = folded
        self.tables = tables
        self.tokens = list(tables.token.finditer(folded))
        self.words = [token.group() for token in self.tokens]

    def readings(self) -> Iterator[_Reading]:
        done = 0
        for index in self.tables.candidates(self.words):
            if index < done:
                continue
            reading = self._digits(index) if self.words[index][0].isdigit() else self._spelled(index)
            if reading:
                done = reading.after
                yield reading

    def _gap(self, index: int) -> str | None:
        """What stands between a token and the next one; None if there is no next one or it is far."""
        if index + 1 >= len(self.tokens):
            return None
        start, end = self.tokens[index].end(), self.tokens[index + 1].start()
        return self.text[start:end] if end - start <= LONGEST_GAP else None

    # Words

    def _spelled(self, index: int) -> _Reading | None:
        fraction = self.tables.fractions.get(self.words[index])
        if fraction is not None:
            return self._multiplied(index, fraction, spelled=True)
        best, after = self._sum(index)
        if best is None:
            return None
        start, end = self.tokens[index].start(), self.tokens[after - 1].end()
        weak = after == index + 1 and self.words[index] in self.tables.weak
        if weak and self.tables.classifiers:
            weak = not self.text.startswith(self.tables.classifiers, end)
        ordinal = best.ordinal or (self.tables.han and self._prefixed(start))
        return _Reading(
            index, after, start, end, best.value, spelled=True, cardinal=not (weak or ordinal), ordinal=ordinal
        )

    def _sum(self, index: int) -> tuple[Sum | None, int]:
        """The longest number that begins at a token, and the token after it."""
        number, best, after, position = Sum(), None, index, index
        while position < len(self.words) and (position == index or self._gap(position - 1) in {" ", "-"}):
            steps, following = self._steps(position)
            extended = self._extended(number, steps, position) if steps else None
            if extended is None:
                break
            number, position = extended, following
            if number.complete:
                best, after = number, position
        return best, after

    def _steps(self, position: int) -> tuple[tuple[Step, ...] | None, int]:
        """The parts of the word or phrase at a token, and the token after it."""
        word = self.words[position]
        for rest, steps in self.tables.phrases.get(word, ()):
            after = position + 1 + len(rest)
            if tuple(self.words[position + 1 : after]) == rest:
                return steps, after
        return self.tables.steps(word), position + 1

    def _extended(self, number: Sum, steps: tuple[Step, ...], position: int) -> Sum | None:
        if not number.started:
            if steps[0].role is Role.JOINER:
                steps = steps[1:]
            led = position > 0 and self.words[position - 1] in self.tables.leads
            if led and len(steps) == 1 and steps[0].role is Role.COUNTED:
                steps = (Step(Role.SCALE, steps[0].value),)
        extended: Sum | None = number
        for step in steps:
            extended = with_step(extended, step, self.tables.style) if extended else None
        return extended if steps else None

    # Digits

    def _digits(self, index: int) -> _Reading | None:
        word, (start, end) = self.words[index], self.tokens[index].span()
        if self._inside_a_name(start):
            return None
        if not word.isdigit():
            grouped = _GROUPED.fullmatch(word)
            if not grouped:
                decimal = _DECIMAL.fullmatch(word)
                return self._multiplied(index, Fraction(".".join(decimal.groups()))) if decimal else None
            word = word.replace(grouped.group(1), "")
        elif len(word) <= len("999") and word[0] != "0":
            groups = _SPACED_GROUPS.match(self.text, end, end + 1 + _MORE_DIGITS)
            if groups:
                word, end = word + groups.group().replace(" ", ""), groups.end()
        after = index
        while after < len(self.tokens) and self.tokens[after].start() < end:
            after += 1
        if len(word) > _MORE_DIGITS:
            return None
        value = int(word)
        return (
            self._ordinal(index, after, start, end, value)
            or self._multiplied(after - 1, Fraction(value), first=index)
            or self._plain(index, after, start, end, value)
        )

    def _inside_a_name(self, start: int) -> bool:
        """Whether the digits belong to letters before them (T72, Su-34); one Semitic letter is only a preposition."""
        before = self.text[max(0, start - _BEFORE_RUN) : start]
        hyphen = before.endswith("-")
        letters = before.removesuffix("-")
        if not letters or not letters[-1].isalpha():
            return False
        if "\u0590" <= letters[-1] < "\u0700":
            return hyphen and len(letters) > 1 and letters[-2].isalpha()
        return hyphen or letters[-1] < "\u0590"

    def _ordinal(self, index: int, after: int, start: int, end: int, value: int) -> _Reading | None:
        tables = self.tables
        gap = self._gap(after - 1)
        if gap in {"", "-", "'", "."} and self.words[after] in tables.suffixes:
            end = self.tokens[after].end()
            return _Reading(index, after + 1, start, end, value, cardinal=False, ordinal=True)
        if self._prefixed(start) or self._numbered(index, start):
            return _Reading(index, after, start, end, value, cardinal=False, ordinal=True)
        if tables.also_count and self.text.endswith(tables.also_count, 0, start):
            return _Reading(index, after, start, end, value, ordinal=True)
        if tables.dot and gap == ". " and value < THOUSAND and self.words[after][0].isalpha():
            return _Reading(index, after, start, end, value, ordinal=True)
        return None

    def _prefixed(self, start: int) -> bool:
        return bool(self.tables.prefixes) and self.text.endswith(self.tables.prefixes, 0, start)

    def _numbered(self, index: int, start: int) -> bool:
        if self.text[max(0, start - 2) : start].rstrip(" ").endswith("#"):
            return True
        return index > 0 and self.words[index - 1] in self.tables.numero and self._gap(index - 1) in {" ", ". ", "."}

    def _multiplied(
        self, index: int, factor: Fraction, *, first: int | None = None, spelled: bool = False
    ) -> _Reading | None:
        """Digits or a fraction and the scale behind them: 6 тысяч, 1,2 тыс., полторы тысячи, 1 тысяча 200."""
        if self._gap(index) not in {"", " ", "-"}:
            return None
        steps = self.tables.steps(self.words[index + 1])
        if not steps or len(steps) != 1 or steps[0].role not in {Role.SCALE, Role.COUNTED} or steps[0].ordinal:
            return None
        product = factor * steps[0].value
        if product.denominator != 1 or product > LARGEST:
            return None
        value, after = int(product), index + 2
        begin = index if first is None else first
        if steps[0].value == THOUSAND and factor.denominator == 1 and self._gap(after - 1) == " ":
            rest = self.words[after]
            if rest.isdigit() and len(rest) == len("200") and rest[0] != "0":
                value, after = value + int(rest), after + 1
        start, end = self.tokens[begin].start(), self.tokens[after - 1].end()
        return _Reading(begin, after, start, end, value, spelled=spelled)

    def _plain(self, index: int, after: int, start: int, end: int, value: int) -> _Reading | None:
        following = self.text[end : end + 1]
        if following == "%" or (following.isalpha() and following < "\u0590"):
            return None
        return _Reading(index, after, start, end, value)
