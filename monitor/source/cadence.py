"""Cadence: steady while all is well, backing off while it is not, and never giving up."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model.catalog import Source

# The longest wait of a failing source, by tier: what matters most is looked at again soonest.
LONGEST_WAIT = {1: timedelta(hours=1), 2: timedelta(hours=3), 3: timedelta(hours=6)}
LONGEST_RETRY_AFTER = timedelta(hours=24)
JITTER = 0.1


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a visit leaves behind: when the next is due, and the source's failure counters."""

    due_at: datetime
    penalty: float
    failures: int


def after_success(source: Source, tick: int, now: datetime) -> Schedule:
    """The next visit after the usual time; a past failure is forgotten."""
    return Schedule(now + source.every * _jitter(source.id, tick), penalty=0.0, failures=0)


def after_failure(
    source: Source, tick: int, now: datetime, *, failures: int, penalty: float, weight: float, retry_after: float | None
) -> Schedule:
    """Back off: the usual time doubled with each failure in a row, capped by tier, and not before the server allows.

    `weight` is the failure's own (hard 1, soft ½, temporary ¼); `retry_after` is in seconds.
    """
    longest = max(LONGEST_WAIT[source.tier], source.every)
    wait = min(source.every * 2 ** min(failures, 16), longest) * _jitter(source.id, tick)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_RETRY_AFTER))
    return Schedule(now + wait, penalty=penalty + weight, failures=failures + 1)


def _jitter(source_id: str, tick: int) -> float:
    """A factor within ±10 % that is always the same for the same visit, so that a plan can be made again."""
    digest = hashlib.blake2b(f"{source_id}:{tick}".encode(), digest_size=8).digest()
    share = int.from_bytes(digest) / 2**64
    return 1 + JITTER * (2 * share - 1)
