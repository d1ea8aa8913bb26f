"""Near-duplicates found against all pairs compared exactly, and events kept apart."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import csr_matrix

from monitor.store.stories import NEWEST_PER_KEY
from monitor.story import Grouping, bands, signature
from monitor.text import fold
from tests.bench.dedup.corpus import shingles, texts
from tests.story.announcements import announcements
from tests.support.extraction import extractor
from tests.support.memory_stories import MemoryStories

FORMULAIC = 0.02
LEVELS = (0.5, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Found:
    """Share of the near pairs found by level, and how many candidates an item has."""

    recall: Mapping[float, float]
    candidates: float


def recall(items: int, seed: int) -> Found:
    """What the bands find in the order of arrival, the newest of each bucket only."""
    told = list(texts(items, seed, FORMULAIC))
    pairs = _candidates(told)
    near = {level: set[tuple[int, int]]() for level in LEVELS}
    for earlier, later, similarity in _exact(told, LEVELS[0]):
        for level in LEVELS:
            if similarity >= level:
                near[level].add((earlier, later))
    shares = {level: len(some & pairs) / len(some) for level, some in near.items()}
    return Found(shares, len(pairs) / items)


def _candidates(told: Sequence[str]) -> set[tuple[int, int]]:
    buckets: dict[int, list[int]] = defaultdict(list)
    pairs = set()
    for number, text in enumerate(told):
        for key in bands(signature(fold(text).text)):
            pairs.update((earlier, number) for earlier in buckets[key][-NEWEST_PER_KEY:])
            buckets[key].append(number)
    return pairs


def _exact(told: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Every pair whose sets of five-letter shingles have at least this Jaccard similarity."""
    vocabulary: dict[str, int] = {}
    rows = [sorted({vocabulary.setdefault(shingle, len(vocabulary)) for shingle in shingles(text)}) for text in told]
    ends = np.cumsum([0, *map(len, rows)])
    matrix = csr_matrix(
        (np.ones(ends[-1], dtype=np.int32), np.concatenate([np.array(row) for row in rows]), ends),
        shape=(len(rows), len(vocabulary)),
    )
    sizes = np.diff(ends)
    for start in range(0, len(rows), 1000):
        shared = np.asarray((matrix[start : start + 1000] @ matrix.T).todense())
        jaccard = shared / (sizes[start : start + 1000, None] + sizes[None, :] - shared)
        for row, column in zip(*np.nonzero(jaccard >= least), strict=True):
            if column > start + row:
                yield int(start + row), int(column), float(jaccard[row, column])


@dataclass(frozen=True, slots=True)
class Stories:
    """Pairs of items of the domain's set: precision and recall of stories, and events that got mixed."""

    precision: float
    recall: float
    events_mixed: int


def domain() -> Stories:
    """The announcements of the tests, in the order they were made, in memory."""
    known = MemoryStories()
    told = announcements()
    for number, one in enumerate(told):
        facts = extractor("ru", "uk", "en", "be").extract(one.title, one.text, one.lang, one.said_at.date())
        plan = Grouping(known).place(str(number), one.title, one.text, one.lang, one.said_at, facts)
        known.keep(str(number), plan)
    pairs = Counter(
        (one.event == other.event, known.stories[str(a)] == known.stories[str(b)])
        for (a, one), (b, other) in combinations(enumerate(told), 2)
    )
    events: dict[str, set[str]] = defaultdict(set)
    for number, one in enumerate(told):
        events[known.stories[str(number)]].add(one.event)
    right, wrong, missed = pairs[True, True], pairs[False, True], pairs[True, False]
    mixed = sum(len(some) - 1 for some in events.values())
    return Stories(right / (right + wrong), right / (right + missed), mixed)
