"""What finding the near ones of a new item costs in a small store and in a large one, and in memory with datasketch."""

import resource
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import mean, median
from typing import Any, NamedTuple

import numpy as np
import psycopg
from sqlalchemy import insert

from monitor.clock import SteppedClock
from monitor.model.content import Span
from monitor.model.fact import Codes, Count, Days, Fact, Kind, Qualifier, Said
from monitor.model.story import Telling
from monitor.store import Database, stories, upgrade
from monitor.store.stories import NEWEST_PER_KEY
from monitor.store.tables import hosts, sources
from monitor.story.grouping import tell
from monitor.story.keys import held, sought
from tests.bench.dedup.corpus import texts

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
PER_DAY = 10_000  # far above what ministries say of exchanges in a day; the window holds fourteen days
BATCH = 20_000
SEED = 7


class Cost(NamedTuple):
    """Microseconds a look-up: of CPU, or of the clock where a server does the work."""

    median: float
    mean: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """`keys` of the items of the window in the order of their arrival, one row each, 0 where an item has fewer; the
    service has forgotten those of older ones. `asked` are the keys of new items."""

    keys: np.ndarray
    asked: list[frozenset[int]]


def prepared(items: int, queries: int, step: Callable[[str], None]) -> Prepared:
    """The keys of the newest of as many items, and of those that come after them."""
    step(f"signatures of the newest of {items:,} items")
    drawn = texts(items + queries, SEED)
    older = max(0, items - stories.WINDOW.days * PER_DAY)
    with ProcessPoolExecutor() as pool:
        batches = list(pool.map(_held, _batches(islice(drawn, older, items), BATCH, older)))
    asked = [sought(_telling(items + number, text)) for number, text in enumerate(drawn)]
    return Prepared(np.concatenate(batches), asked)


def sqlite_store(folder: Path, count: int, ready: Prepared) -> Database:
    """A store of so many items, made as the service makes it and filled in the order of its index."""
    path, keys = folder / f"{count}.db", ready.keys[-count:]
    database = _empty(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP INDEX ix_story_keys_item_id")
        connection.executemany(_insert("items", _ITEM, "?"), _items(count))
        connection.executemany(_insert("story_items", _STORY, "?"), _story_items(count))
        connection.executemany(_insert("story_keys", ("key", "item_id"), "?"), _rows(count, keys))
        connection.execute("CREATE INDEX ix_story_keys_item_id ON story_keys (item_id)")
        connection.execute("ANALYZE")
    connection.close()
    return database


def postgresql_store(url: str, count: int, ready: Prepared) -> Database:
    """The same on PostgreSQL."""
    database, keys = _empty(url), ready.keys[-count:]
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows refer rightly: they are made here
        for table, columns, rows in (
            ("items", _ITEM, _items(count)),
            ("story_items", _STORY, _story_items(count)),
            ("story_keys", ("key", "item_id"), _rows(count, keys)),
        ):
            with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
    return database


def lookups(
    stores: Sequence[Database], asked: Sequence[frozenset[int]], clock: Callable[[], float] = time.thread_time
) -> list[Cost]:
    """Each look-up in each store in turn, so that whatever else the machine does hits them alike."""
    spent: list[list[float]] = [[] for _ in stores]
    with ExitStack() as open_ones:
        transactions = [open_ones.enter_context(store.reading()) for store in stores]
        for keys in asked:
            for tx, seconds in zip(transactions, spent, strict=True):
                started = clock()
                stories.near(tx, keys)
                seconds.append(clock() - started)
    return [Cost(1e6 * median(one), 1e6 * mean(one)) for one in spent]


@contextmanager
def memory() -> Iterator[list[float]]:
    """By how many MB what the process holds in memory has grown within."""
    grown, before = [0.0], _resident_mb()
    yield grown
    grown[0] = max(0.0, _resident_mb() - before)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def datasketch_lookups(items: int, queries: int, step: Callable[[str], None]) -> Cost:
    """The same texts in datasketch's LSH of as many bands and rows, in memory."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 - an optional contender

    step(f"datasketch: {items:,} items")
    index = MinHashLSH(num_perm=80, params=(20, 4))
    drawn = texts(items + queries, SEED)
    for number, text in enumerate(islice(drawn, items)):
        index.insert(number, _sketch(MinHash, text), check_duplication=False)
    spent = []
    for sketch in [_sketch(MinHash, text) for text in drawn]:
        started = time.thread_time()
        index.query(sketch)
        spent.append(time.thread_time() - started)
    return Cost(1e6 * median(spent), 1e6 * mean(spent))


def _sketch(kind: Any, text: str) -> Any:
    sketch = kind(num_perm=80)
    letters = text.casefold()
    sketch.update_batch([letters[start : start + 5].encode() for start in range(len(letters) - 4)])
    return sketch


_ITEM = ("id", "source_id", "key", "title", "first_seen_at", "version", "fingerprint")
_STORY = ("item_id", "story", "score", "reason", "said_at", "linked_at", "signature", "terms", "particulars")


def _items(count: int) -> Iterator[tuple[object, ...]]:
    return ((n, "mod", f"{n:032x}", "", _seen(n, count), 1, f"{n:032x}") for n in range(1, count + 1))


def _story_items(count: int) -> Iterator[tuple[object, ...]]:
    for n in range(1, count + 1):
        seen = _seen(n, count)
        yield n, f"{n:032x}", 0.0, "nothing_like_it", seen, seen, b"", b"", b""


def _seen(number: int, count: int) -> float:
    return (NOW - timedelta(days=(count - number) / PER_DAY)).timestamp()


def _rows(count: int, keys: np.ndarray) -> Iterator[tuple[int, int]]:
    """(key, item) in the order of the index, the newest holders of each key only; `keys` are of the last items."""
    item_ids = np.repeat(np.arange(count - len(keys) + 1, count + 1), keys.shape[1])
    flat = keys.ravel()
    order = np.lexsort((item_ids, flat))
    flat, item_ids = flat[order], item_ids[order]
    newer_than = np.searchsorted(flat, flat, side="right") - np.arange(len(flat)) - 1
    kept = np.nonzero((newer_than < NEWEST_PER_KEY) & (flat != 0))[0]
    for start in range(0, len(kept), 1_000_000):
        part = kept[start : start + 1_000_000]
        yield from zip(flat[part].tolist(), item_ids[part].tolist(), strict=True)


def _insert(table: str, columns: Sequence[str], mark: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(mark for _ in columns)})"


def _empty(url: str) -> Database:
    database = Database(url, SteppedClock(NOW, running=False))
    upgrade(database)
    with database.transaction() as tx:
        tx.connection.execute(insert(hosts), {"host": "mod.example:443", "next_at": NOW})
        source = {"id": "mod", "name": "Ministry", "url": "https://mod.example/feed", "host": "mod.example:443"}
        tx.connection.execute(insert(sources), source | {"active": True, "due_at": NOW, "baseline_done": True})
    return database


def _held(batch: tuple[int, list[str]]) -> np.ndarray:
    first, some = batch
    rows = [sorted(held(_telling(first + number, text))) for number, text in enumerate(some)]
    made = np.zeros((len(rows), _MOST_KEYS), dtype=np.int64)
    for row, keys in zip(made, rows, strict=True):
        row[: len(keys)] = keys
    return made


_MOST_KEYS = 32


def _telling(number: int, text: str) -> Telling:
    """An item with a fact, as what stories are made of has one: a day, and a count of each side."""
    day = date(2025, 1, 1) + timedelta(days=number // PER_DAY)
    count = 10 + number % 900
    return tell("", text, "ru", NOW, (_fact(day, count),))


def _fact(day: date, count: int) -> Fact:
    span = Span("text", 0, 1, "x")
    counts = tuple(Said(Count(count, to, Qualifier.EXACT), span) for to in ("RU", "UA"))
    dates = Said(Days(day, day, "explicit"), span)
    codes = Codes("", "", "", "")
    return Fact(Kind.EXCHANGE, (), None, background=False, score=1, codes=codes, dates=dates, counts=counts)


def _batches(drawn: Iterable[str], size: int, first: int) -> Iterator[tuple[int, list[str]]]:
    drawn = iter(drawn)
    while some := list(islice(drawn, size)):
        yield first, some
        first += len(some)
