"""What a keyword says, as a tree: phrases and their distances, and how they are combined.

`AND`, `OR` and `NOT` are about the item, title and text together; distances are within one of the two. Negation stands
at the leaves only, so that every part either shows where it holds or has nothing to show.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from monitor.match.item import Item, Place
from monitor.match.literals import rarity
from monitor.match.phrase import Phrase, Run, Words
from monitor.model.content import TextField

SPANS_PER_CLAUSE = 20
"""Enough to show a desk; a word that stands a thousand times is no better evidence."""

Literals = frozenset[str] | None
"""One of these is in every item for which a query holds; None where it can hold for any item."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Any of several, where only their place matters."""

    options: tuple["Wording", ...]

    @property
    def literals(self) -> frozenset[str]:
        return frozenset[str]().union(*(option.literals for option in self.options))

    def runs(self, words: Words) -> Iterator[Run]:
        """Where any of the options stands, in order."""
        return _Runs(words).of(self)


@dataclass(frozen=True, slots=True)
class Near:
    """Two wordings with at most `distance` words between them; the first comes first where they are `ordered`."""

    first: "Wording"
    second: "Wording"
    distance: int
    ordered: bool

    @property
    def literals(self) -> frozenset[str]:
        return max(self.first.literals, self.second.literals, key=rarity)

    @property
    def reach(self) -> int:
        """How many words may stand between the parts altogether; what it costs to look for them grows with it."""
        return self.distance + sum(_reach(part) for part in (self.first, self.second))

    def runs(self, words: Words) -> Iterator[Run]:
        """Every pair, as the run from the one to the other, in order."""
        return _Runs(words).of(self)


Wording = Phrase | Alternatives | Near


class _Runs:
    """The runs of wordings in a text, found from where they begin: each when it is asked for, and once. However many
    there are, few are looked at for the first of them, and none beyond the reach of a word."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._starts: dict[int, list[int]] = {}
        self._ends: dict[tuple[int, int], frozenset[int]] = {}
        self._phrases: dict[int, dict[int, int]] = {}

    def of(self, wording: Wording) -> Iterator[Run]:
        """The runs of a wording, in order."""
        return ((start, end) for start in self._starts_of(wording) for end in sorted(self._ends_of(wording, start)))

    def _starts_of(self, wording: Wording) -> list[int]:
        """Where the wording may begin, in order."""
        if id(wording) not in self._starts:
            self._starts[id(wording)] = self._found_starts(wording)
        return self._starts[id(wording)]

    def _found_starts(self, wording: Wording) -> list[int]:
        match wording:
            case Near(first, second, _, ordered):
                one, other = self._starts_of(first), self._starts_of(second)
                if not one or not other:
                    return []
                return one if ordered else sorted({*one, *other})
            case Alternatives(options):
                return sorted({start for option in options for start in self._starts_of(option)})
            case Phrase():
                self._phrases[id(wording)] = dict(wording.runs(self._words))
                return list(self._phrases[id(wording)])

    def _ends_of(self, wording: Wording, start: int) -> frozenset[int]:
        key = id(wording), start
        if key not in self._ends:
            self._ends[key] = frozenset(self._found_ends(wording, start))
        return self._ends[key]

    def _found_ends(self, wording: Wording, start: int) -> Iterator[int]:
        match wording:
            case Near(first, second, distance, ordered):
                yield from self._ends_behind(first, second, distance, start)
                if not ordered:
                    yield from self._ends_behind(second, first, distance, start)
            case Alternatives(options):
                for option in options:
                    yield from self._ends_of(option, start)
            case Phrase():
                self._starts_of(wording)
                if start in self._phrases[id(wording)]:
                    yield self._phrases[id(wording)][start]

    def _ends_behind(self, before: Wording, behind: Wording, distance: int, start: int) -> Iterator[int]:
        starts = self._starts_of(behind)
        near: set[int] = set()
        for last in self._ends_of(before, start):
            near.update(starts[bisect_left(starts, last + 1) : bisect_left(starts, last + 2 + distance)])
        for one in near:
            yield from self._ends_of(behind, one)


def required_by(wording: Wording) -> list[frozenset[str]]:
    """Sets of which each has a literal in every text that has the wording."""
    match wording:
        case Near(first, second):
            return [*required_by(first), *required_by(second)]
        case Phrase(terms):
            return [term.literals for term in terms]
        case _:
            return [wording.literals]


def _reach(wording: Wording) -> int:
    match wording:
        case Near():
            return wording.reach
        case Alternatives(options):
            return max(map(_reach, options))
        case _:
            return 0


@dataclass(frozen=True, slots=True)
class Occurs:
    """Holds where the wording stands in the title or the text (or only in `field`); `negated`, where it does not."""

    wording: Wording
    field: TextField | None = None
    negated: bool = False

    @property
    def literals(self) -> Literals:
        return None if self.negated else self.wording.literals

    def required(self) -> list[frozenset[str]]:
        """Sets of which each has a literal in every item for which the query holds."""
        return [] if self.negated else required_by(self.wording)

    def places(self, item: Item) -> list[Place] | None:
        """Where it holds, as far as there is something to show; None where it does not hold."""
        found = list(islice(self._found(item), 1 if self.negated else SPANS_PER_CLAUSE))
        if self.negated:
            return None if found else []
        return found or None

    def _found(self, item: Item) -> Iterator[Place]:
        for field in item.fields:
            if self.field in (None, field.name):
                yield from ((field, *field.words.span(run)) for run in self.wording.runs(field.words))


@dataclass(frozen=True, slots=True)
class Language:
    """Holds for items in this language; `negated`, for those in others; either way for items of unknown language."""

    lang: str
    negated: bool = False

    @property
    def literals(self) -> Literals:
        return None

    def required(self) -> list[frozenset[str]]:
        return []

    def places(self, item: Item) -> list[Place] | None:
        return [] if item.lang is None or (item.lang == self.lang) is not self.negated else None


@dataclass(frozen=True, slots=True)
class Every:
    """Holds where all parts do."""

    parts: tuple["Query", ...]

    @property
    def literals(self) -> Literals:
        return max((part.literals for part in self.parts if part.literals), key=rarity, default=None)

    def required(self) -> list[frozenset[str]]:
        return [literals for part in self.parts for literals in part.required()]

    def places(self, item: Item) -> list[Place] | None:
        together: list[Place] = []
        for part in self.parts:
            found = part.places(item)
            if found is None:
                return None
            together += found
        return together


@dataclass(frozen=True, slots=True)
class Some:
    """Holds where at least one option does."""

    options: tuple["Query", ...]

    @property
    def literals(self) -> Literals:
        return _union(option.literals for option in self.options)

    def required(self) -> list[frozenset[str]]:
        return [self.literals] if self.literals else []

    def places(self, item: Item) -> list[Place] | None:
        held = [found for option in self.options if (found := option.places(item)) is not None]
        return [place for found in held for place in found] if held else None


Query = Occurs | Language | Every | Some


def _union(several: Iterable[Literals]) -> Literals:
    together: frozenset[str] = frozenset()
    for literals in several:
        if literals is None:
            return None
        together |= literals
    return together
