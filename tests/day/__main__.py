"""python -m tests.day: plays the day and judges it."""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from monitor.app import logs
from monitor.store import Database, upgrade
from tests.bench.report import progress
from tests.day.stage import END, MIDNIGHT, Stage, set_up
from tests.day.verdict import LOOKED_EVERY, Finding, Looks, judge
from tests.support import postgres

FAULTS_SHOWN = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.day", description=__doc__)
    parser.add_argument("--sources", type=int, default=2000, help="of which a tenth go wrong (%(default)s)")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    parser.add_argument("--seed", type=int, default=8, help="decides everything (%(default)s)")
    asked = parser.parse_args()
    logs.configure("text", "error", logs.Redactor())
    started = time.process_time()
    with _database(asked.postgres) as url:
        stage = set_up(asked.sources, url, asked.seed)
        with progress("day", steps=(END - MIDNIGHT) // LOOKED_EVERY + 1) as step:
            findings = asyncio.run(play(stage, step))
        stage.database.close()
    _print(findings, stage, time.process_time() - started)
    sys.exit(any(each.faults for each in findings))


async def play(stage: Stage, step: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """The day from midnight to its end; what was found."""
    looks = Looks()

    async def look() -> None:
        step(f"{stage.clock.now():%H:%M}")
        looks.look(stage.database, stage.clock.now())

    await stage.drive.until(END, LOOKED_EVERY, look)
    await look()
    return judge(stage, looks)


@contextmanager
def _database(on_postgres: bool) -> Iterator[str]:
    with TemporaryDirectory(prefix="parley-day-") as folder:
        if not on_postgres:
            yield _upgraded(f"sqlite:///{Path(folder) / 'parley.db'}")
            return
        with postgres.running() as server:
            yield _upgraded(server.url(server.create()))


def _upgraded(url: str) -> str:
    database = Database(url)
    upgrade(database)
    database.close()
    return url


def _print(findings: list[Finding], stage: Stage, seconds: float) -> None:
    table = Table("judged", "cases", "faults", title="a simulated day", title_justify="left")
    for each in findings:
        table.add_row(each.what, str(each.judged), str(len(each.faults)))
    console = Console(width=100)
    console.print(table)
    for each in findings:
        for fault in each.faults[:FAULTS_SHOWN]:
            console.print(f"{each.what}: {fault}", highlight=False)
    figures = {
        "sources": len(stage.sites),
        "visits": len(stage.web.log),
        "visits_per_hour": round(len(stage.web.log) / ((END - MIDNIGHT).total_seconds() / 3600), 1),
        "allowed_per_hour": stage.catalog.settings.budget.per_hour,
        "cpu_seconds": round(seconds, 1),
        "faults": sum(len(each.faults) for each in findings),
    }
    print(json.dumps({"day": figures}), flush=True)


if __name__ == "__main__":
    main()
