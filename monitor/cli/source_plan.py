from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json, printable
from monitor.cli.setting import Setting
from monitor.errors import UsageError
from monitor.model.catalog import Source
from monitor.pipeline import boosts
from monitor.source import Prices, WeekPlan, explain, habit_from_bytes, picture, terms_of
from monitor.source.economy import FIRST_PRICE
from monitor.store import prices, views

_MINUTE = timedelta(minutes=1)


@click.command(short_help="When each source is visited in a week, and why.")
@click.argument("source", nargs=-1)
@config_option
@state_option
@json_option
def plan(source: tuple[str, ...], config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """How often a source is visited at each hour of the week, and why: what it is expected to bring then, what a visit
    costs, what bounds it. The picture shows the expected entries, in the source's own time zone.

    Without SOURCE, one line a source.
    """
    setting = Setting.find(config_dir, state_dir)
    unknown = [name for name in source if name not in setting.catalog.sources]
    if unknown:
        raise UsageError(f"there is no source {unknown[0]!r}; see `parley sources list`")
    with setting.reading() as tx:
        row, now = prices.current(tx), tx.now
        known = {each["id"]: each for each in views.schedule(tx)}
    current = Prices(row.general, row.hosts, row.expected, row.bound) if row else Prices(FIRST_PRICE, {}, 0.0)
    plans = [
        (each, _plan(each, known.get(each.id, {}), current, now))
        for each in setting.catalog.sources.values()
        if not source or each.id in source
    ]
    if as_json:
        print_json([_as_data(each, week, known.get(each.id, {})) for each, week in plans])
    elif source:
        for number, (each, week) in enumerate(plans):
            click.echo("\n".join(["", *_lines(each, week, known.get(each.id, {}), now)][not number :]))
    else:
        _print_all(plans, current, setting.catalog.settings.budget.per_hour)


def _plan(source: Source, row: dict[str, Any], current: Prices, now: datetime) -> WeekPlan:
    habit = habit_from_bytes(row.get("habit"))
    raised = boosts(row.get("boosted_until"), now)
    return explain(habit, terms_of(source), current.of(source.host), now, boosts=raised)


def _lines(source: Source, week: WeekPlan, row: dict[str, Any], now: datetime) -> list[str]:
    due_at = row.get("due_at")
    when = "at once" if due_at is None or due_at <= now else f"at {printable(due_at)} UTC"
    return [
        f"{source.id}  {source.name}",
        f"    next visit {when}",
        f"    about {week.visits:.0f} visits and {week.entries:.1f} entries a week, seen after {_length(week.delay)}",
        *(f"    {reason}" for reason in _reasons(source, week)),
        "",
        *(f"    {line}" for line in picture(week.rates)),
        f"    entries to expect by hour of the week, {source.timezone}; a full block is {max(week.rates):.2g} an hour",
    ]


def _reasons(source: Source, week: WeekPlan) -> Sequence[str]:
    if source.every is None:
        return week.reasons
    fixed = f"Visited every {_length(source.every)}, as the configuration says; its habit changes nothing."
    return (fixed, *(reason for reason in week.reasons if not reason.startswith("Held at")))


def _print_all(plans: Sequence[tuple[Source, WeekPlan]], current: Prices, per_hour: float) -> None:
    width = max((len(source.id) for source, _ in plans), default=0)
    for source, week in plans:
        busiest, calmest = min(week.intervals), max(week.intervals)
        interval = _length(busiest) if busiest == calmest else f"{_length(busiest)} to {_length(calmest)}"
        click.echo(
            f"{source.id:{width}}  {_strip(week.rates)}  {week.visits:6.0f} visits {week.entries:7.1f} entries a week, "
            f"every {interval}"
        )
    click.echo(f"{current.expected:.0f} visits an hour expected, {per_hour:.0f} allowed", err=True)


def _strip(rates: Sequence[float]) -> str:
    """A week in 28 columns: the mean of every six hours."""
    means = [sum(rates[at : at + 6]) / 6 for at in range(0, len(rates), 6)]
    most = max(means)
    return "".join(" ▁▂▃▄▅▆▇█"[round(each / most * 8)] for each in means)


def _as_data(source: Source, week: WeekPlan, row: dict[str, Any]) -> dict[str, object]:
    """`rates` are entries an hour and `intervals` minutes, by hour of the week from Monday's first on."""
    return {
        "id": source.id,
        "timezone": source.timezone,
        "fixed": source.every is not None,
        "next": row.get("due_at"),
        "boosted_until": row.get("boosted_until"),
        "visits_per_week": round(week.visits, 1),
        "entries_per_week": round(week.entries, 2),
        "mean_delay_minutes": round(week.delay / _MINUTE, 2),
        "reasons": list(_reasons(source, week)),
        "rates": [round(rate, 4) for rate in week.rates],
        "intervals": [round(each / _MINUTE, 2) for each in week.intervals],
    }


def _length(interval: timedelta) -> str:
    minutes = interval / _MINUTE
    if minutes < 1:
        return f"{minutes * 60:.0f} s"
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"  # noqa: PLR2004 - as people say it
