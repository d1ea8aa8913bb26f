"""The outbox: leased, sent, settled; on both databases."""

from datetime import timedelta

import pytest

from monitor import pipeline
from monitor.clock import SteppedClock
from monitor.model.alert import Delivery, Settlement
from monitor.store import Database, KnownRows, outbox, polls, sources, views
from tests.support import world

LEASE = timedelta(seconds=60)


@pytest.fixture
def owed(database: Database, clock: SteppedClock) -> Database:
    """A database that owes three deliveries on the channel `hook`."""
    catalog = world.catalog()
    with database.transaction() as tx:
        sources.sync(tx, catalog.sources)
    for entries in ((), tuple(world.entry(number) for number in (1, 2, 3))):
        clock.advance(timedelta(minutes=10))
        with database.transaction() as tx:
            claim = polls.claim_source(tx, "mod", LEASE)
            assert claim is not None
            polls.apply(tx, pipeline.poll(world.visit(claim, *entries), KnownRows(tx), catalog, tx.now), catalog.hash)
    return database


def claim(database: Database, limit: int = 10) -> list[Delivery]:
    with database.transaction() as tx:
        return outbox.claim(tx, "hook", limit, LEASE)


def settle(database: Database, delivery: Delivery, settlement: Settlement) -> bool:
    with database.transaction() as tx:
        return outbox.settle(tx, delivery, settlement)


def states(database: Database) -> list[tuple[str, int]]:
    with database.reading() as tx:
        return [(row["state"], row["attempts"]) for row in reversed(views.delivery_list(tx))]


def test_a_claim_is_a_lease(owed: Database, clock: SteppedClock) -> None:
    first = claim(owed, limit=2)
    assert [delivery.attempt for delivery in first] == [1, 1]
    assert [delivery.alert.title for delivery in first] == ["Statement 1", "Statement 2"]
    assert len(claim(owed)) == 1
    assert claim(owed) == []
    clock.advance(LEASE)
    again = claim(owed)
    assert [delivery.key for delivery in again[:2]] == [delivery.key for delivery in first], "a repeat is recognisable"
    assert [delivery.attempt for delivery in again] == [2, 2, 2]


def test_what_is_sent_is_never_claimed_again(owed: Database, clock: SteppedClock) -> None:
    for delivery in claim(owed):
        assert settle(owed, delivery, Settlement("sent", "200"))
    clock.advance(timedelta(days=30))
    assert claim(owed) == []
    assert states(owed) == [("sent", 1)] * 3


def test_a_retry_waits_for_its_moment(owed: Database, clock: SteppedClock) -> None:
    delivery = claim(owed, limit=1)[0]
    settle(owed, delivery, Settlement("pending", "500", next_at=clock.now() + timedelta(minutes=5)))
    clock.advance(timedelta(minutes=4))
    assert delivery.key not in {each.key for each in claim(owed)}
    clock.advance(timedelta(minutes=1))
    assert delivery.key in {each.key for each in claim(owed)}


def test_a_lost_lease_does_not_undo_a_send_and_a_late_failure_is_ignored(owed: Database, clock: SteppedClock) -> None:
    slow, other = claim(owed, limit=2)
    clock.advance(LEASE)
    claim(owed)
    assert not settle(owed, slow, Settlement("dead", "gave up")), "another has it now"
    assert settle(owed, other, Settlement("sent", "200 at last"))
    assert [state for state, _ in states(owed)] == ["pending", "sent", "pending"]


def test_what_was_not_attempted_is_not_charged(owed: Database, clock: SteppedClock) -> None:
    delivery = claim(owed, limit=1)[0]
    settle(owed, delivery, Settlement("pending", "channel is failing", next_at=clock.now(), charged=False))
    assert claim(owed, limit=1)[0].attempt == 1
    with owed.reading() as tx:
        assert views.attempts_of(tx, [delivery.id]) == []


def test_the_dead_are_kept_with_every_attempt_and_can_be_sent_again(owed: Database) -> None:
    dead, fine, waiting = claim(owed)
    settle(owed, dead, Settlement("dead", "410 gone"))
    settle(owed, fine, Settlement("sent", "200"))
    with owed.transaction() as tx:
        assert outbox.retry(tx, None) == [dead.id]
    with owed.transaction() as tx:
        assert outbox.retry(tx, [fine.id, waiting.id]) == [waiting.id], "what was sent stays sent"
    again = claim(owed)
    assert {delivery.key: delivery.attempt for delivery in again} == {dead.key: 1, waiting.key: 1}
    with owed.reading() as tx:
        assert [row["outcome"] for row in views.attempts_of(tx, [dead.id])] == ["dead"]


def test_only_channels_with_something_due_are_woken(owed: Database, clock: SteppedClock) -> None:
    with owed.transaction() as tx:
        assert outbox.due_channels(tx) == ["hook"]
    claim(owed)
    with owed.transaction() as tx:
        assert outbox.due_channels(tx) == []


def test_what_a_killed_process_had_claimed_is_due_at_the_next_start(owed: Database, clock: SteppedClock) -> None:
    sent, waiting, cut_short = claim(owed)
    settle(owed, sent, Settlement("sent", "200"))
    settle(owed, waiting, Settlement("pending", "500", next_at=clock.now() + timedelta(minutes=5)))
    with owed.transaction() as tx:
        assert outbox.release_unsettled(tx) == 1
    again = claim(owed)
    assert [(delivery.key, delivery.attempt) for delivery in again] == [(cut_short.key, 2)]
