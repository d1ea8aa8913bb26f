"""How data is printed: tables for people, JSON for programs."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(value: Any) -> None:
    """Any of our values as JSON; times in ISO 8601, UTC."""
    click.echo(json.dumps(value, default=plain, ensure_ascii=False, indent=2))


def print_json_line(value: Any) -> None:
    click.echo(json.dumps(value, default=plain, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """A table as wide as the terminal; `empty` is said, on stderr, when there are no rows."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*[cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row])
    if table.row_count:
        Console(width=None if sys.stdout.isatty() else 160).print(table)
    else:
        click.echo(empty, err=True)


def printable(value: object) -> str:
    """One cell: times to the second, nothing for None, no control characters of other people's texts."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return "".join(character if character.isprintable() else " " for character in str(value))


def plain(value: Any) -> Any:
    """What JSON lacks, in terms that it has; for `json.dumps`."""
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
