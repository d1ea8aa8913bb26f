"""One byte for each of the characters that most texts are made of.

A text that one of two pages can write (Cyrillic with ASCII, or Latin with its accents) is folded by two look-ups in C:
into bytes, and from these into the bytes of the folded text. Folded bytes mean the same whichever page they came from,
and the n-th is the n-th character of the folded text: places found in the one hold in the other.
"""

import re
from codecs import charmap_build, charmap_decode, charmap_encode
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

_ASCII = "".join(map(chr, range(0x80)))
_SIGNS = "\u00a0\u2009\u202f‐–—«»‘’“”„…№•§°×€"
_CYRILLIC = "".join(map(chr, range(0x0400, 0x0460))) + "Ґґ"
_LATIN = (
    "".join(chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7))
    + "ĞğİıŞşĄąĆćĘęŁłŃńŚśŹźŻżČčĎďĚěŇňŘřŠšŤťŮůŽžŒœ"
)
_PAGES = (_ASCII + _SIGNS + _CYRILLIC, _ASCII + _SIGNS + _LATIN)
_SIZE = 256
_NO_CHARACTER = "\ufffe"

_SEAM = "\uffff"
"""Joins texts that are folded together: no character, by definition."""

CODED_SEAM = b"\n"
"""The same in bytes: folded text has no line breaks, for white space becomes a space."""

_SPACES = re.compile(b"  ")
_L, _C = b"LC"

Uneven = tuple[tuple[int, int, int, int], ...]
"""The stretches of a folded text that are not one character for one character, in order: (start, end) in the folded
text, then (start, end) in the original."""


class Coded(NamedTuple):
    """A folded text, a byte for each of its characters."""

    data: bytes
    uneven: Uneven


class CodePage:
    """The bytes that folded texts are written in. `fold` folds a character that stands by itself."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        forms = {character: fold(character) for page in _PAGES for character in page}
        stretched = [character for character, form in forms.items() if len(form) > 1]
        single = {form for form in forms.values() if len(form) == 1 and form >= "\x80"}
        self._characters = (_ASCII + "".join([*sorted(single), *stretched])).ljust(_SIZE, _NO_CHARACTER)
        self._encoding = charmap_build(self._characters)
        self._folded = frozenset(forms.values())
        code_of = {character: code for code, character in enumerate(self._characters)}
        self._stretched = {code_of[one]: forms[one].encode("ascii") for one in stretched}
        self._uneven = re.compile(b" {2,}|[" + bytes(self._stretched) + b"]")
        self._last: tuple[tuple[str, ...], Coded | None] = ((), None)
        self._pages = [(_encoding(page), _table(code_of, forms, page), _scripts(page)) for page in _PAGES]

    def fold(self, *texts: str) -> Coded | None:
        """The folded text, or several with the seam between them; None where no page has all of their characters, or a
        word mixes scripts. What is uneven is told as if the originals were one, with one character for each seam. One
        item is folded by several stages, one after the other, so the last answer is kept."""
        last = self._last
        if last[0] != texts:
            last = self._last = texts, self._fold(_SEAM.join(texts), len(texts))
        return last[1]

    def _fold(self, text: str, parts: int) -> Coded | None:
        for encoding, folded, scripts in self._pages:
            try:
                raw = charmap_encode(text, "strict", encoding)[0]
            except UnicodeEncodeError:
                continue
            if scripts and _mixes(raw.translate(scripts)):
                return None
            data = raw.translate(folded)
            if data.count(CODED_SEAM) != parts - 1:
                return None
            return self._evened(data) if self._is_uneven(data) else Coded(data, ())
        return None

    @property
    def characters(self) -> Iterator[tuple[int, str]]:
        """Every byte that folded text can have, with its character."""
        return ((code, one) for code, one in enumerate(self._characters) if one in self._folded)

    def decode(self, data: bytes) -> str:
        """The folded text of these bytes."""
        return charmap_decode(data, "strict", self._characters)[0]

    def encode(self, folded: str) -> bytes:
        """The bytes of any folded text; `?` for characters that have none."""
        return charmap_encode(folded, "replace", self._encoding)[0]

    def has(self, folded: str) -> bool:
        """Whether every character has its byte."""
        try:
            charmap_encode(folded, "strict", self._encoding)
        except UnicodeEncodeError:
            return False
        return True

    def _is_uneven(self, data: bytes) -> bool:
        for code in self._stretched:
            if code in data:
                return True
        return _SPACES.search(data) is not None

    def _evened(self, data: bytes) -> Coded:
        parts: list[bytes] = []
        uneven: list[tuple[int, int, int, int]] = []
        position = done = 0
        for match in self._uneven.finditer(data):
            start, end = match.span()
            form = self._stretched.get(data[start], b" ")
            parts += (data[done:start], form)
            position += start - done + len(form)
            uneven.append((position - len(form), position, start, end))
            done = end
        return Coded(b"".join((*parts, data[done:])), tuple(uneven))


def _table(code_of: dict[str, int], forms: dict[str, str], page: str) -> bytes:
    """The folded byte for each byte of a page."""
    codes = [code_of[one if len(forms[one]) > 1 else forms[one]] for one in page]
    return bytes(codes).ljust(_SIZE - 1, b"?") + CODED_SEAM


def _encoding(page: str) -> Any:
    """What `charmap_encode` wants: a table of C's own, of which type stubs know nothing. The seam is its last byte."""
    return charmap_build(page.ljust(_SIZE - 1, _NO_CHARACTER) + _SEAM)


def _scripts(page: str) -> bytes | None:
    """L for the Latin and C for the Cyrillic letters of a page, for each byte; None where it has but one of them."""
    if _CYRILLIC[0] not in page:
        return None
    letters = ("L" if one.isascii() and one.isalpha() else "C" if one in _CYRILLIC else " " for one in page)
    return "".join(letters).encode("ascii").ljust(_SIZE)


def _mixes(scripts: bytes) -> bool:
    # In numbers, for to look for bytes with `in` costs ten times as much.
    return _L in scripts and _C in scripts and (scripts.find(b"LC") >= 0 or scripts.find(b"CL") >= 0)
