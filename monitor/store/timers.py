"""Whatever is to happen at a time: rows that are claimed when they are due, by one node at a time.

A claim moves the time forward by a lease; who has done the work sets the next time, or ends the timer. What is not
settled within its lease is due again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from monitor.store.tables import timers
from monitor.store.transaction import Tx

LOOK = "look"
"""To look again at an item that matched; the key is the item's."""


@dataclass(frozen=True, slots=True)
class Timer:
    """A claimed timer. `since` is when it was started; `due_at` is when its lease is over."""

    kind: str
    key: str
    since: datetime
    due_at: datetime


def start(tx: Tx, kind: str, key: str, due_at: datetime) -> None:
    """Start a timer now, to be due at `due_at`; one of this kind and key that runs already begins anew."""
    values = {"since": tx.now, "due_at": due_at}
    tx.connection.execute(
        tx.upsert(timers)
        .values(kind=kind, key=key, **values)
        .on_conflict_do_update(index_elements=[timers.c.kind, timers.c.key], set_=values)
    )


def claim(tx: Tx, kind: str, limit: int, lease: timedelta) -> Sequence[Timer]:
    """Up to `limit` timers of a kind that are due, the longest due first."""
    query = (
        select(timers)
        .where(timers.c.kind == kind, timers.c.due_at <= tx.now)
        .order_by(timers.c.due_at, timers.c.key)
        .limit(limit)
    )
    claimed = []
    for row in tx.connection.execute(query):
        moved = tx.connection.execute(
            update(timers)
            .where(timers.c.kind == kind, timers.c.key == row.key, timers.c.due_at == row.due_at)
            .values(due_at=tx.now + lease)
        )
        if moved.rowcount == 1:
            claimed.append(Timer(kind, row.key, row.since, tx.now + lease))
    return claimed


def settle(tx: Tx, timer: Timer, due_at: datetime | None) -> bool:
    """Set when a claimed timer is due next, or end it with None. False, and nothing changed, where the lease was lost
    or the timer begun anew meanwhile."""
    mine = (
        timers.c.kind == timer.kind,
        timers.c.key == timer.key,
        timers.c.since == timer.since,
        timers.c.due_at == timer.due_at,
    )
    statement = delete(timers).where(*mine) if due_at is None else update(timers).where(*mine).values(due_at=due_at)
    return tx.connection.execute(statement).rowcount == 1


def stop(tx: Tx, kind: str, key: str) -> None:
    """End a timer, claimed or not; there need not be one."""
    tx.connection.execute(delete(timers).where(timers.c.kind == kind, timers.c.key == key))


def next_due(tx: Tx, kind: str) -> datetime | None:
    """When the next timer of a kind is due; None where there is none."""
    query = select(timers.c.due_at).where(timers.c.kind == kind).order_by(timers.c.due_at).limit(1)
    return tx.connection.execute(query).scalar_one_or_none()
