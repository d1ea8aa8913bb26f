"""A passage as the grammar reads it: sentences, with every term, number and date found in them."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain, pairwise
from operator import itemgetter
from typing import Protocol, TypeVar

from monitor.extract.terms import Hit, longest
from monitor.model.content import Span, TextField
from monitor.text import Folded
from monitor.text.dates import DateMention, DateTables, find_dates
from monitor.text.numbers import Number, NumberTables, OrdinalNumber, find_numbers, find_ordinals
from monitor.text.sentences import sentences

# 1,000-for-1,000: three words, not one name with a number in it.
_HYPHENED_FORMULA = re.compile(r"(?<=\d)-(\w{1,4})-(?=\d)")
_UNSPACED_BORDER = re.compile(r"(?<=[。！？；])(?=.)")


class Stretch(Protocol):
    """Anything that stands somewhere."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Stretch)

RELEASE = ("release.back", "release.freed", "release.given", "release.received")
"""The lists of the words for how people come back."""

PARTIES = ("parties.names", "parties.people")
"""The lists of the names of sides and countries, and of their people."""


@dataclass(frozen=True)
class Source:
    """A title or a text: the original and its normal form."""

    name: TextField
    original: str
    folded: Folded

    def span(self, start: int, end: int) -> Span:
        """The words of the original that folded into [start, end)."""
        first, last = self.folded.original(start, end)
        return Span(self.name, first, last, self.original[first:last])

    def sentences(self) -> Iterator[tuple[int, int]]:
        """The spans of the sentences in the folded text."""
        for first, last in sentences(self.original):
            borders = [first, *(first + m.start() for m in _UNSPACED_BORDER.finditer(self.original[first:last])), last]
            for start, end in pairwise(borders):
                yield from _pieces(self._folded_position(start), self._folded_position(end))

    def _folded_position(self, position: int) -> int:
        index = bisect_left(self.folded.uneven, position, key=itemgetter(2)) - 1
        if index < 0:
            return position
        _, end, _, original_end = self.folded.uneven[index]
        return end + max(0, position - original_end)


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or pieces of what is too long for one: the work on a sentence grows faster than its length."""
    while start < end:
        yield start, min(end, start + _LONGEST_SENTENCE)
        start += _LONGEST_SENTENCE


_LONGEST_SENTENCE = 1500


@dataclass(frozen=True, slots=True)
class Calendar:
    """What numbers and dates are read with."""

    numbers: NumberTables
    dates: DateTables
    published: date | None


@dataclass(frozen=True)
class Sentence:
    """One sentence. All positions are relative to its beginning; `index` counts over title and text; `text` is spaced.

    `reach` scales distances to the language's words.
    """

    source: Source
    index: int
    offset: int
    text: str
    hits: Mapping[str, list[Hit]]
    calendar: "Calendar"
    reach: float

    @property
    def in_title(self) -> bool:
        return self.source.name == "title"

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        return find_numbers(_HYPHENED_FORMULA.sub(r" \1 ", self._folded), self.calendar.numbers)

    @cached_property
    def ordinals(self) -> tuple[OrdinalNumber, ...]:
        return find_ordinals(self._folded, self.calendar.numbers)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        return find_dates(self._folded, self.calendar.dates, self.calendar.published)

    @property
    def _folded(self) -> str:
        return self.source.folded.text[self.offset : self.offset + len(self.text)]

    def span(self, stretch: Stretch) -> Span:
        return self.source.span(self.offset + stretch.start, self.offset + stretch.end)

    def of(self, *tags: str) -> list[Hit]:
        """The hits of these lists, in order."""
        found = [self.hits[tag] for tag in tags if tag in self.hits]
        if len(found) == 1:
            return found[0]
        return sorted(chain.from_iterable(found)) if found else []

    def has(self, *tags: str) -> bool:
        return not self.hits.keys().isdisjoint(tags)

    def names_weekday(self, day: Stretch) -> bool:
        """Whether a day is told by its name: Friday, last Monday."""
        words = self.text[day.start : day.end].split()
        return any(one.kind == "weekday" for word in words for one in self.calendar.dates.words.get(word, ()))

    def names_time(self, word: Stretch) -> bool:
        """Whether a word is one for a day or a month."""
        return self.text[word.start : word.end] in self.calendar.dates.words

    def near(self, one: Stretch, other: Stretch, distance: int) -> bool:
        """Whether no more than `distance` characters (of English) stand between them."""
        return gap(one, other) <= distance * self.reach

    def between(self, one: Stretch, other: Stretch) -> str:
        """The text between two stretches, whichever comes first."""
        first, second = (one, other) if one.start <= other.start else (other, one)
        return self.text[first.end : max(first.end, second.start)]

    def joined_by(self, one: Stretch, other: Stretch, *tags: str) -> bool:
        """Whether a word of these lists stands between two stretches, whichever comes first."""
        start, end = min(one.end, other.end), max(one.start, other.start)
        return any(hit.start < end and start < hit.end for hit in self.of(*tags))

    def follows(self, stretch: Stretch, *tags: str) -> bool:
        """Whether a word of these lists stands right before a stretch, a space between them."""
        return any(self.text[hit.end : stretch.start] == " " for hit in self.of(*tags))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """The stretches between commas, semicolons, colons and dashes."""
        borders = [0, *(m.end() for m in re.finditer(r"[;:,](?!\d)| {2,}", self.text)), len(self.text)]
        return tuple((start, end) for start, end in pairwise(borders) if end > start)

    def clause(self, stretch: Stretch) -> tuple[int, int]:
        """The clause in which a stretch begins."""
        for start, end in self.clauses:
            if start <= stretch.start < end:
                return start, end
        return 0, len(self.text)

    def same_clause(self, one: Stretch, other: Stretch) -> bool:
        return self.clause(one) == self.clause(other)


@dataclass(frozen=True)
class Passage:
    """Title and text of an item, sentence by sentence."""

    sentences: tuple[Sentence, ...]

    @cached_property
    def parties(self) -> frozenset[str]:
        """All sides and countries that are named, organisations too."""
        return frozenset(hit.value for sentence in self.sentences for hit in sentence.of(*PARTIES))

    def has(self, *tags: str) -> bool:
        return any(sentence.has(*tags) for sentence in self.sentences)


def gap(one: Stretch, other: Stretch) -> int:
    """The characters between two stretches; 0 where they touch or overlap."""
    return max(0, other.start - one.end, one.start - other.end)


def nearest(to: Stretch, candidates: Iterable[S]) -> S | None:
    """The candidate with the fewest characters between it and `to`; of equals, the earlier one."""
    return min(candidates, key=lambda candidate: (gap(to, candidate), candidate.start), default=None)


def overlaps(one: Stretch, other: Stretch) -> bool:
    return one.start < other.end and other.start < one.end


def sorted_hits(found: Iterable[Hit]) -> dict[str, list[Hit]]:
    """Hits by list; in each list the longer of two that overlap, and status words over all their lists. A trap swallows
    the words of people's release that it overlaps: letters are handed over too."""
    families: dict[str, list[Hit]] = defaultdict(list)
    for hit in set(found):
        status = hit.tag.startswith("status.") and hit.tag not in _APART
        families["status" if status else hit.tag].append(hit)
    traps = families.get("release.traps", ())
    by_tag: dict[str, list[Hit]] = defaultdict(list)
    for tag, family in families.items():
        kept = family
        if traps and tag in RELEASE:
            kept = [hit for hit in family if not any(overlaps(hit, trap) for trap in traps)]
        for hit in longest(kept) if len(kept) > 1 else kept:
            by_tag[hit.tag].append(hit)
    return by_tag


_APART = frozenset({"status.negations", "status.groundwork"})
