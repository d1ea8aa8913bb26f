"""Items, their versions and the names they are known by, written in a few statements whatever the number of entries."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update

from monitor.identify.looks import next_look
from monitor.identify.noise import NOISY, churn_after
from monitor.model.content import Verdict
from monitor.model.plan import DELETED, ItemPlan
from monitor.store import timers
from monitor.store.alerts import write_alert
from monitor.store.events import write_events
from monitor.store.known import COPY, EXACT, PRIMARY, URL
from monitor.store.payload import fact_to_json
from monitor.store.stories import write_story
from monitor.store.tables import facts, items, matches, versions
from monitor.store.transaction import Tx

# Statements are built once: building one costs more than the database does for it.
_INSERT_ITEMS = insert(items).returning(items.c.key, items.c.id)
_INSERT_VERSIONS = insert(versions).returning(versions.c.item_id, versions.c.n, versions.c.id)
_UPDATE_ITEM = update(items).where(items.c.id == bindparam("of_item"))
_SUPERSEDE = (
    update(versions)
    .where(versions.c.item_id == bindparam("of_item"), versions.c.n == bindparam("superseded"))
    .values(last_seen_at=bindparam("seen_last_at"))
)
# Of names that are known already there is nothing to write. These are most of all rows, hence the plain text.
_NAME_ITEM = """
    INSERT INTO item_keys (kind, key, source_id, item_id) VALUES ({mark}, {mark}, {mark}, {mark}) ON CONFLICT DO NOTHING
"""
_NAME_ITEMS = {"sqlite": _NAME_ITEM.format(mark="?"), "postgresql": _NAME_ITEM.format(mark="%s")}
_INSERT_MATCHES = insert(matches)
_INSERT_FACTS = insert(facts)


class _Version(NamedTuple):
    """What becomes version `n` of an item."""

    plan: ItemPlan
    item_id: int
    n: int


def write_items(tx: Tx, source_id: str, plans: Sequence[ItemPlan], catalog_hash: str) -> None:
    """Each entry: a new item with its first version, a further version, or only another name for a known item."""
    item_ids = _insert_new(tx, source_id, plans)
    _write_keys(tx, source_id, plans, item_ids)
    numbered = _numbered(plans, item_ids)
    _update_changed(tx, numbered)
    version_ids = _insert_versions(tx, numbered, catalog_hash)
    _insert_matches(tx, numbered, version_ids)
    _insert_facts(tx, numbered, version_ids)
    _count_noise(tx, plans)
    _set_looks(tx, [version.plan for version in numbered])
    for version, version_id in zip(numbered, version_ids, strict=True):
        write_alert(tx, version.plan, version.item_id, version_id)
        write_events(tx, version.plan.events, version.plan.identified.key, version.item_id, version_id)
        if version.plan.story is not None:
            write_story(tx, version.item_id, version.plan.identified.key, version.plan.story)


def _insert_new(tx: Tx, source_id: str, plans: Sequence[ItemPlan]) -> list[int]:
    """The item of each plan, by id; those that were not known are inserted first."""
    rows = [_item_row(tx, source_id, plan) for plan in plans if plan.identified.item is None]
    inserted: dict[str, int] = {}
    if rows:
        found = tx.connection.execute(_INSERT_ITEMS, rows)
        inserted = {row.key: row.id for row in found}
    return [
        plan.identified.item.item_id if plan.identified.item is not None else inserted[plan.identified.key]
        for plan in plans
    ]


def _item_row(tx: Tx, source_id: str, plan: ItemPlan) -> dict[str, Any]:
    entry = plan.identified.entry
    return {
        "source_id": source_id,
        "key": plan.identified.key,
        "guid": entry.id,
        "link": entry.link,
        "title": entry.title,
        "lang": entry.lang,
        "published_at": entry.published,
        "first_seen_at": tx.now,
        "version": 1,
        "fingerprint": plan.identified.keys.fingerprint,
        "copy_of": plan.identified.copy_of,
        "last_seen_at": tx.now,
        "churn": 1,
        "churn_since": tx.now,
    }


def _write_keys(tx: Tx, source_id: str, plans: Sequence[ItemPlan], item_ids: Sequence[int]) -> None:
    rows = []
    for plan, item_id in zip(plans, item_ids, strict=True):
        rows += [(kind, key, source_id, item_id) for kind, key in _names(plan) if key]
    if rows:
        tx.connection.exec_driver_sql(_NAME_ITEMS[tx.connection.dialect.name], rows)


def _names(plan: ItemPlan) -> Iterator[tuple[str, str | None]]:
    """What the item may be called from now on. A noisy page would bring new names for ever, a deletion has none."""
    keys, aliases = plan.identified.keys, plan.identified.aliases
    if plan.identified.reason == NOISY or plan.kind == DELETED:
        return
    yield from ((PRIMARY, keys.primary), (EXACT, keys.exact), (COPY, keys.copy))
    if aliases is not None:
        yield from ((PRIMARY, name) for name in aliases.names)
        yield URL, aliases.url


def _numbered(plans: Sequence[ItemPlan], item_ids: Sequence[int]) -> list[_Version]:
    """The versions there will be. A document may hold two of one item."""
    last: dict[int, int] = {}
    numbered = []
    for plan, item_id in zip(plans, item_ids, strict=True):
        if plan.identified.verdict is Verdict.SAME:
            continue
        known = plan.identified.item.version if plan.identified.item is not None else 0
        last[item_id] = last.get(item_id, known) + 1
        numbered.append(_Version(plan, item_id, last[item_id]))
    return numbered


def _update_changed(tx: Tx, numbered: Sequence[_Version]) -> None:
    changed = [version for version in numbered if version.n > 1]
    if changed:
        # The version that was the newest keeps when it was last seen; of the one that is, the item has it.
        tx.connection.execute(_SUPERSEDE, [_superseded_row(tx, version) for version in changed])
        tx.connection.execute(_UPDATE_ITEM, [_changed_row(tx, version) for version in changed])


def _superseded_row(tx: Tx, version: _Version) -> dict[str, Any]:
    item = version.plan.identified.item
    seen_at = item.seen_at if item is not None else tx.now
    return {"of_item": version.item_id, "superseded": version.n - 1, "seen_last_at": seen_at}


def _changed_row(tx: Tx, version: _Version) -> dict[str, Any]:
    identified, item = version.plan.identified, version.plan.identified.item
    churn, since = churn_after(item, tx.now) if item is not None else (1, tx.now)
    return {
        "of_item": version.item_id,
        "version": version.n,
        "fingerprint": identified.keys.fingerprint,
        "title": identified.entry.title,
        "link": identified.entry.link,
        "last_seen_at": tx.now,
        "missing_since": None,
        "withdrawn_at": tx.now if version.plan.kind == DELETED else None,
        "churn": churn,
        "churn_since": since,
    }


def _count_noise(tx: Tx, plans: Sequence[ItemPlan]) -> None:
    """Versions that were not kept count as well: the page is as restless as it is."""
    noisy = [plan.identified.item for plan in plans if plan.identified.reason == NOISY]
    rows = [
        {"of_item": item.item_id, "churn": churn, "churn_since": since}
        for item in noisy
        if item is not None
        for churn, since in [churn_after(item, tx.now)]
    ]
    if rows:
        tx.connection.execute(_UPDATE_ITEM, rows)


def _set_looks(tx: Tx, plans: Sequence[ItemPlan]) -> None:
    """What desks were told of, here or by the item that this one copies, is looked at again, from now on."""
    for plan in plans:
        told = plan.alerts or plan.claims_told or (plan.decision is not None and plan.decision.reason == "copy")
        due_at = next_look(tx.now, tx.now)
        if told and plan.matches and plan.identified.entry.link and due_at is not None:
            timers.start(tx, timers.LOOK, plan.identified.key, due_at)


def _insert_versions(tx: Tx, numbered: Sequence[_Version], catalog_hash: str) -> list[int]:
    if not numbered:
        return []
    rows = [_version_row(tx, version, catalog_hash) for version in numbered]
    inserted = {(row.item_id, row.n): row.id for row in tx.connection.execute(_INSERT_VERSIONS, rows)}
    return [inserted[version.item_id, version.n] for version in numbered]


def _version_row(tx: Tx, version: _Version, catalog_hash: str) -> dict[str, Any]:
    identified, decision = version.plan.identified, version.plan.decision
    return {
        "item_id": version.item_id,
        "n": version.n,
        "title": identified.entry.title,
        "text": identified.entry.text,
        "link": identified.entry.link,
        "published_at": identified.entry.published,
        "updated_at": identified.entry.updated,
        "fingerprint": identified.keys.fingerprint,
        "seen_at": tx.now,
        "kind": version.plan.kind,
        "edit": version.plan.edit.kind.value if version.plan.edit else None,
        "edit_reason": version.plan.edit.reason if version.plan.edit else None,
        "identity_reason": identified.reason,
        "act": decision.act if decision else None,
        "act_reason": decision.reason if decision else None,
        "catalog_hash": catalog_hash,
    }


def _insert_matches(tx: Tx, numbered: Sequence[_Version], version_ids: Sequence[int]) -> None:
    rows = [
        {
            "version_id": version_id,
            "rule_id": match.rule_id,
            "spans": [asdict(span) for span in match.spans],
            "clauses": list(match.clauses),
        }
        for version, version_id in zip(numbered, version_ids, strict=True)
        for match in version.plan.matches
    ]
    if rows:
        tx.connection.execute(_INSERT_MATCHES, rows)


def _insert_facts(tx: Tx, numbered: Sequence[_Version], version_ids: Sequence[int]) -> None:
    rows = [
        {
            "version_id": version_id,
            "n": n,
            "kind": fact.kind,
            "status": fact.status.value if fact.status else None,
            "background": fact.background,
            "payload": fact_to_json(fact),
        }
        for version, version_id in zip(numbered, version_ids, strict=True)
        for n, fact in enumerate(version.plan.facts, start=1)
    ]
    if rows:
        tx.connection.execute(_INSERT_FACTS, rows)
