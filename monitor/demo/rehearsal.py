"""The director: raises the stage, moves the clock from publication to publication, and lets the service do its work."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console

from monitor.app.service import Service
from monitor.clock import SteppedClock
from monitor.demo import ledger
from monitor.demo.configuration import (
    EMAIL,
    WEBHOOK,
    Stage,
    clear_stage,
    new_signing_key,
    write_configuration,
)
from monitor.demo.feeds import Site
from monitor.demo.receivers import MailServer, WebhookReceiver
from monitor.demo.scenario import START, Scenario, load
from monitor.demo.screen import Screen
from monitor.demo.verdict import Summary, judge
from monitor.store import Database

# A source is visited this long after a publication: what a poll every minute comes to on a good day.
VISIT_AFTER = timedelta(seconds=20)
TICK_SECONDS = 1.0
# Of the pace, for a moment at which the desk hears nothing.
QUIET_SHARE = 0.25


@dataclass(slots=True)
class _Cast:
    """Everyone on stage."""

    sites: list[Site]
    mail: MailServer
    webhooks: WebhookReceiver
    service: Service
    database: Database

    @property
    def feeds(self) -> int:
        return sum(len(site.body.feeds) for site in self.sites)


async def run(state: Path, *, console: Console, pace: float) -> Summary:
    """Rehearse the week in `state`, which is emptied first, and judge it.

    `pace` is the pause in seconds after each alert; 0 goes as fast as the service does. The console shows what a desk
    sees. UsageError where `state` is not for us to empty.
    """
    started = time.monotonic()
    stage, scenario, clock = clear_stage(state), load(), SteppedClock(START)
    screen = Screen(console)
    async with AsyncExitStack() as stack:
        cast = await _enter(stack, stage, scenario, clock, console)
        screen.opening(cast.feeds, len(cast.sites))
        await _play(cast, scenario, clock, screen, pace)
        owed = await cast.database.read(ledger.owed, (EMAIL, WEBHOOK))
        totals = await cast.database.read(ledger.totals)
    summary = judge(
        tuple(scenario.pieces),
        owed,
        cast.mail.letters,
        cast.webhooks.calls,
        totals,
        feeds=cast.feeds,
        seconds=time.monotonic() - started,
    )
    screen.closing(summary)
    screen.look_around(stage.config, stage.database, stage.mail)
    return summary


async def _enter(
    stack: AsyncExitStack, stage: Stage, scenario: Scenario, clock: SteppedClock, console: Console
) -> _Cast:
    """Sites and receivers first, for the configuration names their ports; then the service, which reads it."""
    sites = [await stack.enter_async_context(Site(body, clock)) for body in scenario.bodies]
    mail = await stack.enter_async_context(MailServer(stage.mail))
    webhooks = await stack.enter_async_context(WebhookReceiver(new_signing_key(stage), stage.webhooks, clock))
    write_configuration(stage, sites, mail, webhooks)
    service = Service(stage.config, stage.folder, clock=clock, tick=TICK_SECONDS, console=console)
    await stack.enter_async_context(service)
    database = Database(stage.database_url, clock)
    stack.callback(database.close)
    return _Cast(sites, mail, webhooks, service, database)


async def _play(cast: _Cast, scenario: Scenario, clock: SteppedClock, screen: Screen, pace: float) -> None:
    """The baseline, then moment by moment: set the clock, let the service come to rest, show what it held."""
    await cast.service.settle()
    decided = await cast.database.read(ledger.decided_since, 0)
    screen.baseline(decided)
    for moment in scenario.moments:
        last = decided[-1].version_id if decided else 0
        screen.day(moment)
        clock.set(moment + VISIT_AFTER)
        with screen.alerts():
            await cast.service.settle()
        news = await cast.database.read(ledger.decided_since, last)
        screen.held(moment, news)
        decided = news or decided
        await asyncio.sleep(pace if any(each.told for each in news) else pace * QUIET_SHARE)
