"""`python -m tests.hostile`: the table, then one line of JSON; exit 1 where an attack does harm."""

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from tests.hostile.namespace import is_apart, rerun_apart
from tests.hostile.run import Course, run
from tests.hostile.screen import show
from tests.hostile.verdict import judge

_NARROWEST = 110


@click.command()
@click.option("--seconds", type=click.IntRange(min=12), default=30, show_default=True, help="How long to let it work.")
@click.option("--copies", type=click.IntRange(min=1), default=2, show_default=True, help="Of each quadratic document.")
@click.option("--slack", default=2.0, show_default=True, help="Seconds that an ordinary poll may be late.")
@click.option("--flood", is_flag=True, help="Add a feed of 5000 new entries at every visit.")
@click.option("--alone/--no-alone", default=True, help="Visit each source by itself, too, and measure its memory.")
@click.option("--json", "as_json", is_flag=True, help="Print only the JSON, with every attack in it.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Leave database and log in this folder.")
def main(seconds: int, copies: int, slack: float, flood: bool, alone: bool, as_json: bool, keep: Path | None) -> None:
    """Let the service work among hostile sources and measure what it suffers."""
    if not is_apart():
        rerun_apart(sys.argv[1:])
    where = "in a network namespace of its own" if is_apart() else "in the network of this machine"
    with (
        Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress,
        tempfile.TemporaryDirectory(prefix="parley-hostile-") as folder,
    ):
        task = progress.add_task("seconds", total=seconds)
        state = keep or Path(folder)
        evidence = asyncio.run(
            run(state, Course(seconds, copies, slack, flood, alone), on_second=lambda: progress.advance(task))
        )
    verdict = judge(evidence)
    line = {"fine": verdict.fine, "apart": is_apart(), **verdict.figures, "faults": verdict.faults}
    if as_json:
        click.echo(json.dumps({**line, "rows": [asdict(row) for row in verdict.rows]}))
    else:
        console = Console()
        console.width = max(console.width, _NARROWEST)
        show(verdict, where, console)
        failed = [row.attack for row in verdict.rows if row.faults]
        click.echo(json.dumps({**line, "failed": failed}))
    sys.exit(0 if verdict.fine else 1)


if __name__ == "__main__":
    main()
