"""The table of the sweeps."""

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.captures.verdict import Row

_COLUMNS = (
    ("file", "left"),
    ("format", "left"),
    ("served as", "left"),
    ("entries", "right"),
    ("stored", "right"),
    ("again", "right"),
    ("stored", "right"),
    ("reordered", "left"),
    ("stored", "right"),
    ("outcome", "left"),
)


def show(rows: Sequence[Row], figures: dict[str, Any], console: Console) -> None:
    """One line a file, what is wrong below it; then the totals."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0), expand=True)
    for name, side in _COLUMNS:
        table.add_column(name, justify="right" if side == "right" else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(_plain, _cells(row)), _outcome(row))
    table.add_section()
    table.add_row(
        f"{figures['files']} files",
        "",
        "",
        *(str(figures[name]) for name in ("entries", "stored")),
        f"{figures['again_304']} × 304",
        str(figures["again_stored"]),
        f"{figures['rewritten']} rewritten",
        str(figures["reordered_stored"]),
        f"{figures['warned']} mended, {figures['refused']} refused, {figures['faults']} not as promised",
    )
    console.print(table)


def _cells(row: Row) -> tuple[object, ...]:
    return (
        row.name,
        row.format,
        row.content_type,
        row.expected,
        row.stored,
        row.again_answer,
        row.again_stored,
        row.rewritten,
        row.reordered_stored,
    )


def _outcome(row: Row) -> Text:
    text = Text("; ".join((row.outcome, *map(_plain, row.notes))))
    for fault in row.faults:
        text.append(f"\n✗ {_plain(fault)}", style="bold red")
    return text


def _plain(value: object) -> str:
    """A cell's text, without what a terminal would obey."""
    return "".join(character if character.isprintable() else " " for character in str(value))
