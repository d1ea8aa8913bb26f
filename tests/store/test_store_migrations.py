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
from sqlalchemy.exc import IntegrityError

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


def test_alerts_and_what_refers_to_them_survive_the_way_to_the_newest_schema(
    empty_url: str, opened: Callable[[str], Database]
) -> None:
    database = opened(empty_url)
    migrate(database, command.upgrade, "0002")
    with database.transaction() as tx:
        for statement in AN_ALERT_OF_OLD.strip().rstrip(";").split(";"):
            tx.connection.execute(text(statement))
    upgrade(database)
    with database.transaction() as tx:
        joined = "SELECT a.key, r.reason, d.key FROM alerts a JOIN alert_revisions r ON r.alert_id = a.id "
        rows = tx.connection.execute(text(joined + "JOIN deliveries d ON d.alert_id = a.id")).all()
        assert rows == [("k", "first_match", "d")]
        tx.connection.execute(text("DELETE FROM deliveries"))
    with pytest.raises(IntegrityError), database.transaction() as tx:
        tx.connection.execute(text("UPDATE alerts SET item_id = 999"))
    migrate(database, command.downgrade, "0002")
    with database.reading() as tx:
        assert tx.connection.execute(text("SELECT key FROM alerts")).scalars().all() == ["k"]


def migrate(database: Database, way: Callable[[Config, str], None], revision: str) -> None:
    with database.transaction(references=False) as tx:
        config = Config(attributes={"connection": tx.connection})
        config.set_main_option("script_location", str(script_location()))
        way(config, revision)


AN_ALERT_OF_OLD = """
INSERT INTO hosts VALUES ('h', 0);
INSERT INTO sources (id, name, url, host, active, due_at, baseline_done) VALUES ('s', 'S', 'u', 'h', true, 0, true);
INSERT INTO items (id, source_id, key, title, first_seen_at, version, fingerprint)
VALUES (1, 's', 'i', 't', 0, 1, 'f');
INSERT INTO versions (id, item_id, n, title, text, fingerprint, seen_at, identity_reason, catalog_hash)
VALUES (1, 1, 1, 't', 't', 'f', 0, 'first_seen', 'c');
INSERT INTO alerts VALUES (1, 'k', 'item', 1, 'open', 'note', 1, 0, 0);
INSERT INTO alert_revisions VALUES (1, 1, 1, 'first_match', '{}', 0);
INSERT INTO deliveries
(id, key, alert_id, revision, desk_id, channel_id, purpose, state, next_at, attempts, created_at)
VALUES (1, 'd', 1, 1, 'news', 'hook', 'alert', 'pending', 0, 0, 0);
"""
