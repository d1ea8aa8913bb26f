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

    def runs(self, words: Words) -> list[Run]:
        return sorted({run for option in self.options for run in option.runs(words)})


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

    def runs(self, words: Words) -> list[Run]:
        """Every pair, as the run from the one to the other, in order."""
        first = list(self.first.runs(words))
        second = list(self.second.runs(words)) if first else []
        pairs = set(self._followed(first, second))
        if not self.ordered:
            pairs.update(self._followed(second, first))
        return sorted(pairs)

    def _followed(self, before: list[Run], after: list[Run]) -> Iterator[Run]:
        beginnings = [first for first, _ in after]
        for first, last in before:
            low = bisect_left(beginnings, last + 1)
            high = bisect_left(beginnings, last + 2 + self.distance)
            yield from ((first, end) for _, end in after[low:high])


Wording = Phrase | Alternatives | Near


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

    def places(self, item: Item) -> list[Place] | None:
        return [] if item.lang is None or (item.lang == self.lang) is not self.negated else None


@dataclass(frozen=True, slots=True)
class Every:
    """Holds where all parts do."""

    parts: tuple["Query", ...]

    @property
    def literals(self) -> Literals:
        return max((part.literals for part in self.parts if part.literals), key=rarity, default=None)

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
