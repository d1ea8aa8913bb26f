"""Where words begin and end in folded text."""

import re

from monitor.text.characters import LATIN, MARKS, character_class

_CHARACTERS = f"(?:[^\\W_]+|[{character_class(MARKS)}]+)+"
# An apostrophe is a letter in об'єднання; in Moscow's, l'échange and İstanbul'da it is where the word ends.
_INNER_APOSTROPHE = rf"(?<![{LATIN}\d])'(?=[^\W\d_])(?![{LATIN}])"
_WORD = re.compile(f"{_CHARACTERS}(?:{_INNER_APOSTROPHE}{_CHARACTERS})*")


def word_spans(folded: str) -> list[tuple[int, int]]:
    """[start, end) of every word: letters, digits and marks of any script, and apostrophes inside words.

    An apostrophe is inside a word between two letters neither of which is Latin. An underscore is not part of a word.
    """
    return [match.span() for match in _WORD.finditer(folded)]
