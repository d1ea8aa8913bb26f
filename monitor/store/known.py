"""What is known of items, for identify and alert: batched look-ups inside the poll's transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from monitor.model.alert import AlertRevision, KnownAlert
from monitor.model.content import KnownItem, Sibling
from monitor.store.payload import revision_from_json
from monitor.store.stories import StoryRows
from monitor.store.tables import alert_revisions, alerts, deliveries, item_keys, items
from monitor.store.transaction import Tx

PRIMARY, EXACT, COPY = "primary", "exact", "copy"
CHUNK = 500
MOST_SIBLINGS = 50

# Statements are built once: building one costs more than the database does for it.
_ITEMS = (
    select(
        item_keys.c.key.label("lookup"),
        items.c.id,
        items.c.key,
        items.c.version,
        items.c.fingerprint,
        items.c.title,
        items.c.link,
        alerts.c.id.label("alert_id"),
    )
    .join(items, items.c.id == item_keys.c.item_id)
    .outerjoin(alerts, alerts.c.item_id == items.c.id)
    .where(
        item_keys.c.kind == bindparam("kind"),
        item_keys.c.source_id == bindparam("source_id"),
        item_keys.c.key.in_(bindparam("keys", expanding=True)),
    )
    .order_by(items.c.id)
)
_COPIES = (
    select(item_keys.c.key, item_keys.c.item_id)
    .where(item_keys.c.kind == COPY, item_keys.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(item_keys.c.item_id)
)


class KnownRows(StoryRows):
    """The port `KnownItems` over one open transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._connection = tx.connection

    def by_primary(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        found: dict[str, list[KnownItem]] = defaultdict(list)
        for key, item in self._items(PRIMARY, source_id, keys):
            found[key].append(item)
        return found

    def by_exact(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownItem]:
        return dict(self._items(EXACT, source_id, keys))

    def by_copy(self, keys: Sequence[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for chunk in _chunks(keys):
            for key, item_id in self._connection.execute(_COPIES, {"keys": chunk}):
                found.setdefault(key, item_id)
        return found

    def siblings(self, copy_key: str) -> Sequence[Sibling]:
        query = (
            select(items.c.source_id, items.c.published_at, alerts.c.raised_at)
            .select_from(item_keys.join(items, items.c.id == item_keys.c.item_id))
            .outerjoin(alerts, alerts.c.item_id == items.c.id)
            .where(item_keys.c.kind == COPY, item_keys.c.key == copy_key)
            .order_by(items.c.id.desc())
            .limit(MOST_SIBLINGS)
        )
        return [Sibling(*row) for row in self._connection.execute(query)]

    def alert(self, alert_id: int) -> KnownAlert:
        row = self._connection.execute(
            select(alerts.c.key, alerts.c.revision, alert_revisions.c.payload)
            .join(
                alert_revisions,
                (alert_revisions.c.alert_id == alerts.c.id) & (alert_revisions.c.n == alerts.c.revision),
            )
            .where(alerts.c.id == alert_id)
        ).one()
        told = self._connection.execute(
            select(deliveries.c.desk_id, deliveries.c.channel_id)
            .where(deliveries.c.alert_id == alert_id)
            .distinct()
            .order_by(deliveries.c.desk_id, deliveries.c.channel_id)
        )
        revision: AlertRevision = revision_from_json(row.payload)
        return KnownAlert(alert_id, revision, tuple((desk, channel) for desk, channel in told))

    def _items(self, kind: str, source_id: str, keys: Sequence[str]) -> Iterator[tuple[str, KnownItem]]:
        for chunk in _chunks(keys):
            asked = {"kind": kind, "source_id": source_id, "keys": chunk}
            for row in self._connection.execute(_ITEMS, asked):
                yield row.lookup, _known_item(row)


def _known_item(row: Any) -> KnownItem:
    return KnownItem(
        item_id=row.id,
        key=row.key,
        version=row.version,
        fingerprint=row.fingerprint,
        title=row.title,
        link=row.link,
        alert_id=row.alert_id,
    )


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]
