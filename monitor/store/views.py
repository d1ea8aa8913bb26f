"""Read-only views for the faces. Rows come as plain dicts with aware datetimes, ready to be printed or made JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from monitor.model.alert import AlertRevision
from monitor.store.payload import revision_from_json
from monitor.store.tables import (
    alert_revisions,
    alerts,
    attempts,
    deliveries,
    habits,
    items,
    nodes,
    polls,
    prices,
    quarantine,
    sources,
    versions,
)
from monitor.store.transaction import Tx

Rows = list[dict[str, Any]]


_NOTICES = alerts.c.subject_kind == "source"


def _rows(tx: Tx, query: Select[Any]) -> Rows:
    return [dict(row) for row in tx.connection.execute(query).mappings()]


def _counts(tx: Tx, query: Select[Any]) -> dict[str, int]:
    return {key: number for key, number in tx.connection.execute(query)}  # noqa: C416 - rows are not tuples to mypy


def alert_list(
    tx: Tx,
    *,
    since: datetime | None = None,
    source_id: str | None = None,
    state: str | None = None,
    notices: bool = False,
    limit: int = 50,
) -> list[tuple[dict[str, Any], AlertRevision]]:
    """Alerts with their newest revision, newest first; or the `notices` that tell of sources."""
    conditions: list[ColumnElement[bool]] = [_NOTICES if notices else ~_NOTICES]
    if since is not None:
        conditions.append(alerts.c.updated_at >= since)
    if source_id is not None:
        conditions.append(func.coalesce(items.c.source_id, alerts.c.source_id) == source_id)
    if state is not None:
        conditions.append(alerts.c.state == state)
    query = (
        select(alerts, alert_revisions.c.payload)
        .join(
            alert_revisions,
            (alert_revisions.c.alert_id == alerts.c.id) & (alert_revisions.c.n == alerts.c.revision),
        )
        .outerjoin(items, items.c.id == alerts.c.item_id)
        .where(*conditions)
        .order_by(alerts.c.raised_at.desc(), alerts.c.id.desc())
        .limit(limit)
    )
    found = []
    for row in _rows(tx, query):
        payload = row.pop("payload")
        found.append((row, revision_from_json(payload)))
    return found


def alert_revisions_of(tx: Tx, alert: int | str) -> list[AlertRevision]:
    """Every revision of an alert, by id or by (the beginning of) its key, oldest first; empty when there is none."""
    condition = alerts.c.id == alert if isinstance(alert, int) else alerts.c.key.startswith(alert, autoescape=True)
    query = (
        select(alert_revisions.c.payload)
        .join(alerts, alerts.c.id == alert_revisions.c.alert_id)
        .where(condition)
        .order_by(alerts.c.id, alert_revisions.c.n)
    )
    return [revision_from_json(payload) for payload in tx.connection.execute(query).scalars()]


def delivery_list(
    tx: Tx, *, state: str | None = None, channel_id: str | None = None, alert_key: str | None = None, limit: int = 50
) -> Rows:
    """Deliveries, newest first, with the alert's key."""
    conditions: list[ColumnElement[bool]] = []
    if state is not None:
        conditions.append(deliveries.c.state == state)
    if channel_id is not None:
        conditions.append(deliveries.c.channel_id == channel_id)
    if alert_key is not None:
        conditions.append(alerts.c.key == alert_key)
    query = (
        select(deliveries, alerts.c.key.label("alert_key"))
        .join(alerts, alerts.c.id == deliveries.c.alert_id)
        .where(*conditions)
        .order_by(deliveries.c.id.desc())
        .limit(limit)
    )
    return _rows(tx, query)


def attempts_of(tx: Tx, delivery_ids: Sequence[int]) -> Rows:
    query = select(attempts).where(attempts.c.delivery_id.in_(delivery_ids)).order_by(attempts.c.id)
    return _rows(tx, query)


def source_list(tx: Tx) -> Rows:
    """Every source the database knows, with what its last visit came to and how many items it has given."""
    counted = select(items.c.source_id, func.count().label("number")).group_by(items.c.source_id).subquery()
    query = (
        select(sources, func.coalesce(counted.c.number, 0).label("items"))
        .outerjoin(counted, counted.c.source_id == sources.c.id)
        .order_by(sources.c.id)
    )
    return _rows(tx, query)


def schedule(tx: Tx) -> Rows:
    """What the schedule of each source goes by."""
    columns = (sources.c.id, sources.c.due_at, sources.c.boosted_until, habits.c.habit)
    return _rows(tx, select(*columns).outerjoin(habits, habits.c.source_id == sources.c.id))


def quarantine_list(tx: Tx, limit: int = 50) -> Rows:
    columns = [column for column in quarantine.c if column.name != "body"]
    query = (
        select(*columns, func.length(quarantine.c.body).label("bytes")).order_by(quarantine.c.id.desc()).limit(limit)
    )
    return _rows(tx, query)


def totals(tx: Tx) -> dict[str, Any]:
    """The figures of `parley status`."""

    def count(query: Select[Any]) -> int:
        return tx.connection.execute(query).scalar_one() or 0

    by_state = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    held = (
        select(versions.c.act_reason, func.count())
        .where(versions.c.act == "hold", versions.c.act_reason != "no_match")
        .group_by(versions.c.act_reason)
    )
    polled = select(polls.c.outcome, func.count()).group_by(polls.c.outcome)
    oldest_due = select(func.min(case((sources.c.active, sources.c.due_at))))
    return {
        "nodes": _rows(tx, select(nodes).order_by(nodes.c.name)),
        "items": count(select(func.count()).select_from(items)),
        "versions": count(select(func.count()).select_from(versions)),
        "copies": count(select(func.count()).select_from(items).where(items.c.copy_of.is_not(None))),
        "alerts": count(select(func.count()).select_from(alerts).where(~_NOTICES)),
        "revisions": count(select(func.sum(alerts.c.revision)).where(~_NOTICES)),
        "notices": count(select(func.count()).select_from(alerts).where(_NOTICES)),
        "quarantined": count(select(func.count()).select_from(quarantine)),
        "deliveries": _counts(tx, by_state),
        "held": _counts(tx, held),
        "polls": _counts(tx, polled),
        "prices": next(iter(_rows(tx, select(prices.c.at, prices.c.general, prices.c.expected, prices.c.bound))), None),
        "oldest_due_at": tx.connection.execute(oldest_due).scalar_one(),
    }


def newest_texts(tx: Tx, *, limit: int) -> list[tuple[str, str, str | None]]:
    """Title, text and language of the items first seen last, in their newest versions."""
    query = (
        select(versions.c.title, versions.c.text, items.c.lang)
        .join(items, (items.c.id == versions.c.item_id) & (items.c.version == versions.c.n))
        .order_by(items.c.first_seen_at.desc(), items.c.id.desc())
        .limit(limit)
    )
    return [(row.title, row.text, row.lang) for row in tx.connection.execute(query)]
