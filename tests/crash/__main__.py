"""`python -m tests.crash`"""

import asyncio
import json
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.crash.plan import Plan, plan
from tests.crash.report import as_json, print_table
from tests.crash.trial import Outcome, Trial


@click.command()
@click.option("--kills", type=click.IntRange(1), default=50, show_default=True)
@click.option("--alerts", type=click.IntRange(1), default=500, show_default=True, help="Stories that are published.")
@click.option(
    "--faults", type=click.FloatRange(0, 0.9), default=0.15, show_default=True, help="Share of deliveries that fail."
)
@click.option("--seed", type=int, help="What is published, and when it is killed; a new one each time by default.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False), help="An empty folder; it is left as it is.")
@click.option("--json", "only_json", is_flag=True, help="Print the line of JSON alone.")
def main(kills: int, alerts: int, faults: float, seed: int | None, state: Path | None, *, only_json: bool) -> None:
    """Kill the service again and again while it works; judge by what the receivers got.

    The exit code is 1 if anything got lost, changed its id, or broke. What the service left is then kept, too.
    """
    planned = plan(secrets.randbelow(1_000_000) if seed is None else seed, kills=kills, alerts=alerts, faults=faults)
    folder = _empty(state) if state is not None else Path(tempfile.mkdtemp(prefix="parley-crash-"))
    click.echo(f"seed {planned.seed}, in {folder}", err=True)
    outcome = asyncio.run(_run(planned, folder))
    if not only_json:
        print_table(Console(width=None if sys.stdout.isatty() else 150), planned, outcome)
    click.echo(json.dumps(as_json(planned, outcome)))
    if state is None and outcome.verdict.went_well:
        shutil.rmtree(folder)
    sys.exit(0 if outcome.verdict.went_well else 1)


def _empty(folder: Path) -> Path:
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty: name another folder with --state")
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


async def _run(planned: Plan, folder: Path) -> Outcome:
    progress = Progress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    with progress:
        killed = progress.add_task("killed", total=len(planned.kills))
        told = progress.add_task("told", total=len(planned.stories))

        def show(kills: int, stories: int) -> None:
            progress.update(killed, completed=kills)
            progress.update(told, completed=stories)

        async with Trial(planned, folder, show) as trial:
            return await trial.run()


if __name__ == "__main__":
    main()
