"""What is known of items, for identify and alert: batched look-ups inside the poll's transaction."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from monitor.model.alert import AlertRevision, KnownAlert
from monitor.model.content import KnownItem, Sibling
from monitor.model.identity import IdentityHabits
from monitor.store.event_tables import claims
from monitor.store.events import KnownEventRows
from monitor.store.identity import habits_of
from monitor.store.payload import revision_from_json
from monitor.store.stories import StoryRows
from monitor.store.tables import alert_revisions, alerts, articles, deliveries, item_keys, items, versions
from monitor.store.transaction import Tx

PRIMARY, EXACT, COPY, URL = "primary", "exact", "copy", "url"
CHUNK = 500
MOST_SIBLINGS = 50

# Statements are built once: building one costs more than the database does for it.
OF_ITEM = (
    items.c.id.label("item_id"),
    items.c.key,
    items.c.version,
    items.c.fingerprint,
    items.c.title,
    items.c.link,
    items.c.published_at,
    items.c.churn,
    items.c.churn_since,
    items.c.last_seen_at.label("seen_at"),
    items.c.missing_since,
    items.c.guid,
    items.c.withdrawn_at.is_not(None).label("withdrawn"),
    alerts.c.id.label("alert_id"),
)
_NAMED: Select[Any] = (
    select(item_keys.c.key.label("lookup"), *OF_ITEM)
    .join(items, items.c.id == item_keys.c.item_id)
    .outerjoin(alerts, (alerts.c.item_id == items.c.id) & (alerts.c.subject_kind == "item"))
    .where(item_keys.c.kind == bindparam("kind"), item_keys.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(items.c.id)
)
_ITEMS = _NAMED.where(item_keys.c.source_id == bindparam("source_id"))
_ITEMS_ELSEWHERE = _NAMED.where(item_keys.c.source_id != bindparam("source_id"))
_TEXT = select(versions.c.text).where(versions.c.item_id == bindparam("of_item")).order_by(versions.c.n.desc()).limit(1)
_OF_TOLD_EVENTS = select(claims.c.item_id).join(alerts, alerts.c.event_id == claims.c.event_id)
_WATCHED: Select[Any] = (
    select(*OF_ITEM)
    .outerjoin(alerts, (alerts.c.item_id == items.c.id) & (alerts.c.subject_kind == "item"))
    .where(
        alerts.c.id.is_not(None) | items.c.id.in_(_OF_TOLD_EVENTS.where(claims.c.withdrawn.is_(False))),
        items.c.source_id == bindparam("source_id"),
        items.c.first_seen_at >= bindparam("since"),
        items.c.withdrawn_at.is_(None),
    )
    .order_by(items.c.id)
)
_COPIES = (
    select(item_keys.c.key, item_keys.c.item_id)
    .where(item_keys.c.kind == COPY, item_keys.c.key.in_(bindparam("keys", expanding=True)))
    .order_by(item_keys.c.item_id)
)


class KnownRows(StoryRows, KnownEventRows):
    """The port `Known` over one open transaction."""

    def __init__(self, tx: Tx) -> None:
        super().__init__(tx)
        self._tx = tx
        self._connection = tx.connection

    def by_primary(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        return _by_key(self._items(_ITEMS, PRIMARY, source_id, keys))

    def by_exact(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownItem]:
        return dict(self._items(_ITEMS, EXACT, source_id, keys))

    def by_url(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        return _by_key(self._items(_ITEMS_ELSEWHERE, URL, source_id, keys))

    def text(self, item_id: int) -> str:
        text: str = self._connection.execute(_TEXT, {"of_item": item_id}).scalar_one()
        return text

    def habits(self, source_id: str) -> IdentityHabits:
        return habits_of(self._tx, source_id)

    def by_copy(self, keys: Sequence[str]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for chunk in _chunks(keys):
            for key, item_id in self._connection.execute(_COPIES, {"keys": chunk}):
                found.setdefault(key, item_id)
        return found

    def watched(self, source_id: str, since: datetime) -> Sequence[KnownItem]:
        asked = {"source_id": source_id, "since": since}
        return [known_item(row) for row in self._connection.execute(_WATCHED, asked)]

    def article(self, item_id: int) -> str | None:
        return self._connection.execute(select(articles.c.text).where(articles.c.item_id == item_id)).scalar()

    def siblings(self, key: str) -> Sequence[Sibling]:
        query = (
            select(items.c.source_id, items.c.published_at, alerts.c.raised_at)
            .select_from(item_keys.join(items, items.c.id == item_keys.c.item_id))
            .outerjoin(alerts, alerts.c.item_id == items.c.id)
            .where(item_keys.c.kind.in_((COPY, URL)), item_keys.c.key == key)
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

    def _items(
        self, statement: Select[Any], kind: str, source_id: str, keys: Sequence[str]
    ) -> Iterator[tuple[str, KnownItem]]:
        for chunk in _chunks(keys):
            for row in self._connection.execute(statement, {"kind": kind, "source_id": source_id, "keys": chunk}):
                yield row.lookup, known_item(row)


def _by_key(found: Iterator[tuple[str, KnownItem]]) -> Mapping[str, Sequence[KnownItem]]:
    by_key: dict[str, list[KnownItem]] = defaultdict(list)
    for key, item in found:
        by_key[key].append(item)
    return by_key


def known_item(row: Any) -> KnownItem:
    """An item's row, as its own look-ups and others select it."""
    return KnownItem(
        item_id=row.item_id,
        key=row.key,
        version=row.version,
        fingerprint=row.fingerprint,
        title=row.title,
        link=row.link,
        alert_id=row.alert_id,
        published_at=row.published_at,
        churn=row.churn,
        churn_since=row.churn_since,
        seen_at=row.seen_at,
        missing_since=row.missing_since,
        withdrawn=bool(row.withdrawn),
        guid=row.guid,
    )


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    unique = list(dict.fromkeys(keys))
    for start in range(0, len(unique), CHUNK):
        yield unique[start : start + CHUNK]
