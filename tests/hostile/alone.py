"""One visit of each hostile source by itself: how long it takes, how it ends, and what memory it needs."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile import stage
from tests.hostile.watch import Memory

_SAMPLE_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Alone:
    """A visit: its end, its seconds, and the most memory that all processes had in it, in MB; `rise_mb` is how much of
    that an idle service that has just begun does not have."""

    reason: str | None
    seconds: float
    peak_mb: float
    rise_mb: float


async def visit_alone(
    config: Path, state: Path, names: Iterable[str], on_visit: Callable[[], None] = lambda: None
) -> dict[str, Alone]:
    """The visits by the name of the attack; `state` is a folder for it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hostile.visitor", str(config), str(state)),
        cwd=stage.ROOT,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    )
    assert process.stdin is not None
    try:
        await _answer(process)
        idle = Memory.now(process.pid)
        visits = {}
        for name in names:
            process.stdin.write(f"{stage.source_id(name)}\n".encode())
            visits[name] = await _visit(process, idle.peak_mb)
            on_visit()
        return visits
    finally:
        process.stdin.close()
        await process.wait()


async def _visit(process: Process, idle_mb: float) -> Alone:
    memory = Memory()
    watching = asyncio.create_task(memory.watch(process.pid, every=_SAMPLE_EVERY))
    answer = await _answer(process)
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return Alone(answer["reason"], answer["seconds"], memory.peak_mb, memory.peak_mb - idle_mb)


async def _answer(process: Process) -> dict[str, Any]:
    assert process.stdout is not None
    answer: dict[str, Any] = json.loads(await process.stdout.readline())
    return answer
