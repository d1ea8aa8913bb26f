"""Runs of combining marks, kept to a length that no script needs and every algorithm can bear."""

import re

from monitor.text.characters import MARKS, character_class

MARKS_PER_LETTER = 30
"""As Unicode's stream-safe format has it: sorting the marks of one letter takes time quadratic in their number."""

_MARK = f"[{character_class(MARKS)}]"
_TOO_MANY = re.compile(f"({_MARK}{{{MARKS_PER_LETTER}}}){_MARK}+")
# The same and more, ten times as fast to look for: what lies beyond the basic plane counts as a mark.
_BASIC = character_class("".join(mark for mark in MARKS if mark < "\U00010000"))
_PERHAPS = re.compile(f"[{_BASIC}\U00010000-\U0010ffff]{{{MARKS_PER_LETTER + 1}}}")


def bounded_marks(text: str) -> str:
    """The text with no more than `MARKS_PER_LETTER` marks in a row: safe to normalise, unchanged if it was written."""
    return _TOO_MANY.sub(r"\1", text) if _PERHAPS.search(text) else text
