"""The whole service on a folder of documents, three times over: what it stored and said, and what the server saw."""

import io
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from sqlalchemy import func, select

from monitor.app.paths import database_url
from monitor.app.service import Service
from monitor.clock import SteppedClock
from monitor.store import Database, Tx
from monitor.store.tables import alerts, items, polls, quarantine, versions
from tests.captures.reference import JSON_FEED, Reference, plain_id, reference
from tests.captures.rewrite import rewrite
from tests.support.feed_server import FeedServer, Publication

START = datetime(2025, 6, 2, 9, tzinfo=UTC)
# Far beyond the longest wait of a source that fails, so that every sweep visits everything.
BETWEEN_SWEEPS = timedelta(hours=5)
HOSTS = 8
SWEEPS = ("first", "again", "reordered")

_MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "json": "application/feed+json",
    "xml": "text/xml",
    "html": "text/html",
}
_MISLEADING = ("text/html", "application/octet-stream", "text/plain")
_SHARE_MISLEADING = 0.2

_RULE = {
    "id": "everything",
    "title": "Everything there is",
    "topic": "other",
    "severity": "note",
    "any": [{"regex": r"\w"}],
    "examples": {"match": ["Anything"], "no_match": ["..."]},
}
_DESKS = {
    "channels": [{"id": "console", "kind": "console"}],
    "desks": [{"id": "desk", "name": "Desk", "timezone": "UTC", "channels": ["console"]}],
}


@dataclass(frozen=True, slots=True)
class Capture:
    """A document, what there is in it, and how it is served. `rewritten` says how the third sweep came about."""

    name: str
    source_id: str
    body: bytes
    content_type: str
    expected: Reference
    later: bytes
    rewritten: str

    @property
    def path(self) -> str:
        return f"/{self.source_id}"


@dataclass(frozen=True, slots=True)
class Visit:
    """One source in one sweep: the poll as it was recorded, what stands in the store afterwards, what the server said.

    `ids` counts the items of the source by the id the feed gave them ("" for none); `quarantined` are the reasons of
    its quarantined documents.
    """

    polls: int = 0
    outcome: str | None = None
    reason: str | None = None
    detail: str = ""
    ids: Counter[str] = field(default_factory=Counter)
    versions: int = 0
    alerts: int = 0
    quarantined: tuple[str, ...] = ()
    answers: tuple[int, ...] = ()

    @property
    def items(self) -> int:
        return self.ids.total()

    def stored_since(self, before: "Visit") -> int:
        """New items and new versions."""
        return self.versions - before.versions


Sweep = Mapping[str, Visit]
"""By source id."""


def captures(documents: Mapping[str, bytes], seed: int) -> list[Capture]:
    """Documents by name as captures; all chance comes from `seed`."""
    made = []
    for number, (name, body) in enumerate(sorted(documents.items())):
        rng = random.Random(f"{seed}:{name}")
        expected = reference(body)
        later = rewrite(body, expected, rng)
        content_type = _content_type(name, body, expected)
        if rng.random() < _SHARE_MISLEADING:
            content_type = rng.choice(_MISLEADING)
        made.append(Capture(name, f"capture-{number:04}", body, content_type, expected, later.body, later.how))
    return made


async def three_sweeps(
    fleet: Sequence[Capture], state: Path, on_visit: Callable[[], None] = lambda: None
) -> tuple[Sweep, ...]:
    """The service's three visits of every capture, in the order of `SWEEPS`. `on_visit` is called at each answer."""
    clock = SteppedClock(START)
    sweeps: list[Sweep] = []
    async with FeedServer(HOSTS, on_answer=on_visit) as server:
        for capture in fleet:
            server.publish(capture.path, Publication(capture.body, capture.content_type))
        async with _service(fleet, server, state, clock) as (service, database):
            for name in SWEEPS:
                if name == "reordered":
                    for capture in fleet:
                        server.publish(capture.path, Publication(capture.later, capture.content_type, edition=name))
                asked_before = len(server.answers)
                await service.settle()
                answers = server.answers[asked_before:]
                seen = {path: tuple(a.status for a in answers if a.path == path) for path in {a.path for a in answers}}
                stored = await database.read(_stored, fleet)
                sweeps.append({c.source_id: replace(stored[c.source_id], answers=seen.get(c.path, ())) for c in fleet})
                clock.advance(BETWEEN_SWEEPS)
    return tuple(sweeps)


@asynccontextmanager
async def _service(
    fleet: Sequence[Capture], server: FeedServer, state: Path, clock: SteppedClock
) -> AsyncIterator[tuple[Service, Database]]:
    """The running service with every capture as a source; its own tick is out of the way of the sweeps."""
    directory = state / "config"
    _write(directory / "parley.yaml", _settings())
    _write(directory / "sources" / "captures.yaml", {"sources": [_source(capture, server) for capture in fleet]})
    _write(directory / "rules" / "everything.yaml", {"rules": [_RULE]})
    _write(directory / "desks.yaml", _DESKS)
    service = Service(directory, state, clock=clock, tick=3600.0, console=Console(file=io.StringIO()))
    async with service:
        database = Database(database_url(service.catalog, state), clock)
        try:
            yield service, database
        finally:
            database.close()


def _settings() -> dict[str, Any]:
    """Whatever is new after the first sweep alerts, however old it is."""
    return {
        "contact": "captures@parley.example",
        "alert_window": "3650d",
        "network": {"allow": ["127.0.0.0/8"]},
        "polling": {"every": "5m", "host_gap": "0s"},
    }


def _source(capture: Capture, server: FeedServer) -> dict[str, Any]:
    return {
        "id": capture.source_id,
        "name": capture.source_id,
        "url": server.url(capture.path),
        "body": "other",
        "side": "third",
        "family": capture.source_id,
        "timezone": "UTC",
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


def _stored(tx: Tx, fleet: Sequence[Capture]) -> dict[str, Visit]:
    """Every source as it stands, with its newest poll."""
    ids: dict[str, Counter[str]] = {capture.source_id: Counter() for capture in fleet}
    for source_id, guid in tx.connection.execute(select(items.c.source_id, items.c.guid)):
        ids[source_id][plain_id(guid)] += 1
    of_item = select(items.c.source_id, func.count()).group_by(items.c.source_id)
    version_count = _counts(tx, of_item.join(versions, versions.c.item_id == items.c.id))
    alert_count = _counts(tx, of_item.join(alerts, alerts.c.item_id == items.c.id))
    poll_count = _counts(tx, select(polls.c.source_id, func.count()).group_by(polls.c.source_id))
    newest = {row.source_id: row for row in tx.connection.execute(select(polls).order_by(polls.c.tick))}
    held: dict[str, list[str]] = {}
    for source_id, reason in tx.connection.execute(select(quarantine.c.source_id, quarantine.c.reason)):
        held.setdefault(source_id, []).append(reason)
    return {
        source_id: Visit(
            polls=poll_count.get(source_id, 0),
            outcome=newest[source_id].outcome if source_id in newest else None,
            reason=newest[source_id].reason if source_id in newest else None,
            detail=newest[source_id].detail if source_id in newest else "",
            ids=ids[source_id],
            versions=version_count.get(source_id, 0),
            alerts=alert_count.get(source_id, 0),
            quarantined=tuple(held.get(source_id, ())),
        )
        for source_id in ids
    }


def _counts(tx: Tx, query: Any) -> dict[str, int]:
    return {row[0]: row[1] for row in tx.connection.execute(query)}


def _content_type(name: str, body: bytes, expected: Reference) -> str:
    """By the suffix, else by what is in it, without a character set: that is told by the document, or by nothing."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in _MEDIA_TYPES and suffix != "xml":
        return _MEDIA_TYPES[suffix]
    if expected.format == JSON_FEED:
        return _MEDIA_TYPES["json"]
    if b"rdf:RDF" in body[:2000]:
        return _MEDIA_TYPES["rdf"]
    kind = next((kind for kind in ("atom", "rss") if expected.format.startswith(kind)), "xml")
    return _MEDIA_TYPES[kind]
