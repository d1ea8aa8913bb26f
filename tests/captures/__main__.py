"""`python -m tests.captures`: the table, then one line of JSON; exit 1 where a file is not as promised."""

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from monitor.app.logs import Redactor, configure
from tests.captures import DEFAULT_FOLDER, documents_in
from tests.captures.screen import show
from tests.captures.sweeps import SWEEPS, captures, three_sweeps
from tests.captures.verdict import judge, totals

_NARROWEST = 150


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DEFAULT_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print only the JSON, with every file in it.")
@click.option("--seed", default=1, show_default=True, help="Of the shuffling and of the misleading content types.")
def main(folder: Path, as_json: bool, seed: int) -> None:
    """Serve the files of FOLDER as feeds and let the service visit each of them three times."""
    configure("text", "error", Redactor())
    documents = documents_in(folder)
    if not documents:
        raise click.UsageError(f"there are no files in {folder}")
    with (
        Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress,
        tempfile.TemporaryDirectory(prefix="parley-captures-") as state,
    ):
        fleet = captures(documents, seed)
        task = progress.add_task("visits", total=len(fleet) * len(SWEEPS))
        sweeps = asyncio.run(three_sweeps(fleet, Path(state), on_visit=lambda: progress.advance(task)))
    rows = judge(fleet, sweeps)
    figures = totals(rows)
    if as_json:
        click.echo(json.dumps({**figures, "rows": [asdict(row) for row in rows]}, ensure_ascii=False))
    else:
        console = Console()
        console.width = max(console.width, _NARROWEST)
        show(rows, figures, console)
        click.echo(json.dumps(figures))
    sys.exit(0 if figures["fine"] else 1)


if __name__ == "__main__":
    main()
