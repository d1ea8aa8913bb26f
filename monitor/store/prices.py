"""What a visit costs: the one row that all nodes share, and what it is made from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from monitor.store.tables import habits, polls, prices, sources
from monitor.store.transaction import Tx

THE_ROW = 1


def current(tx: Tx) -> Row[Any] | None:
    """The prices in force; None before the first."""
    return tx.connection.execute(select(prices).where(prices.c.id == THE_ROW)).one_or_none()


def replace(tx: Tx, before: datetime | None, values: dict[str, Any]) -> bool:
    """Put new prices in the place of those of `before` (None: of none); False where another node was faster."""
    if before is None:
        row = tx.upsert(prices).values(id=THE_ROW, at=tx.now, **values).on_conflict_do_nothing()
        return tx.connection.execute(row).rowcount == 1
    row_of_before = update(prices).where(prices.c.id == THE_ROW, prices.c.at == before)
    return tx.connection.execute(row_of_before.values(at=tx.now, **values)).rowcount == 1


def habits_since(tx: Tx, since: datetime | None) -> Sequence[tuple[str, bytes]]:
    """Source and habit of those that were visited since; of all without a time."""
    query = (
        select(habits.c.source_id, habits.c.habit).join(sources).where(sources.c.active, habits.c.habit.is_not(None))
    )
    if since is not None:
        query = query.where(sources.c.last_poll_at >= since)
    return [(row.source_id, row.habit) for row in tx.connection.execute(query)]


def failing(tx: Tx) -> frozenset[str]:
    """The sources whose visits go by their back-off, not by price."""
    return frozenset(tx.connection.execute(select(sources.c.id).where(sources.c.failures > 0)).scalars())


def visits_since(tx: Tx, since: datetime) -> int:
    """How many good visits were made."""
    query = select(func.count()).select_from(polls).where(polls.c.at >= since, polls.c.outcome != "failed")
    return int(tx.connection.execute(query).scalar_one())
