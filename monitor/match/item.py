"""What clauses look at: an item's title and text, folded once."""

from collections.abc import Iterator
from functools import cache, cached_property, lru_cache

from monitor.match.phrase import Words
from monitor.model.content import Span, TextField
from monitor.text import CODED_SEAM, Uneven, code_page, fold, original_span


class Item:
    """A title and a text. `lang` is given as a BCP 47 tag and kept as the primary language (`uk`), None where it is not
    known.

    `data` is both in the bytes of the code page, the seam between them. Where the page lacks a character, `?` stands
    there, and the item is not `is_coded`. In `words` all that is no letter or digit is a space, and one more ends them.
    A place in the item is one in its data.
    """

    def __init__(self, title: str, text: str, lang: str | None = None) -> None:
        self.lang = primary(lang) if lang else None
        self._title = title
        self._text = text
        coded = code_page().fold(title, text)
        if coded is None:
            self._fold_apart()
        else:
            self.is_coded = True
            self.data, self._uneven = coded
            self._seam = self.data.index(CODED_SEAM)
        self.words = only_words(self.data) + b" "

    def _fold_apart(self) -> None:
        """The long way: for characters that the page lacks before folding, if not after it, and for mixed scripts."""
        title, text = fold(self._title), fold(self._text)
        page = code_page()
        self.is_coded = page.has(title.text) and page.has(text.text)
        self.data = CODED_SEAM.join((page.encode(title.text), page.encode(text.text)))
        self._seam = len(title.text)
        self._uneven = (*title.uneven, *_moved(text.uneven, self._seam + 1, len(self._title) + 1))
        self._folded = title.text, text.text

    @cached_property
    def _folded(self) -> tuple[str, str]:
        """Title and text, when someone asks for more than bytes."""
        decode = code_page().decode
        return decode(self.data[: self._seam]), decode(self.data[self._seam + 1 :])

    @cached_property
    def fields(self) -> tuple["Field", "Field"]:
        """Title and text."""
        title, text = self._folded
        return Field("title", title, self, 0), Field("text", text, self, self._seam + 1)

    def field_at(self, place: int) -> "Field":
        """The field that a place is in."""
        title, text = self.fields
        return text if place >= text.at else title

    def has(self, literal: str) -> bool:
        """Whether a folded string stands in the title or the text."""
        return any(literal in folded for folded in self._folded)

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind [start, end), places of one field."""
        in_title = start <= self._seam
        if self._uneven:
            start, end = original_span(self._uneven, start, end)
        if in_title:
            return Span("title", start, end, self._title[start:end])
        before = len(self._title) + 1
        return Span("text", start - before, end - before, self._text[start - before : end - before])


class Field:
    """A title or a text, folded, beginning at the place `at` of its item; its words when someone asks."""

    def __init__(self, name: TextField, folded: str, item: Item, at: int) -> None:
        self.name = name
        self.folded = folded
        self.at = at
        self._item = item

    @cached_property
    def words(self) -> Words:
        return Words(self.folded)

    def span(self, start: int, end: int) -> Span:
        """The span of the original behind [start, end) of the folded text."""
        return self._item.span(self.at + start, self.at + end)


def _moved(uneven: Uneven, folded: int, original: int) -> Iterator[tuple[int, int, int, int]]:
    for start, end, original_start, original_end in uneven:
        yield start + folded, end + folded, original_start + original, original_end + original


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
