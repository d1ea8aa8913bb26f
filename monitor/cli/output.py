"""How data is printed: tables for people, JSON for programs."""

import json
import os
import sys
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any, NoReturn
from unicodedata import category

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 160
"""Columns of a table that no terminal shows."""

_LONGEST_WORD = 24
"""A longer one, an address say, may be broken over lines."""
_GAP = 2
_JOINERS = "\u200c\u200d"


EXIT_PIPE = 128 + 13
"""What a shell shows of a program that ends since nobody reads its output any more (SIGPIPE)."""


class Page(Console):
    """Where text for people goes: in colour on a terminal, plain elsewhere."""

    def __init__(self, *, width: int | None = None) -> None:
        super().__init__(highlight=False, width=width)

    def on_broken_pipe(self) -> None:
        end_of_output()


def end_of_output() -> NoReturn:
    """End without a word: whoever read the output has gone, as in `parley scan … | head -1`."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())  # or the interpreter would try the pipe again as it ends, and complain
    sys.exit(EXIT_PIPE)


def print_json(value: Any) -> None:
    """Any of our values as JSON; times in ISO 8601, UTC."""
    click.echo(json.dumps(value, default=plain, ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    click.echo(json.dumps(value, default=plain, ensure_ascii=False))


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, spare: Collection[str] = ()
) -> None:
    """A table as wide as the terminal; `empty` is said, on stderr, when there are no rows.

    No word is broken: where the terminal is too narrow the columns of `spare` are left out, the last first, and where
    that is not enough each row is shown as a block of lines.
    """
    listed = list(rows)
    if not listed:
        click.echo(empty, err=True)
        return
    # A program that reads the table gets wide lines, unless whoever called it says how wide.
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDE
    left_out = draw_table(Page(width=width), columns, listed, spare=spare)
    if left_out:
        click.echo(f"left out, for the terminal is narrow: {', '.join(left_out)} (--json has all)", err=True)


def draw_table(
    console: Console, columns: Sequence[str], rows: Iterable[Sequence[object]], *, spare: Collection[str]
) -> list[str]:
    """`print_table` on a console; the names of the columns that were left out."""
    cells = [[cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row] for row in rows]
    kept = _fitting(columns, cells, console.width, list(spare))
    if kept is None:
        _print_blocks(console, columns, cells)
        return []
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="bold")
    for index in kept:
        table.add_column(columns[index], overflow="fold", min_width=_widest_word(columns, cells, index))
    for row in cells:
        table.add_row(*[row[index] for index in kept])
    console.print(table)
    return [name for index, name in enumerate(columns) if index not in kept]


def _fitting(columns: Sequence[str], cells: Sequence[Sequence[Text]], width: int, spare: list[str]) -> list[int] | None:
    """The columns of a table that breaks no word; None where even the fewest are too wide."""
    kept = list(range(len(columns)))
    while sum(_widest_word(columns, cells, index) + _GAP for index in kept) > width:
        if not spare:
            return None
        kept.remove(columns.index(spare.pop()))
    return kept


def _widest_word(columns: Sequence[str], cells: Sequence[Sequence[Text]], index: int) -> int:
    words = (word for row in cells for word in row[index].plain.split())
    return min(max(map(len, (*words, *columns[index].split()))), _LONGEST_WORD)


def _print_blocks(console: Console, columns: Sequence[str], cells: Sequence[Sequence[Text]]) -> None:
    for row in cells:
        block = Table.grid(padding=(0, _GAP, 0, 0))
        block.add_column(style="bold", no_wrap=True)
        block.add_column(overflow="fold")
        for name, cell in zip(columns, row, strict=True):
            if cell.plain:
                block.add_row(name, cell)
        console.print(block, "")


def print_indented(console: Console, indent: int, text: Text, *, hanging: int | None = None) -> None:
    """A paragraph, wrapped between words; its later lines are indented by `hanging` where that differs."""
    further = indent if hanging is None else hanging
    first = text.wrap(console, max(console.width - indent, _LONGEST_WORD))[:1]
    begun = len(first[0].plain.rstrip()) if first else 0
    rest = text[begun + len(text.plain[begun:]) - len(text.plain[begun:].lstrip()) :]
    later = rest.wrap(console, max(console.width - further, _LONGEST_WORD)) if rest else ()
    for margin, line in zip((indent, *[further] * len(later)), (*first, *later), strict=False):
        line.rstrip()
        console.print(Text.assemble(" " * margin, line), no_wrap=True, overflow="ignore", crop=False)


def printable(value: object) -> str:
    """One cell: times to the second, nothing for None, no control characters of other people's texts. What has no
    width is left out, the joiners apart: Persian and emoji are misspelt without them."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "".join(map(_shown, str(value)))


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    return "" if category(character) == "Cf" else " "


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 channel`, `2 channels`; `many` where the plural is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def plain(value: Any) -> Any:
    """What JSON lacks, in terms that it has; for `json.dumps`."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
