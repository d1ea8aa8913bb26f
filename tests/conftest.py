"""Databases for tests: everything that touches the store runs on SQLite and on a real PostgreSQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.clock import SteppedClock
from monitor.store import Database, upgrade
from tests.support import postgres

NOON = datetime(2025, 6, 9, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: postgres.Postgres) -> str:
    """A database with the newest schema, to be copied: quicker than migrating for each test."""
    name = postgres_server.create()
    database = Database(postgres_server.url(name))
    upgrade(database)
    database.close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with the newest schema and nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'parley.db'}"
        database = Database(url)
        upgrade(database)
        database.close()
        yield url
        return
    server: postgres.Postgres = request.getfixturevalue("postgres_server")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def clock() -> SteppedClock:
    """Stands still at noon of 9 June 2025, UTC, until it is set forward."""
    return SteppedClock(NOON, running=False)


@pytest.fixture
def database(database_url: str, clock: SteppedClock) -> Iterator[Database]:
    database = Database(database_url, clock)
    yield database
    database.close()
