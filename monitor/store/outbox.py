"""The outbox: deliveries are leased, sent, then settled. `next_at` is the visibility timeout."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select, true, update

from monitor.model.alert import Delivery, Settlement
from monitor.store.payload import revision_from_json
from monitor.store.tables import alert_revisions, attempts, deliveries
from monitor.store.transaction import Tx

PENDING = "pending"

_DUE_CHANNELS = (
    select(deliveries.c.channel_id)
    .where(deliveries.c.state == PENDING, deliveries.c.next_at <= bindparam("now"))
    .distinct()
)


def due_channels(tx: Tx) -> Sequence[str]:
    """Channels with a delivery that is due."""
    return tx.connection.execute(_DUE_CHANNELS, {"now": tx.now}).scalars().all()


def pending_by_channel(tx: Tx) -> dict[str, int]:
    """How many deliveries wait, by channel."""
    query = select(deliveries.c.channel_id, func.count()).where(deliveries.c.state == PENDING)
    rows = tx.connection.execute(query.group_by(deliveries.c.channel_id))
    return {channel_id: number for channel_id, number in rows}  # noqa: C416 - rows are not tuples to mypy


def claim(tx: Tx, channel_id: str, limit: int, lease: timedelta) -> list[Delivery]:
    """Lease up to `limit` due deliveries of a channel, the oldest first. Desk name and zone are left to the caller."""
    due = (
        select(deliveries.c.id)
        .where(deliveries.c.channel_id == channel_id, deliveries.c.state == PENDING, deliveries.c.next_at <= tx.now)
        .order_by(deliveries.c.next_at, deliveries.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = tx.connection.execute(due).scalars().all()
    if not ids:
        return []
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(next_at=tx.now + lease, attempts=deliveries.c.attempts + 1)
    )
    rows = tx.connection.execute(
        select(deliveries, alert_revisions.c.payload)
        .join(
            alert_revisions,
            (alert_revisions.c.alert_id == deliveries.c.alert_id) & (alert_revisions.c.n == deliveries.c.revision),
        )
        .where(deliveries.c.id.in_(ids))
        .order_by(deliveries.c.id)
    )
    return [
        Delivery(
            id=row.id,
            key=row.key,
            desk_id=row.desk_id,
            desk_name=row.desk_id,
            desk_timezone="UTC",
            channel_id=row.channel_id,
            attempt=row.attempts,
            alert=revision_from_json(row.payload),
        )
        for row in rows
    ]


def release_unsettled(tx: Tx) -> int:
    """Make the deliveries due that were claimed and never settled; their number.

    Only for whoever knows that no other process is sending them. The attempt counts, for it may have been made.
    """
    settled = select(attempts.c.id).where(
        attempts.c.delivery_id == deliveries.c.id, attempts.c.n == deliveries.c.attempts
    )
    return tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.state == PENDING, deliveries.c.attempts > 0, deliveries.c.next_at > tx.now)
        .where(~settled.exists())
        .values(next_at=tx.now)
    ).rowcount


def settle(tx: Tx, delivery: Delivery, settlement: Settlement) -> bool:
    """Write how an attempt ended. A lost lease does not undo a send; False when the outcome came too late to count."""
    mine = true() if settlement.state == "sent" else deliveries.c.attempts == delivery.attempt
    settled = tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id, deliveries.c.state == PENDING, mine)
        .values(
            state=settlement.state,
            detail=settlement.detail,
            next_at=settlement.next_at or tx.now,
            settled_at=None if settlement.state == PENDING else tx.now,
            attempts=deliveries.c.attempts if settlement.charged else deliveries.c.attempts - 1,
        )
    )
    if not settlement.charged:
        return settled.rowcount == 1
    tx.connection.execute(
        insert(attempts).values(
            delivery_id=delivery.id,
            n=delivery.attempt,
            at=tx.now,
            outcome="retry" if settlement.state == PENDING else settlement.state,
            detail=settlement.detail,
        )
    )
    return settled.rowcount == 1


def retry(tx: Tx, ids: Sequence[int] | None) -> list[int]:
    """Make dead deliveries pending again, now and with their attempts counted afresh; all of them without `ids`.

    Pending ones among `ids` are moved up to now. Sent ones are left alone. Returns the ids that were changed.
    """
    which = deliveries.c.state == "dead" if ids is None else deliveries.c.id.in_(ids) & (deliveries.c.state != "sent")
    changed = tx.connection.execute(
        update(deliveries)
        .where(which)
        .values(state=PENDING, next_at=tx.now, attempts=0, settled_at=None)
        .returning(deliveries.c.id)
    )
    return sorted(changed.scalars())
