"""By what an item is found by others that may tell the same: facts, near-duplicate bands, words.

Every key is a signed 64-bit number that stays the same for ever, so that one indexed column holds all three sorts.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta

from monitor.model.fact import Fact, Qualifier
from monitor.model.story import Telling
from monitor.story.compare import chief_fact
from monitor.story.signature import VERSION, bands
from monitor.text import fold, word_spans

MOST_TERMS = 48
_TERMS_KEPT = 8  # by these it is found; the rest are only compared
_PREFIX = 5  # letters that survive inflection in Slavic languages about as well as a stemmer does
_SHORTEST = 4
_DAY = timedelta(days=1)
_NO_DAYS = (timedelta(),)
_DAYS_AROUND = (-_DAY, timedelta(), _DAY)
_LONGEST_RANGE = 3
_NUMBER = re.compile(r"\d+")
# A word with a capital that does not open a sentence.
_NAME = re.compile(r"(?<=[\w,;:)] )[^\W\d_a-zа-яёіїєґў]\w{2,}")


def terms(folded: str) -> tuple[int, ...]:
    """The words of a text by which it could be found, the most telling first: numbers, then the longest words."""
    words = dict.fromkeys(folded[start:end] for start, end in word_spans(folded))
    numbers = [word for word in words if word.isdigit() and len(word) > 1]
    longest = sorted((word for word in words if len(word) >= _SHORTEST and not word.isdigit()), key=len, reverse=True)
    chosen = dict.fromkeys(numbers + [word[:_PREFIX] for word in longest])
    return tuple(_key("term", word) for word in chosen)[:MOST_TERMS]


def particulars(title: str, text: str) -> frozenset[int]:
    """The numbers of an item and the names in its text, as they were written: what changes where a formula is used
    again."""
    found = {_key("number", match.group()) for said in (title, text) for match in _NUMBER.finditer(said)}
    return frozenset(found | {_key("name", fold(match.group()).text[:_PREFIX]) for match in _NAME.finditer(text)})


def held(telling: Telling) -> frozenset[int]:
    """The keys under which an item is kept."""
    return _of_text(telling) | _of_fact(telling, _NO_DAYS)


def sought(telling: Telling) -> frozenset[int]:
    """The keys under which others that tell the same may be kept: its own, and those of the days around."""
    return _of_text(telling) | _of_fact(telling, _DAYS_AROUND)


def _of_text(telling: Telling) -> frozenset[int]:
    """Words only where there are no facts to be found by: they are the dearest keys and the least telling."""
    words = () if telling.facts else telling.terms[:_TERMS_KEPT]
    return frozenset(words + bands(telling.signature))


def _of_fact(telling: Telling, around: Iterable[timedelta]) -> frozenset[int]:
    fact = chief_fact(telling)
    if fact is None:
        return frozenset()
    keys = [_key("told", fact.kind, telling.said_at.date() + days) for days in around]
    keys += [_key("day", fact.kind, day) for day in _days(fact)]
    if fact.ordinal and fact.ordinal.value.number is not None:
        keys.append(_key("ordinal", fact.kind, fact.ordinal.value.unit, fact.ordinal.value.number))
    for count in fact.counts:
        if count.value.qualifier is Qualifier.EXACT and count.value.to is not None:
            keys.append(_key("count", fact.kind, count.value.to, count.value.number))
    return frozenset(keys)


def _days(fact: Fact) -> Iterable[date]:
    if fact.dates is None:
        return ()
    first, last = fact.dates.value.first, fact.dates.value.last
    return (first + n * _DAY for n in range(min((last - first).days, _LONGEST_RANGE) + 1))


def _key(*parts: object) -> int:
    drawn = hashlib.blake2b(repr((VERSION, *map(str, parts))).encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big", signed=True)
