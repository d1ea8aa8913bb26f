import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console

from monitor import config
from monitor.app import logs
from monitor.app.paths import state_directory
from monitor.app.service import Service
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json, print_table
from monitor.cli.root import EXIT_WRONG
from monitor.cli.setting import Setting
from monitor.errors import UsageError
from monitor.model.plan import Plan, PollSummary


@click.command()
@click.argument("source", nargs=-1, required=True)
@click.option("--dry-run", is_flag=True, help="Show what the visit would come to; store and send nothing.")
@config_option
@state_option
@json_option
def poll(
    source: tuple[str, ...], dry_run: bool, config_dir: Path | None, state_dir: Path | None, as_json: bool
) -> None:
    """Visit sources now, whether they are due or not.

    What is new is stored, and alerts are sent, as the service would do it. Exits with 1 when a visit failed.
    """
    directory = config.locate(config_dir)
    state = state_directory(state_dir, directory)
    catalog = config.load(directory)
    logs.configure("text", "error", logs.Redactor())
    unknown = [name for name in source if name not in catalog.sources]
    if unknown:
        raise UsageError(f"there is no source {unknown[0]!r}; see `parley sources list`")
    if dry_run:
        plans = asyncio.run(_preview(Setting(directory, state, catalog), source))
        _print_plans(plans, as_json)
        sys.exit(EXIT_WRONG if any(plan.outcome == "failed" for plan in plans) else 0)
    service = Service(directory, state, catalog=catalog, console=Console(stderr=as_json), scheduled=False)
    summaries = asyncio.run(_poll(service, source))
    _print_summaries(summaries, as_json)
    sys.exit(EXIT_WRONG if any(summary is None or summary.outcome == "failed" for summary in summaries.values()) else 0)


async def _poll(service: Service, names: tuple[str, ...]) -> dict[str, PollSummary | None]:
    async with service:
        summaries = {name: await service.poll(name) for name in names}
        await service.deliveries_done()
    return summaries


async def _preview(setting: Setting, names: tuple[str, ...]) -> list[Plan]:
    """Against the database as it is, or against an empty one where there is none yet."""
    catalog = setting.catalog
    with TemporaryDirectory(prefix="parley-") as nowhere:
        fresh = not setting.has_database
        if fresh:
            catalog = replace(catalog, settings=replace(catalog.settings, database=None))
        state = Path(nowhere) if fresh else setting.state
        service = Service(setting.directory, state, catalog=catalog, scheduled=False, rehearsing=not fresh)
        async with service:
            return [await service.preview(name) for name in names]


def _print_summaries(summaries: dict[str, PollSummary | None], as_json: bool) -> None:
    if as_json:
        print_json(list(summaries.values()))
        return
    rows = [
        (name, "busy", "its host rests between visits or is being visited", "", "", "", "", "")
        if summary is None
        else (
            name,
            summary.outcome,
            ": ".join(part for part in (summary.reason, summary.detail) if part),
            summary.new,
            summary.versions,
            summary.copies,
            summary.matched,
            summary.alerts,
        )
        for name, summary in summaries.items()
    ]
    columns = ("source", "outcome", "detail", "new", "versions", "copies", "matched", "alerts")
    print_table(columns, rows, empty="", spare=("copies", "versions", "matched"))


def _print_plans(plans: list[Plan], as_json: bool) -> None:
    if as_json:
        print_json([_plan_as_data(plan) for plan in plans])
        return
    for plan in plans:
        reason = f"{plan.reason}: " if plan.reason else ""
        click.echo(f"{plan.claim.state.source_id}: {plan.outcome}, {reason}{plan.detail}", err=True)
    rows = [
        (
            plan.claim.state.source_id,
            item.identified.verdict,
            f"{item.decision.act}: {item.decision.reason}" if item.decision else "",
            ", ".join(match.rule_id for match in item.matches),
            item.identified.entry.published,
            item.identified.entry.title,
        )
        for plan in plans
        for item in plan.items
    ]
    print_table(
        ("source", "identity", "decision", "rules", "published", "title"),
        rows,
        empty="nothing new",
        spare=("published", "rules", "decision"),
    )


def _plan_as_data(plan: Plan) -> dict[str, object]:
    return {
        "source_id": plan.claim.state.source_id,
        "outcome": plan.outcome,
        "reason": plan.reason,
        "detail": plan.detail,
        "entries": plan.entries,
        "items": [
            {
                "verdict": item.identified.verdict,
                "reason": item.identified.reason,
                "entry": item.identified.entry,
                "matches": item.matches,
                "decision": item.decision,
                "deliveries": item.sent,
            }
            for item in plan.items
        ],
    }
