"""Alerts, their revisions and the deliveries they owe, written in the transaction of the poll that decided them."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from monitor.model.alert import AlertRevision, DeliveryPlan
from monitor.model.plan import ItemPlan, NoticePlan
from monitor.store.payload import revision_to_json
from monitor.store.tables import alert_revisions, alerts, deliveries
from monitor.store.transaction import Tx


def write_alert(tx: Tx, plan: ItemPlan, item_id: int, version_id: int) -> None:
    """A new alert or a further revision, with its pending deliveries."""
    revision = plan.alert
    if revision is None:
        return
    state = "open" if revision.hits else "withdrawn"
    alert_id = _upsert_alert(tx, revision, state, subject_kind="item", item_id=item_id)
    _write_revision(tx, alert_id, revision, plan.deliveries, version_id)


def write_notice(tx: Tx, notice: NoticePlan, source_id: str) -> None:
    """What the operators are told of a source: a trouble, or its end, which closes the alert. A first revision that was
    told already is not told again."""
    told = tx.connection.execute(select(alerts.c.revision).where(alerts.c.key == notice.alert.key)).scalar()
    if told is not None and told >= notice.alert.revision:
        return
    state = "closed" if notice.closed else "open"
    alert_id = _upsert_alert(tx, notice.alert, state, subject_kind="source", source_id=source_id)
    _write_revision(tx, alert_id, notice.alert, notice.deliveries, None)


def _write_revision(
    tx: Tx, alert_id: int, revision: AlertRevision, owed: Sequence[DeliveryPlan], version_id: int | None
) -> None:
    tx.connection.execute(
        insert(alert_revisions).values(
            alert_id=alert_id,
            n=revision.revision,
            version_id=version_id,
            reason=revision.reason,
            payload=revision_to_json(revision),
            created_at=tx.now,
        )
    )
    rows = [
        {
            "key": delivery.key,
            "alert_id": alert_id,
            "revision": revision.revision,
            "desk_id": delivery.desk_id,
            "channel_id": delivery.channel_id,
            "purpose": delivery.purpose,
            "state": "pending",
            "next_at": tx.now,
            "attempts": 0,
            "created_at": tx.now,
        }
        for delivery in owed
    ]
    if rows:
        tx.connection.execute(insert(deliveries), rows)


def _upsert_alert(tx: Tx, revision: AlertRevision, state: str, **subject: str | int) -> int:
    if revision.revision > 1:
        tx.connection.execute(
            update(alerts)
            .where(alerts.c.key == revision.key)
            .values(revision=revision.revision, severity=revision.severity, state=state, updated_at=tx.now)
        )
        known_id: int = tx.connection.execute(select(alerts.c.id).where(alerts.c.key == revision.key)).scalar_one()
        return known_id
    alert_id: int = tx.connection.execute(
        insert(alerts)
        .values(
            key=revision.key,
            **subject,
            state=state,
            severity=revision.severity,
            revision=1,
            raised_at=tx.now,
            updated_at=tx.now,
        )
        .returning(alerts.c.id)
    ).scalar_one()
    return alert_id
