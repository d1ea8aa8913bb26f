"""RE2 for bytes, without the objects that its Python module makes for each look: they cost more than the look."""

from typing import Any

import re2
from re2 import _re2

_ANYWHERE = _re2.RE2.Anchor.UNANCHORED
_AT_START = _re2.RE2.Anchor.ANCHOR_START


class Program:
    """A compiled regex. Looks for its matches in Latin-1: a byte is a character."""

    def __init__(self, pattern: str, max_memory: int) -> None:
        """The pattern is ASCII. re2.error where the engine refuses it."""
        options = re2.Options()
        options.log_errors = False
        options.max_mem = max_memory
        options.encoding = re2.Options.Encoding.LATIN1
        engine = _re2.RE2(pattern.encode("ascii"), options)
        if not engine.ok():
            raise re2.error(engine.error())
        self._match: Any = engine.Match

    def search(self, data: bytes, start: int = 0) -> tuple[int, int] | None:
        """[start, end) of the leftmost match that begins no earlier than `start`; what stands before is seen by `^`."""
        span: tuple[int, int] = self._match(_ANYWHERE, data, start, len(data))[0]
        return span if span[0] >= 0 else None

    def match(self, data: bytes, start: int) -> tuple[int, int] | None:
        """The same for one that begins at `start`."""
        span: tuple[int, int] = self._match(_AT_START, data, start, len(data))[0]
        return span if span[0] >= 0 else None
