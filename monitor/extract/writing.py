"""How a language is written, as far as finding words in it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_PREFIX = 6


@dataclass(frozen=True, slots=True)
class Writing:
    """`words_apart` is False where no spaces stand between words. `prefixes` are particles written onto the word that
    follows. `reach` is the length of a word relative to English: distances are counted in characters. `letters` are
    written for one another at will; each is given with the one that stands for both."""

    words_apart: bool = True
    prefixes: frozenset[str] = frozenset()
    reach: float = 1.0
    letters: Mapping[int, str] = field(default_factory=dict)

    def spelled(self, text: str) -> str:
        """The text with one spelling for letters that are written at will, character for character."""
        return text.translate(self.letters) if self.letters else text

    def begins_word(self, text: str, start: int) -> bool:
        """Whether a word begins at `start`, perhaps behind a particle."""
        if not self.words_apart or start == 0 or not text[start - 1].isalnum():
            return True
        if not self.prefixes:
            return False
        first = start
        while first > 0 and start - first <= _LONGEST_PREFIX and text[first - 1].isalnum():
            first -= 1
        return text[first:start] in self.prefixes

    def word_end(self, text: str, end: int) -> int:
        """Where the word that goes on at `end` ends."""
        while self.words_apart and end < len(text) and text[end].isalnum():
            end += 1
        return end

    def ends_word(self, text: str, end: int) -> bool:
        return not self.words_apart or end >= len(text) or not text[end].isalnum()
