"""Events as the faces read them: with their claims, what was decided and why, and the alert that tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from monitor.model.event import KnownEvent
from monitor.store.event_tables import claims, event_log, events
from monitor.store.events import events_by_id
from monitor.store.tables import alerts, items
from monitor.store.transaction import Tx


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event with when it was first known and last changed, and its alert's key, state and number of revisions."""

    known: KnownEvent
    created_at: datetime
    updated_at: datetime
    alert_key: str | None
    alert_state: str | None
    revisions: int


def event_list(
    tx: Tx,
    *,
    kind: str | None = None,
    status: str | None = None,
    side: str | None = None,
    series: str | None = None,
    since: datetime | None = None,
    limit: int | None = 50,
) -> list[EventRecord]:
    """Events that are no part of another, the newest first by their day, else by when something was last said."""
    conditions: list[ColumnElement[bool]] = [events.c.merged_into.is_(None)]
    if kind is not None:
        conditions.append(events.c.kind == kind)
    if status is not None:
        conditions.append(events.c.status == status)
    if side is not None:
        conditions.append(("-" + events.c.parties + "-").contains(f"-{side}-", autoescape=True))
    if series is not None:
        conditions.append(events.c.series.startswith(series, autoescape=True))
    if since is not None:
        conditions.append(events.c.last_said_at >= since)
    query = select(events.c.id).where(*conditions).order_by(events.c.last_said_at.desc(), events.c.id.desc())
    found = _records(tx, tx.connection.execute(query.limit(limit)).scalars().all())
    return sorted(found, key=_by_day, reverse=True)


def event_of(tx: Tx, name: int | str) -> list[EventRecord]:
    """The event by number or by (the beginning of) its key; several where the beginning is not enough."""
    by = events.c.id == name if isinstance(name, int) else events.c.key.startswith(name, autoescape=True)
    return _records(tx, tx.connection.execute(select(events.c.id).where(by)).scalars().all())


def event_log_of(tx: Tx, event_id: int) -> list[dict[str, Any]]:
    """What was decided about an event, oldest first."""
    query = select(event_log).where(event_log.c.event_id == event_id).order_by(event_log.c.id)
    return [dict(row) for row in tx.connection.execute(query).mappings()]


def claims_seen(tx: Tx, event_id: int) -> dict[str, datetime]:
    """When each claim of an event was first seen, by its key."""
    query = select(claims.c.key, items.c.first_seen_at).join(items, items.c.id == claims.c.item_id)
    return {row.key: row.first_seen_at for row in tx.connection.execute(query.where(claims.c.event_id == event_id))}


def _by_day(record: EventRecord) -> tuple[str, int]:
    event = record.known.event
    said = max(placed.claim.published for placed in record.known.claims)
    return (event.first.isoformat() if event.first else said.date().isoformat()), record.known.id


def _records(tx: Tx, ids: Sequence[int]) -> list[EventRecord]:
    known = events_by_id(tx, ids)
    query = (
        select(
            events.c.id,
            events.c.created_at,
            events.c.updated_at,
            alerts.c.key,
            alerts.c.state,
            func.coalesce(alerts.c.revision, 0).label("revisions"),
        )
        .outerjoin(alerts, alerts.c.event_id == events.c.id)
        .where(events.c.id.in_([one.id for one in known]))
    )
    rows = {row.id: row for row in tx.connection.execute(query)}
    return [
        EventRecord(
            one,
            rows[one.id].created_at,
            rows[one.id].updated_at,
            rows[one.id].key,
            rows[one.id].state,
            rows[one.id].revisions,
        )
        for one in known
    ]
