"""One file of the configuration as it was written: its data, and the place of every key and value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from monitor.config.redact import printable, shown_lines
from monitor.errors import Problem

Loc = tuple[str | int, ...]
"""The way to a value from the top of its file: keys, and indices of lists, such as `("rules", 3, "any", 0)`."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a key or value stands; 1-based. `raw` is a one-line scalar as written, quotes and all, else None."""

    line: int
    column: int
    raw: str | None = None


TOP = Spot(1, 1)


@dataclass(slots=True)
class Document:
    """A file, read. `path` is as the user would type it, `name` is relative to the configuration's directory.

    `refused` holds the places whose value could not be taken over and has been reported; nothing more is said of
    them. `broken` means that the file could not be read to its end: what it defines is not all known; `whole` holds, by
    name, what stands for certain in the lists at its top.
    """

    path: str
    name: str
    text: str = ""
    data: Any = None
    keys: dict[Loc, Spot] = field(default_factory=dict)
    values: dict[Loc, Spot] = field(default_factory=dict)
    refused: set[Loc] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False
    whole: dict[str, list[Any]] = field(default_factory=dict)
    _shown: tuple[str, ...] | None = None

    def forget(self) -> None:
        """Drops the data and the places of a document of which nothing more will be said."""
        self.data = None
        self.keys, self.values, self.whole = {}, {}, {}

    def known_part(self, loc: Iterable[str | int]) -> Loc:
        """`loc` as far as it is written in the file; parts that name no key or index here are passed over."""
        known: Loc = ()
        for part in loc:
            if (*known, part) in self.values:
                known = (*known, part)
        return known

    def value_spot(self, loc: Iterable[str | int]) -> Spot:
        return self.values.get(self.known_part(loc), TOP)

    def key_spot(self, loc: Iterable[str | int]) -> Spot:
        known = self.known_part(loc)
        return self.keys.get(known) or self.values.get(known, TOP)

    def is_refused(self, loc: Iterable[str | int]) -> bool:
        """Whether the value there, or one it stands in, has been reported already."""
        known = self.known_part(loc)
        return any(known[:length] in self.refused for length in range(len(known) + 1))

    def report(self, spot: Spot, message: str, mend: str, suggestion: str | None = None) -> None:
        """Notes a mistake. The texts may repeat words of the file, but never a secret; the line is cleared of them."""
        self.problems.append(
            Problem(
                self.path,
                spot.line,
                spot.column,
                printable(message),
                printable(mend),
                self.shown_line(spot.line),
                printable(suggestion) if suggestion else None,
            )
        )

    def shown_line(self, number: int) -> str:
        """The line as it may be shown; empty behind the end of the file."""
        if self._shown is None:
            self._shown = shown_lines(split_lines(self.text))
        return self._shown[number - 1] if 0 < number <= len(self._shown) else ""


def split_lines(text: str) -> list[str]:
    """Lines as YAML counts them: those line breaks and no others, so that the numbers agree."""
    return list(_lines(text))


def _lines(text: str) -> Iterator[str]:
    breaks = text.replace("\r\n", "\n")
    for mark in "\r\x85\u2028\u2029":
        breaks = breaks.replace(mark, "\n")
    yield from breaks.split("\n")
