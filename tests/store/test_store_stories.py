"""Stories through the real pipeline, and the look-up by keys, on both databases."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations

from sqlalchemy import func, insert, select, update

from monitor import pipeline
from monitor.clock import SteppedClock
from monitor.model.catalog import Catalog, Clause, Rule, Severity
from monitor.model.content import Entry
from monitor.model.story import StoryLink, StoryPlan, Telling
from monitor.store import Database, KnownRows, Tx, polls, sources, stories
from monitor.store.tables import items, story_items, story_keys, versions
from tests.store.test_store_polls import claim
from tests.story.announcements import Announcement, announcements
from tests.support import world
from tests.support.extraction import extractor

SINCE = date(2025, 6, 10)
NOON = time(13)
LANGS = ("ru", "uk", "en", "be")
TRUCE = Rule(
    id="truce",
    title="Truce",
    topic="negotiation",
    severity=Severity.ALERT,
    any=tuple(
        Clause("keyword", words, f"any.{at}.keyword")
        for at, words in enumerate(
            (
                "режим прекращения огня",
                "военнопленн*",
                "военнослужащ*",
                "полонен*",
                "переговор*",
                "перамов*",
                "абмен*",
                "обмен*",
                "обмін*",
                "exchange*",
                "swap*",
                "round",
                "раунд*",
            )
        )
    ),
)


def catalog() -> Catalog:
    made = world.catalog(*(world.source(lang, lang=lang, family=lang) for lang in LANGS), rules=(TRUCE,))
    return replace(made, extractor=extractor(*LANGS))


def tell(
    database: Database, clock: SteppedClock, known: Catalog, told: Announcement, number: int, source: str = ""
) -> None:
    """One poll of a source, else of that of its language, whose feed holds this announcement alone."""
    clock.advance(timedelta(minutes=10))
    clock.set(told.said_at)
    entry = Entry(f"urn:{number}", None, told.title, told.text, published=told.said_at, lang=told.lang)
    visit = world.visit(claim(database, source or told.lang), entry)
    with database.transaction() as tx:
        polls.apply(tx, pipeline.poll(visit, KnownRows(tx), known, tx.now), known.hash)


def test_stories_hold_together_in_the_store(database: Database, clock: SteppedClock) -> None:
    known = catalog()
    with database.transaction() as tx:
        sources.sync(tx, known.sources)
    told = announcements(SINCE)[:90]
    for number, one in enumerate(told):
        tell(database, clock, known, one, number)
    with database.reading() as tx:
        rows = tx.connection.execute(
            select(items.c.guid, story_items.c.story).join(items, items.c.id == story_items.c.item_id)
        )
        story_of = {int(row.guid.removeprefix("urn:")): row.story for row in rows}
    assert len(story_of) >= 80
    pairs = Counter(
        (told[a].event == told[b].event, story_of[a] == story_of[b]) for a, b in combinations(sorted(story_of), 2)
    )
    assert pairs[False, True] == 0
    assert pairs[True, True] / (pairs[True, True] + pairs[True, False]) >= 0.9


def test_what_desks_heard_lately_from_another_source_is_held_and_what_comes_later_is_told(
    database: Database, clock: SteppedClock
) -> None:
    known = catalog()
    with database.transaction() as tx:
        sources.sync(tx, known.sources)
    day = SINCE - timedelta(days=1)
    first = Announcement("", "ru", "О режиме тишины", TRUCE_TEXT, datetime.combine(day, NOON, UTC))
    again = replace(first, title="Тишина", text=f"{TRUCE_TEXT} Об этом сообщили днём.", said_at=later(first, 2))
    other = replace(first, text=TRUCE_TEXT.replace("Каменка", "Луговое"), said_at=later(first, 3))
    next_day = replace(first, title="Снова", text=f"{TRUCE_TEXT} Опять.", said_at=later(first, 30))
    for number, (told, source) in enumerate(((first, "ru"), (again, "uk"), (other, "uk"), (next_day, "be"))):
        tell(database, clock, known, told, number, source)
    with database.reading() as tx:
        decided = tx.connection.execute(select(versions.c.act, versions.c.act_reason).order_by(versions.c.id)).all()
    told = ("raise", "first_match")
    assert [tuple(row) for row in decided] == [told, ("hold", "told_in_story"), told, told]


TRUCE_TEXT = (
    "Режим прекращения огня в районе города Каменка вводится с полудня, чтобы вывезти мирных жителей, сообщили в штабе "
    "группировки. Проход для машин скорой помощи открыт со стороны моста."
)


def later(told: Announcement, hours: int) -> datetime:
    return told.said_at + timedelta(hours=hours)


def test_a_look_up_shows_those_that_share_most_keys_first_and_the_newest_of_them(
    database: Database, clock: SteppedClock
) -> None:
    with database.transaction() as tx:
        sources.sync(tx, {"mod": world.source()})
        hold(tx, 1, {7, 8, 9}, at=clock.now() - timedelta(days=20))
        hold(tx, 2, {7, -(2**63)}, at=clock.now())
        hold(tx, 3, {7}, at=clock.now())
        hold(tx, 4, {7}, at=clock.now())
        hold(tx, 5, {10}, at=clock.now())
        assert stories.near(tx, {7, 8, 9, -(2**63)}) == ["item-2", "item-4", "item-3"]
        assert stories.near(tx, ()) == ()


def test_a_key_is_kept_for_its_newest_holders(database: Database, clock: SteppedClock) -> None:
    with database.transaction() as tx:
        sources.sync(tx, {"mod": world.source()})
        for item_id in range(1, stories.NEWEST_PER_KEY + 11):
            hold(tx, item_id, {7, item_id}, at=clock.now())
        held = tx.connection.execute(select(story_keys.c.item_id).where(story_keys.c.key == 7)).scalars().all()
        assert sorted(held) == list(range(11, stories.NEWEST_PER_KEY + 11))
        assert stories.near(tx, {3}) == ["item-3"]


def test_keys_are_forgotten_beyond_the_window_and_stories_are_not(database: Database, clock: SteppedClock) -> None:
    with database.transaction() as tx:
        sources.sync(tx, {"mod": world.source()})
        for item_id in range(1, 11):
            hold(tx, item_id, {7}, at=clock.now())
    clock.advance(timedelta(days=20))
    with database.transaction() as tx:
        assert stories.near(tx, {7}) == []
        hold(tx, 11, {7}, at=clock.now())
        assert stories.prune(tx) == 10
        kept, told = (tx.connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES)
    assert (kept, told) == (1, 11)


TABLES = (story_keys, story_items)


def hold(tx: Tx, item_id: int, keys: set[int], *, at: datetime) -> None:
    """An item of a story of its own that holds these keys, linked at a time."""
    name = f"item-{item_id}"
    row = {"id": item_id, "source_id": "mod", "key": name, "title": "", "first_seen_at": at, "version": 1}
    tx.connection.execute(insert(items), row | {"fingerprint": name})
    telling = Telling("en", at, (), (), frozenset(), ())
    stories.write_story(tx, item_id, name, StoryPlan(telling, frozenset(keys), StoryLink("nothing_like_it")))
    tx.connection.execute(update(story_items).where(story_items.c.item_id == item_id).values(linked_at=at))
