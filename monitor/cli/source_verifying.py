"""`parley sources verify`."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import click

from monitor import config
from monitor.app.drift import Drift, Inspection, drifts
from monitor.app.probing import Prober
from monitor.app.verification import inspect_all
from monitor.cli.options import config_option, json_option
from monitor.cli.output import counted, print_json, print_table
from monitor.cli.progress import progress
from monitor.cli.root import EXIT_WRONG
from monitor.clock import SystemClock
from monitor.config import SourceBook, WrittenSource
from monitor.errors import UsageError

Verdict = tuple[Inspection, tuple[Drift, ...]]


@click.command(short_help="Visit the sources and show which are no longer as they are written.")
@click.argument("source", nargs=-1)
@click.option("--disabled", is_flag=True, help="Also those that are switched off.")
@config_option
@json_option
def verify(source: tuple[str, ...], disabled: bool, config_dir: Path | None, as_json: bool) -> None:
    """Visit all sources, or those named, and show what has become of them: what has moved or gone, asks to log in, is
    of another kind, has fallen silent, has no dates, or is closed to programs.

    Nothing is stored and nobody is told of anything. One host is visited by one request at a time, with its pause
    between them. Exits with 1 when a source is not as it is written. Sources that are named are visited whether they
    are switched off or not.
    """
    book = config.read_sources(config.locate(config_dir))
    chosen = _chosen(book, source, disabled=disabled)
    with progress("visiting", len(chosen)) as step:
        inspections = asyncio.run(_visit(book, chosen, lambda seen: step(seen.source.id)))
    now = SystemClock().now()
    verdicts = [(inspection, drifts(inspection, now)) for inspection in inspections]
    if as_json:
        print_json([_as_data(verdict) for verdict in verdicts])
    else:
        _print(verdicts, now)
    sys.exit(EXIT_WRONG if any(found for _, found in verdicts) else 0)


def _chosen(book: SourceBook, names: Sequence[str], *, disabled: bool) -> list[WrittenSource]:
    known = {written.source.id for written in book.sources}
    if unknown := [name for name in names if name not in known]:
        raise UsageError(f"there is no source {unknown[0]!r}; see `parley sources list`")
    wanted = set(names)
    chosen = [each for each in book.sources if each.source.id in wanted or (not names and (each.enabled or disabled))]
    if not chosen:
        raise UsageError("there is no source to visit; `parley sources add` writes one, --disabled visits the others")
    return chosen


async def _visit(
    book: SourceBook, chosen: Sequence[WrittenSource], tell: Callable[[Inspection], None]
) -> list[Inspection]:
    async with Prober(book.settings, SystemClock()) as prober:
        return await inspect_all(prober, [each.source for each in chosen], book.settings.concurrency, tell)


def _print(verdicts: Sequence[Verdict], now: datetime) -> None:
    rows = [
        (
            inspection.source.id,
            drift.kind,
            drift.detail,
            inspection.newest.date() if inspection.newest else None,
            inspection.source.url,
        )
        for inspection, found in verdicts
        for drift in found
    ]
    drifted = sum(bool(found) for _, found in verdicts)
    if rows:
        print_table(("source", "drift", "what", "newest", "url"), rows, empty="", spare=("newest", "url"))
    if all(any(drift.kind == "unreachable" for drift in found) for _, found in verdicts):
        click.echo("nothing could be reached: does this machine have a network?", err=True)
    sound = counted(len(verdicts) - drifted, "source is", "sources are")
    click.echo(f"{sound} as written, {drifted} drifted; visited at {now:%Y-%m-%d %H:%M} UTC", err=True)


def _as_data(verdict: Verdict) -> dict[str, object]:
    inspection, found = verdict
    return {
        "id": inspection.source.id,
        "url": inspection.source.url,
        "ok": not found,
        "entries": len(inspection.feed.entries) if inspection.feed else None,
        "newest": inspection.newest,
        "moved_to": inspection.document.moved_to if inspection.document else None,
        "drifts": [{"kind": drift.kind, "detail": drift.detail} for drift in found],
    }
