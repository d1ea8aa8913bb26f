"""Connections, transactions and the threads they run in. SQLAlchemy Core, synchronous; one writer thread on SQLite."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from monitor.clock import Clock, SystemClock
from monitor.errors import StoreError
from monitor.store.group_commit import GroupCommit
from monitor.store.transaction import Tx

P = ParamSpec("P")
T = TypeVar("T")

POSTGRES_THREADS = 4
BUSY_SECONDS = 10
SWITCH_PAUSE = 0.02


class Database:
    """One database, by SQLAlchemy URL. `clock` replaces the database's own time (rehearsals, tests).

    On SQLite there is one writer, so write transactions queue in one thread, start with BEGIN IMMEDIATE and share
    commits; readers are apart and see the last commit. On PostgreSQL a small pool of threads serves both.
    """

    def __init__(self, url: str, clock: Clock | None = None) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._clock = clock or (SystemClock() if self.is_sqlite else None)
        if self.is_sqlite:
            self._prepare_folder()
            self.writer = _sqlite_engine(url, read_only=False)
            self.reader = _sqlite_engine(url, read_only=True)
        else:
            self.writer = self.reader = _postgres_engine(url)
        self._file: tuple[int, int] | None = None
        self._threads = ThreadPoolExecutor(1 if self.is_sqlite else POSTGRES_THREADS, "store")
        self._group = GroupCommit(lambda durable: self.transaction(durable=durable), self._threads)
        self._read_threads = ThreadPoolExecutor(1, "store-read") if self.is_sqlite else self._threads

    def _prepare_folder(self) -> None:
        if self.url.database and self.url.database != ":memory:":
            try:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"cannot create {Path(self.url.database).parent}: {error.strerror}") from error

    @property
    def is_gone(self) -> bool:
        """Whether the file that was opened first is no longer at its place; always False on a server."""
        if not self.is_sqlite or self.url.database is None:
            return False
        try:
            found = Path(self.url.database).stat()
        except FileNotFoundError:
            return self._file is not None
        self._file = self._file or (found.st_dev, found.st_ino)
        return self._file != (found.st_dev, found.st_ino)

    @contextmanager
    def transaction(self, *, durable: bool = False, references: bool = True) -> Iterator[Tx]:
        """A write transaction.

        `durable` makes SQLite sync to the disk before the commit returns (synchronous=FULL); without it a power cut
        may lose the last commits, a killed process never does. Without `references` SQLite does not enforce foreign
        keys: a migration may then put a copy of a table in its place.
        """
        with self._connect(self.writer) as connection:
            if self.is_sqlite:
                _set(connection, "synchronous", "FULL" if durable else "NORMAL")
                _set(connection, "foreign_keys", "ON" if references else "OFF")
            with self._in_words(), connection.begin():
                tx = Tx(connection, lambda: self._now(connection))
                yield tx
            tx.committed()

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A read transaction: one consistent view."""
        with self._connect(self.reader) as connection, connection.begin():
            yield Tx(connection, lambda: self._now(connection))

    async def write(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(tx, …)` in a write transaction, in the store's thread."""
        return await self._write(partial(_call, work, args, kwargs), durable=False)

    async def write_durably(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, on the disk before it returns."""
        return await self._write(partial(_call, work, args, kwargs), durable=True)

    async def read(self, work: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`work(tx, …)` in a read transaction, in the store's thread."""
        return await _in_thread(self._read_threads, self.reading, partial(_call, work, args, kwargs))

    async def _write(self, call: Callable[[Tx], T], *, durable: bool) -> T:
        if self.is_sqlite:
            return await self._group.run(call, durable=durable)
        return await _in_thread(self._threads, self.transaction, call)

    def close(self) -> None:
        self._threads.shutdown(wait=True)
        self._read_threads.shutdown(wait=True)
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def _connect(self, engine: Engine) -> Iterator[Connection]:
        try:
            connection = engine.connect()
        except (OperationalError, sqlite3.Error) as error:
            reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().splitlines()[0]
            raise StoreError(f"the database {self.url.render_as_string()} cannot be opened: {reason}") from error
        with connection:
            yield connection

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """What is wrong with the database, or the way to it, is no fault of what was to be written."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise StoreError(f"the database {self.url.render_as_string()} cannot be used: {reason}") from error

    def _now(self, connection: Connection) -> datetime:
        if self._clock is not None:
            return self._clock.now()
        moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)


async def _in_thread(
    threads: ThreadPoolExecutor, begin: Callable[[], AbstractContextManager[Tx]], call: Callable[[Tx], T]
) -> T:
    def within() -> T:
        with begin() as tx:
            return call(tx)

    return await asyncio.get_running_loop().run_in_executor(threads, within)


def _call(work: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], tx: Tx) -> T:
    return work(tx, *args, **kwargs)


def _set(connection: Connection, pragma: str, mode: str) -> None:
    """On the driver: SQLite ignores these pragmas inside a transaction, and ours begin by themselves."""
    if connection.info.get(pragma) != mode:
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA {pragma}={mode}")
        connection.info[pragma] = mode


def _sqlite_engine(url: str, *, read_only: bool) -> Engine:
    engine = create_engine(url, pool_size=1, max_overflow=4 if read_only else 0)

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transaction handling is switched off: BEGIN is ours, below.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={1000 * BUSY_SECONDS}")
        if not read_only:
            _switch_to_wal(cursor)
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA temp_store=MEMORY")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """SQLite gives up at once, whatever the busy timeout, when two connections switch a new file at the same time."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(SWITCH_PAUSE)
        else:
            return


def _postgres_engine(url: str) -> Engine:
    # A peer that vanished without a word must not hold a thread for ever.
    keepalives = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
    return create_engine(
        url,
        pool_size=POSTGRES_THREADS,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={**keepalives, "connect_timeout": 10},
    )
