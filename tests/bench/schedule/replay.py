"""Lets a contender visit the sources of a trace, and counts by how much it is late."""

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.bench.schedule.traces import Trace

Window = tuple[float, float]
"""Hours from and to which visits are counted."""


class Contender(Protocol):
    """Decides when to visit. It is asked after every visit, and is told only what the visit saw."""

    def start(self, source: int, now: float) -> float:
        """The hour of the first visit, at or after `now`."""
        ...

    def next(self, source: int, now: float, seen: Sequence[float]) -> float:
        """The hour of the next visit, after one that saw entries of these hours."""
        ...


@dataclass(slots=True)
class Tally:
    """What was counted in one window: visits, entries seen, and the hours by which these were late in all."""

    visits: int = 0
    entries: int = 0
    late: float = 0.0

    @property
    def delay(self) -> float:
        """Mean hours from publication to the visit that saw it."""
        return self.late / max(1, self.entries)


def replay(traces: Sequence[Trace], contender: Contender, begin: float, windows: Sequence[Window]) -> list[Tally]:
    """Visits from `begin` to the end of the last window. The windows follow one another."""
    due = [(contender.start(source, begin), source) for source in range(len(traces))]
    heapq.heapify(due)
    read = [bisect_right(trace.times, begin) for trace in traces]
    tallies = [Tally() for _ in windows]
    while due[0][0] < windows[-1][1]:
        now, source = due[0]
        times = traces[source].times
        reached = bisect_right(times, now, read[source])
        seen = times[read[source] : reached]
        read[source] = reached
        for tally, (since, till) in zip(tallies, windows, strict=True):
            if since <= now < till:
                tally.visits += 1
                tally.entries += len(seen)
                tally.late += sum(now - each for each in seen)
        heapq.heapreplace(due, (contender.next(source, now, seen), source))
    return tallies
