"""Entries one by one: what makes one of them unreadable is told of that one, and costs no other."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from monitor.model.content import Entry
from monitor.parse.encoding import clean

Piece = TypeVar("Piece")

_TOLD = 20
_LONGEST = 200


def gather(pieces: Iterable[Piece], read: Callable[[Piece], Entry | None]) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """The entries, and a line for each piece that could not be read, up to twenty. Where `read` gives None there is
    no entry, and nothing to tell."""
    entries: list[Entry] = []
    unreadable: list[str] = []
    for number, piece in enumerate(pieces, 1):
        try:
            entry = read(piece)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it is in this piece
            if len(unreadable) < _TOLD:
                unreadable.append(clean(f"entry {number}: {type(error).__name__}: {error}")[:_LONGEST])
            continue
        if entry is not None:
            entries.append(entry)
    return tuple(entries), tuple(unreadable)
