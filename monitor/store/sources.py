"""The sources' rows, kept in step with the catalog; what was learned of a source outlives its being switched off."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from monitor.model.catalog import Source
from monitor.store.tables import habits, hosts, nodes, sources
from monitor.store.transaction import Tx

# A machine whose clock was ahead leaves due dates far in the future; none of ours lies further away than this.
FURTHEST_DUE = timedelta(hours=26)


def sync(tx: Tx, catalog: Mapping[str, Source], *, whole: bool = True) -> None:
    """Add what is new (due now) and update what changed; a changed URL drops what was learned of the old one.

    A `whole` catalog also switches off what is gone; a single command's must not touch what a service watches.
    """
    if catalog:
        tx.connection.execute(
            tx.upsert(hosts).on_conflict_do_nothing(),
            [{"host": host, "next_at": tx.now} for host in sorted({source.host for source in catalog.values()})],
        )
    known = select(sources.c.id, sources.c.url, sources.c.address, sources.c.moved_to, sources.c.due_at)
    stored = {row.id: row for row in tx.connection.execute(known)}
    for source in catalog.values():
        values: dict[str, Any] = {"name": source.name, "url": source.url, "active": True}
        before = stored.get(source.id)
        if before is None:
            row = {"id": source.id, "host": source.host, "due_at": tx.now, "baseline_done": False, **values}
            tx.connection.execute(tx.upsert(sources).values(row).on_conflict_do_nothing())
            continue
        if before.url != source.url:
            # A visit under way to the old address must not settle this row: its tick is overtaken.
            values |= dict.fromkeys(("etag", "last_modified", "body_hash", "moved_to", "outcome", "reason", "detail"))
            values |= {"due_at": tx.now, "tick": sources.c.tick + 1, "penalty": 0, "failures": 0, **_at_home(source)}
            tx.connection.execute(update(habits).where(habits.c.source_id == source.id).values(trail=None))
        elif before.address not in {None, before.moved_to, *source.mirrors}:
            values |= {"etag": None, "last_modified": None, "tick": sources.c.tick + 1, **_at_home(source)}
        if before.due_at > tx.now + max(FURTHEST_DUE, 2 * (source.every or source.longest)):
            values["due_at"] = tx.now
        tx.connection.execute(update(sources).where(sources.c.id == source.id).values(values))
    gone = stored.keys() - catalog.keys()
    if gone and whole:
        tx.connection.execute(update(sources).where(sources.c.id.in_(gone)).values(active=False))


def _at_home(source: Source) -> dict[str, Any]:
    """The next visit goes where the configuration says."""
    return {"address": None, "host": source.host}


def beat(tx: Tx, name: str, *, pid: int, version: str, catalog_hash: str, starting: bool = False) -> None:
    """Tell that this node is alive and what it runs."""
    values = {
        "pid": pid,
        "version": version,
        "catalog_hash": catalog_hash,
        "beat_at": tx.now,
        "stopped_at": None,
    }
    fresh = values | ({"started_at": tx.now} if starting else {})
    tx.connection.execute(
        tx.upsert(nodes)
        .values(name=name, started_at=tx.now, **values)
        .on_conflict_do_update(index_elements=[nodes.c.name], set_=fresh)
    )


def stopped(tx: Tx, name: str) -> None:
    """Tell that this node has ended, and meant to."""
    tx.connection.execute(update(nodes).where(nodes.c.name == name).values(stopped_at=tx.now))
