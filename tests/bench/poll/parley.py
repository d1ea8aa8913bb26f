"""Parley among the contenders: the service itself, swept on command.

`python -m tests.bench.poll.parley CONFIG STATE` starts the service, says `ready`, and for every line it reads polls all
sources once and says what came of it; it ends with its input.
"""

import asyncio
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml
from sqlalchemy import update

from monitor.app.logs import Redactor
from monitor.app.logs import configure as configure_logs
from monitor.app.service import Service
from monitor.store import Tx
from monitor.store.tables import hosts, sources
from monitor.store.views import totals

SHIPPED = Path(__file__).parents[3] / "config"


def configure(folder: Path, urls: Sequence[str], langs: Sequence[str], authorities: Path | None = None) -> None:
    """The shipped rules and lexicons, with these sources; `langs` are those of the feeds, as operators tell them."""
    for name in ("rules", "lexicon"):
        shutil.copytree(SHIPPED / name, folder / name)
    shutil.copy(SHIPPED / "desks.yaml", folder)
    trusted = f"  authorities: ${{file:{authorities}}}\n" if authorities else ""
    (folder / "parley.yaml").write_text(
        f"contact: bench@example.org\nnetwork:\n  allow: [127.0.0.0/8]\n{trusted}"
        "polling: {every: 7d}\nlog: {level: warning}\n"
    )
    (folder / "sources").mkdir()
    tables = [
        {
            "id": f"m{number}",
            "name": f"Ministry {number}",
            "url": url,
            "body": "foreign",
            "side": "third",
            "family": f"m{number}",
            "lang": langs[number % len(langs)],
            "timezone": "UTC",
        }
        for number, url in enumerate(urls)
    ]
    (folder / "sources" / "bench.yaml").write_text(yaml.safe_dump({"sources": tables}))


async def run(config: Path, state: Path) -> None:
    configure_logs("text", "error", Redactor())
    # Unscheduled: it polls when it is told to.
    async with Service(config, state, scheduled=False) as service:
        await service.deliveries_done()
        print("ready", flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await service.database.write(_all_due)
            await service.settle()
            print(json.dumps(await service.database.read(_came_of_it)), flush=True)


def _all_due(tx: Tx) -> None:
    tx.connection.execute(update(sources).values(due_at=tx.now))
    tx.connection.execute(update(hosts).values(next_at=tx.now))


def _came_of_it(tx: Tx) -> dict[str, int]:
    figures = totals(tx)
    return {"items": figures["items"], "polls": sum(figures["polls"].values()), **figures["polls"]}


if __name__ == "__main__":
    asyncio.run(run(Path(sys.argv[1]), Path(sys.argv[2])))
