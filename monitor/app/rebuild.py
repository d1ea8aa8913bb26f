"""Replays what the store has seen through the pipeline, into a database of its own, and compares what came of it.

The pipeline is deterministic: the same versions, seen at the same times under the same catalog, make the same events
and alerts. Where they do not, the catalog has changed since, or one of the two is wrong.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Row, select

from monitor import pipeline
from monitor.app.watching import Watcher
from monitor.clock import SteppedClock
from monitor.model.catalog import Catalog
from monitor.model.content import Document, Entry, ParsedFeed
from monitor.model.event import Event, WatchKind
from monitor.model.ports import Transaction
from monitor.pipeline import Visit
from monitor.store import Database, KnownRows, Tx, event_views, polls, sources, timers, upgrade, views
from monitor.store.tables import items, versions
from monitor.store.tables import polls as poll_rows

_NOT_MODIFIED = 304
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LEASE = timedelta(minutes=1)
_MOST_ALERTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a replay came to. `differences` are empty where it gives the very same events and alerts."""

    versions: int
    events: int
    alerts: int
    skipped: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one poll brought, as it was stored; no entries for one that only says that the source was there."""

    source_id: str
    at: datetime
    entries: tuple[Entry, ...] = ()


class _NoWakes:
    """Nobody waits for what a replay decides."""

    def wake(self, tx: Transaction, kind: str, key: str) -> None: ...


def rebuild(database: Database, catalog: Catalog) -> Rebuilt:
    """Replay the store and compare. Nothing is written to it, and nothing is sent."""
    with database.reading() as tx:
        steps = _steps(tx)
        before = _outcome(tx)
    known = [step for step in steps if step.source_id in catalog.sources]
    with TemporaryDirectory(prefix="parley-rebuild-") as folder:
        clock = SteppedClock(known[0].at if known else _BEGINNING, running=False)
        scratch = Database(f"sqlite:///{Path(folder) / 'scratch.db'}", clock)
        try:
            upgrade(scratch)
            _replay(scratch, clock, catalog, known)
            with scratch.reading() as tx:
                after = _outcome(tx)
        finally:
            scratch.close()
    return Rebuilt(
        versions=sum(len(step.entries) for step in known),
        events=len(after.events),
        alerts=len(after.alerts),
        skipped=sum(len(step.entries) for step in steps) - sum(len(step.entries) for step in known),
        differences=tuple(_differences(before, after)),
    )


def _steps(tx: Tx) -> list[_Step]:
    """Every poll that brought something, in order, each after the last good one before it: a gap is part of history."""
    query = (
        select(versions, items.c.source_id, items.c.guid, items.c.lang)
        .join(items, items.c.id == versions.c.item_id)
        .order_by(versions.c.seen_at, items.c.source_id, versions.c.id)
    )
    good = _good_polls(tx)
    steps = []
    rows = tx.connection.execute(query)
    for (seen_at, source_id), group in groupby(rows, key=lambda row: (row.seen_at, row.source_id)):
        earlier = [at for at in good[source_id] if at < seen_at]
        if earlier:
            steps.append(_Step(source_id, earlier[-1]))
        steps.append(_Step(source_id, seen_at, tuple(map(_entry, group))))
    return sorted(dict.fromkeys(steps), key=lambda step: step.at)


def _good_polls(tx: Tx) -> dict[str, list[datetime]]:
    found: dict[str, list[datetime]] = defaultdict(list)
    query = select(poll_rows.c.source_id, poll_rows.c.at).where(poll_rows.c.outcome != "failed")
    for row in tx.connection.execute(query.order_by(poll_rows.c.at)):
        found[row.source_id].append(row.at)
    return found


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.guid, row.link, row.title, row.text, row.published_at, row.updated_at, row.lang)


def _replay(scratch: Database, clock: SteppedClock, catalog: Catalog, steps: Sequence[_Step]) -> None:
    """The steps, one poll each, at their own times; whatever was due before is done before."""
    patient = {
        name: replace(source, host_gap=timedelta(), every=timedelta()) for name, source in catalog.sources.items()
    }
    catalog = replace(catalog, sources=patient)
    watcher = Watcher(scratch, lambda: catalog, _NoWakes())
    with scratch.transaction() as tx:
        sources.sync(tx, catalog.sources)
    for step in steps:
        _look_until(scratch, clock, watcher, step.at)
        clock.set(step.at)
        with scratch.transaction() as tx:
            _poll(tx, catalog, step)


def _look_until(scratch: Database, clock: SteppedClock, watcher: Watcher, until: datetime) -> None:
    while True:
        with scratch.reading() as tx:
            due = [(at, kind) for kind in WatchKind if (at := timers.next_due(tx, kind)) is not None and at <= until]
        if not due:
            return
        at, kind = min(due)
        clock.set(at)
        with scratch.transaction() as tx:
            watcher.look(tx, kind)


def _poll(tx: Tx, catalog: Catalog, step: _Step) -> None:
    claim = polls.claim_source(tx, step.source_id, _LEASE)
    if claim is None:
        return  # two polls of one host within a moment; the earlier one was a visit without news
    status = 200 if step.entries else _NOT_MODIFIED
    document = Document(claim.state.url, status, {}, b"", fetched_at=step.at)
    visit = Visit(claim, document, ParsedFeed(step.entries) if step.entries else None)
    polls.apply(tx, pipeline.poll(visit, KnownRows(tx), catalog, step.at), catalog.hash)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Events by key with the reasons for their claims, and alerts by key with all that desks were told."""

    events: dict[str, tuple[Event, tuple[tuple[str, str], ...]]]
    alerts: dict[str, tuple[str, tuple[tuple[Any, ...], ...]]]


def _outcome(tx: Tx) -> _Outcome:
    events = {
        record.known.key: (record.known.event, tuple((one.claim.key, one.reason) for one in record.known.claims))
        for record in event_views.event_list(tx, limit=None)
    }
    alerts = {}
    for row, _ in views.alert_list(tx, limit=_MOST_ALERTS):
        told = views.alert_revisions_of(tx, row["id"])
        alerts[row["key"]] = row["state"], tuple((each.reason, each.title, each.changes, each.event) for each in told)
    return _Outcome(events, alerts)


def _differences(before: _Outcome, after: _Outcome) -> Iterator[str]:
    for name, there, now in (("event", before.events, after.events), ("alert", before.alerts, after.alerts)):
        for key in sorted(there.keys() | now.keys()):
            if key not in now:
                yield f"{name} {key} does not come about again"
            elif key not in there:
                yield f"{name} {key} is new"
            elif there[key] != now[key]:
                yield f"{name} {key} comes out otherwise"
