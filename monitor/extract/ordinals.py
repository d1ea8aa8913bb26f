"""Which stage, group, exchange or round: an ordinal beside what it counts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.extract.passage import Sentence, Stretch, gap, overlaps
from monitor.extract.terms import Hit

_UNITS = ("stage", "group", "mediation", "attempt")
_EXCHANGE_WORDS = ("exchange.nouns", "exchange.sure", "exchange.verbs")
_BEFORE_UNIT = 32
_ROUND_OF_EXCHANGES = 16
_BESIDE = 3
_WORDS_BETWEEN = 3
_MOST_ROUNDS = 40
_HIGHEST = 300
_MOST_MEDIATIONS = 100


@dataclass(frozen=True, slots=True)
class Numbered:
    """An ordinal with its unit. `number` is None for the next or another one; `words`: number, next, another."""

    start: int
    end: int
    number: int | None
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class _Rank:
    start: int
    end: int
    number: int | None
    words: str


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    name: str


def exchange_ordinals(sentence: Sentence) -> list[Numbered]:
    """Stages, groups, exchanges, mediations and attempts, in order."""
    exchanges = sentence.of(*_EXCHANGE_WORDS)
    units = [
        _Unit(hit.start, hit.end, name)
        for name in _UNITS
        for hit in sentence.of(f"series.{name}")
        if name != "stage" or not _of_something_else(sentence, hit)
    ]
    units += [_Unit(hit.start, hit.end, "exchange") for hit in exchanges]
    of_exchanges = rounds_of_exchanges(sentence)
    units += [_Unit(hit.start, hit.end, "exchange") for hit in of_exchanges]
    talks = sentence.of("negotiation.round", "negotiation.sure", "negotiation.talks")
    found = _numbered(sentence, units, [hit for hit in talks if hit not in of_exchanges])
    found += _added(sentence, exchanges, found)
    return sorted([*found, *_mediations(sentence)], key=lambda one: one.start)


def _added(sentence: Sentence, exchanges: Sequence[Hit], found: Sequence[Numbered]) -> list[Numbered]:
    """An exchange whose number is said behind it: "one more exchange, the fifth in two weeks", "the exchange was the
    68th"."""
    if any(one.unit == "exchange" and one.number for one in found):
        return []
    taken: tuple[Stretch, ...] = (*found, *sentence.dates)
    for rank in sentence.ordinals:
        if not 1 < rank.value <= _HIGHEST or any(overlaps(rank, one) for one in taken):
            continue
        other = (
            _of_day(sentence, rank) or _of_unit(sentence, rank) or (rank.value == 1 and _first_since(sentence, rank))
        )
        if not other and any(_is_apposed(sentence, exchange, rank) for exchange in exchanges):
            return [Numbered(rank.start, rank.end, rank.value, "exchange", "number")]
    return []


def _is_apposed(sentence: Sentence, exchange: Hit, rank: Stretch) -> bool:
    """Whether but a copula stands between an exchange and its number; or a comma right before the number does."""
    if not 0 < rank.start - exchange.end <= _ADDED_REACH * sentence.reach:
        return False
    between = sentence.between(exchange, rank)
    comma = between.rfind(",")
    if comma >= 0:
        return len(between) - comma <= _ARTICLE
    return len(between) <= _COPULA * sentence.reach and len(between.split()) <= _COPULA_WORDS


_ADDED_REACH, _ARTICLE = 66, 6
_COPULA, _COPULA_WORDS = 12, 2


def _of_unit(sentence: Sentence, rank: Stretch) -> bool:
    """Whether it counts something else that stands right behind it: "the second stage", "the third round"."""
    return any(
        0 <= hit.start - rank.end <= _BEFORE_UNIT * sentence.reach
        for hit in sentence.of(
            "series.stage", "series.group", "negotiation.round", "negotiation.sure", "negotiation.talks"
        )
    )


def _of_something_else(sentence: Sentence, stage: Hit) -> bool:
    """Whether it is a stage of a ceasefire or a plan: "the first phase of the truce", "ateşkesin ilk aşaması"."""
    return any(
        gap(stage, word) <= _STAGE_OF * sentence.reach and sentence.same_clause(stage, word)
        for word in sentence.of("series.elsewhere")
    ) and not any(0 <= hit.start - stage.end <= _STAGE_OF * sentence.reach for hit in sentence.of(*_EXCHANGE_WORDS))


_STAGE_OF = 18


def _mediations(sentence: Sentence) -> list[Numbered]:
    """Sixteen mediations by now make this one the sixteenth."""
    return [
        Numbered(number.start, hit.end, number.value, "mediation", "number")
        for hit in sentence.of("series.mediation")
        for number in sentence.numbers
        if 0 <= hit.start - number.end <= _BESIDE and 1 < number.value <= _MOST_MEDIATIONS
    ]


def round_ordinals(sentence: Sentence, rounds: Iterable[Stretch]) -> list[Numbered]:
    """Rounds, in order; `rounds` are the words that name them. Three rounds held make the third the last."""
    meetings = sentence.of("series.times", "negotiation.meetings")
    units = [_Unit(hit.start, hit.end, "round") for hit in (*rounds, *meetings)]
    found = _numbered(sentence, units, ())
    for number in sentence.numbers:
        told: tuple[Stretch, ...] = (*found, *sentence.dates)
        if any(overlaps(number, other) for other in told):
            continue
        unit = _counted(sentence, number, units, ())
        if unit and _counts_time(sentence, number) and gap(number, unit) > 1:
            continue
        if unit and 1 < number.value <= _MOST_ROUNDS:
            start, end = min(number.start, unit.start), max(number.end, unit.end)
            found.append(Numbered(start, end, number.value, "round", "number"))
    return sorted(found, key=lambda one: one.start)


def rounds_of_exchanges(sentence: Sentence) -> list[Hit]:
    """Words for a round that count exchanges: "fourth round of exchanges"."""
    exchanges = sentence.of("exchange.nouns", "exchange.sure")
    return [
        hit
        for hit in sentence.of("negotiation.round")
        if any(
            0 <= other.start - hit.end <= _ROUND_OF_EXCHANGES * sentence.reach and sentence.same_clause(hit, other)
            for other in exchanges
        )
    ]


def _numbered(sentence: Sentence, units: Sequence[_Unit], others: Sequence[Stretch]) -> list[Numbered]:
    ranks = [
        _Rank(one.start, one.end, one.value, "number")
        for one in sentence.ordinals
        if one.value <= _HIGHEST and not _of_day(sentence, one)
    ]
    ranks += [
        _Rank(hit.start, hit.end, None, words)
        for words in ("next", "another")
        for hit in sentence.of(f"series.{words}")
    ]
    found: list[Numbered] = []
    taken: list[_Unit] = []
    for rank in sorted(ranks, key=lambda rank: (rank.words != "number", rank.start)):
        unit = _counted(sentence, rank, [unit for unit in units if unit not in taken], others)
        if unit and not (rank.number == 1 and _first_since(sentence, unit)):
            taken.append(unit)
            found.append(
                Numbered(min(rank.start, unit.start), max(rank.end, unit.end), rank.number, unit.name, rank.words)
            )
    return sorted(found, key=lambda one: (one.start, one.unit == "exchange"))


def _first_since(sentence: Sentence, unit: Stretch) -> bool:
    """Whether it is but the first for some time: "the first exchange in five months"."""
    return any(
        0 <= number.start - unit.end <= _SINCE * sentence.reach and _counts_time(sentence, number)
        for number in sentence.numbers
    )


_SINCE = 24


def _counts_time(sentence: Sentence, number: Stretch) -> bool:
    aged = any(overlaps(number, hit) for hit in sentence.of("categories"))
    return not aged and any(0 <= unit.start - number.end <= 1 for unit in sentence.of("counts.units"))


def _of_day(sentence: Sentence, rank: Stretch) -> bool:
    """Whether an ordinal counts days: "the third day of the exchange" is no third exchange."""
    beside = (_WORD.match(sentence.text, rank.end), _WORD_BEFORE.search(sentence.text, 0, rank.start))
    return any(
        one.kind == "unit" and one.unit == "day"
        for word in beside
        if word is not None
        for one in sentence.calendar.dates.words.get(word[1], ())
    )


_WORD = re.compile(r"\s*(\w+)")
_WORD_BEFORE = re.compile(r"(\w+)\s*\Z")


def _counted(sentence: Sentence, rank: Stretch, units: Iterable[_Unit], others: Sequence[Stretch]) -> _Unit | None:
    """What a rank counts: the unit behind it (second big stage), or right before it (stage 2), unless one of `others`
    stands between."""
    within = next((unit for unit in units if overlaps(rank, unit)), None)
    if within:  # written as one word with what it counts
        return within
    after = [unit for unit in units if 0 <= unit.start - rank.end <= _BEFORE_UNIT * sentence.reach]
    for unit in sorted(after, key=lambda unit: unit.start):
        if _joined(sentence, rank, unit) and not any(rank.end <= one.start < unit.start for one in others):
            return unit
    figure = any(sign.isdigit() for sign in sentence.text[rank.start : rank.end])
    before = [unit for unit in units if 0 <= rank.start - unit.end <= _BESIDE and (figure or unit.name != "exchange")]
    return min(before, key=lambda unit: gap(rank, unit), default=None)


def _joined(sentence: Sentence, rank: Stretch, unit: Stretch) -> bool:
    between = sentence.between(rank, unit)
    if any(sign in between for sign in ",;:()") or "  " in between:
        return False
    stretch = Hit(rank.end, unit.start, "", "")
    others: tuple[Stretch, ...] = (*sentence.numbers, *sentence.ordinals, *sentence.dates)
    return len(between.split()) <= _WORDS_BETWEEN and not any(overlaps(stretch, other) for other in others)
