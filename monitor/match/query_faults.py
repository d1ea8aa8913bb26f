"""What can be wrong with a keyword as it is written, told with its column and a mend."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from monitor.match.faults import Fault
from monitor.text import fold, word_spans

SHORTEST_STEM = 3
MOST_BETWEEN = 30
"""How far apart NEAR and THEN may reach: what is further apart stands together by chance."""

_QUOTED = re.compile(r'["«“„][^"«»“”„]*["»”“]')
_OPERATOR = re.compile(
    r"(?<![^\s()])(?:(?P<distance>NEAR|THEN)(?P<mark>[^\w\s()]*)(?P<number>\d*)|AND|OR|NOT)(?![^\s()\"«»“”„])"
)
_FIELD = re.compile(r"(?<![^\s()])(?P<name>[^\W\d]\w*):")
_LANG = re.compile(r"lang:(?P<tag>[^\s()]*)")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")
_COUNTRIES = {"ua": "uk", "by": "be", "cz": "cs", "gr": "el", "se": "sv", "dk": "da", "il": "he", "cn": "zh"}
_FIELDS = ("title", "text", "lang")
_QUOTES = '"«»“”„'
_OTHER_SIGNS = {"&": "write AND", "|": "write OR", "!": "write NOT", "+": "write AND", "~": "write NEAR/5"}


def lexical_faults(pattern: str) -> list[Fault]:
    """Everything wrong with operators, fields, signs and stems, by columns."""
    rest = list(pattern)
    faults = [*_of_operators(pattern, rest), *_of_fields(pattern, rest)]
    faults += _of_quotes(pattern, rest)
    faults += _of_stems(pattern)
    faults += _of_signs("".join(rest))
    if not faults and not word_spans(fold(pattern).text):
        faults.append(Fault(1, "no word in this keyword", "write one word or several: обмен пленными"))
    return faults


def _blank(rest: list[str], start: int, end: int) -> None:
    rest[start:end] = " " * (end - start)


def _of_operators(pattern: str, rest: list[str]) -> Iterator[Fault]:
    quoted = [match.span() for match in _QUOTED.finditer(pattern)]
    for match in _OPERATOR.finditer(pattern):
        if any(start < match.start() < end for start, end in quoted):
            continue
        _blank(rest, *match.span())
        name, mark, number = match["distance"], match["mark"], match["number"]
        if name and (mark != "/" or not number):
            yield Fault(match.start() + 1, f"{match.group()} says no number of words", f"write {name}/{number or 5}")
        elif name and int(number[:6]) > MOST_BETWEEN:
            mend = f"write at most {name}/{MOST_BETWEEN}, or AND where the distance does not matter"
            yield Fault(match.start() + 1, f"{match.group()} reaches too far", mend)


def _of_fields(pattern: str, rest: list[str]) -> Iterator[Fault]:
    for match in _FIELD.finditer(pattern):
        name = match["name"]
        _blank(rest, *match.span())
        if name.lower() not in _FIELDS:
            mend = "write title:, text: or lang:, or leave the colon out"
            yield Fault(match.start() + 1, f"no field is called {name}:", mend)
        elif name not in _FIELDS:
            yield Fault(match.start() + 1, f"fields are written small: {name}:", f"write {name.lower()}:")
    for match in _LANG.finditer(pattern):
        tag = match["tag"]
        _blank(rest, *match.span())
        if tag.lower() in _COUNTRIES:
            mend = f"write lang:{_COUNTRIES[tag.lower()]}"
            yield Fault(match.start() + 1, f"{tag} is a country, not a language", mend)
        elif not _TAG.fullmatch(tag):
            yield Fault(match.start() + 1, "lang: takes one language", "write lang:uk")


def _of_quotes(pattern: str, rest: list[str]) -> Iterator[Fault]:
    for match in _QUOTED.finditer(pattern):
        _blank(rest, match.start(), match.start() + 1)
        _blank(rest, match.end() - 1, match.end())
        if pattern[: match.start()].endswith("="):
            _blank(rest, match.start() - 1, match.start())
            yield Fault(match.start(), "= before quotes", "leave it out: what is in quotes is taken exactly")
    for at, character in enumerate(rest):
        if character in _QUOTES:
            _blank(rest, at, at + 1)
            yield Fault(at + 1, f"the quote {character} has no other half", "close it, or leave it out")


def _of_stems(pattern: str) -> Iterator[Fault]:
    for match in re.finditer(r"\*+", pattern):
        column = match.start() + 1
        stem = re.search(r"[^\s*()\-:\"«»“”„]*$", pattern[: match.start()])
        letters = sum(map(str.isalnum, fold(stem.group()).text)) if stem else 0
        following = pattern[match.end() : match.end() + 1]
        if len(match.group()) > 1 or letters == 0 or (following.strip() and following not in f"-){_QUOTES}"):
            yield Fault(column, "* stands for the end of a word only", "write stem*, such as обмен*")
        elif stem and stem.group().startswith("="):
            yield Fault(column, "= and * contradict each other", "write stem* or =word")
        elif letters < SHORTEST_STEM:
            message = f"the stem before * has {letters} letter{'s' if letters > 1 else ''}: it would match too much"
            yield Fault(column, message, f"write at least {SHORTEST_STEM} letters, or list the words")


def _of_signs(rest: str) -> Iterator[Fault]:
    for at, character in enumerate(rest):
        column = at + 1
        if character == "=":
            before, after = rest[at - 1 : at], rest[at + 1 : at + 2]
            if (at and not before.isspace() and before != "(") or not (after and _is_part_of_words(after)):
                yield Fault(column, "= stands before a word only", "write =word for this form and no other")
        elif not (character.isspace() or character in "*()" or _is_part_of_words(character)):
            mend = _OTHER_SIGNS.get(character, f"leave it out, or write a regex: clause, where it is \\{character}")
            yield Fault(column, f"{character} cannot stand in a keyword", mend)


@lru_cache(maxsize=1024)
def _is_part_of_words(character: str) -> bool:
    folded = fold(f"а{character}а").text[1:-1]
    return folded in ("", "-", "'") or bool(word_spans(folded))


def syntax_fault(pattern: str, position: int | None, expected: Collection[str]) -> Fault:
    """What the parser did not expect: it stood at `position` and wanted one of the terminals `expected`."""
    at = len(pattern) if position is None else position
    found = re.match(r"\(|\)|[^\s()]+", pattern[at:])
    shown = found.group() if found else "the end"
    column = at + 1
    if "WORDS" in expected:
        return _wants_words(column, shown)
    if shown == ")":
        return Fault(column, "this ) closes nothing", "remove it, or open a ( before")
    if shown == "the end":
        return Fault(_unclosed(pattern), "this ( is never closed", "add the )")
    mend = "write AND between the two, or put all words into one pair of quotes"
    return Fault(column, f"AND, OR, NEAR/5 or THEN/5 is expected here, not {shown}", mend)


def _wants_words(column: int, shown: str) -> Fault:
    if shown == "NOT":
        return Fault(column, "NOT cannot stand within NEAR or THEN", "write A AND NOT (A NEAR/5 B)")
    if shown.endswith(":") or ":" in shown:
        return Fault(column, f"{shown} cannot stand within NEAR or THEN", "write the field first: title:(A NEAR/5 B)")
    return Fault(column, f"words are expected here, not {shown}", "write words on both sides of an operator")


def _unclosed(pattern: str) -> int:
    opened: list[int] = []
    for at, character in enumerate(pattern):
        if character == "(":
            opened.append(at)
        elif character == ")" and opened:
            opened.pop()
    return opened[-1] + 1 if opened else 1
