"""The date words of one language, made ready for look-up."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.text.forms import ending_sets, forms, section, whole_number
from monitor.text.numbers.tables import TOKEN, NumberTables, number_tables

_OFFSETS = ("days", "years")
_UNITS = ("day", "week", "weekend", "month", "year")
_SETS = [
    "ambiguous",
    "leads",
    "last",
    "this",
    "next",
    "ago",
    "ago_before",
    "ahead_before",
    "joiners",
    "ranges",
    "links",
    "articles",
    "year_marks",
    "day_words",
    "day_before",
]
_FLAGS = ("month_first", "dot_dates", "cardinal_days")
_ORDERS = ("dmy", "mdy", "either")
_KEYS = frozenset(("endings", "prefixes", "months", "weekdays", "units", "order", "signs", *_OFFSETS, *_SETS, *_FLAGS))
_DAYS = range(1, 32)
_TENS = (20, 30)
_SIGNS = ("year", "month", "day", "ranges")


@dataclass(frozen=True, slots=True)
class DateWord:
    """What a word or phrase means. `kind`: month, weekday, days, years (offsets) or unit; `rest`: its further words."""

    kind: str
    value: int = 0
    unit: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateTables:
    """Phrases by their first word, the longest first; sets of small words by name; the habits of writers.

    `days` are the words that name a day of a month, `tens` those that begin one of two words (двадцать второе).
    `signs` matches what languages without spaces write (2025年6月2日), `phrases` their words.
    """

    words: Mapping[str, tuple[DateWord, ...]]
    small: Mapping[str, frozenset[str]]
    numbers: NumberTables
    begins: frozenset[str]
    token: re.Pattern[str]
    shifts: Mapping[str, int]
    month_first: bool
    dot_dates: bool
    days: Mapping[str, int]
    tens: Mapping[str, int]
    order: str
    signs: re.Pattern[str] | None
    phrases: re.Pattern[str] | None


def date_tables(data: Mapping[str, Any]) -> DateTables:
    """The tables of one language's file, from its sections `dates`, `numbers` and `ordinals`.

    Raises ValueError with the path of the key that is wrong and what to write instead.
    """
    dates = section(data, "dates", "lexicon")
    _refuse_unknown(dates)
    small = {name: _small(dates, name) for name in _SETS}
    words = _words(dates)
    signs = section(dates, "signs", "dates")
    numbers = number_tables(data)
    shifts = {word: shift for name, shift in (("last", -1), ("this", 0), ("next", 1)) for word in small[name]}
    return DateTables(
        words=words,
        small=small,
        numbers=numbers,
        begins=frozenset((*words, *numbers.words, *small["ago_before"], *small["ahead_before"], *shifts)),
        token=TOKEN,
        shifts=shifts,
        month_first=bool(dates.get("month_first")),
        dot_dates=bool(dates.get("dot_dates")),
        days=_spelled_days(numbers, cardinals=bool(dates.get("cardinal_days"))),
        tens={word: value for word, value in _single_values(numbers) if value in _TENS},
        order=str(dates.get("order", "dmy")),
        signs=_signs(signs) if signs else None,
        phrases=_phrases(words, small) if signs else None,
    )


def _spelled_days(numbers: NumberTables, *, cardinals: bool) -> dict[str, int]:
    return {
        word: value
        for word, value in _single_values(numbers)
        if value in _DAYS and (cardinals or numbers.words[word][0].ordinal)
    }


def _single_values(numbers: NumberTables) -> Iterator[tuple[str, int]]:
    return ((word, steps[0].value) for word, steps in numbers.words.items() if len(steps) == 1)


def _refuse_unknown(dates: Mapping[Any, Any]) -> None:
    for key in dates:
        if key not in _KEYS:
            raise ValueError(f"dates.{key}: is not a key of this section; use one of {', '.join(sorted(_KEYS))}")
    if dates.get("order", "dmy") not in _ORDERS:
        raise ValueError(f"dates.order: {dates['order']!r} is no order; write one of {', '.join(_ORDERS)}")
    for unit in section(dates, "units", "dates"):
        if unit not in _UNITS:
            raise ValueError(f"dates.units.{unit}: is no unit; use one of {', '.join(_UNITS)}")


def _small(dates: Mapping[Any, Any], name: str) -> frozenset[str]:
    return frozenset(forms(dates.get(name) or [], f"dates.{name}", ending_sets(dates, "dates")))


def _words(dates: Mapping[Any, Any]) -> dict[str, tuple[DateWord, ...]]:
    words: dict[str, list[DateWord]] = {}
    prefixes = ("", *forms(dates.get("prefixes") or [], "dates.prefixes"))
    for form, word in _entries(dates):
        for prefix in prefixes:
            first, *rest = TOKEN.findall(prefix + form) or [form]
            words.setdefault(first, []).append(DateWord(word.kind, word.value, word.unit, tuple(rest)))
    return {first: tuple(sorted(set(found), key=lambda w: -len(w.rest))) for first, found in words.items()}


def _entries(dates: Mapping[Any, Any]) -> Iterator[tuple[str, DateWord]]:
    endings = ending_sets(dates, "dates")
    for key, kind, limits in (
        ("months", "month", range(1, 13)),
        ("weekdays", "weekday", range(1, 8)),
        *((key, key, range(-1000, 1001)) for key in _OFFSETS),
    ):
        for number, value in section(dates, key, "dates").items():
            path = f"dates.{key}.{number}"
            whole = whole_number(number, f"dates.{key}")
            if whole not in limits:
                raise ValueError(f"{path}: is out of range; write {limits.start} to {limits.stop - 1}")
            for form in forms(value, path, endings):
                yield form, DateWord(kind, whole)
    for unit, value in section(dates, "units", "dates").items():
        for form in forms(value, f"dates.units.{unit}", endings):
            yield form, DateWord("unit", unit=unit)


def _signs(signs: Mapping[Any, Any]) -> re.Pattern[str]:
    """2025年6月2日, 6月2日至4日, 2-4日, 2025年6月."""
    sign = {name: "|".join(map(re.escape, forms(signs.get(name), f"dates.signs.{name}"))) for name in _SIGNS}
    number = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
    year, month, day = rf"\d{{4}}) ?(?:{sign['year']}) ?", rf"{number}) ?(?:{sign['month']}) ?", rf" ?(?:{sign['day']})"
    to = rf" ?(?:{sign['ranges']}) ?"
    days = rf"(?:(?P<from>{number}){to})?(?P<day>{number}){day}"
    end = rf"(?:{to}(?:(?P<end_month>{month})?(?P<end>{number}){day})?"
    whole_month = rf"(?:(?P<year_of_month>{year})?(?P<whole_month>{month}"
    return re.compile(rf"(?<![\d.,])(?:(?:(?P<year>{year})?(?:(?P<month>{month})?{days}{end}|{whole_month})")


def _phrases(words: Mapping[str, tuple[DateWord, ...]], small: Mapping[str, frozenset[str]]) -> re.Pattern[str]:
    shifts = sorted({*small["last"], *small["this"], *small["next"]}, key=len, reverse=True)
    shift = f"({'|'.join(map(re.escape, shifts))})?" if shifts else "()"
    return re.compile(f"{shift}({'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})")
