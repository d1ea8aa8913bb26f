"""An open transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql, sqlite


class Tx:
    """An open transaction: the connection, its `now`, and what to do once it is committed."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self.connection = connection
        self.now = clock()
        self._clock = clock
        self._after_commit: list[Callable[[], None]] = []

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once the transaction is committed; never when it is rolled back."""
        self._after_commit.append(act)

    def committed(self) -> None:
        for act in self._after_commit:
            act()

    @contextmanager
    def savepoint(self) -> Iterator["Tx"]:
        """A transaction within this one, with a `now` of its own: what raises in it is undone, and the rest stands."""
        inner = Tx(self.connection, self._clock)
        self.connection.exec_driver_sql("SAVEPOINT work")
        try:
            yield inner
        except Exception:
            self.connection.exec_driver_sql("ROLLBACK TO work")
            self.connection.exec_driver_sql("RELEASE work")
            raise
        self.connection.exec_driver_sql("RELEASE work")
        self._after_commit += inner._after_commit

    def upsert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """An insert that takes `on_conflict_…`: both databases have it, SQLAlchemy keeps it in their dialects."""
        if self.connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    def serialise(self, name: str) -> None:
        """Let one transaction at a time past this point. SQLite's one writer does that already."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})
