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


def after_success(source: Source, tick: int, now: datetime, *, due_at: datetime | None = None) -> Schedule:
    """The next visit at `due_at` where a habit says when (`deadline.next_due`), else after the configured time; past
    failures are forgotten."""
    return Schedule(due_at or now + _configured(source) * _jitter(source.id, tick), penalty=0.0, failures=0)


def after_failure(
    source: Source,
    tick: int,
    now: datetime,
    *,
    failures: int,
    penalty: float,
    weight: float,
    retry_after: float | None,
    usual: timedelta | None = None,
) -> Schedule:
    """Back off: the usual time doubled with each failure in a row, capped by tier, and not before the server allows.

    `weight` is the failure's own (hard 1, soft ½, temporary ¼); `retry_after` is in seconds. `usual` is the interval
    that a habit would have chosen, in place of the configured one; a failing source never waits longer for it.
    """
    longest = LONGEST_WAIT[source.tier] if usual else max(LONGEST_WAIT[source.tier], _configured(source))
    first = min(usual, longest) if usual else _configured(source)
    wait = min(first * 2 ** min(failures, 16), longest) * _jitter(source.id, tick)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=retry_after), LONGEST_RETRY_AFTER))
    return Schedule(now + wait, penalty=penalty + weight, failures=failures + 1)


def not_before(due_at: datetime, now: datetime, asked: timedelta, longest: timedelta) -> datetime:
    """`due_at`, or later where the publisher asks for a longer interval (`politeness.asked_interval`), but never later
    than the operator's longest."""
    return max(due_at, now + min(asked, longest))


def chance(source_id: str, tick: int) -> float:
    """A number from 0 to 1 that is always the same for the same visit, so that a plan can be made again."""
    digest = hashlib.blake2b(f"{source_id}:{tick}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64


def _configured(source: Source) -> timedelta:
    return source.shortest if source.every is None else source.every


def _jitter(source_id: str, tick: int) -> float:
    """A factor within ±10 %."""
    return 1 + JITTER * (2 * chance(source_id, tick) - 1)
