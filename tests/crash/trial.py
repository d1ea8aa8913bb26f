"""The trial: the service lives among feeds that publish and receivers that fail, is killed, and is started again."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from tests.crash.configuration import write_configuration
from tests.crash.database import damage, inspect_wreck, owed
from tests.crash.feeds import FeedSite, Timeline
from tests.crash.plan import FEEDS, Kill, Plan
from tests.crash.receipts import read_hook, read_mail
from tests.crash.receivers import FaultyMailServer, HookScript
from tests.crash.service import Place, ServiceEnded, ServiceProcess, orphans, warm_up
from tests.crash.verdict import Observed, Verdict, judge, unrevised, untold
from tests.support.receivers import WebhookReceiver

EVENT_PATIENCE = 4.0  # seconds after READY for an event to come; then the kill comes without it
LONGEST_REST = 180.0  # seconds for the last life to tell all that is left
_LOOK = 0.2
_MEMORY = 512 << 20

OnProgress = Callable[[int, int], None]


@dataclass(slots=True)
class Figures:
    """What the trial was like, apart from its verdict. Times are in seconds."""

    kills: Counter[str] = field(default_factory=Counter)
    cut_visits: set[tuple[str, int]] = field(default_factory=set)
    cut_deliveries: set[tuple[int, int]] = field(default_factory=set)
    seconds_to_ready: list[float] = field(default_factory=list)
    feed_requests: int = 0
    not_modified: int = 0
    hook_requests: int = 0
    hook_faults: Counter[str] = field(default_factory=Counter)
    mails_offered: int = 0
    mail_faults: Counter[str] = field(default_factory=Counter)
    most_attempts: int = 0
    seconds_of_rest: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    figures: Figures


class Countdown:
    """Sets `over` when something has happened so many times."""

    def __init__(self) -> None:
        self.over = asyncio.Event()
        self._left = 0

    def begin(self, times: int) -> None:
        self._left = times
        self.over.clear()

    def step(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.over.set()


class Trial:
    """One trial in the folder `state`. An async context manager; `on_progress(kills, told)` is called as it goes on."""

    def __init__(self, plan: Plan, state: Path, on_progress: OnProgress) -> None:
        self._plan = plan
        # Each trial on a machine has parsers with a memory of their own, a few bytes apart.
        self._place = Place(state / "config", state / "state", state / "service.log", _MEMORY + os.getpid())
        self._on_progress = on_progress
        self._timeline = Timeline()
        self._news, self._delivery = Countdown(), Countdown()
        self._script = HookScript(plan.seed, plan.faults, self._delivery.step)
        self._hooks = WebhookReceiver(self._script)
        self._mails = FaultyMailServer(plan.seed, plan.faults, self._delivery.step)
        pieces = plan.stories + plan.silent
        self._sites = [
            FeedSite(index, [piece for piece in pieces if index in piece.feeds], self._timeline, self._news.step)
            for index in range(FEEDS)
        ]
        self._seen = Observed()
        self._hooks_read = self._mails_read = 0
        self._figures = Figures()
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for site in self._sites:
            await self._open.enter_async_context(site)
        await self._open.enter_async_context(self._hooks)
        await self._open.enter_async_context(self._mails)
        write_configuration(
            self._place.config,
            self._sites,
            hook_url=f"{self._hooks.url}/desk",
            mail_port=self._mails.port,
            parser_memory=self._place.parser_memory,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def run(self) -> Outcome:
        """All lives. What goes wrong with the process is part of the verdict, not an exception."""
        started = time.monotonic()
        await warm_up(self._place)
        for life, kill in enumerate(self._plan.kills):
            await self._live_and_die(life, kill)
            self._read()
            self._on_progress(life + 1, self._told())
        resting = time.monotonic()
        await self._last_life()
        self._read()
        self._seen.published = frozenset().union(*(site.shown for site in self._sites))
        self._seen.owed = owed(self._place.database)
        self._seen.damage += damage(self._place.database)
        self._figures.seconds_of_rest = time.monotonic() - resting
        self._figures.seconds = time.monotonic() - started
        self._count()
        return Outcome(judge(self._plan, self._seen), self._figures)

    async def _live_and_die(self, life: int, kill: Kill) -> None:
        self._timeline.begin(life)
        async with await ServiceProcess.start(self._place) as service:
            try:
                came = await self._await(service, kill)
                await service.sleep(kill.delay)
                await service.kill()
                self._figures.kills[kill.after if came else "ready"] += 1
            except (ServiceEnded, TimeoutError) as event:
                self._seen.mishaps.append(f"life {life}: {_told_of(event)}")
        if service.seconds_to_ready is not None:
            self._figures.seconds_to_ready.append(service.seconds_to_ready)
        await self._look_over(life)

    async def _await(self, service: ServiceProcess, kill: Kill) -> bool:
        """The event that the kill is counted from; whether it came."""
        if kill.after == "launched":
            return True
        if kill.after == "opening":
            await service.opening()
            return True
        await service.ready()
        if kill.after == "ready":
            return True
        countdown = self._news if kill.after == "ingest" else self._delivery
        countdown.begin(kill.times)
        return await service.happens(countdown.over, EVENT_PATIENCE)

    async def _look_over(self, life: int) -> None:
        """What a kill left: no parser, and a sound database."""
        left = await orphans(self._place)
        self._seen.mishaps += [f"life {life}: parser {pid} was left behind" for pid in left]
        wreck = inspect_wreck(self._place.database, self._place.state.parent / "copy")
        self._seen.damage += [f"after life {life}: {fault}" for fault in wreck.damage]
        self._figures.cut_visits |= wreck.visits
        self._figures.cut_deliveries |= wreck.deliveries

    async def _last_life(self) -> None:
        """Nobody kills it any more: it has to tell what is left, and to end when it is asked to."""
        life = len(self._plan.kills)
        self._timeline.begin(life)
        async with await ServiceProcess.start(self._place) as service:
            try:
                await service.ready()
                end = time.monotonic() + LONGEST_REST
                while not self._is_over() and time.monotonic() < end:
                    await service.sleep(_LOOK)
                    self._on_progress(life, self._told())
                await service.stop()
            except (ServiceEnded, TimeoutError) as event:
                self._seen.mishaps.append(f"last life: {_told_of(event)}")
        self._seen.mishaps += [f"last life: parser {pid} was left behind" for pid in await orphans(self._place)]

    def _is_over(self) -> bool:
        """Whether all is told, in its last wording, and no delivery is pending any more."""
        self._read()
        hooks, stories = self._seen.receipts, self._plan.stories
        if untold(stories, hooks) or unrevised(stories, hooks):
            return False
        return all(row.state != "pending" for row in owed(self._place.database))

    def _read(self) -> None:
        """What has arrived since the last look."""
        hooks, mails = self._hooks.hooks[self._hooks_read :], self._mails.mails[self._mails_read :]
        self._hooks_read += len(hooks)
        self._mails_read += len(mails)
        self._seen.receipts += [*map(read_hook, hooks), *map(read_mail, mails)]

    def _told(self) -> int:
        return len(self._plan.stories) - len(untold(self._plan.stories, self._seen.receipts))

    def _count(self) -> None:
        figures = self._figures
        figures.feed_requests = sum(site.requests for site in self._sites)
        figures.not_modified = sum(site.not_modified for site in self._sites)
        figures.hook_requests, figures.hook_faults = self._hooks.requests, self._script.faults
        figures.mails_offered, figures.mail_faults = self._mails.offered, self._mails.given
        figures.most_attempts = max((row.attempts for row in self._seen.owed), default=0)


def _told_of(event: ServiceEnded | TimeoutError) -> str:
    return str(event) or "the service did not get as far in time"
