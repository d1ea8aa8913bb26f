"""The pages behind entries that say too little: rows that are due, claims that take the page's host, and what came."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update

from monitor.errors import StaleClaimError
from monitor.model.article import ArticleClaim, StoredItem, WantedArticle
from monitor.model.catalog import host_of
from monitor.model.content import Entry
from monitor.model.plan import ItemPlan
from monitor.store.items import write_items
from monitor.store.known import OF_ITEM, known_item
from monitor.store.tables import alerts, articles, hosts, items, sources, versions
from monitor.store.transaction import Tx

HOUR = timedelta(hours=1)


def want(tx: Tx, wanted: Sequence[WantedArticle]) -> None:
    """Make the pages due now; one that was read before is read again, for its entry has changed."""
    if not wanted:
        return
    pages = {each.item_key: each for each in wanted}
    found = tx.connection.execute(select(items.c.id, items.c.key).where(items.c.key.in_(list(pages)))).all()
    if not found:
        return
    names = sorted({host_of(page.url) for page in pages.values()})
    tx.connection.execute(
        tx.upsert(hosts).on_conflict_do_nothing(), [{"host": name, "next_at": tx.now} for name in names]
    )
    for row in found:
        page = pages[row.key]
        due: dict[str, object] = {"wanted_at": tx.now, "due_at": tx.now, "failures": 0}
        fresh = {"url": page.url, "host": host_of(page.url), "summary": page.summary, **due}
        insert = tx.upsert(articles).values(item_id=row.id, attempt=0, **fresh)
        # A visit that is under way must not settle this one: it is overtaken.
        overtaken = {"attempt": articles.c.attempt + 1, **fresh}
        tx.connection.execute(insert.on_conflict_do_update(index_elements=[articles.c.item_id], set_=overtaken))


def due_hosts(tx: Tx) -> Sequence[str]:
    """Hosts that are free and have a page that is due."""
    query = (
        select(articles.c.host)
        .join(hosts)
        .where(articles.c.due_at <= tx.now, hosts.c.next_at <= tx.now)
        .group_by(articles.c.host)
        .order_by(articles.c.host)
    )
    return tx.connection.execute(query).scalars().all()


def claim(tx: Tx, host: str, lease: timedelta, per_hour: float) -> ArticleClaim | None:
    """Claim the host, and of its pages that are due the one wanted last. None where nothing is due, the host is not
    free or has a source that is due, and where `per_hour` of its pages were visited within the hour."""
    row = tx.connection.execute(
        select(articles, items.c.source_id)
        .join(items)
        .where(articles.c.host == host, articles.c.due_at <= tx.now)
        .order_by(articles.c.wanted_at.desc(), articles.c.item_id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or _visited(tx, host) >= per_hour:
        return None
    expires_at = tx.now + lease
    source_due = exists().where(sources.c.host == host, sources.c.active, sources.c.due_at <= tx.now)
    free = hosts.c.host == host, hosts.c.next_at <= tx.now, ~source_due
    if tx.connection.execute(update(hosts).where(*free).values(next_at=expires_at)).rowcount == 0:
        return None
    mine = articles.c.item_id == row.item_id, articles.c.attempt == row.attempt
    tx.connection.execute(update(articles).where(*mine).values(attempt=row.attempt + 1, due_at=expires_at))
    return ArticleClaim(row.item_id, row.source_id, row.url, host, row.attempt + 1, row.failures, expires_at)


def put_back(tx: Tx, claimed: ArticleClaim, free_at: datetime) -> None:
    """Give a claim back without a visit, for its host was visited for something else."""
    _end(tx, claimed, free_at, {"due_at": free_at})


def leave(tx: Tx, claimed: ArticleClaim) -> None:
    """Give up a page whose source is watched no more."""
    _end(tx, claimed, tx.now, {"due_at": None, "reason": "off"})


def settle(tx: Tx, claimed: ArticleClaim, free_at: datetime) -> None:
    """The page was read."""
    _end(tx, claimed, free_at, {"due_at": None, "reason": None, "failures": 0, "visited_at": tx.now})


def fail(tx: Tx, claimed: ArticleClaim, free_at: datetime, due_at: datetime | None, reason: str) -> None:
    """The page could not be read; it is due again at `due_at`, or given up."""
    failed = {"failures": claimed.failures + 1, "visited_at": tx.now}
    _end(tx, claimed, free_at, {"due_at": due_at, "reason": reason, **failed})


def _end(tx: Tx, claimed: ArticleClaim, free_at: datetime, values: Mapping[str, object]) -> None:
    """StaleClaimError, and a rollback, where the claim was overtaken."""
    tx.connection.execute(update(hosts).where(hosts.c.host == claimed.host).values(next_at=free_at))
    mine = articles.c.item_id == claimed.item_id, articles.c.attempt == claimed.attempt
    if tx.connection.execute(update(articles).where(*mine).values(dict(values))).rowcount == 0:
        raise StaleClaimError(f"the visit {claimed.attempt} to the page of item {claimed.item_id} was overtaken")


def stored(tx: Tx, item_id: int) -> StoredItem:
    """An item as it stands."""
    row = tx.connection.execute(
        select(
            *OF_ITEM,
            items.c.lang,
            *(versions.c.title.label("newest_title"), versions.c.text, versions.c.updated_at),
            articles.c.summary,
        )
        .join(articles, articles.c.item_id == items.c.id)
        .join(versions, (versions.c.item_id == items.c.id) & (versions.c.n == items.c.version))
        .outerjoin(alerts, (alerts.c.item_id == items.c.id) & (alerts.c.subject_kind == "item"))
        .where(items.c.id == item_id)
    ).one()
    entry = Entry(row.guid, row.link, row.newest_title, row.text, row.published_at, row.updated_at, row.lang)
    return StoredItem(known_item(row), entry, row.summary)


def write(tx: Tx, claimed: ArticleClaim, text: str, plan: ItemPlan | None, catalog_hash: str) -> None:
    """What came of a page: its text, and the version that it makes of its item where it says something new."""
    tx.connection.execute(update(articles).where(articles.c.item_id == claimed.item_id).values(text=text))
    if plan is not None:
        write_items(tx, claimed.source_id, [plan], catalog_hash)


def _visited(tx: Tx, host: str) -> int:
    query = select(func.count()).where(articles.c.host == host, articles.c.visited_at > tx.now - HOUR)
    return int(tx.connection.execute(query).scalar_one())
