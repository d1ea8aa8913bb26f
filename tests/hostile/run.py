"""One run: everything is put on stage, left to itself for a while, looked at, and stopped."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.clock import SystemClock
from tests.hostile import stage
from tests.hostile.alone import visit_alone
from tests.hostile.attacks import attacks
from tests.hostile.namespace import is_apart
from tests.hostile.tls import can_make_certificates, make_certificates
from tests.hostile.verdict import LONGEST_STOP, Evidence
from tests.hostile.watch import Memory, log_lines, recorded_polls

_PATIENCE_READY = 60.0


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be done: for how many seconds, how many of each quadratic document, with a flood or not, and whether
    each source is then visited alone.

    `slack` is by how many seconds a poll of an ordinary source may be late.
    """

    seconds: int
    copies: int
    slack: float
    flood: bool
    alone: bool


async def run(state: Path, course: Course, on_second: Callable[[], None] = lambda: None) -> Evidence:
    """The service among the attackers, from when it is ready; `state` is an empty folder."""
    config = state / "config"
    all_attacks = attacks(course.copies, flood=course.flood, apart=is_apart())
    certificates = state / "certificates"
    authority = make_certificates(certificates, stage.host()) if can_make_certificates() else None
    async with (
        stage.ordinary_feeds(stage.host()) as normal,
        stage.attackers(course.copies, certificates, flood=course.flood) as attackers,
    ):
        hostile = {stage.source_id(name): attack for name, attack in all_attacks.items()}
        stage.write_configuration(
            config, normal, {id_: (attackers.urls[id_], hostile[id_]) for id_ in hostile}, authority
        )
        together = await _together(config, state, course, on_second)
        alone = await visit_alone(config, state / "alone", all_attacks, on_second) if course.alone else {}
    return Evidence(
        attacks=all_attacks,
        normal=tuple(normal),
        polls=recorded_polls(f"sqlite:///{state / 'parley.db'}"),
        requests=attackers.requests,
        log=log_lines(state / "log.jsonl"),
        slack=course.slack,
        alone=alone,
        **together,
    )


async def _together(config: Path, state: Path, course: Course, on_second: Callable[[], None]) -> dict[str, Any]:
    """The service while all sources are polled at once: what was measured of it, by the names of `Evidence`."""
    clock, memory, log = SystemClock(), Memory(), state / "log.jsonl"
    async with stage.service(config, state, log) as process:
        watching = asyncio.create_task(memory.watch(process.pid))
        await _ready(log, process)
        ready_at = clock.now()
        for _ in range(course.seconds):
            await asyncio.sleep(1)
            on_second()
        asked_at = clock.now()
        told = json.loads(await stage.status(config, state, "--json"))
        text = await stage.status(config, state)
        alive = process.returncode is None
        stopping = time.monotonic()
        exit_status = await stage.stop(process, 2 * LONGEST_STOP)
        stop_seconds = time.monotonic() - stopping
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    return {
        "memory": memory,
        "status": told,
        "status_text": text,
        "ready_at": ready_at,
        "asked_at": asked_at,
        "alive": alive,
        "exit_status": exit_status,
        "stop_seconds": stop_seconds,
    }


async def _ready(log: Path, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(_PATIENCE_READY):
        while not any(line.get("event") == "ready" for line in log_lines(log)):
            if process.returncode is not None:
                raise RuntimeError(f"the service did not start: {log_lines(log)[-1:]}")
            await asyncio.sleep(0.1)
