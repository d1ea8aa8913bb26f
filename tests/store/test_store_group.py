"""Transactions that wait together: each for itself, in order, and told once what it wrote is committed."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text

from monitor.errors import StoreError, UsageError
from monitor.store import Database, Tx, upgrade
from monitor.store.tables import hosts


def add(tx: Tx, host: str) -> str:
    tx.connection.execute(insert(hosts).values(host=host, next_at=tx.now))
    return host


def add_and_fail(tx: Tx, host: str) -> str:
    add(tx, host)
    raise UsageError(f"not {host}")


def stored(database: Database) -> set[str]:
    with database.reading() as tx:
        return set(tx.connection.execute(select(hosts.c.host)).scalars())


async def held_up(database: Database, works: list[asyncio.Task[str]]) -> asyncio.Event:
    """Keeps the writer busy until the event is set, so that what comes meanwhile waits together."""
    go, begun = threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(_tx: Tx) -> str:
        loop.call_soon_threadsafe(begun.set)
        go.wait()
        return "waited"

    works.append(asyncio.create_task(database.write(wait)))
    await begun.wait()
    released = asyncio.Event()

    async def release() -> None:
        await released.wait()
        go.set()

    works.append(asyncio.create_task(release()))  # type: ignore[arg-type]
    return released


async def test_one_that_fails_undoes_its_own_changes_alone(database: Database) -> None:
    works: list[asyncio.Task[str]] = []
    released = await held_up(database, works)
    mine = [
        asyncio.create_task(database.write(add_and_fail if number % 3 == 1 else add, f"h{number}"))
        for number in range(9)
    ]
    await asyncio.sleep(0)  # each has asked
    released.set()
    came = await asyncio.gather(*mine, return_exceptions=True)
    await asyncio.gather(*works)
    wanted = {f"h{number}" for number in range(9) if number % 3 != 1}
    assert stored(database) == wanted
    assert {each for each in came if isinstance(each, str)} == wanted
    assert [str(each) for each in came if isinstance(each, Exception)] == ["not h1", "not h4", "not h7"]


async def test_what_follows_a_commit_follows_only_what_was_committed(database: Database) -> None:
    told: list[str] = []

    def tell(tx: Tx, name: str, *, fail: bool) -> None:
        tx.after_commit(lambda: told.append(name))
        if fail:
            raise UsageError(name)

    await asyncio.gather(
        database.write(tell, "first", fail=False),
        database.write(tell, "second", fail=True),
        database.write_durably(tell, "third", fail=False),
        return_exceptions=True,
    )
    assert sorted(told) == ["first", "third"]


async def test_many_at_once_all_see_those_before_them(database: Database) -> None:
    def count_and_add(tx: Tx, name: str) -> int:
        tx.serialise("count")
        number = tx.connection.execute(select(func.count()).select_from(hosts)).scalar_one()
        add(tx, name)
        return int(number)

    numbers = await asyncio.gather(*(database.write(count_and_add, f"h{number}") for number in range(200)))
    assert sorted(numbers) == list(range(200))


async def test_a_waiter_that_is_cancelled_takes_nobody_with_it(database: Database) -> None:
    works: list[asyncio.Task[str]] = []
    released = await held_up(database, works)
    first, second = (asyncio.create_task(database.write(add, name)) for name in ("first", "second"))
    await asyncio.sleep(0)
    first.cancel()
    released.set()
    assert await second == "second"
    await asyncio.gather(*works)
    assert "second" in stored(database)


async def test_a_full_database_is_told_to_everybody_in_words_and_works_again_later(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'parley.db'}")
    upgrade(database)

    def limit(tx: Tx, pages: int) -> None:
        tx.connection.execute(text(f"PRAGMA max_page_count={pages}"))

    def fill(tx: Tx, name: str) -> None:
        for number in range(2000):
            add(tx, f"{name}-{number}-{'x' * 500}")

    try:
        await database.write(limit, 1)  # SQLite sets the limit to the size the file has
        failed = await asyncio.gather(*(database.write(fill, name) for name in ("a", "b", "c")), return_exceptions=True)
        assert [type(each) for each in failed] == [StoreError] * 3
        assert "full" in str(failed[0])
        assert stored(database) == set()
        await database.write(limit, 1_000_000)
        await database.write(fill, "later")
        assert len(stored(database)) == 2000
    finally:
        database.close()
    with pytest.raises(RuntimeError):
        await database.write(add, "closed")
