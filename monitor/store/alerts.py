"""Alerts, their revisions and the deliveries they owe, written in the transaction of the poll that decided them."""

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from monitor.model.alert import AlertRevision, AlertState, DeliveryPlan
from monitor.model.plan import ItemPlan, NoticePlan
from monitor.store.alert_log import log_alert
from monitor.store.payload import revision_to_json
from monitor.store.tables import alert_revisions, alerts, deliveries
from monitor.store.transaction import Tx


def write_alert(tx: Tx, plan: ItemPlan, item_id: int, version_id: int) -> None:
    """The item's own alert or a further revision of it, with its pending deliveries."""
    if plan.alert is not None:
        write_revision(
            tx, plan.alert, plan.deliveries, version_id, state=plan.alert.state, subject_kind="item", item_id=item_id
        )


def write_notice(tx: Tx, notice: NoticePlan, source_id: str) -> None:
    """What the operators are told of a source: a trouble, or its end, which closes the alert. A first revision that was
    told already is not told again."""
    told = tx.connection.execute(select(alerts.c.revision).where(alerts.c.key == notice.alert.key)).scalar()
    if told is not None and told >= notice.alert.revision:
        return
    state = AlertState.CLOSED if notice.closed else AlertState.OPEN
    write_revision(tx, notice.alert, notice.deliveries, None, state=state, subject_kind="source", source_id=source_id)


def write_revision(
    tx: Tx,
    revision: AlertRevision,
    owed: Sequence[DeliveryPlan],
    version_id: int | None,
    *,
    state: AlertState,
    **subject: str | int,
) -> None:
    """A revision of an alert with its pending deliveries; `subject` are the columns that say what it is about."""
    alert_id = _upsert_alert(tx, revision, state, **subject)
    log_alert(tx, alert_id, state=state, revision=revision.revision, reason=revision.reason)
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


def _upsert_alert(tx: Tx, revision: AlertRevision, state: AlertState, **subject: str | int) -> int:
    if revision.revision > 1:
        changed = (
            update(alerts)
            .where(alerts.c.key == revision.key)
            .values(revision=revision.revision, severity=revision.severity, state=state, updated_at=tx.now)
            .returning(alerts.c.id)
        )
        known_id: int = tx.connection.execute(changed).scalar_one()
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
