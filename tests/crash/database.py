"""The service's database, looked at from outside and only read."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.crash.receipts import Telling

# A visit has its number once it is claimed, and a record of that number once it is over; so has a delivery's attempt.
_BEGUN_VISITS = """
    SELECT id, tick FROM sources
    WHERE tick > 0 AND NOT EXISTS (SELECT 1 FROM polls WHERE source_id = sources.id AND polls.tick = sources.tick)
"""
_BEGUN_DELIVERIES = """
    SELECT id, attempts FROM deliveries
    WHERE state = 'pending' AND attempts > 0
      AND NOT EXISTS (SELECT 1 FROM attempts WHERE delivery_id = deliveries.id AND n = deliveries.attempts)
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """A row of the outbox: a telling, the id it must carry, and what has become of it."""

    telling: Telling
    id: str
    state: str
    attempts: int


def owed(path: Path) -> list[Owed]:
    """The whole outbox."""
    query = """
        SELECT alerts.key, deliveries.revision, channel_id, deliveries.key, deliveries.state, attempts
        FROM deliveries JOIN alerts ON alerts.id = alert_id ORDER BY deliveries.id
    """
    with _reading(path) as connection:
        return [Owed(Telling(*row[:3]), *row[3:]) for row in connection.execute(query)]


def damage(path: Path) -> list[str]:
    """What `integrity_check` and `foreign_key_check` find wrong."""
    with _reading(path) as connection:
        return _faults(connection)


@dataclass(frozen=True, slots=True)
class Wreck:
    """What a killed service left: the database's damage, and which visits and deliveries were cut short."""

    damage: Sequence[str] = ()
    visits: AbstractSet[tuple[str, int]] = frozenset()
    deliveries: AbstractSet[tuple[int, int]] = frozenset()


def inspect_wreck(path: Path, folder: Path) -> Wreck:
    """Looks at a copy, made in `folder`: mending the original is the service's own business."""
    if not path.exists():
        return Wreck()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for suffix in ("", "-wal"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            shutil.copy(part, folder)
    # For writing, since a copy has no index of its write-ahead log yet.
    with closing(sqlite3.connect(folder / path.name)) as connection:
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'deliveries'").fetchone() is None:
            return Wreck(_faults(connection))
        visits = connection.execute(_BEGUN_VISITS).fetchall()
        deliveries = connection.execute(_BEGUN_DELIVERIES).fetchall()
        return Wreck(_faults(connection), frozenset(visits), frozenset(deliveries))


def _faults(connection: sqlite3.Connection) -> list[str]:
    faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return faults + [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection
