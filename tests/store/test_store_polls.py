"""Claims, fencing and the one transaction, on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from monitor import pipeline
from monitor.clock import SteppedClock
from monitor.errors import FetchError, ParseError, StaleClaimError
from monitor.model.catalog import Catalog
from monitor.model.content import Entry
from monitor.model.plan import PollClaim, PollSummary
from monitor.pipeline import Visit
from monitor.store import Database, KnownRows, Tx, polls, sources, views
from monitor.store.tables import alerts, deliveries, items, quarantine, versions
from tests.support import world

LEASE = timedelta(seconds=30)


def synced(database: Database, catalog: Catalog) -> Catalog:
    with database.transaction() as tx:
        sources.sync(tx, catalog.sources)
    return catalog


def claim(database: Database, source_id: str = "mod") -> PollClaim:
    with database.transaction() as tx:
        claimed = polls.claim_source(tx, source_id, LEASE)
    assert claimed is not None
    return claimed


def write(database: Database, visit: Visit, catalog: Catalog) -> PollSummary:
    with database.transaction() as tx:
        return apply(tx, visit, catalog)


def apply(tx: Tx, visit: Visit, catalog: Catalog) -> PollSummary:
    return polls.apply(tx, pipeline.poll(visit, KnownRows(tx), catalog, tx.now), catalog.hash)


def ingest(database: Database, clock: SteppedClock, catalog: Catalog, *entries: Entry) -> PollSummary:
    clock.advance(timedelta(minutes=10))
    return write(database, world.visit(claim(database), *entries), catalog)


def count(database: Database, table: object) -> int:
    with database.reading() as tx:
        number: int = tx.connection.execute(select(func.count()).select_from(table)).scalar_one()  # type: ignore[arg-type] # a Table
    return number


def test_a_source_is_claimed_once_and_its_host_with_it(database: Database, clock: SteppedClock) -> None:
    on_one_host = [world.source(name, url=f"https://gov.example/{name}") for name in ("a", "b")]
    synced(database, world.catalog(*on_one_host))
    with database.transaction() as tx:
        assert polls.due_hosts(tx) == ["gov.example:443"]
        first = polls.claim_due(tx, "gov.example:443", LEASE)
    assert first is not None
    assert first.state.source_id == "a"
    assert first.state.tick == 1
    with database.transaction() as tx:
        assert polls.due_hosts(tx) == []
        assert polls.claim_due(tx, "gov.example:443", LEASE) is None, "b waits for its host"


def test_a_claim_that_was_lost_in_a_crash_is_due_again_as_a_new_tick(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    lost = claim(database)
    clock.advance(LEASE)
    again = claim(database)
    assert again.state.tick == lost.state.tick + 1
    with pytest.raises(StaleClaimError):
        write(database, world.visit(lost, world.entry(1)), catalog)
    assert count(database, items) == 0, "the overtaken poll wrote nothing"
    assert write(database, world.visit(again, world.entry(1)), catalog).new == 1


def test_the_host_rests_from_the_end_of_a_visit(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog(world.source(every=timedelta(0), host_gap=timedelta(seconds=2))))
    made = claim(database)
    clock.advance(timedelta(seconds=7))
    write(database, world.visit(made), catalog)
    with database.transaction() as tx:
        assert polls.claim_due(tx, "mod.example:443", LEASE) is None
    clock.advance(timedelta(seconds=2))
    with database.transaction() as tx:
        assert polls.claim_due(tx, "mod.example:443", LEASE) is not None


def test_a_host_that_a_redirect_led_to_rests_too(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog(world.source(), world.source("other")))
    made = world.visit(claim(database), world.entry(1))
    assert made.document is not None
    write(database, replace(made, document=replace(made.document, url="https://other.example/feed")), catalog)
    with database.transaction() as tx:
        assert polls.claim_due(tx, "other.example:443", LEASE) is None
    clock.advance(timedelta(seconds=2))
    with database.transaction() as tx:
        assert polls.claim_due(tx, "other.example:443", LEASE) is not None


def test_the_same_entries_are_stored_once_whatever_their_order(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    entries = [world.entry(number) for number in range(20)]
    assert ingest(database, clock, catalog, *entries).new == 20
    for again in (entries, entries[::-1], entries[3:9]):
        summary = ingest(database, clock, catalog, *again)
        assert (summary.new, summary.versions, summary.copies) == (0, 0, 0)
    assert count(database, items) == 20
    assert count(database, versions) == 20


def test_an_alert_and_its_deliveries_are_committed_with_the_poll_or_not_at_all(
    database: Database, clock: SteppedClock
) -> None:
    catalog = synced(database, world.catalog())
    ingest(database, clock, catalog)
    visit = world.visit(claim_later(database, clock), world.entry(1))
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database, visit, catalog)
    assert [count(database, table) for table in (items, alerts, deliveries)] == [0, 0, 0]
    write(database, visit, catalog)
    assert [count(database, table) for table in (items, alerts, deliveries)] == [1, 1, 1]


def write_and_fail(database: Database, visit: Visit, catalog: Catalog) -> None:
    with database.transaction() as tx:
        apply(tx, visit, catalog)
        raise ZeroDivisionError


def claim_later(database: Database, clock: SteppedClock) -> PollClaim:
    clock.advance(timedelta(minutes=10))
    return claim(database)


def test_an_edit_is_a_version_and_an_update_to_those_who_were_told(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    ingest(database, clock, catalog)
    first = world.entry(1, "An exchange of prisoners took place: 84 came home.")
    assert ingest(database, clock, catalog, first).alerts == 1
    quiet = replace(catalog, desks={"late": world.desk("late")}, channels=catalog.channels)
    told_before = replace(quiet, desks={**quiet.desks, "news": world.desk(rules=frozenset({"another"}))})
    summary = ingest(database, clock, told_before, replace(first, text=first.text.replace("84", "86")))
    assert (summary.versions, summary.alerts, summary.deliveries) == (1, 1, 2)
    with database.reading() as tx:
        row, newest = views.alert_list(tx)[0]
        told = {(each["desk_id"], each["revision"]) for each in views.delivery_list(tx)}
    assert row["revision"] == 2
    assert [(change.old, change.new) for change in newest.changes] == [
        ("An exchange of prisoners took place: 84 came home.", "An exchange of prisoners took place: 86 came home.")
    ]
    assert told == {("news", 1), ("news", 2), ("late", 2)}


def test_a_copy_in_another_source_is_stored_and_told_once(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog(world.source(), world.source("agency")))
    text = "An exchange of prisoners took place." + world.LONG_ENOUGH
    ingest(database, clock, catalog)
    write(database, world.visit(claim(database, "agency")), catalog)
    assert ingest(database, clock, catalog, world.entry(1, text)).alerts == 1
    clock.advance(timedelta(minutes=10))
    copied = world.entry(77, text, title="Statement 1", link="https://agency.example/77")
    summary = write(database, world.visit(claim(database, "agency"), copied), catalog)
    assert (summary.copies, summary.alerts) == (1, 0)
    with database.reading() as tx:
        assert views.totals(tx)["held"] == {"copy": 1}
        assert tx.connection.execute(select(items.c.copy_of).order_by(items.c.id)).scalars().all() == [None, 1]


def test_a_failed_visit_keeps_the_validators_and_names_its_reason(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    ingest(database, clock, catalog, world.entry(1))
    failed = Visit(claim_later(database, clock), error=FetchError("dns", "no such host", weight=0.25))
    assert write(database, failed, catalog).outcome == "failed"
    with database.reading() as tx:
        row = views.source_list(tx)[0]
    assert (row["reason"], row["etag"], row["failures"], row["penalty"]) == ("dns", '"1"', 1, 0.25)
    assert claim_later(database, clock).state.etag == '"1"'


def test_a_document_that_cannot_be_read_is_kept_once(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    for _ in range(3):
        visit = world.visit(claim_later(database, clock), body=b"<html>log in</html>")
        write(database, replace(visit, feed=None, error=ParseError("html_page", "a page")), catalog)
    with database.reading() as tx:
        rows = tx.connection.execute(select(quarantine.c.reason, quarantine.c.body)).all()
    assert rows == [("html_page", b"<html>log in</html>")]


def test_old_poll_records_are_forgotten_and_the_sources_are_not(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    for _ in range(3):
        ingest(database, clock, catalog)
    with database.transaction() as tx:
        assert polls.forget_polls(tx, tx.now - timedelta(minutes=15)) == 1
    with database.reading() as tx:
        assert views.totals(tx)["polls"] == {"ok": 2}


def test_hostile_text_is_stored_as_it_is(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    ingest(database, clock, catalog)
    nasty = "exchange of prisoners '); DROP TABLE items; -- {{7*7}} %s \u202e \U0001f54a"
    assert ingest(database, clock, catalog, world.entry(1, nasty)).alerts == 1
    with database.reading() as tx:
        assert views.alert_list(tx)[0][1].text == nasty


LONG_NEWS = "An exchange of prisoners took place." + world.LONG_ENOUGH


def test_a_copy_of_what_nobody_was_told_is_news(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog(world.source(), world.source("agency")))
    write(database, world.visit(claim(database, "agency")), catalog)
    assert ingest(database, clock, catalog, world.entry(1, LONG_NEWS)).alerts == 0, "a baseline"
    clock.advance(timedelta(minutes=10))
    copied = world.entry(77, LONG_NEWS, title="Statement 1", published=clock.now())
    summary = write(database, world.visit(claim(database, "agency"), copied), catalog)
    assert (summary.copies, summary.alerts) == (1, 1)


def test_the_same_formula_on_another_day_is_news_and_another_id_for_the_same_piece_is_not(
    database: Database, clock: SteppedClock
) -> None:
    catalog = synced(database, world.catalog())
    ingest(database, clock, catalog)
    first = world.entry(1, LONG_NEWS, title="Exchange", published=clock.now())
    assert ingest(database, clock, catalog, first).alerts == 1
    assert ingest(database, clock, catalog, replace(first, id="urn:rotated")).alerts == 0
    again = replace(first, id="urn:next", link="https://mod.example/next", published=clock.now())
    assert ingest(database, clock, catalog, again).alerts == 1


def test_an_old_visit_cannot_settle_a_source_that_has_moved(database: Database, clock: SteppedClock) -> None:
    synced(database, world.catalog())
    under_way = claim(database)
    moved = synced(database, world.catalog(world.source(url="https://new.example/feed")))
    with pytest.raises(StaleClaimError):
        write(database, world.visit(under_way, world.entry(1)), moved)


def test_a_single_commands_catalog_switches_nothing_off(database: Database, clock: SteppedClock) -> None:
    synced(database, world.catalog(world.source(), world.source("agency")))
    with database.transaction() as tx:
        sources.sync(tx, {"mod": world.source()}, whole=False)
    with database.reading() as tx:
        assert {row["id"]: row["active"] for row in views.source_list(tx)} == {"mod": True, "agency": True}


def test_the_quarantine_keeps_the_newest_of_each_source(database: Database, clock: SteppedClock) -> None:
    catalog = synced(database, world.catalog())
    for number in range(25):
        visit = world.visit(claim_later(database, clock), body=f"<html>{number}</html>".encode())
        write(database, replace(visit, feed=None, error=ParseError("html_page", "a page")), catalog)
    with database.reading() as tx:
        kept = tx.connection.execute(select(quarantine.c.body).order_by(quarantine.c.id)).scalars().all()
    assert (len(kept), kept[-1]) == (20, b"<html>24</html>")
