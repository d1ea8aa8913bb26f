"""How alerts have stood: every change of state with its actor and its reason, append-only."""

from sqlalchemy import ColumnElement, insert, select, update

from monitor.model.alert import AlertState
from monitor.store.event_tables import alert_log
from monitor.store.tables import alerts
from monitor.store.transaction import Tx

SERVICE = "parley"
"""The actor where no person is one."""


def log_alert(tx: Tx, alert_id: int, *, state: str, revision: int, reason: str, actor: str = SERVICE) -> None:
    tx.connection.execute(
        insert(alert_log).values(
            alert_id=alert_id, at=tx.now, actor=actor, state=state, revision=revision, reason=reason
        )
    )


def close_alerts(tx: Tx, which: ColumnElement[bool], *, reason: str, actor: str = SERVICE) -> int:
    """Close the alerts that are not closed yet; their number."""
    query = select(alerts.c.id, alerts.c.revision).where(which, alerts.c.state != AlertState.CLOSED)
    found = tx.connection.execute(query).all()
    for row in found:
        tx.connection.execute(
            update(alerts).where(alerts.c.id == row.id).values(state=AlertState.CLOSED, updated_at=tx.now)
        )
        log_alert(tx, row.id, state=AlertState.CLOSED, revision=row.revision, reason=reason, actor=actor)
    return len(found)
