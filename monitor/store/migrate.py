"""The schema's way to the present: one Alembic chain for both dialects, applied on start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

import monitor
from monitor.errors import StoreError
from monitor.store.database import Database

MIGRATION_LOCK = 5_177_205  # an arbitrary constant: the key of the advisory lock on PostgreSQL


def script_location() -> Path:
    """The revisions: inside the package when installed, beside it in a checkout."""
    package = Path(monitor.__file__).parent
    installed = package / "_migrations"
    return installed if installed.is_dir() else package.parent / "migrations"


def pending_upgrade(database: Database) -> bool:
    """Whether the database is not at the newest revision."""
    with database.reading() as tx:
        return MigrationContext.configure(tx.connection).get_current_revision() != _revisions().get_current_head()


def upgrade(database: Database) -> tuple[str | None, str]:
    """Bring the database to the newest revision; the revisions before and after. Several nodes may call it at once."""
    revisions = _revisions()
    head = revisions.get_current_head()
    if head is None:
        raise StoreError(f"no revisions in {script_location()}: the installation is incomplete")
    with database.transaction(durable=True, references=False) as tx:
        if not database.is_sqlite:
            tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        before = MigrationContext.configure(tx.connection).get_current_revision()
        if before != head:
            config = Config(attributes={"connection": tx.connection})
            config.set_main_option("script_location", revisions.dir)
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreError(
                    f"the database is at revision {before}, which this version of Parley does not know; "
                    "install the version that wrote it, or a newer one"
                ) from error
            if database.is_sqlite and tx.connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise StoreError("the upgrade would leave rows that refer to nothing; the database is as it was")
    return before, head


def _revisions() -> ScriptDirectory:
    return ScriptDirectory(str(script_location()))
