"""Several at once: nodes that read the same pieces at the same time, and the one whose claim was lost."""

import threading
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from monitor import pipeline
from monitor.clock import SteppedClock
from monitor.errors import StaleClaimError
from monitor.model.catalog import Catalog
from monitor.model.content import Entry
from monitor.model.plan import PollClaim
from monitor.store import Database, KnownRows, polls, sources
from monitor.store.tables import alerts, item_keys, items
from tests.support import world

LEASE = timedelta(seconds=30)
SOURCES = 6


def entries(number: int, *, same_ids: bool) -> list[Entry]:
    """Ten pieces that every source has, in an order of its own."""
    pieces = [
        world.entry(n, f"An exchange of prisoners took place in region {n}." + world.LONG_ENOUGH) for n in range(10)
    ]
    renamed = [
        Entry(piece.id if same_ids else f"{number}:{piece.id}", piece.link, piece.title, piece.text) for piece in pieces
    ]
    return renamed[number:] + renamed[:number]


@pytest.mark.parametrize("same_ids", [True, False])
def test_what_several_nodes_read_at_once_is_one_item_a_source_and_one_alert_in_all(
    same_ids: bool, database_url: str, clock: SteppedClock
) -> None:
    names = [f"s{number}" for number in range(SOURCES)]
    catalog = world.catalog(*map(world.source, names))
    nodes = [Database(database_url, clock) for _ in names] if "postgresql" in database_url else []
    shared = nodes or [Database(database_url, clock)] * SOURCES
    try:
        with shared[0].transaction() as tx:
            sources.sync(tx, catalog.sources)
        for documents in ([[]] * SOURCES, [entries(number, same_ids=same_ids) for number in range(SOURCES)]):
            clock.advance(timedelta(minutes=10))
            _at_once(shared, catalog, names, documents)
        with shared[0].reading() as tx:
            assert tx.connection.execute(select(func.count()).select_from(items)).scalar_one() == 10 * SOURCES
            assert tx.connection.execute(select(func.count()).select_from(alerts)).scalar_one() == 10
    finally:
        for node in {id(node): node for node in shared}.values():
            node.close()


def _at_once(
    nodes: Sequence[Database], catalog: Catalog, names: Sequence[str], documents: Sequence[Sequence[Entry]]
) -> None:
    ready, failures = threading.Barrier(len(names)), []

    def visit(node: Database, name: str, document: Sequence[Entry]) -> None:
        try:
            with node.transaction() as tx:
                claim = polls.claim_source(tx, name, LEASE)
            assert claim is not None
            ready.wait(timeout=30)
            _settle(node, catalog, claim, document)
        except Exception as error:  # noqa: BLE001 - told in the main thread
            failures.append(error)

    threads = [threading.Thread(target=visit, args=each) for each in zip(nodes, names, documents, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _settle(node: Database, catalog: Catalog, claim: PollClaim, document: Sequence[Entry]) -> None:
    with node.transaction() as tx:
        tx.serialise("ingest")
        plan = pipeline.poll(world.visit(claim, *document), KnownRows(tx), catalog, tx.now)
        polls.apply(tx, plan, catalog.hash)


def test_a_node_that_was_overtaken_writes_no_name(database: Database, clock: SteppedClock) -> None:
    catalog = world.catalog()
    with database.transaction() as tx:
        sources.sync(tx, catalog.sources)
        lost = polls.claim_source(tx, "mod", LEASE)
    clock.advance(LEASE)
    with database.transaction() as tx:
        taken = polls.claim_source(tx, "mod", LEASE)
    assert lost is not None
    assert taken is not None
    _settle(database, catalog, taken, entries(0, same_ids=True))
    with pytest.raises(StaleClaimError):
        _settle(database, catalog, lost, entries(3, same_ids=False))
    with database.reading() as tx:
        assert tx.connection.execute(select(func.count()).select_from(items)).scalar_one() == 10
        assert len(set(tx.connection.execute(select(item_keys.c.item_id)).scalars())) == 10
