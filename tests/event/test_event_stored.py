"""Events as the store keeps them, told by whole polls: in any order, and at once."""

import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from monitor.clock import SteppedClock
from monitor.model.catalog import Catalog
from monitor.model.event import Corroboration
from monitor.model.fact import Status
from monitor.store import Database, event_views, views
from monitor.store.event_tables import alert_log, claims
from monitor.store.event_views import EventRecord
from tests.support import wire
from tests.support.wire import VOICES, Voice

FIRST = datetime(2025, 6, 10, tzinfo=UTC)
APART = timedelta(days=40)
"""Longer than claims of one event may lie apart: what was told before has no part in what is told next."""


def tell(database: Database, clock: SteppedClock, catalog: Catalog, day: datetime, voices: Sequence[Voice]) -> None:
    """The voices tell of the exchange of that day, one after the other, whenever their statements are dated."""
    clock.set(day + timedelta(hours=17))
    for voice in voices:
        clock.advance(timedelta(minutes=1))
        wire.hear(database, catalog, voice.id, voice.entry(day))


def recorded(database: Database, day: datetime) -> EventRecord:
    """The one event of the day."""
    with database.reading() as tx:
        found = event_views.event_list(tx, since=day - timedelta(days=2), limit=None)
    (record,) = [each for each in found if each.known.event.first == day.date()]
    return record


def ends(database: Database, day: datetime) -> object:
    """What an event and its alert have come to, whatever the way there: everything but names and numbers."""
    record = recorded(database, day)
    with database.reading() as tx:
        told = [newest for row, newest in views.alert_list(tx, limit=3) if row["key"] == record.alert_key]
    (newest,) = told
    event = record.known.event
    assert newest.event is not None
    assert {value.name: value.value for value in newest.event.values} == {
        value.name: value.value for value in event.values
    }, "the desk knows how it stands"
    said = tuple((value.name, value.value) for value in event.values if value.name != "date")
    return record.alert_state, said, event.status, event.corroboration, event.sides, event.families, event.sources


@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", range(4))
def test_200_orders_of_seven_feeds_each_end_in_one_event_and_one_alert(
    database: Database, clock: SteppedClock, part: int
) -> None:
    catalog = wire.synced(database)
    drawn = random.Random(part)
    outcomes = set()
    for number in range(50):
        day = FIRST + number * APART
        tell(database, clock, catalog, day, drawn.sample(VOICES, len(VOICES)))
        outcomes.add(ends(database, day))
    assert len(outcomes) == 1
    ((state, said, status, corroboration, sides, families, heard),) = outcomes
    assert (state, status, corroboration) == ("open", Status.DONE, Corroboration.BOTH)
    assert dict(said) | {"returned to RU": "205", "returned to UA": "205"} == dict(said)
    assert (sides, families, heard) == (("RU", "UA"), ("meridian", "ru-state", "ua-state"), 7)
    with database.reading() as tx:
        assert len(event_views.event_list(tx, limit=None)) == 50
        assert len(views.alert_list(tx, limit=1000)) == 50


def test_20_times_seven_feeds_at_once_end_in_one_event_and_one_alert(database: Database, clock: SteppedClock) -> None:
    catalog = wire.synced(database)
    outcomes = set()
    with ThreadPoolExecutor(4) as threads:
        for number in range(20):
            day = FIRST + number * APART
            clock.set(day + timedelta(hours=17))
            at_once = [threads.submit(wire.hear, database, catalog, voice.id, voice.entry(day)) for voice in VOICES]
            for each in at_once:
                each.result()
            outcomes.add(ends(database, day))
    assert len(outcomes) == 1
    with database.reading() as tx:
        assert len(views.alert_list(tx, limit=100)) == 20


@pytest.fixture
def told(database: Database, clock: SteppedClock) -> Catalog:
    """A catalog of which the headquarters has told of an exchange of 205."""
    catalog = wire.synced(database)
    tell(database, clock, catalog, FIRST, [HQ])
    return catalog


HQ = next(voice for voice in VOICES if voice.id == "hq-ua")


def revisions(database: Database) -> list[tuple[str, dict[str, tuple[str, str]]]]:
    with database.reading() as tx:
        ((row, _),) = views.alert_list(tx)
        return [
            (each.reason, {change.field: (change.old, change.new) for change in each.changes})
            for each in views.alert_revisions_of(tx, row["id"])
        ]


def test_an_edit_from_205_to_206_is_one_update_in_the_thread(
    database: Database, clock: SteppedClock, told: Catalog
) -> None:
    clock.advance(timedelta(minutes=30))
    summary = wire.hear(database, told, HQ.id, HQ.entry(FIRST, 206))
    assert (summary.versions, summary.alerts, summary.deliveries) == (1, 1, 1)
    assert revisions(database) == [("new_event", {}), ("corrected", {"returned to UA": ("205", "206")})]
    record = recorded(database, FIRST)
    assert [placed.claim.version for placed in record.known.claims] == [2]


def test_a_changed_comma_is_held_with_its_reason(database: Database, clock: SteppedClock, told: Catalog) -> None:
    clock.advance(timedelta(minutes=30))
    entry = HQ.entry(FIRST)
    summary = wire.hear(database, told, HQ.id, replace(entry, text=entry.text.replace("Сьогодні,", "Сьогодні")))
    assert (summary.versions, summary.alerts) == (1, 0)
    with database.reading() as tx:
        log = event_views.event_log_of(tx, recorded(database, FIRST).known.id)
    assert [(row["act"], row["reason"]) for row in log] == [("raise", "new_event"), ("hold", "cosmetic_edit")]


def test_a_statement_taken_back_is_told_as_withdrawn(database: Database, clock: SteppedClock, told: Catalog) -> None:
    clock.advance(timedelta(minutes=30))
    gone = replace(HQ.entry(FIRST), title="Сторінку видалено", text="")
    assert wire.hear(database, told, HQ.id, gone).alerts == 1
    assert revisions(database)[-1] == ("withdrawn", {"status": ("done", "withdrawn")})
    with database.reading() as tx:
        ((row, _),) = views.alert_list(tx)
        assert row["state"] == "withdrawn"
        log = tx.connection.execute(select(alert_log.c.state, alert_log.c.reason, alert_log.c.actor)).all()
        assert tx.connection.execute(select(claims.c.withdrawn)).scalars().all() == [True]
    assert [tuple(each) for each in log] == [("open", "new_event", "parley"), ("withdrawn", "withdrawn", "parley")]


def test_two_items_of_one_document_that_tell_one_event_raise_one_alert(database: Database, clock: SteppedClock) -> None:
    catalog = wire.synced(database)
    clock.set(FIRST + timedelta(hours=17))
    first = HQ.entry(FIRST)
    again = replace(first, id="another", link="https://hq.example/another", text=f"Ще раз. {first.text}")
    assert wire.hear(database, catalog, HQ.id, first, again).alerts == 1
    assert len(recorded(database, FIRST).known.claims) == 2


def test_what_is_too_old_to_wake_anyone_is_an_event_all_the_same(database: Database, clock: SteppedClock) -> None:
    catalog = wire.synced(database)
    clock.set(FIRST + timedelta(days=3))
    assert wire.hear(database, catalog, HQ.id, HQ.entry(FIRST)).alerts == 0
    record = recorded(database, FIRST)
    assert (record.alert_key, record.known.event.status) == (None, Status.DONE)
