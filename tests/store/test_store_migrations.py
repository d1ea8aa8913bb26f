import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from monitor.errors import StoreError
from monitor.store import Database, pending_upgrade, upgrade
from monitor.store.migrate import newest_revision, script_location
from monitor.store.tables import metadata
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh' / 'parley.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.url(server.create())


@pytest.fixture
def opened() -> Callable[[str], Database]:
    """Opens databases that are closed at the end."""
    databases: list[Database] = []

    def opener(url: str) -> Database:
        databases.append(Database(url))
        return databases[-1]

    yield opener  # type: ignore[misc] # a generator fixture
    for database in databases:
        database.close()


def test_upgrade_creates_what_the_tables_say(empty_url: str, opened: Callable[[str], Database]) -> None:
    database = opened(empty_url)
    before, now_at = upgrade(database)
    assert before is None
    with database.transaction() as tx:
        assert compare_metadata(MigrationContext.configure(tx.connection), metadata) == []
    assert upgrade(database) == (now_at, now_at)
    assert not pending_upgrade(database)


def test_item_keys_have_no_rowid_on_sqlite(tmp_path: Path, opened: Callable[[str], Database]) -> None:
    database = opened(f"sqlite:///{tmp_path / 'parley.db'}")
    upgrade(database)
    with database.reading() as tx:
        created = tx.connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'item_keys'")).scalar_one()
    assert created.rstrip().endswith("WITHOUT ROWID")


def test_two_nodes_may_upgrade_at_once(empty_url: str, opened: Callable[[str], Database]) -> None:
    databases = [opened(empty_url) for _ in range(2)]
    failures: list[StoreError] = []

    def run(database: Database) -> None:
        try:
            upgrade(database)
        except StoreError as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(database,)) for database in databases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert not pending_upgrade(databases[1])
    with databases[0].reading() as tx:
        assert "alerts" in inspect(tx.connection).get_table_names()


def test_a_database_of_a_newer_version_is_refused_in_words(empty_url: str, opened: Callable[[str], Database]) -> None:
    database = opened(empty_url)
    upgrade(database)
    with database.transaction() as tx:
        tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="revision 9999, which this version of Parley does not know"):
        upgrade(database)


def test_every_revision_can_be_taken_back(empty_url: str, opened: Callable[[str], Database]) -> None:
    database = opened(empty_url)
    upgrade(database)
    with database.transaction() as tx:
        config = Config(attributes={"connection": tx.connection})
        config.set_main_option("script_location", str(script_location()))
        command.downgrade(config, "base")
        assert set(inspect(tx.connection).get_table_names()) == {"alembic_version"}
    upgrade(database)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="cannot create"):
        Database(f"sqlite:///{tmp_path / 'file' / 'parley.db'}")


def test_the_newest_revision_is_the_head_that_alembic_sees() -> None:
    assert newest_revision() == ScriptDirectory(str(script_location())).get_current_head()
