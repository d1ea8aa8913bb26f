"""A place in a pattern, and the faults found on the way."""

import re
from functools import lru_cache
from typing import NoReturn
from unicodedata import category

from monitor.match.faults import Fault, PatternError


class Scanner:
    """Walks a pattern once, from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.faults: list[Fault] = []
        self._at = 0

    @property
    def column(self) -> int:
        """1-based, of the next character."""
        return self._at + 1

    def peek(self, length: int = 1) -> str:
        """The next characters; fewer at the end."""
        return self.pattern[self._at : self._at + length]

    def take(self, length: int = 1) -> str:
        taken = self.peek(length)
        self._at += len(taken)
        return taken

    def accept(self, text: str) -> bool:
        """Whether `text` comes next; then it is taken."""
        found = self.pattern.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found

    def accept_pattern(self, own: str) -> tuple[str, ...] | None:
        """The groups of `own`, one of Parley's patterns, where it matches here; then the match is taken."""
        found = _compiled(own).match(self.pattern, self._at)
        if found is None:
            return None
        self._at = found.end()
        return found.groups()

    def take_marks(self) -> str:
        """The combining marks that come next: they belong to the letter before them."""
        start = self._at
        while category(self.peek() or " ").startswith("M"):
            self._at += 1
        return self.pattern[start : self._at]

    def refuse(self, column: int, message: str, mend: str) -> None:
        """Notes a fault after which reading can go on."""
        self.faults.append(Fault(column, message, mend))

    def fail(self, column: int, message: str, mend: str) -> NoReturn:
        """Notes a fault after which nothing is certain."""
        self.refuse(column, message, mend)
        raise PatternError(self.faults)


@lru_cache(maxsize=32)
def _compiled(own: str) -> re.Pattern[str]:
    return re.compile(own)
