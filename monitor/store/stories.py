"""Stories: who tells what another told, and the keys by which a new item finds those that may tell the same.

A look-up must not grow with the store, nor with the formulas that every ministry has: a key is kept for its newest
holders only, and for those of the window.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, CursorResult, Row, and_, bindparam, delete, func, select

from monitor.model.fact import Fact
from monitor.model.story import Member, StoryPlan, Telling
from monitor.store.tables import alerts, facts, items, story_items, story_keys, versions
from monitor.store.transaction import Tx, adding, replacing

WINDOW = timedelta(days=14)
NEWEST_PER_KEY = 24
MOST_CANDIDATES = 40
MOST_STORIES = 20
MOST_MEMBERS = 20

_FACTS = TypeAdapter(tuple[Fact, ...])

_OLDER_HOLDERS = delete(story_keys).where(
    story_keys.c.key == bindparam("of_key"),
    story_keys.c.item_id
    <= select(story_keys.c.item_id)
    .where(story_keys.c.key == bindparam("of_key"))
    .order_by(story_keys.c.item_id.desc())
    .limit(1)
    .offset(NEWEST_PER_KEY)
    .scalar_subquery(),
)


def near(tx: Tx, keys: Collection[int]) -> Sequence[str]:
    """The stories of the items of the window that hold most of the keys, the likeliest first."""
    if not keys:
        return ()
    ask = _ask_sqlite if tx.connection.dialect.name == "sqlite" else _ask_postgresql
    # Written out, for building this statement anew takes longer than answering it.
    return [story for (story,) in ask(tx.connection, tuple(keys), (tx.now - WINDOW).timestamp()).fetchall()]


def _ask_sqlite(connection: Connection, keys: tuple[int, ...], since: float) -> CursorResult[Any]:
    return connection.exec_driver_sql(_marked(len(keys)), (*keys, MOST_CANDIDATES, since, MOST_STORIES))


@lru_cache(maxsize=256)
def _marked(keys: int) -> str:
    return _NEAR.format(held=f"IN ({', '.join('?' * keys)})", mark="?")


def _ask_postgresql(connection: Connection, keys: tuple[int, ...], since: float) -> CursorResult[Any]:
    return connection.exec_driver_sql(_NEAR_ANY, (list(keys), MOST_CANDIDATES, since, MOST_STORIES))


_NEAR = """
    SELECT story_items.story
    FROM (
        SELECT item_id, count(*) AS shared FROM story_keys WHERE key {held}
        GROUP BY item_id ORDER BY shared DESC, item_id DESC LIMIT {mark}
    ) AS nearest JOIN story_items ON story_items.item_id = nearest.item_id
    WHERE story_items.linked_at >= {mark}
    GROUP BY story_items.story
    ORDER BY max(nearest.shared) DESC, max(nearest.item_id) DESC
    LIMIT {mark}
"""
_NEAR_ANY = _NEAR.format(held="= ANY(%s::bigint[])", mark="%s")


# Statements are built once: building one costs more than the database does for it.
_AGE = func.row_number().over(partition_by=story_items.c.story, order_by=story_items.c.item_id.desc()).label("age")
_NUMBERED = (
    select(story_items, items.c.key, _AGE)
    .join(items, items.c.id == story_items.c.item_id)
    .where(story_items.c.story.in_(bindparam("stories", expanding=True)))
    .subquery()
)
_NEWEST_MEMBERS = select(_NUMBERED).where(_NUMBERED.c.age <= MOST_MEMBERS).order_by(_NUMBERED.c.item_id.desc())
_TOLD_AT = (
    select(func.max(alerts.c.raised_at))
    .join(story_items, story_items.c.item_id == alerts.c.item_id)
    .join(items, items.c.id == story_items.c.item_id)
    .where(
        story_items.c.story == bindparam("of_story"),
        items.c.source_id != bindparam("of_source"),
        alerts.c.subject_kind == "item",
    )
)
_NEWEST_FACTS = (
    select(items.c.id, facts.c.payload)
    .join(versions, and_(versions.c.item_id == items.c.id, versions.c.n == items.c.version))
    .join(facts, facts.c.version_id == versions.c.id)
    .where(items.c.id.in_(bindparam("item_ids", expanding=True)))
    .order_by(facts.c.version_id, facts.c.n)
)
_KEEP_ITEM = replacing(story_items, "signature", "terms", "particulars", "said_at", "lang")
_KEEP_KEYS = adding(story_keys)


class StoryRows:
    """The port `KnownStories` over one open transaction."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def near(self, keys: Collection[int]) -> Sequence[str]:
        return near(self._tx, keys)

    def told_elsewhere_at(self, story: str, source_id: str) -> datetime | None:
        return self._tx.connection.execute(_TOLD_AT, {"of_story": story, "of_source": source_id}).scalar()

    def members(self, stories: Collection[str]) -> Sequence[Member]:
        rows = self._tx.connection.execute(_NEWEST_MEMBERS, {"stories": sorted(stories)}).all()
        told = self._facts([row.item_id for row in rows])
        return [_member(row, told.get(row.item_id, ())) for row in rows]

    def _facts(self, item_ids: Sequence[int]) -> Mapping[int, tuple[Fact, ...]]:
        """What the newest version of each item says."""
        found: dict[int, list[object]] = defaultdict(list)
        for item_id, payload in self._tx.connection.execute(_NEWEST_FACTS, {"item_ids": item_ids}):
            found[item_id].append(payload)
        return {item_id: _FACTS.validate_python(payloads) for item_id, payloads in found.items()}


def write_story(tx: Tx, item_id: int, key: str, plan: StoryPlan) -> None:
    """Keep an item where it belongs; one that is there already keeps its story and gains the keys of its new text."""
    telling, link = plan.telling, plan.link
    row = {
        "item_id": item_id,
        "story": link.story or key,
        "like": link.item,
        "kind": link.kind,
        "score": link.score,
        "reason": link.reason,
        "vetoed": link.vetoed,
        "lang": telling.lang,
        "said_at": telling.said_at,
        "linked_at": tx.now,
        "signature": _packed("I", telling.signature),
        "terms": _packed("q", telling.terms),
        "particulars": _packed("q", sorted(telling.particulars)),
    }
    dialect = tx.connection.dialect.name
    tx.connection.execute(_KEEP_ITEM[dialect], row)
    held = [{"key": one, "item_id": item_id} for one in sorted(plan.keys)]
    if held:
        tx.connection.execute(_KEEP_KEYS[dialect], held)
        tx.connection.execute(_OLDER_HOLDERS, [{"of_key": one} for one in sorted(plan.keys)])


def prune(tx: Tx) -> int:
    """Forget the keys of items beyond the window; stories themselves stay. Returns the number of keys."""
    kept = select(story_items.c.item_id).where(story_items.c.linked_at >= tx.now - WINDOW)
    first = tx.connection.execute(kept.order_by(story_items.c.linked_at).limit(1)).scalar()
    beyond = delete(story_keys) if first is None else delete(story_keys).where(story_keys.c.item_id < first)
    return tx.connection.execute(beyond).rowcount


def _member(row: Row[tuple[object, ...]], told: tuple[Fact, ...]) -> Member:
    signature, terms = _unpacked("I", row.signature), _unpacked("q", row.terms)
    particulars = frozenset(_unpacked("q", row.particulars))
    return Member(row.key, row.story, Telling(row.lang, row.said_at, signature, terms, particulars, told))


def _packed(code: str, numbers: Sequence[int]) -> bytes:
    return array(code, numbers).tobytes()


def _unpacked(code: str, stored: bytes) -> tuple[int, ...]:
    return tuple(array(code, stored))
