from datetime import timedelta
from pathlib import Path

import click

from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import Page, print_json, print_table
from monitor.cli.setting import MOST_NUMBER, Setting
from monitor.clock import SystemClock
from monitor.deliver.console import render
from monitor.deliver.view import view
from monitor.errors import UsageError
from monitor.model.alert import AlertRevision, Delivery
from monitor.model.catalog import Desk
from monitor.store import views


@click.group(cls=Listing)
def alerts() -> None:
    """What desks have been told."""


@alerts.command("list")
@click.option("--hours", type=click.FloatRange(min=0), help="Only what was raised or revised in the last HOURS hours.")
@click.option("--source", "source_id", metavar="ID", help="Only of this source.")
@click.option("--state", "alert_state", type=click.Choice(["open", "withdrawn", "closed"]), help="Only in this state.")
@click.option("--notices", is_flag=True, help="Instead, what the operators were told of sources.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@config_option
@state_option
@json_option
def list_alerts(
    hours: float | None,
    source_id: str | None,
    alert_state: str | None,
    notices: bool,
    limit: int,
    config_dir: Path | None,
    state_dir: Path | None,
    as_json: bool,
) -> None:
    """Alerts, newest first; with --notices, what the operators were told of sources. Times are UTC."""
    since = SystemClock().now() - timedelta(hours=hours) if hours is not None else None
    with Setting.find(config_dir, state_dir).reading() as tx:
        found = views.alert_list(tx, since=since, source_id=source_id, state=alert_state, notices=notices, limit=limit)
    if as_json:
        print_json([row | {"newest": revision} for row, revision in found])
        return
    rows = [
        (
            row["id"],
            row["raised_at"],
            row["severity"] if row["state"] == "open" else f"{row['severity']}, {row['state']}",
            revision.revision,
            revision.source_name,
            revision.lang,
            ", ".join(hit.title for hit in revision.hits),
            revision.title,
        )
        for row, revision in found
    ]
    columns = ("alert", "raised", "severity", "rev", "source", "lang", "matched", "headline")
    print_table(columns, rows, empty="no alerts yet", spare=("rev", "lang", "source", "matched"))


@alerts.command("show", short_help="One alert: its revisions and what became of each delivery.")
@click.argument("alert")
@config_option
@state_option
@json_option
def show_alert(alert: str, config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """One alert with every revision and what became of each delivery. ALERT is its number or the start of its key."""
    setting = Setting.find(config_dir, state_dir)
    with setting.reading() as tx:
        is_number = alert.isdecimal() and int(alert) <= MOST_NUMBER
        revisions = views.alert_revisions_of(tx, int(alert) if is_number else alert)
        if not revisions:
            raise UsageError(f"there is no alert {alert}; see `parley alerts list`")
        if len({revision.key for revision in revisions}) > 1:
            raise UsageError(f"{alert} is the start of several alerts' keys; give more of it")
        delivered = views.delivery_list(tx, alert_key=revisions[0].key, limit=1000)
    if as_json:
        print_json({"revisions": revisions, "deliveries": delivered})
        return
    console = Page()
    desk = next(iter(setting.catalog.desks.values()), None)
    for revision in revisions:
        in_colour = console.color_system is not None and not console.no_color
        console.print(render(view(_as_told(revision, desk)), colour=in_colour))
    rows = [
        (row["id"], row["revision"], row["desk_id"], row["channel_id"], row["state"], row["attempts"], row["detail"])
        for row in reversed(delivered)
    ]
    columns = ("delivery", "rev", "desk", "channel", "state", "attempts", "detail")
    print_table(columns, rows, empty="no desk was to be told of it", spare=("rev", "desk", "attempts"))


def _as_told(revision: AlertRevision, desk: Desk | None) -> Delivery:
    """The revision as the first desk would read it, in its time zone."""
    return Delivery(
        id=0,
        key=revision.key,
        desk_id=desk.id if desk else "",
        desk_name=desk.name if desk else "",
        desk_timezone=desk.timezone if desk else "UTC",
        channel_id="",
        attempt=1,
        alert=revision,
    )
