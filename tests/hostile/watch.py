"""What is measured while the service works: the memory of its processes, and the record it leaves of every visit."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Self

from sqlalchemy import select

from monitor.store import Database
from monitor.store.tables import polls

_SAMPLE_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Poll:
    """A visit as the service recorded it: when it was settled, and what came of it (`ok`, or the reason)."""

    at: datetime
    outcome: str
    new: int


@dataclass(slots=True)
class Memory:
    """The peak over time of the sum over a process and all below it, and how many processes there were then.

    What processes share is counted once (proportional set size).
    """

    peak_mb: float = 0.0
    processes: int = 0

    @classmethod
    def now(cls, pid: int) -> Self:
        sizes = list(_proportional(_tree(pid)))
        return cls(sum(sizes), len(sizes))

    async def watch(self, pid: int, every: float = _SAMPLE_EVERY) -> None:
        """Until cancelled; `every` is in seconds."""
        while True:
            now = self.now(pid)
            if now.peak_mb > self.peak_mb:
                self.peak_mb, self.processes = now.peak_mb, now.processes
            await asyncio.sleep(every)


def _tree(pid: int) -> set[int]:
    children = defaultdict(set)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children[parent].add(int(stat.parent.name))
    found, looking = {pid}, [pid]
    while looking:
        below = children[looking.pop()] - found
        found |= below
        looking += below
    return found


def _proportional(pids: Iterable[int]) -> Iterable[float]:
    """In MB."""
    for pid in pids:
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        yield sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024


def recorded_polls(database_url: str) -> dict[str, list[Poll]]:
    """Every visit by source id, in order."""
    recorded: dict[str, list[Poll]] = defaultdict(list)
    database = Database(database_url)
    try:
        with database.reading() as tx:
            for row in tx.connection.execute(select(polls).order_by(polls.c.tick)):
                outcome = row.reason if row.outcome == "failed" else "ok"
                recorded[row.source_id].append(Poll(row.at, outcome, row.new + row.copies))
    finally:
        database.close()
    return recorded


def longest_visit(visits: Sequence[Poll], requests: Sequence[datetime]) -> float:
    """Seconds from the first request of a visit, as the server saw it, to its record in the database, at most."""
    bounds = [datetime.min.replace(tzinfo=UTC), *(poll.at for poll in visits)]
    longest = 0.0
    for before, end in pairwise(bounds):
        own = [at for at in requests if before < at <= end]
        if own:
            longest = max(longest, (end - own[0]).total_seconds())
    return longest


def longest_pause(visits: Sequence[Poll], start: datetime, end: datetime) -> float:
    """Seconds between two visits, the time before the first and after the last included."""
    moments = [start, *(poll.at for poll in visits if start <= poll.at <= end), end]
    return max((after - before).total_seconds() for before, after in pairwise(moments))


def log_lines(log: Path) -> list[Mapping[str, object]]:
    """The service's log; a line that is no JSON is one too, as an error."""
    lines: list[Mapping[str, object]] = []
    for line in log.read_text("utf-8", "replace").splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            lines.append({"level": "error", "event": line})
    return lines
