"""What clauses look at: an item's title and text, folded once."""

from dataclasses import dataclass
from functools import cached_property

from monitor.match.phrase import Words
from monitor.match.regex_re2 import with_borders
from monitor.model.content import Span, TextField
from monitor.text import fold


class Field:
    """A title or a text, folded once; its words and its marked borders when someone asks."""

    def __init__(self, name: TextField, original: str) -> None:
        self.name = name
        self._original = original
        self._folded = fold(original)
        self._with_borders: dict[int, str] = {}

    @property
    def folded(self) -> str:
        return self._folded.text

    @cached_property
    def words(self) -> Words:
        return Words(self.folded)

    def with_borders(self, count: int) -> str:
        """The folded text with `count` marks at each border of a word."""
        if count not in self._with_borders:
            self._with_borders[count] = with_borders(self.folded, count)
        return self._with_borders[count]

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind [start, end) of the folded text."""
        first, last = self._folded.original(start, end)
        return Span(self.name, first, last, self._original[first:last])


@dataclass(frozen=True, slots=True)
class Item:
    """A title and a text. `lang` is the primary language (`uk`), None where it is not known."""

    fields: tuple[Field, ...]
    lang: str | None = None

    @classmethod
    def of(cls, title: str, text: str, lang: str | None = None) -> "Item":
        """`lang` is a BCP 47 tag."""
        return cls((Field("title", title), Field("text", text)), primary(lang) if lang else None)


def primary(lang: str) -> str:
    """The language of a tag, without script and region."""
    return lang.replace("_", "-").partition("-")[0].lower()


Place = tuple[Field, int, int]
"""[start, end) in the folded text of a field."""
