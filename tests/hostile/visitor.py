"""Visits of single sources, one after the other, in a process of its own that is idle between them.

    python -m tests.hostile.visitor CONFIG STATE

On stdin the id of a source a line; on stdout for each a line of JSON, `{"reason": …, "seconds": …}`, the first of them
when it is ready.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from monitor.app.logs import Redactor, configure
from monitor.app.service import Service


async def main(config: Path, state: Path) -> None:
    configure("json", "error", Redactor())
    async with Service(config, state, scheduled=False) as service:
        _say({})
        while line := await asyncio.to_thread(sys.stdin.readline):
            started = time.monotonic()
            summary = await service.poller.poll_now(line.strip())
            seconds = round(time.monotonic() - started, 2)
            reason = None if summary is None else summary.reason if summary.outcome == "failed" else "ok"
            _say({"reason": reason, "seconds": seconds})


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
