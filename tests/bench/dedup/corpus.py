"""Short announcements by the million: most are of their own, one in seven copies a recent one with a few words changed,
one in ten is a formula that comes again and again with other figures. Buckets of the latter grow with the store.

The words are invented, of Russian syllables, and as unequal in use as those of a language.
"""

import random
from collections import deque
from collections.abc import Iterator
from itertools import accumulate

from monitor.text import fold

FORMULAS = 6  # as many as one language has of losses, alarms and rates
COPIED = 0.15
FORMULAIC = 0.10
RECENT = 400
WORDS = 20_000

_SYLLABLES = (
    "ба", "во", "гра", "до", "же", "за", "ки", "лу", "мо", "но", "пе", "ро", "со", "ту", "фе", "хо", "чер", "ши",
    "ствен", "ний", "ция", "ска", "при", "под", "раз", "вы", "ле", "ны", "тель", "ми",
)  # fmt: skip


def texts(count: int, seed: int, formulaic: float = FORMULAIC) -> Iterator[str]:
    """`count` announcements, always the same ones for a seed; `formulaic` is the share of formulas."""
    draw = random.Random(seed)
    language = _Language(draw)
    formulas = [language.sentence(26).split() for _ in range(FORMULAS)]
    recent: deque[str] = deque(maxlen=RECENT)
    for _ in range(count):
        kind = draw.random()
        if kind < formulaic:
            yield _filled(draw.choice(formulas), language, draw)
            continue
        copied = kind < formulaic + COPIED and recent
        text = _changed(draw.choice(recent), language, draw) if copied else language.sentence(draw.randrange(16, 36))
        recent.append(text)
        yield text


class _Language:
    """Words, the first of them used most often, as Zipf found."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._words = ["".join(draw.choices(_SYLLABLES, k=draw.randrange(1, 5))) for _ in range(WORDS)]
        self._weights = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))

    def sentence(self, words: int) -> str:
        return " ".join(self._draw.choices(self._words, cum_weights=self._weights, k=words)).capitalize() + "."


def _filled(formula: list[str], language: _Language, draw: random.Random) -> str:
    words = list(formula)
    for place in (3, 11, 19):
        words[place] = str(draw.randrange(2, 900))
    words[7] = language.sentence(1)
    return " ".join(words)


def _changed(text: str, language: _Language, draw: random.Random) -> str:
    words = text.split()
    for _ in range(draw.randrange(1, 7)):
        words[draw.randrange(len(words))] = language.sentence(1)
    return " ".join(words)


def shingles(text: str) -> set[str]:
    """The five-letter shingles of a text, by which two are compared exactly."""
    letters = " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text).text).split())
    return {letters[start : start + 5] for start in range(len(letters) - 4)}
