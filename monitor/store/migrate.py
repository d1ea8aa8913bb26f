"""The schema's way to the present: one Alembic chain for both dialects, applied on start.

Most starts find it applied, so that is asked without Alembic, whose loading would be the longest part of it.
"""

import re
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

import monitor
from monitor.errors import StoreError
from monitor.store.database import Database

_DECLARED = re.compile(r"""^(revision|down_revision) = (?:"(\w+)"|None)$""", re.MULTILINE)

MIGRATION_LOCK = 5_177_205  # an arbitrary constant: the key of the advisory lock on PostgreSQL


def script_location() -> Path:
    """The revisions: inside the package when installed, beside it in a checkout."""
    package = Path(monitor.__file__).parent
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def pending_upgrade(database: Database) -> bool:
    """Whether the database is not at the newest revision."""
    with database.reading() as tx:
        return _current(tx.connection) != newest_revision()


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to the newest revision; the revisions before and after. Several nodes may call it at once."""
    newest = newest_revision()
    with database.transaction(durable=True, references=False) as tx:
        if not database.is_sqlite:
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        before = _current(tx.connection)
        if before != newest:
            _apply(tx.connection, before)
            if database.is_sqlite and tx.connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise StoreError("the upgrade would leave rows that refer to nothing; the database is as it was")
    return before, newest


def newest_revision() -> str:
    """The end of the chain: the one revision that no other comes after."""
    found: dict[str, set[str]] = {"revision": set(), "down_revision": set()}
    for path in (script_location() / "versions").glob("*.py"):
        for name, value in _DECLARED.findall(path.read_text("utf-8")):
            found[name].add(value)
    newest = found["revision"] - found["down_revision"]
    if len(newest) != 1:
        raise StoreError(f"no chain of revisions in {script_location()}: the installation is incomplete")
    return newest.pop()


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()


def _apply(connection: Connection, before: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(script_location()))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the database is at revision {before}, which this version of Parley does not know; "
            "install the version that wrote it, or a newer one"
        ) from error
