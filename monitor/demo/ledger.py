"""What the service wrote down: the rehearsal's questions to its database, read-only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from monitor.store import Tx
from monitor.store.tables import alert_revisions, alerts, deliveries, items, polls, versions

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Decided:
    """An item version and what was decided about it: `act` is `raise`, `revise` or `hold`, None where nothing was."""

    version_id: int
    source_id: str
    title: str
    act: str | None
    reason: str
    copied_from: str | None

    @property
    def told(self) -> bool:
        """Whether the desk heard of it."""
        return self.act in {"raise", "revise"}


@dataclass(frozen=True, slots=True)
class Owed:
    """A message that the desk should have got: `link` is of the item that it tells of, `key` of the delivery."""

    key: str
    channel_id: str
    link: str
    revision: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over the whole rehearsal; `held` by reason."""

    polls: int
    not_modified: int
    failed: int
    items: int
    versions: int
    copies: int
    alerts: int
    updates: int
    held: dict[str, int]


def decided_since(tx: Tx, version_id: int) -> list[Decided]:
    """The versions written after `version_id`, in order; a copy with the source of what it copies."""
    originals = items.alias()
    query = (
        select(
            versions.c.id,
            items.c.source_id,
            versions.c.title,
            versions.c.act,
            func.coalesce(versions.c.act_reason, versions.c.identity_reason),
            originals.c.source_id,
        )
        .join(items, items.c.id == versions.c.item_id)
        .outerjoin(originals, originals.c.id == items.c.copy_of)
        .where(versions.c.id > version_id)
        .order_by(versions.c.id)
    )
    return [Decided(*row) for row in tx.connection.execute(query)]


def owed(tx: Tx, channel_ids: Iterable[str]) -> list[Owed]:
    """Every revision on every one of the channels, whether or not a delivery was planned for it."""
    kept = (
        select(alert_revisions.c.alert_id, alert_revisions.c.n, items.c.link)
        .join(versions, versions.c.id == alert_revisions.c.version_id)
        .join(items, items.c.id == versions.c.item_id)
    ).subquery()
    found = []
    for channel_id in channel_ids:
        query = select(kept.c.link, kept.c.n, deliveries.c.key).outerjoin(
            deliveries,
            (deliveries.c.alert_id == kept.c.alert_id)
            & (deliveries.c.revision == kept.c.n)
            & (deliveries.c.channel_id == channel_id),
        )
        found += [Owed(key or "", channel_id, link or "", n) for link, n, key in tx.connection.execute(query)]
    return found


_IS_UPDATE = (alert_revisions.c.n > 1) & alert_revisions.c.version_id.is_not(None)


def totals(tx: Tx) -> Totals:
    polled = tx.connection.execute(
        select(
            func.count(),
            func.count(case((polls.c.status == NOT_MODIFIED, 1))),
            func.count(case((polls.c.outcome == "failed", 1))),
        )
    ).one()
    held = (
        select(versions.c.act_reason, func.count())
        .where(versions.c.act == "hold")
        .group_by(versions.c.act_reason)
        .order_by(func.count().desc(), versions.c.act_reason)
    )
    return Totals(
        *polled,
        items=_count(tx, select(func.count()).select_from(items)),
        versions=_count(tx, select(func.count()).select_from(versions)),
        copies=_count(tx, select(func.count()).select_from(items).where(items.c.copy_of.is_not(None))),
        alerts=_count(tx, select(func.count()).select_from(alerts).where(alerts.c.item_id.is_not(None))),
        updates=_count(tx, select(func.count()).select_from(alert_revisions).where(_IS_UPDATE)),
        held={str(reason): count for reason, count in tx.connection.execute(held)},
    )


def _count(tx: Tx, query: Select[Any]) -> int:
    count: int = tx.connection.execute(query).scalar_one()
    return count
