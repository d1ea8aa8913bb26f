"""Claims of pages: the host and the page together, fenced, within the hour's allowance, behind the sources."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from monitor.clock import SteppedClock
from monitor.errors import StaleClaimError
from monitor.model.article import ArticleClaim, WantedArticle
from monitor.store import Database, articles, sources
from monitor.store.tables import hosts, items, versions
from monitor.store.tables import sources as source_rows
from tests.support.world import source

HOST = "mod.example:443"
LEASE = timedelta(seconds=40)


@pytest.fixture
def known(database: Database) -> Database:
    """A source that is not due, with two items that want their pages."""
    with database.transaction() as tx:
        sources.sync(tx, {"mod": source("mod", url="https://mod.example/feed")})
        tx.connection.execute(source_rows.update().values(due_at=tx.now + timedelta(hours=9)))
        for number in (1, 2):
            row = {"source_id": "mod", "key": f"k{number}", "title": "T", "first_seen_at": tx.now, "version": 1}
            tx.connection.execute(insert(items).values(id=number, fingerprint="f", **row))
            version = {"item_id": number, "n": 1, "title": "T", "text": "Short.", "fingerprint": "f"}
            tx.connection.execute(
                insert(versions).values(seen_at=tx.now, identity_reason="first_seen", catalog_hash="h", **version)
            )
    return database


def want(database: Database, *numbers: int) -> None:
    with database.transaction() as tx:
        pages = [WantedArticle(f"k{number}", f"https://mod.example/{number}", "Short.") for number in numbers]
        articles.want(tx, [*pages, WantedArticle("unknown", "https://elsewhere.example/1", "")])


def claim(database: Database, per_hour: float = 60) -> ArticleClaim | None:
    with database.transaction() as tx:
        return articles.claim(tx, HOST, LEASE, per_hour)


def due_hosts(database: Database) -> list[str]:
    with database.reading() as tx:
        return list(articles.due_hosts(tx))


def test_a_page_is_claimed_with_its_host_and_the_last_wanted_comes_first(known: Database, clock: SteppedClock) -> None:
    assert due_hosts(known) == []
    want(known, 1)
    clock.advance(timedelta(seconds=1))
    want(known, 2)
    assert due_hosts(known) == [HOST]
    first = claim(known)
    assert first is not None
    assert (first.item_id, first.url, first.source_id, first.failures) == (2, "https://mod.example/2", "mod", 0)
    assert claim(known) is None, "its host is taken"
    assert due_hosts(known) == []
    with known.transaction() as tx:
        articles.settle(tx, first, tx.now)
    second = claim(known)
    assert second is not None
    assert second.item_id == 1


def test_a_claim_that_was_overtaken_settles_nothing(known: Database, clock: SteppedClock) -> None:
    want(known, 1)
    lost = claim(known)
    assert lost is not None
    clock.advance(LEASE)
    again = claim(known)
    assert again is not None
    with pytest.raises(StaleClaimError), known.transaction() as tx:
        articles.settle(tx, lost, tx.now)
    with known.reading() as tx:
        assert tx.connection.execute(select(hosts.c.next_at).where(hosts.c.host == HOST)).scalar() == again.expires_at


def test_a_page_that_is_wanted_anew_during_its_visit_is_visited_again(known: Database) -> None:
    want(known, 1)
    under_way = claim(known)
    assert under_way is not None
    want(known, 1)
    with pytest.raises(StaleClaimError), known.transaction() as tx:
        articles.settle(tx, under_way, tx.now)


def test_failures_are_counted_until_the_page_was_read_or_is_wanted_anew(known: Database, clock: SteppedClock) -> None:
    want(known, 1)
    for failures in (0, 1):
        claimed = claim(known)
        assert claimed is not None
        assert claimed.failures == failures
        with known.transaction() as tx:
            articles.fail(tx, claimed, tx.now, tx.now + timedelta(minutes=2), "http_503")
        assert claim(known) is None
        clock.advance(timedelta(minutes=2))
    want(known, 1)
    fresh = claim(known)
    assert fresh is not None
    assert fresh.failures == 0


def test_sources_come_first(known: Database, clock: SteppedClock) -> None:
    want(known, 1)
    with known.transaction() as tx:
        sources.sync(tx, {"other": source("other", url="https://mod.example/other")}, whole=False)
    assert claim(known) is None


def test_an_hour_has_room_for_so_many_pages(known: Database, clock: SteppedClock) -> None:
    want(known, 1, 2)
    first = claim(known, per_hour=1)
    assert first is not None
    with known.transaction() as tx:
        articles.settle(tx, first, tx.now)
    assert claim(known, per_hour=1) is None
    clock.advance(timedelta(hours=1))
    assert claim(known, per_hour=1) is not None


def test_an_item_is_given_with_what_its_newest_version_says(known: Database) -> None:
    want(known, 1)
    with known.reading() as tx:
        stored = articles.stored(tx, 1)
    assert (stored.item.key, stored.item.version, stored.entry.text, stored.summary) == ("k1", 1, "Short.", "Short.")
