from dataclasses import replace
from datetime import timedelta

from monitor.clock import SteppedClock
from monitor.store import Database, polls, sources, views
from tests.support import world

LEASE = timedelta(seconds=30)


def sync(database: Database, *catalog: object) -> dict[str, dict[str, object]]:
    with database.transaction() as tx:
        sources.sync(tx, {each.id: each for each in catalog})  # type: ignore[attr-defined] # Sources
    with database.reading() as tx:
        return {row["id"]: row for row in views.source_list(tx)}


def test_a_new_source_is_due_at_once_and_starts_with_a_baseline(database: Database, clock: SteppedClock) -> None:
    row = sync(database, world.source())["mod"]
    assert row["due_at"] == clock.now()
    assert row["baseline_done"] is False


def test_a_source_that_is_gone_is_switched_off_and_comes_back_with_its_past(
    database: Database, clock: SteppedClock
) -> None:
    sync(database, world.source())
    with database.transaction() as tx:
        polls.claim_source(tx, "mod", LEASE)
    assert sync(database)["mod"]["active"] is False
    with database.transaction() as tx:
        assert polls.due_hosts(tx) == []
    back = sync(database, world.source())["mod"]
    assert (back["active"], back["tick"]) == (True, 1)


def test_what_is_planned_survives_a_restart_and_a_changed_url_is_visited_anew(
    database: Database, clock: SteppedClock
) -> None:
    sync(database, world.source())
    with database.transaction() as tx:
        claim = polls.claim_source(tx, "mod", LEASE)
    assert claim is not None
    assert sync(database, world.source(name="Renamed"))["mod"]["due_at"] == claim.expires_at
    moved = sync(database, replace(world.source(), url="https://new.example/feed"))["mod"]
    assert (moved["due_at"], moved["host"], moved["etag"]) == (clock.now(), "new.example:443", None)


def test_a_due_date_from_a_clock_that_was_ahead_is_drawn_back(database: Database, clock: SteppedClock) -> None:
    sync(database, world.source())
    with database.transaction() as tx:
        polls.claim_source(tx, "mod", timedelta(days=400))
    assert sync(database, world.source())["mod"]["due_at"] == clock.now()


def test_the_heartbeat_tells_what_runs(database: Database, clock: SteppedClock) -> None:
    for seconds, starting in ((0, True), (10, False)):
        clock.advance(timedelta(seconds=seconds))
        with database.transaction() as tx:
            sources.beat(tx, "node-1", pid=42, version="0.1.0", catalog_hash="abc", starting=starting)
    with database.reading() as tx:
        (node,) = views.totals(tx)["nodes"]
    assert node["beat_at"] - node["started_at"] == timedelta(seconds=10)
