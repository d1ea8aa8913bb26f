"""What is kept of sources beside their items: how they name entries, and which of them were seen."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import bindparam, select, update

from monitor.model.identity import IdentityHabits, IdentityPolicy, Ids
from monitor.model.plan import Plan
from monitor.store.tables import identity_habits, items
from monitor.store.transaction import Tx

# Statements are built once: building one costs more than the database does for it.
_HABITS = select(identity_habits).where(identity_habits.c.source_id == bindparam("of_source"))
_SEE = (
    update(items)
    .where(items.c.id == bindparam("of_item"))
    .values(last_seen_at=bindparam("now"), missing_since=None, guid=bindparam("of_guid"))
)
_MISS = (
    update(items)
    .where(items.c.id == bindparam("of_item"), items.c.missing_since.is_(None))
    .values(missing_since=bindparam("now"))
)


def habits_of(tx: Tx, source_id: str) -> IdentityHabits:
    """What was learned of a source; nothing yet where there is none."""
    row = tx.connection.execute(_HABITS, {"of_source": source_id}).mappings().one_or_none()
    if row is None:
        return IdentityHabits()
    learned = {name: value for name, value in row.items() if name in IdentityHabits.__dataclass_fields__}
    policy = IdentityPolicy(Ids(row["ids"]), unique_links=row["unique_links"], fixed_dates=row["fixed_dates"])
    return IdentityHabits(**learned, policy=policy)


def write_learned(tx: Tx, plan: Plan) -> None:
    """What a poll brings beside its items."""
    source_id = plan.claim.state.source_id
    if plan.habits is not None:
        _write_habits(tx, source_id, plan.habits)
    if plan.seen:
        _write_seen(tx, plan.seen)
    if plan.missing:
        _write_missing(tx, plan.missing)


def _write_habits(tx: Tx, source_id: str, habits: IdentityHabits) -> None:
    values = asdict(habits)
    values |= values.pop("policy")
    tx.connection.execute(
        tx.upsert(identity_habits)
        .values(source_id=source_id, **values)
        .on_conflict_do_update(index_elements=[identity_habits.c.source_id], set_=values)
    )


def _write_seen(tx: Tx, seen: Sequence[tuple[int, str | None]]) -> None:
    """Note that the newest versions of these items stand in a document now, by which id, and are missing no longer."""
    tx.connection.execute(_SEE, [{"of_item": item_id, "of_guid": guid, "now": tx.now} for item_id, guid in seen])


def _write_missing(tx: Tx, item_ids: Sequence[int]) -> None:
    """Note since when these items are missing, where that is not noted yet."""
    tx.connection.execute(_MISS, [{"of_item": item_id, "now": tx.now} for item_id in item_ids])
