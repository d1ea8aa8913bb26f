"""What is kept beside the items: habits, last sights, timers; and the names that old items are given."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, select, text

from monitor.clock import SteppedClock
from monitor.identify import LOOKS, next_look
from monitor.model.identity import IdentityPolicy, Ids
from monitor.store import Database, timers, upgrade
from monitor.store.identity import habits_of
from monitor.store.migrate import script_location
from monitor.store.tables import identity_habits, items, versions
from monitor.store.tables import timers as timer_rows
from tests.support.newsroom import Newsroom, changed, edited, post, posts
from tests.support.postgres import Postgres

MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)


def test_habits_are_learned_kept_and_read_back(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    for visit in range(6):
        room.poll(changed(posts("abcd"), guid=lambda one, v=visit: f"{one.piece}{v}"))
    with database.reading() as tx:
        row = tx.connection.execute(select(identity_habits)).one()
    assert row.ids == "rotate"
    assert row.ids_rotate > 0.5
    assert room.notices == ["identity_policy"]
    assert (room.lost, room.doubled, room.items) == ([], [], 4)


def test_once_ids_are_known_to_rotate_they_are_left_out_of_all_names(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    written = []
    for visit in range(12):
        plan = room.poll(changed(posts("abcd"), guid=lambda one, v=visit: f"{one.piece}{v}"))
        written.append(len(plan.items))
    assert written[0] == 4
    assert written[-3:] == [0, 0, 0]


def test_a_last_sight_is_noted_to_the_hour_and_moves_to_the_version_that_is_superseded(
    database: Database, clock: SteppedClock
) -> None:
    room = Newsroom(database, clock)
    room.poll(posts("ab"))
    first = clock.now()
    room.poll(posts("ba"), after=30 * MINUTE)
    assert room.plans[-1].seen == ()
    room.poll(posts("ab"), after=31 * MINUTE)
    noted = clock.now()
    assert len(room.plans[-1].seen) == 2
    room.poll([edited(post("a")), post("b")])
    with database.reading() as tx:
        kept = tx.connection.execute(select(versions.c.n, versions.c.seen_at, versions.c.last_seen_at)).all()
        current = tx.connection.execute(select(items.c.version, items.c.last_seen_at).order_by(items.c.version)).all()
    assert (1, first, noted) in kept
    assert current == [(1, noted), (2, clock.now())]


FLOOD = "flood_all_changed"


def test_a_notice_is_told_once_a_day(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    for visit in range(12):
        room.poll(changed(posts("abcdefghijkl"), text=lambda one, v=visit: f"{one.text} Part {v // 10}, {v}."))
    assert [each.reason for plan in room.plans for each in (one.alert for one in plan.notices)].count(FLOOD) == 3
    assert room.notices.count(FLOOD) == 1


def test_what_desks_were_told_of_is_looked_at_again_from_its_last_telling_on(
    database: Database, clock: SteppedClock
) -> None:
    room = Newsroom(database, clock)
    text = "An exchange of prisoners took place: {} came home."
    told, quiet = post("a", text=text.format(205)), post("b", text="Nothing to report.")
    room.poll([post("z")])
    room.poll([told, quiet, post("c", link=None)])
    first = clock.now()
    assert _looks(database) == [(first, first + LOOKS[0])], "neither what is old, nor what is quiet, nor without a page"
    room.poll([replace(told, text=text.format("205,")), quiet])
    assert _looks(database) == [(first, first + LOOKS[0])], "nobody was told of a comma"
    room.poll([replace(told, text=text.format(206)), quiet])
    assert _looks(database) == [(clock.now(), clock.now() + LOOKS[0])]


def _looks(database: Database) -> list[tuple[datetime, datetime]]:
    with database.reading() as tx:
        rows = tx.connection.execute(select(timer_rows.c.since, timer_rows.c.due_at))
        return [(row.since, row.due_at) for row in rows]


def test_a_timer_is_claimed_once_and_settled_by_its_claimant(database: Database, clock: SteppedClock) -> None:
    with database.transaction() as tx:
        timers.start(tx, timers.LOOK, "a", tx.now + MINUTE)
        timers.start(tx, timers.LOOK, "b", tx.now + 2 * MINUTE)
        timers.start(tx, "digest", "a", tx.now)
        assert timers.claim(tx, timers.LOOK, 10, LEASE) == []
    clock.advance(3 * MINUTE)
    with database.transaction() as tx:
        (claimed,) = timers.claim(tx, timers.LOOK, 1, LEASE)
        assert claimed.key == "a", "the longest due"
        assert [each.key for each in timers.claim(tx, timers.LOOK, 10, LEASE)] == ["b"]
        assert timers.claim(tx, timers.LOOK, 10, LEASE) == []
        due = next_look(claimed.since, tx.now)
        assert due == claimed.since + LOOKS[0]
        assert timers.settle(tx, claimed, due)
        assert not timers.settle(tx, claimed, None), "it is settled"
    clock.advance(LEASE)
    with database.transaction() as tx:
        (again,) = timers.claim(tx, timers.LOOK, 10, LEASE)
        assert again.key == "b", "its lease is over"
        timers.start(tx, timers.LOOK, "b", tx.now + MINUTE)
        assert not timers.settle(tx, again, None), "begun anew meanwhile"
        assert timers.next_due(tx, timers.LOOK) == tx.now + MINUTE


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'parley.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.url(server.create())


def test_items_of_an_older_store_are_known_by_their_new_names(old_url: str, clock: SteppedClock) -> None:
    database = Database(old_url, clock)
    try:
        upgrade(database)
        room = Newsroom(database, clock)
        room.poll([])
        room.poll(posts("abc"))
        _take_back(database)
        upgrade(database)
        moved = changed(
            posts("abc"),
            guid=lambda one: f"new-{one.piece}",
            link=lambda one: f"http://www.mod.example/news/{one.piece}/",
        )
        room.poll(moved)
        assert (room.lost, room.doubled, room.items, room.alerts) == ([], [], 3, 3)
    finally:
        database.close()


def _take_back(database: Database) -> None:
    """The schema and the names of before."""
    with database.transaction(references=False) as tx:
        config = Config(attributes={"connection": tx.connection})
        config.set_main_option("script_location", str(script_location()))
        before = ScriptDirectory.from_config(config).get_revision("0005").down_revision
        assert isinstance(before, str)
        command.downgrade(config, before)
        tx.connection.execute(text("DELETE FROM item_keys WHERE kind IN ('primary', 'url', 'copy')"))


def test_a_policy_is_read_back_as_it_was_written(database: Database, clock: SteppedClock) -> None:
    Newsroom(database, clock)
    with database.transaction() as tx:
        shares = dict.fromkeys(("ids_rotate", "ids_repeat", "links_repeat", "dates_move", "burst"), 0.25)
        row = {
            "source_id": "mod",
            "documents": 3,
            "ids": "repeat",
            "unique_links": False,
            "fixed_dates": True,
            **shares,
        }
        tx.connection.execute(insert(identity_habits).values(row))
        habits = habits_of(tx, "mod")
    assert habits.policy == IdentityPolicy(Ids.REPEAT, unique_links=False, fixed_dates=True)
    assert (habits.documents, habits.burst) == (3, 0.25)
