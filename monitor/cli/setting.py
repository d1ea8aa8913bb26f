"""What a command works on: the configuration, the state folder, the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor import config
from monitor.app.paths import database_url, state_directory
from monitor.errors import UsageError
from monitor.model.catalog import Catalog
from monitor.store import Database, Tx, pending_upgrade

MOST_NUMBER = 2**63 - 1
"""The greatest number that a database gives to anything."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a command works on."""

    directory: Path
    state: Path
    catalog: Catalog

    @classmethod
    def find(cls, config_dir: Path | None, state_dir: Path | None) -> "Setting":
        """Locate and load the configuration. ConfigError with every mistake when it cannot be used."""
        directory = config.locate(config_dir)
        return cls(directory, state_directory(state_dir, directory), config.load(directory))

    @property
    def has_database(self) -> bool:
        """Whether there is a database to look into; one on a server is taken to be there."""
        url = database_url(self.catalog, self.state)
        return not url.startswith("sqlite:///") or Path(url.removeprefix("sqlite:///")).exists()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, which must be there already and of this version's schema."""
        if not self.has_database:
            raise UsageError(
                f"there is no database in {self.state} yet: start `parley run`, or name another with --state-dir"
            )
        database = Database(database_url(self.catalog, self.state))
        try:
            if pending_upgrade(database):
                raise UsageError("the database has an older schema: start `parley run`, or say `parley db upgrade`")
            yield database
        finally:
            database.close()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        with self.database() as database, database.reading() as tx:
            yield tx
