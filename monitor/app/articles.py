"""Articles: the pages behind entries that say too little, visited one by one in the spacing of their host.

The desk has been told of the entry already, if there was something to tell. What its page says is a new version of the
same item, and told as such.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from monitor import pipeline
from monitor.app.parsing import ParsePool
from monitor.app.robots import Robots
from monitor.errors import FetchError, ParseError, StaleClaimError, StoreError
from monitor.model.article import ArticleClaim
from monitor.model.catalog import Catalog, Source
from monitor.model.content import Article, Request
from monitor.model.ports import Fetcher, Wakes
from monitor.store import Database, KnownRows, Tx, articles

DRAIN_BUDGET = 20.0
WAITS = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""After each failed visit; then the page is done with."""

_FINAL = frozenset({"robots_disallowed", "address_refused", "bad_url", "scheme_refused", "redirect_refused"})
STOPPED = "stopped"


class Articles:
    """Visits pages. `catalog` and `fetcher` give the ones in force now."""

    def __init__(
        self,
        database: Database,
        *,
        catalog: Callable[[], Catalog],
        fetcher: Callable[[], Fetcher],
        parser: ParsePool,
        wakes: Wakes,
        robots: Robots,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._fetcher = fetcher
        self._parser = parser
        self._wakes = wakes
        self._robots = robots
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

    async def drain(self, host: str) -> None:
        """Visit what is due on a host as far as its gap allows; the tick comes back for more."""
        end = time.monotonic() + DRAIN_BUDGET
        while time.monotonic() < end:
            claim = await self._database.write(articles.claim, host, self._lease, self._allowance(host))
            if claim is None:
                return
            source = self._catalog().sources.get(claim.source_id)
            await self._settle(claim, source)
            if source is not None and source.host_gap:
                return

    def _allowance(self, host: str) -> float:
        """Pages an hour; the host's sources come first."""
        budget = self._catalog().settings.budget
        return budget.hosts.get(host, budget.per_host)

    @property
    def _lease(self) -> timedelta:
        settings = self._catalog().settings
        return settings.fetch.deadline + 2 * settings.parse.deadline + timedelta(seconds=15)

    async def _settle(self, claim: ArticleClaim, source: Source | None) -> None:
        try:
            if source is None:
                await self._database.write(articles.leave, claim)
            elif source.robots_ignored is None and await self._robots.look(claim.url):
                await self._database.write(lambda tx: articles.put_back(tx, claim, self._rested(source, claim, tx.now)))
            else:
                await self._visit(claim, source)
        except ParseError:
            return  # we are going down; the claim runs out by itself
        except StaleClaimError as error:
            self._log.warning("article", item=claim.item_id, outcome="stale", detail=str(error))

    async def _visit(self, claim: ArticleClaim, source: Source) -> None:
        """Every failure is a failed visit, a mistake of ours too: the page is tried again in its time, and in the end
        given up."""
        started = time.monotonic()
        try:
            article = await self._read(claim, source)
            act = await self._database.write_durably(self._decide_and_apply, claim, source, article)
        except (StaleClaimError, StoreError):
            raise
        except (FetchError, ParseError) as error:
            if error.reason != STOPPED:  # we are going down, which says nothing about the page
                await self._fail(claim, source, error.reason, error.detail, started)
        except Exception as error:  # noqa: BLE001 - one page must not stop the others
            self._log.exception("article failed", source=claim.source_id, item=claim.item_id)
            await self._fail(claim, source, "internal", type(error).__name__, started)
        else:
            self._tell(claim, started, outcome="ok", act=act)

    async def _fail(self, claim: ArticleClaim, source: Source, reason: str, detail: str, started: float) -> None:
        final = reason in _FINAL or claim.failures >= len(WAITS)

        def write(tx: Tx) -> None:
            due_at = None if final else tx.now + WAITS[claim.failures]
            articles.fail(tx, claim, self._rested(source, claim, tx.now), due_at, reason)

        await self._database.write(write)
        self._tell(claim, started, outcome="given up" if final else "failed", reason=reason, detail=detail)

    async def _read(self, claim: ArticleClaim, source: Source) -> Article:
        headers = source.headers if claim.host == source.host else {}  # they are for its own host alone
        request = Request(source.id, claim.url, headers=headers)
        if source.robots_ignored is None:
            await self._robots.admit(claim.url)
            document = await self._fetcher().fetch(request, self._robots.admit)
        else:
            document = await self._fetcher().fetch(request)
        return await self._parser.article(document, source.timezone, source.article.selector)

    def _decide_and_apply(self, tx: Tx, claim: ArticleClaim, source: Source, article: Article) -> str | None:
        """What was decided of the version that the article makes; None where it makes none."""
        tx.serialise("ingest")  # as a poll does
        catalog = self._catalog()
        articles.settle(tx, claim, self._rested(source, claim, tx.now))
        identified = pipeline.with_article(articles.stored(tx, claim.item_id), article, source)
        if identified is None:
            articles.write(tx, claim, article.text, None, catalog.hash)
            return None
        plan = pipeline.decide_version(identified, KnownRows(tx), catalog, source, tx.now)
        articles.write(tx, claim, article.text, plan, catalog.hash)
        for channel_id in {delivery.channel_id for delivery in plan.sent}:
            self._wakes.wake(tx, "deliver", channel_id)
        return plan.decision.act if plan.decision else None

    def _rested(self, source: Source, claim: ArticleClaim, now: datetime) -> datetime:
        return now + max(source.host_gap, self._robots.delay(claim.host))

    def _tell(self, claim: ArticleClaim, started: float, **about: object) -> None:
        named = {name: value for name, value in about.items() if value is not None}
        seconds = round(time.monotonic() - started, 3)
        self._log.info("article", source=claim.source_id, item=claim.item_id, url=claim.url, seconds=seconds, **named)
