from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import counted, print_json, print_table, printable
from monitor.cli.setting import Setting
from monitor.cli.source_rows import CALM, source_rows
from monitor.clock import SystemClock
from monitor.route import OPERATORS
from monitor.store import views

SILENT_AFTER = timedelta(seconds=45)
NOBODY = "; no desk `operators` hears them"


@click.command(short_help="How the service is, which sources fail, what waits.")
@config_option
@state_option
@json_option
def status(config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """How the service is: running or not, sources that fail and why, what waits to be sent."""
    setting = Setting.find(config_dir, state_dir)
    with setting.reading() as tx:
        totals = views.totals(tx)
        now = tx.now
    rows = source_rows(setting)
    conditions = Counter(row["condition"] for row in rows)
    troubled = [row for row in rows if row["condition"] not in CALM]
    if as_json:
        failing = [row for row in rows if row["failures"] and row["condition"] not in CALM]
        late = sum(row["overdue"] for row in rows)
        told = {"catalog": setting.catalog.hash, "at": now, "conditions": conditions, "overdue": late}
        print_json({**told, "troubled": troubled, "failing": failing, **totals})
        return
    overdue = [row["due_at"] for row in rows if row["overdue"]]
    for line in _lines(setting, totals, conditions, now, overdue):
        click.echo(line)
    shown = [row for row in troubled if row["failures"] or not row["overdue"]]
    if shown:
        click.echo()
        _print_troubled(shown)


def _print_troubled(rows: list[dict[str, Any]]) -> None:
    """The sources that need a look; those that only wait are counted above."""
    table = [
        (
            row["id"],
            row["condition"],
            row["since"],
            row["explanation"],
            row["failures"] or "",
            row["last_ok_at"] or "never",
            row["due_at"],
            row["advice"],
        )
        for row in rows
    ]
    columns = ("source", "condition", "since", "why", "failures", "last good", "next try", "advice")
    print_table(columns, table, empty="", spare=("since", "advice", "failures", "last good", "next try"))


def _lines(
    setting: Setting, totals: dict[str, Any], conditions: Counter[str], now: datetime, overdue: list[datetime]
) -> list[str]:
    listed = ", ".join(f"{number} {name}" for name, number in sorted(conditions.items()))
    sent = totals["deliveries"]
    held = ", ".join(f"{number} {reason}" for reason, number in sorted(totals["held"].items()))
    lines = [
        *_service_lines(setting, totals, now),
        f"sources     {listed or 'none'}",
        *_overdue_lines(overdue),
        *_visit_lines(totals["prices"], setting.catalog.settings.budget.per_hour),
        f"items       {totals['items']} in {counted(totals['versions'], 'version')}, {totals['copies']} of them copies",
        f"alerts      {totals['alerts']} in {counted(totals['revisions'], 'revision')}"
        + (f"; matched but held: {held}" if held else ""),
        f"deliveries  {sent.get('sent', 0)} sent, {sent.get('pending', 0)} pending, {sent.get('dead', 0)} dead",
        f"quarantine  {counted(totals['quarantined'], 'document')}",
        f"notices     {totals['notices']} to the operators" + ("" if OPERATORS in setting.catalog.desks else NOBODY),
    ]
    if sent.get("dead"):
        lines.append(
            "            dead deliveries: `parley deliveries list --state dead`, then `parley deliveries retry`"
        )
    return lines


def _visit_lines(prices: dict[str, Any] | None, allowed: float) -> list[str]:
    """How the budget is spent; `bound` says that the bounds of the sources leave it no say."""
    if prices is None:
        return []
    bound = {
        "floor": "; the longest intervals ask for more than that",
        "ceiling": "; the shortest intervals ask for no more",
    }.get(prices["bound"], "")
    return [f"visits      {prices['expected']:.0f} an hour expected, {allowed:.0f} allowed{bound}"]


def _overdue_lines(overdue: list[datetime]) -> list[str]:
    if not overdue:
        return []
    are = f"{counted(len(overdue), 'source')} {'is' if len(overdue) == 1 else 'are'}"
    return [f"            {are} overdue, the first since {printable(min(overdue))} UTC: nothing polls, or too slowly"]


def _service_lines(setting: Setting, totals: dict[str, Any], now: datetime) -> list[str]:
    """One line a node. Its heartbeat is by the machine's clock, so it is held against the machine's clock."""
    lines = []
    for node in totals["nodes"]:
        silence = max(now, SystemClock().now()) - node["beat_at"]
        alive = silence <= SILENT_AFTER
        if node["stopped_at"] is not None:
            state = f"stopped at {printable(node['stopped_at'])} UTC"
        elif alive:
            state = f"running, process {node['pid']}"
        else:
            state = f"silent since {printable(node['beat_at'])} UTC, stopped without a word"
        stale = (
            "" if node["catalog_hash"] == setting.catalog.hash else f" (this directory holds {setting.catalog.hash})"
        )
        lines.append(f"service     {state}, version {node['version']}, configuration {node['catalog_hash']}{stale}")
    return lines or ["service     has not run yet"]
