"""What clauses look at: an item's title and text, folded once."""

from collections.abc import Sequence
from functools import cache, cached_property, lru_cache

from monitor.match.phrase import Words
from monitor.match.regex_re2 import coded_with_borders, with_borders
from monitor.model.content import Span, TextField
from monitor.text import Folded, code_page, coded, fold

SEAM = "\x00"
"""Stands between title and text where these are looked at together."""

_CODED_SEAM = SEAM.encode("ascii")


class Field:
    """A title or a text, folded once; its words and its marked borders when someone asks.

    `at` is where it begins in the data of its item. Where `data` is given, `coded` is what stands there for the field,
    and `origins` tells the places of the original from those in that data, `shift` characters on.
    """

    def __init__(
        self,
        name: TextField,
        original: str,
        at: int = 0,
        data: bytes | None = None,
        origins: Folded | None = None,
        shift: int = 0,
    ) -> None:
        self.name = name
        self.at = at
        self.coded = data
        self._original = original
        self._origins = origins
        self._shift = shift
        self._with_borders: dict[int, str] = {}
        self._coded_with_borders: dict[int, bytes] = {}

    @cached_property
    def folded(self) -> str:
        return self._folded.text if self.coded is None else code_page().decode(self.coded)

    @cached_property
    def _folded(self) -> Folded:
        return fold(self._original)

    @cached_property
    def words(self) -> Words:
        return Words(self.folded)

    def with_borders(self, count: int) -> str:
        """The folded text with `count` marks at each border of a word."""
        if count not in self._with_borders:
            self._with_borders[count] = with_borders(self.folded, count)
        return self._with_borders[count]

    def coded_with_borders(self, count: int) -> bytes:
        """The same in coded bytes, for a field that has them."""
        assert self.coded is not None
        if count not in self._coded_with_borders:
            self._coded_with_borders[count] = coded_with_borders(self.coded, count)
        return self._coded_with_borders[count]

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind [start, end) of the folded text."""
        if self._origins is None:
            first, last = self._folded.original(start, end)
        elif self._origins.uneven:
            first, last = self._origins.original(start + self.at, end + self.at)
            first, last = first - self._shift, last - self._shift
        else:
            first, last = start, end
        return Span(self.name, first, last, self._original[first:last])


class Item:
    """A title and a text. `lang` is the primary language (`uk`), None where it is not known.

    `data` is both in the bytes of the code page, the seam between them; `?` stands for a character that has none. In
    `words` all that is no letter or digit is a space.
    """

    def __init__(self, title: str, text: str, lang: str | None = None) -> None:
        self.lang = lang
        self._title = title
        self._text = text
        self._coded = coded(f"{title}{SEAM}{text}") if SEAM not in title else None
        self.is_coded = self._coded is not None
        self._fields: tuple[Field, Field] | None = None
        self.data = self._coded.data if self._coded is not None else self._encoded()
        self.words = only_words(self.data)

    @classmethod
    def of(cls, title: str, text: str, lang: str | None = None) -> "Item":
        """`lang` is a BCP 47 tag."""
        return cls(title, text, primary(lang) if lang else None)

    @property
    def fields(self) -> tuple[Field, Field]:
        """Title and text."""
        if self._fields is None:
            self._fields = self._made_fields()
        return self._fields

    def _encoded(self) -> bytes:
        return _CODED_SEAM.join(code_page().encode(field.folded) for field in self.fields)

    def _made_fields(self) -> tuple[Field, Field]:
        if self._coded is None:
            title = Field("title", self._title)
            return title, Field("text", self._text, at=len(title.folded) + 1)
        data, origins = self._coded.data, Folded("", self._coded.uneven)
        seam = data.index(_CODED_SEAM)
        return (
            Field("title", self._title, 0, data[:seam], origins),
            Field("text", self._text, seam + 1, data[seam + 1 :], origins, len(self._title) + 1),
        )

    def fields_at(self, places: Sequence[int]) -> tuple[Field, ...]:
        """The fields that some ascending places of `data` are in."""
        title, text = self.fields
        if places[0] >= text.at:
            return (text,)
        return (title,) if places[-1] < text.at else self.fields

    def has(self, literal: str) -> bool:
        """Whether a folded string stands in the title or the text."""
        return any(literal in field.folded for field in self.fields)

    def field_at(self, place: int) -> Field:
        """The field that a place of `data` is in."""
        title, text = self.fields
        return text if place >= text.at else title


@cache
def _spaced() -> bytes:
    letters = {code for code, character in code_page().characters if character.isalnum()}
    return bytes(code if code in letters else ord(" ") for code in range(256))


def only_words(data: bytes) -> bytes:
    """Coded text with a space for every byte that is no letter or digit."""
    return data.translate(_spaced())


@lru_cache(maxsize=256)
def primary(lang: str) -> str:
    """The language of a tag, without script and region."""
    return lang.replace("_", "-").partition("-")[0].lower()


Place = tuple[Field, int, int]
"""[start, end) in the folded text of a field."""
