"""Number words of one language, made ready for look-up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from monitor.text.characters import LATIN
from monitor.text.forms import ending_sets, forms, section, whole_number
from monitor.text.numbers.addition import Role, Step, Style

Steps = tuple[Step, ...]

Phrase = tuple[tuple[str, ...], Steps]
"""The words of a number of several words after its first one, and its parts: الثالثة عشرة."""

COMPOUND_LIMIT = 80
"""Characters of the longest compound word that is taken apart."""

_NUMBER_KEYS = frozenset(
    [
        "endings",
        "values",
        "scales",
        "counted",
        "fractions",
        "joiners",
        "articles",
        "leads",
        "weak",
        "glue",
        "glue_parts",
        "glue_joiners",
        "prefixes",
        "joining_prefixes",
        "units_first",
        "vigesimal",
        "han",
        "classifiers",
    ]
)
_ORDINAL_KEYS = frozenset(
    [
        "endings",
        "values",
        "scales",
        "suffixes",
        "prefixes",
        "also_count",
        "dot",
        "numero",
        "roman",
        "roman_except",
        "glue_parts",
    ]
)
_DIGITS = r"\d{4}-\d\d-\d\d(?!\d)|\d+(?:[.,':/]\d+)*"
_INNER_APOSTROPHE = rf"'(?<![{LATIN}]')(?![{LATIN}])"
WORD_PATTERN = rf"[^\W\d_]+(?:{_INNER_APOSTROPHE}[^\W\d_]+)*"
TOKEN = re.compile(f"{_DIGITS}|{WORD_PATTERN}")
"""A word, or digits with what groups them: 1,200 02.06.2025 19:30 2025-06-02."""

_LEAST_SCALE = 100

_ROMAN_TENS = ("", "x", "xx", "xxx")
_ROMAN_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {tens + unit: 10 * i + k for (i, tens), (k, unit) in product(enumerate(_ROMAN_TENS), enumerate(_ROMAN_UNITS))}


@dataclass(frozen=True, slots=True)
class NumberTables:
    """Words with the parts they stand for, and the habits of the language's writers.

    `parts` are what compound words are made of, `heads` how those begin. `leads` (more than, около) make a number of
    a scale that has no multiplier. Words in `weak` are numbers only beside others, or before one of `classifiers`.
    """

    words: Mapping[str, Steps]
    phrases: Mapping[str, tuple[Phrase, ...]]
    style: Style
    token: re.Pattern[str]
    begins: frozenset[str]
    parts: Mapping[str, Step]
    longest_part: int
    heads: frozenset[str]
    head_length: int
    han: bool
    fractions: Mapping[str, Fraction]
    leads: frozenset[str]
    weak: frozenset[str]
    classifiers: tuple[str, ...]
    suffixes: frozenset[str]
    prefixes: tuple[str, ...]
    also_count: tuple[str, ...]
    numero: frozenset[str]
    dot: bool

    def candidates(self, words: Sequence[str]) -> list[int]:
        """The indices of the tokens a number may begin with: digits, and words that look like number words."""
        begins, heads, length = self.begins, self.heads, self.head_length
        if heads:
            return [i for i, word in enumerate(words) if word in begins or word[:length] in heads or word[0] <= "9"]
        return [i for i, word in enumerate(words) if word in begins or word[0] <= "9"]

    def steps(self, word: str) -> Steps | None:
        """The parts of a word, a compound taken apart; None if it is no number word."""
        known = self.words.get(word)
        if known is not None or word[: self.head_length] not in self.heads or len(word) > COMPOUND_LIMIT:
            return known
        return _taken_apart(word, self.parts, self.longest_part)


def number_tables(data: Mapping[str, Any]) -> NumberTables:
    """The tables of one language's file, from its sections `numbers` and `ordinals`; either may be missing.

    Raises ValueError with the path of the key that is wrong and what to write instead.
    """
    numbers, ordinals = section(data, "numbers", "lexicon"), section(data, "ordinals", "lexicon")
    _refuse_unknown(numbers, _NUMBER_KEYS, "numbers")
    _refuse_unknown(ordinals, _ORDINAL_KEYS, "ordinals")
    simple = dict(_simple_words(numbers, ordinals))
    han, glued = bool(numbers.get("han")), bool(numbers.get("glue") or numbers.get("han"))
    parts = simple | dict(_glue_parts(numbers, ordinals)) if glued else {}
    style = Style(*(bool(numbers.get(key)) for key in ("units_first", "vigesimal", "han")))
    words, fractions = dict(_with_prefixes(simple, numbers)), _fractions(numbers)
    phrases = _phrases(words)
    head_length = 1 if han else 2
    return NumberTables(
        words={word: steps for word, steps in words.items() if " " not in word},
        phrases=phrases,
        style=style,
        token=_han_token("".join(parts)) if han else TOKEN,
        begins=frozenset((*words, *phrases, *fractions)),
        parts=parts,
        longest_part=max(map(len, parts), default=0),
        heads=frozenset(part[:head_length] for part in parts),
        head_length=head_length,
        han=han,
        fractions=fractions,
        leads=_set(numbers, "leads", "numbers"),
        weak=_set(numbers, "weak", "numbers"),
        classifiers=tuple(_set(numbers, "classifiers", "numbers")),
        suffixes=_set(ordinals, "suffixes", "ordinals"),
        prefixes=tuple(_set(ordinals, "prefixes", "ordinals")),
        also_count=tuple(_set(ordinals, "also_count", "ordinals")),
        numero=_set(ordinals, "numero", "ordinals"),
        dot=bool(ordinals.get("dot")),
    )


def _refuse_unknown(data: Mapping[Any, Any], known: frozenset[str], path: str) -> None:
    for key in data:
        if key not in known:
            raise ValueError(f"{path}.{key}: is not a key of this section; use one of {', '.join(sorted(known))}")


def _set(data: Mapping[Any, Any], key: str, path: str) -> frozenset[str]:
    return frozenset(forms(data.get(key) or [], f"{path}.{key}", ending_sets(data, path)))


def _listed(data: Mapping[Any, Any], key: str, path: str) -> Iterator[tuple[str, int]]:
    endings = ending_sets(data, path)
    for number, value in section(data, key, path).items():
        for form in forms(value, f"{path}.{key}.{number}", endings):
            yield form, whole_number(number, f"{path}.{key}")


def _simple_words(numbers: Mapping[Any, Any], ordinals: Mapping[Any, Any]) -> Iterator[tuple[str, Step]]:
    # What comes later counts: a word that is an article and one (ein, un) is one.
    for key, role in (("joiners", Role.JOINER), ("articles", Role.ARTICLE)):
        for form in _set(numbers, key, "numbers"):
            yield form, Step(role)
    if ordinals.get("roman"):
        excepted = _set(ordinals, "roman_except", "ordinals")
        for form, value in _ROMAN.items():
            if form and form not in excepted:
                yield form, Step(Role.VALUE, value, ordinal=True)
    for key, role in (("values", Role.VALUE), ("scales", Role.SCALE)):
        for form, value in _listed(ordinals, key, "ordinals"):
            yield form, Step(role, value, ordinal=True)
    for key, role in (("values", Role.VALUE), ("scales", Role.SCALE), ("counted", Role.COUNTED)):
        for form, value in _listed(numbers, key, "numbers"):
            yield form, Step(role, value)


def _glue_parts(numbers: Mapping[Any, Any], ordinals: Mapping[Any, Any]) -> Iterator[tuple[str, Step]]:
    for form, value in _listed(numbers, "glue_parts", "numbers"):
        yield form, Step(Role.SCALE if value >= _LEAST_SCALE else Role.VALUE, value)
    for form, value in _listed(ordinals, "glue_parts", "ordinals"):
        yield form, Step(Role.VALUE, value, ordinal=True)
    for form in _set(numbers, "glue_joiners", "numbers"):
        yield form, Step(Role.JOINER)


def _with_prefixes(simple: Mapping[str, Step], numbers: Mapping[Any, Any]) -> Iterator[tuple[str, Steps]]:
    """Every word alone and with what is written together with it: Arabic and Hebrew prepositions, articles, "and"."""
    prefixes = _set(numbers, "prefixes", "numbers")
    joining = _set(numbers, "joining_prefixes", "numbers")
    for form, step in simple.items():
        for prefix in prefixes:
            yield prefix + form, (step,)
    for form, step in simple.items():
        for prefix in joining:
            yield prefix + form, (Step(Role.JOINER), step)
    for form, step in simple.items():
        yield form, (step,)


def _phrases(words: Mapping[str, Steps]) -> dict[str, tuple[Phrase, ...]]:
    phrases: dict[str, list[Phrase]] = {}
    for word, steps in words.items():
        first, *rest = word.split(" ")
        if rest:
            phrases.setdefault(first, []).append((tuple(rest), steps))
    return {first: tuple(sorted(found, key=lambda phrase: -len(phrase[0]))) for first, found in phrases.items()}


def _fractions(numbers: Mapping[Any, Any]) -> dict[str, Fraction]:
    words: dict[str, Fraction] = {}
    for key, value in section(numbers, "fractions", "numbers").items():
        try:
            fraction = Fraction(str(key))
        except ValueError:
            raise ValueError(f"numbers.fractions: {key!r} is not a decimal number; write 1.5") from None
        words |= dict.fromkeys(forms(value, f"numbers.fractions.{key}"), fraction)
    return words


def _han_token(characters: str) -> re.Pattern[str]:
    han = "".join(dict.fromkeys(characters))
    return re.compile(f"{_DIGITS}|[{han}]+|(?:(?![{han}])[^\\W\\d_])+")


def _taken_apart(word: str, parts: Mapping[str, Step], longest: int) -> Steps | None:
    """The parts of a compound: siebenundfünfzig, ventotto, 一千二百."""
    ways: list[Steps | None] = [()] + [None] * len(word)
    reached = 0
    for start in range(len(word)):
        if start > reached:
            return None
        way = ways[start]
        if way is None:
            continue
        for end in range(start + 1, min(len(word), start + longest) + 1):
            part = parts.get(word[start:end])
            if part is not None and ways[end] is None:
                ways[end] = (*way, part)
                reached = max(reached, end)
    return ways[-1]
