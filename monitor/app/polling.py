"""Polling: claim, fetch, parse, and settle in one transaction."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from monitor import pipeline
from monitor.app.robots import Robots
from monitor.errors import FetchError, ParseError, StaleClaimError, StoreError
from monitor.model.alert import DeliveryPlan
from monitor.model.catalog import Catalog, Source, host_of
from monitor.model.content import Document, ParsedFeed, Request
from monitor.model.plan import NoticePlan, Plan, PollClaim, PollSummary, SourceState
from monitor.model.ports import Fetcher, Parser, Wakes
from monitor.pipeline import Visit
from monitor.source import OVERDUE_AFTER, Economy
from monitor.store import Database, KnownRows, Tx, articles, polls

# A drain ends in bounded time, whatever its host still has due: the tick wakes it again.
DRAIN_BUDGET = 20.0
NOT_MODIFIED = 304
STOPPED = "stopped"
# Of an index of sitemaps, the parts that changed last are news; the others are archives.
MOST_PARTS = 3
PART_SECONDS = 5.0
MORE_THAN_A_HALF = 1.0


class Poller:
    """Visits sources. `catalog`, `economy` and `fetcher` give the ones in force now: they change between polls."""

    def __init__(
        self,
        database: Database,
        *,
        catalog: Callable[[], Catalog],
        fetcher: Callable[[], Fetcher],
        parser: Parser,
        wakes: Wakes,
        robots: Robots,
        economy: Callable[[], Economy] = Economy,
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._fetcher = fetcher
        self._parser = parser
        self._wakes = wakes
        self._robots = robots
        self._economy = economy
        self._log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

    @property
    def lease(self) -> timedelta:
        """Longer than any visit and its writing may take; after a crash, how long its source waits."""
        return timedelta(seconds=self._longest) + timedelta(seconds=30)

    @property
    def _longest(self) -> float:
        """Seconds of a visit: not much more than either of its halves may take, for it may need one of them whole, but
        only who means harm needs both."""
        settings = self._catalog().settings
        return max(settings.fetch.deadline, settings.parse.deadline).total_seconds() + MORE_THAN_A_HALF

    async def drain(self, host: str) -> None:
        """Visit what is due on a host, one after the other, as far as its gap allows; the tick comes back for more."""
        end = time.monotonic() + DRAIN_BUDGET
        while time.monotonic() < end:
            claim = await self._database.write(polls.claim_due, host, self.lease)
            if claim is None:
                return
            await self.settle(claim)
            source = self._catalog().sources.get(claim.state.source_id)
            if source is not None and source.host_gap:
                return  # the host is to be left alone for a while

    async def poll_now(self, source_id: str) -> PollSummary | None:
        """Visit one source whether due or not; None while another visit has its host."""
        claim = await self._database.write(polls.claim_source, source_id, self.lease)
        if claim is None:
            return None
        rest = await self._rest_first(claim, self._catalog())
        if rest is not None:
            await asyncio.sleep(rest.total_seconds())
            claim = await self._database.write(polls.claim_source, source_id, self.lease)
        return None if claim is None else await self.settle(claim)

    async def preview(self, source_id: str) -> Plan:
        """What a visit now would come to; claims, writes and sends nothing."""
        catalog = self._catalog()
        state = await self._database.read(polls.look, source_id) or _unvisited(catalog.sources[source_id])
        source = catalog.sources[source_id]
        if source.minds_robots and await self._robots.look(state.url):
            await asyncio.sleep(max(source.host_gap, self._robots.delay(state.host)).total_seconds())
        now = await self._database.read(lambda tx: tx.now)
        visit = await self.visit(PollClaim(state, claimed_at=now, expires_at=now + self.lease), catalog)
        return await self._database.read(
            lambda tx: pipeline.poll(visit, KnownRows(tx), catalog, tx.now, self._economy())
        )

    async def settle(self, claim: PollClaim) -> PollSummary | None:
        """Make the visit that `claim` allows and write what came of it; None when the claim was overtaken."""
        catalog = self._catalog()
        if claim.state.source_id not in catalog.sources:
            return None  # switched off since; the claim runs out by itself
        if await self._rest_first(claim, catalog) is not None:
            return None
        started = time.monotonic()
        visit = await self._visit_or_fail(claim, catalog)
        if visit.error is not None and visit.error.reason == STOPPED:
            return None  # we are going down, which says nothing about the source
        try:
            summary = await self._write(visit, catalog)
        except StaleClaimError as error:
            self._log.warning(
                "poll", source=claim.state.source_id, tick=claim.state.tick, outcome="stale", detail=str(error)
            )
            return None
        self._tell(summary, claim, seconds=time.monotonic() - started)
        return summary

    async def _rest_first(self, claim: PollClaim, catalog: Catalog) -> timedelta | None:
        """Where the robots.txt of a page's host had to be read, that was this claim's visit: the host rests after it as
        after any, for as long as is returned, and the source is due again."""
        source = catalog.sources[claim.state.source_id]
        try:
            if not source.minds_robots or not await self._robots.look(claim.state.url):
                return None
        except ParseError:
            return timedelta(0)  # we are going down; the claim runs out by itself
        rest = max(source.host_gap, self._robots.delay(claim.state.host))
        await self._database.write(polls.put_back, claim, rest)
        return rest

    async def _visit_or_fail(self, claim: PollClaim, catalog: Catalog) -> Visit:
        """A visit that meets a mistake of ours is a failed visit: seen in the status, and tried again in its time."""
        try:
            return await self.visit(claim, catalog)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not leave the source waiting for its lease in silence
            self._log.exception("visit failed", source=claim.state.source_id)
            return Visit(claim, error=FetchError("internal", f"{type(error).__name__} while fetching", weight=0.25))

    async def visit(self, claim: PollClaim, catalog: Catalog) -> Visit:
        """Fetch and parse, outside any transaction, in bounded time. Every failure comes back inside the Visit."""
        end = asyncio.get_running_loop().time() + self._longest
        try:
            async with asyncio.timeout_at(end):
                return await self._fetch_and_parse(claim, catalog, end)
        except TimeoutError:
            detail = f"the visit did not end within {self._longest:g} s"
            return Visit(claim, error=FetchError("deadline", detail, weight=0.25))

    async def _fetch_and_parse(self, claim: PollClaim, catalog: Catalog, end: float) -> Visit:
        state = claim.state
        source = catalog.sources[state.source_id]
        validators = (None, None) if pipeline.asks_in_full(claim) else (state.etag, state.last_modified)
        headers = source.headers if host_of(state.url) == source.host else {}  # they are for its own host alone
        request = Request(state.source_id, state.url, *validators, headers)
        try:
            document = await self._fetch(request, source)
        except (FetchError, ParseError) as error:
            return Visit(claim, error=error)
        if document.status == NOT_MODIFIED or pipeline.body_hash(document) == state.body_hash:
            return Visit(claim, document)
        try:
            feed = await self._parser.parse(document, source.timezone, source.kind, source.listing)
        except ParseError as error:
            return Visit(claim, document, error=error)
        return Visit(claim, document, await self._with_parts(feed, source, end))

    async def _fetch(self, request: Request, source: Source) -> Document:
        if not source.minds_robots:
            return await self._fetcher().fetch(request)
        await self._robots.admit(request.url)
        return await self._fetcher().fetch(request, self._robots.admit)

    async def _with_parts(self, feed: ParsedFeed, source: Source, end: float) -> ParsedFeed:
        """An index of sitemaps with the entries of its newest parts; what cannot be read of them before `end`, a moment
        of the loop's clock, is the warning. Any other document as it is."""
        if not feed.more:
            return feed
        entries, warning = list(feed.entries), feed.warning
        for link in feed.more[:MOST_PARTS]:
            request = Request(source.id, link.url, headers=source.headers)
            patience = asyncio.get_running_loop().time() + PART_SECONDS
            try:
                async with asyncio.timeout_at(min(patience, end - MORE_THAN_A_HALF / 2)):
                    document = await self._fetcher().fetch(request)
                    part = await self._parser.parse(document, source.timezone, source.kind, source.listing)
            except (FetchError, ParseError) as error:
                warning = warning or f"part_{error.reason}"
            except TimeoutError:
                warning = warning or "part_deadline"
            else:
                entries += part.entries
        return replace(feed, entries=tuple(entries), warning=warning)

    async def _write(self, visit: Visit, catalog: Catalog) -> PollSummary:
        """Decide and write. What cannot be decided is quarantined with its document, and its source goes on."""
        if visit.feed is None:
            return await self._database.write(self._decide_and_apply, visit, catalog)
        try:
            return await self._database.write_durably(self._decide_and_apply, visit, catalog)
        except (StaleClaimError, StoreError):
            raise  # not the document's fault
        except Exception as error:  # noqa: BLE001 - the poison document must not stop its source
            self._log.exception("poll", source=visit.claim.state.source_id, outcome="quarantined")
            refused = ParseError("internal", f"{type(error).__name__} while deciding")
            return await self._database.write(
                self._decide_and_apply, Visit(visit.claim, visit.document, error=refused), catalog
            )

    def _decide_and_apply(self, tx: Tx, visit: Visit, catalog: Catalog) -> PollSummary:
        if visit.feed is not None:
            tx.serialise("ingest")  # two sources that carry one text at once must see each other
        plan = pipeline.poll(visit, KnownRows(tx), catalog, tx.now, self._economy())
        asked = tx.now + self._robots.delay(visit.claim.state.host)
        plan = replace(plan, host_next_at=max(plan.host_next_at, asked))
        summary = polls.apply(tx, plan, catalog.hash)
        articles.want(tx, pipeline.wanted_articles(plan))
        self._wake_channels(tx, [delivery for item in plan.items for delivery in item.sent])
        self._tell_notices(tx, plan.notices)
        return summary

    async def tell_overdue(self, since: datetime) -> None:
        """Tell of the sources whose visits are overdue; what was due before `since` counts from then on."""
        await self._database.write(self._judge_overdue, self._catalog(), since)

    def _judge_overdue(self, tx: Tx, catalog: Catalog, since: datetime) -> None:
        if tx.now < since + OVERDUE_AFTER:
            return
        for state, due_at in polls.overdue(tx, tx.now - OVERDUE_AFTER):
            if state.source_id in catalog.sources:
                learnt, notices = pipeline.when_overdue(state, due_at, catalog, tx.now)
                polls.write_overdue(tx, state, learnt, notices)
                self._tell_notices(tx, notices)

    def _wake_channels(self, tx: Tx, owed: Sequence[DeliveryPlan]) -> None:
        for channel_id in {delivery.channel_id for delivery in owed}:
            self._wakes.wake(tx, "deliver", channel_id)

    def _tell_notices(self, tx: Tx, notices: Sequence[NoticePlan]) -> None:
        """Each leaves a line in the log, whether or not there is a desk for it."""
        self._wake_channels(tx, [delivery for notice in notices for delivery in notice.deliveries])
        for told in (notice.alert for notice in notices):
            line = partial(self._log.warning, "notice", source=told.source_id, reason=told.reason, detail=told.text)
            tx.after_commit(line)

    def _tell(self, summary: PollSummary, claim: PollClaim, *, seconds: float) -> None:
        """The canonical line of a poll; what does not apply to it is left out."""
        failed = summary.outcome == "failed"
        counts = {
            "entries": summary.entries,
            "new": summary.new,
            "versions": summary.versions,
            "copies": summary.copies,
            "matched": summary.matched,
            "alerts": summary.alerts,
            "deliveries": summary.deliveries,
        }
        named = {"reason": summary.reason, "detail": summary.detail, "status": summary.status}
        (self._log.warning if failed else self._log.info)(
            "poll",
            source=summary.source_id,
            outcome=summary.outcome,
            **{name: value for name, value in named.items() if value is not None},
            **(counts if summary.outcome == "ok" else {}),
            tick=claim.state.tick,
            seconds=round(seconds, 3),
            next=summary.due_at.isoformat(timespec="seconds"),
        )


def _unvisited(source: Source) -> SourceState:
    return SourceState(
        source_id=source.id,
        host=source.host,
        url=source.url,
        tick=0,
        etag=None,
        last_modified=None,
        body_hash=None,
        penalty=0.0,
        failures=0,
        baseline_done=False,
        last_ok_at=None,
    )
