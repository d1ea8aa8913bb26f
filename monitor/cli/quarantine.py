from pathlib import Path

import click

from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json, print_table
from monitor.cli.setting import Setting
from monitor.store import views


@click.group(cls=Listing)
def quarantine() -> None:
    """Documents that could not be processed, and why."""


@quarantine.command("list", short_help="Who, when, where and why, newest first.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@config_option
@state_option
@json_option
def list_quarantine(limit: int, config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """Who, when, where and why, newest first. Times are UTC."""
    with Setting.find(config_dir, state_dir).reading() as tx:
        rows = views.quarantine_list(tx, limit=limit)
    if as_json:
        print_json(rows)
        return
    columns = ("id", "at", "source", "stage", "reason", "detail", "bytes")
    print_table(
        columns,
        [tuple(row[_field(column)] for column in columns) for row in rows],
        empty="nothing is held",
        spare=("bytes", "stage", "at"),
    )


def _field(column: str) -> str:
    return "source_id" if column == "source" else column
