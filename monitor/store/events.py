"""Events and their claims: written with the poll that changed them, and read back whole."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, insert, select, update

from monitor.model.alert import Act, AlertDecision, AlertRevision, Reason
from monitor.model.event import Event, KnownEvent, Placed, Watch
from monitor.model.fact import Kind
from monitor.model.plan import EventPlan
from monitor.store import timers
from monitor.store.alert_log import SERVICE, close_alerts
from monitor.store.alerts import write_revision
from monitor.store.event_tables import claims, event_log, event_sides, events
from monitor.store.payload import claim_from_json, claim_to_json, event_from_json, event_to_json
from monitor.store.tables import alert_revisions, alerts
from monitor.store.transaction import Tx

NOBODY = ""
CHUNK = 500


# Built once: every item of every poll is asked about.
_OF_ITEM = select(claims.c.event_id).where(claims.c.item_key == bindparam("of_item"))
_ANY_OF_ITEM = _OF_ITEM.limit(1)


class KnownEventRows:
    """The port `KnownEvents` over one open transaction."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def tells_of_events(self, item_key: str) -> bool:
        return self._tx.connection.execute(_ANY_OF_ITEM, {"of_item": item_key}).first() is not None

    def events_around(
        self, item_key: str, kinds: Collection[Kind], sides: Collection[str] | None, since: datetime, until: datetime
    ) -> Sequence[KnownEvent]:
        for kind in sorted(kinds):
            self._tx.serialise(f"event:{kind}")  # whoever names nobody may mean any side
        found = self._tx.connection.execute(_around(kinds, sides, since, until)).scalars().all()
        own = self._tx.connection.execute(_OF_ITEM, {"of_item": item_key}).scalars().all()
        return events_by_id(self._tx, {*found, *own})


def _around(kinds: Collection[Kind], sides: Collection[str] | None, since: datetime, until: datetime) -> Select[int]:
    conditions: list[ColumnElement[bool]] = [
        events.c.kind.in_(kinds),
        events.c.merged_into.is_(None),
        events.c.last_said_at >= since,
        events.c.first_said_at <= until,
    ]
    if sides is not None:
        among = select(event_sides.c.event_id).where(event_sides.c.side.in_({*sides, NOBODY}))
        conditions.append(events.c.id.in_(among))
    return select(events.c.id).where(*conditions)


def events_by_id(tx: Tx, ids: Collection[int]) -> list[KnownEvent]:
    """These events with all their claims, the oldest first."""
    rows: list[Any] = []
    placed: dict[int, list[Placed]] = defaultdict(list)
    for chunk in _chunks(sorted(ids)):
        query = (
            select(events.c.id, events.c.payload, alerts.c.id.label("alert_id"))
            .outerjoin(alerts, alerts.c.event_id == events.c.id)
            .where(events.c.id.in_(chunk))
            .order_by(events.c.id)
        )
        rows += tx.connection.execute(query).all()
        held = select(claims).where(claims.c.event_id.in_(chunk)).order_by(claims.c.key)
        for row in tx.connection.execute(held):
            placed[row.event_id].append(Placed(claim_from_json(row.payload), row.reason))
    return [
        KnownEvent(row.id, event_from_json(row.payload), tuple(placed[row.id]), row.alert_id)
        for row in rows
        if placed[row.id]
    ]


def write_events(tx: Tx, plans: Sequence[EventPlan], item_key: str, item_id: int, version_id: int) -> None:
    """What one version of an item changed of events, the revisions of their alerts with it."""
    for plan in plans:
        event_id = _upsert_event(tx, plan)
        _write_claims(tx, plan.claims, event_id, item_key, item_id, version_id)
        _absorb(tx, plan.absorbed, event_id)
        for watch in plan.watches:
            _watch(tx, plan.event.key, watch)
        if plan.decision is not None:
            log_event(tx, event_id, plan.decision, version_id)
        if plan.alert is not None:
            _write_revision(tx, plan, plan.alert, item_id, version_id, event_id)


def write_look(tx: Tx, plan: EventPlan, known: KnownEvent) -> None:
    """What time has brought to an event, the revision of its alert with it: of the version that told of it last."""
    if plan.decision is not None:
        log_event(tx, known.id, plan.decision)
    if plan.alert is not None:
        newest = (
            select(alerts.c.item_id, alert_revisions.c.version_id)
            .join(alert_revisions, alert_revisions.c.alert_id == alerts.c.id)
            .where(alerts.c.key == plan.alert.key)
            .order_by(alert_revisions.c.n.desc())
            .limit(1)
        )
        row = tx.connection.execute(newest).one()
        _write_revision(tx, plan, plan.alert, row.item_id, row.version_id, known.id)


def _write_revision(
    tx: Tx, plan: EventPlan, revision: AlertRevision, item_id: int, version_id: int, event_id: int
) -> None:
    write_revision(
        tx,
        revision,
        plan.deliveries,
        version_id,
        state=revision.state,
        subject_kind="event",
        item_id=item_id,
        event_id=event_id,
    )


def event_by_key(tx: Tx, key: str) -> KnownEvent | None:
    """An event that is no part of another."""
    query = select(events.c.id).where(events.c.key == key, events.c.merged_into.is_(None))
    found = events_by_id(tx, tx.connection.execute(query).scalars().all())
    return found[0] if found else None


def log_event(tx: Tx, event_id: int, decision: AlertDecision, version_id: int | None = None) -> None:
    tx.connection.execute(
        insert(event_log).values(
            event_id=event_id,
            version_id=version_id,
            at=tx.now,
            actor=SERVICE,
            act=decision.act,
            reason=decision.reason,
            changes=[asdict(change) for change in decision.changes],
        )
    )


def _watch(tx: Tx, key: str, watch: Watch) -> None:
    """A timer for what is still to come; what has passed already, as in the first look at an archive, is no news."""
    if watch.due_at is not None and watch.due_at > tx.now:
        timers.start(tx, watch.kind, key, watch.due_at)
    else:
        timers.stop(tx, watch.kind, key)


def _upsert_event(tx: Tx, plan: EventPlan) -> int:
    said = [placed.claim.published for placed in plan.claims]
    values = _columns(plan.event) | {
        "first_said_at": min(said),
        "last_said_at": max(said),
        "updated_at": tx.now,
        "merged_into": None,
    }
    written = (
        tx.upsert(events)
        .values(key=plan.event.key, created_at=tx.now, **values)
        .on_conflict_do_update(index_elements=[events.c.key], set_=values)
        .returning(events.c.id)
    )
    event_id: int = tx.connection.execute(written).scalar_one()
    tx.connection.execute(delete(event_sides).where(event_sides.c.event_id == event_id))
    sides = plan.event.parties or (NOBODY,)
    tx.connection.execute(insert(event_sides), [{"side": side, "event_id": event_id} for side in sides])
    return event_id


def _columns(event: Event) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "status": event.status,
        "parties": "-".join(event.parties),
        "series": event.series,
        "first_day": event.first.isoformat() if event.first else None,
        "last_day": event.last.isoformat() if event.last else None,
        "corroboration": event.corroboration,
        "payload": event_to_json(event),
    }


def _write_claims(
    tx: Tx, placed: Sequence[Placed], event_id: int, item_key: str, item_id: int, version_id: int
) -> None:
    """Claims of this version are written whole; others only learn where they belong."""
    for one in placed:
        belongs = {"event_id": event_id, "reason": one.reason}
        if one.claim.item_key != item_key:
            tx.connection.execute(update(claims).where(claims.c.key == one.claim.key).values(belongs))
            continue
        said = {
            "version_id": version_id,
            "withdrawn": one.claim.withdrawn,
            "said_at": one.claim.published,
            "payload": claim_to_json(one.claim),
        }
        written = tx.upsert(claims).values(
            key=one.claim.key, item_key=item_key, item_id=item_id, seen_at=tx.now, **belongs, **said
        )
        changed = {**belongs, **said}
        tx.connection.execute(written.on_conflict_do_update(index_elements=[claims.c.key], set_=changed))


def _absorb(tx: Tx, keys: Sequence[str], event_id: int) -> None:
    """Events that turned out to be this one: kept for their history, their alerts closed."""
    for key in keys:
        absorbed = tx.connection.execute(select(events.c.id).where(events.c.key == key)).scalar_one_or_none()
        if absorbed is None:
            continue
        tx.connection.execute(update(events).where(events.c.id == absorbed).values(merged_into=event_id))
        tx.connection.execute(delete(event_sides).where(event_sides.c.event_id == absorbed))
        log_event(tx, absorbed, AlertDecision(Act.HOLD, Reason.MERGED))
        close_alerts(tx, alerts.c.event_id == absorbed, reason="merged")


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
