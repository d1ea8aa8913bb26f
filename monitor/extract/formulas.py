"""So many for so many: 157 for 157, a thousand prisoners for a thousand, 215 for 55."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from monitor.extract.passage import Sentence, Stretch, gap, overlaps
from monitor.extract.people import living
from monitor.extract.terms import Hit
from monitor.text.numbers import Number

_WIDTH = 40
"""Characters between the two figures, where those exchanged stand with the first one."""


class Formula(NamedTuple):
    """Two figures with a word for "for" between them, as they stand in the sentence."""

    start: int
    end: int
    first: Number
    second: Number

    @property
    def even(self) -> bool:
        return self.first.value == self.second.value


def formulas(sentence: Sentence) -> list[Formula]:
    """The formulas of people in the sentence, in order."""
    words, people = sentence.of("counts.between"), living(sentence)
    found = [
        Formula(first.start, second.end, first, second)
        for first, second in pairwise(sentence.numbers)
        if any(_between(sentence, first, second, word, people) for word in words)
    ]
    return [one for one in found if not _of_bodies(sentence, one, people) and not _is_date(sentence, one)]


def _between(sentence: Sentence, first: Number, second: Number, word: Hit, people: Sequence[Hit]) -> bool:
    """Whether `word` is all that stands between two figures; or people do besides, and the figures are alike."""
    middle = sentence.text[first.end : second.start].strip(' "')
    if sentence.text[word.start : word.end] == middle:
        return True
    stretch = Hit(first.end, word.start, "", "")
    return (
        first.value == second.value > 1
        and first.end < word.start
        and 0 <= second.start - word.end <= 1
        and second.start - first.end <= _WIDTH * sentence.reach
        and not any(sign in middle for sign in ",;:.")
        and any(overlaps(hit, stretch) for hit in people)
    )


def _of_bodies(sentence: Sentence, formula: Stretch, people: Sequence[Hit]) -> bool:
    """Whether bodies stand nearer to a formula than people or an exchange of people."""
    to_people = min((gap(formula, hit) for hit in (*people, *sentence.of("exchange.sure"))), default=len(sentence.text))
    return any(gap(formula, body) < to_people for body in sentence.of("people.bodies"))


def _is_date(sentence: Sentence, formula: Stretch) -> bool:
    return any(overlaps(formula, day) for day in sentence.dates)
