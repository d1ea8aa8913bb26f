"""An open transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Insert, Table, text
from sqlalchemy.dialects import postgresql, sqlite

_INSERT: Mapping[str, Callable[[Table], postgresql.Insert | sqlite.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


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
        return _INSERT[self.connection.dialect.name](table)

    def serialise(self, name: str) -> None:
        """Let one transaction at a time past this point. SQLite's one writer does that already."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def adding(table: Table) -> Mapping[str, Insert]:
    """By dialect, an insert that leaves the rows that are there; built once, for building costs more than running."""
    return {name: insert(table).on_conflict_do_nothing() for name, insert in _INSERT.items()}


def replacing(table: Table, *columns: str) -> Mapping[str, Insert]:
    """By dialect, an insert of a row that puts `columns` in the place of what the row of its primary key has."""
    return {name: _replacing(insert(table), columns) for name, insert in _INSERT.items()}


def _replacing(row: postgresql.Insert | sqlite.Insert, columns: tuple[str, ...]) -> Insert:
    key = [column.name for column in row.table.primary_key]
    return row.on_conflict_do_update(index_elements=key, set_={name: row.excluded[name] for name in columns})
