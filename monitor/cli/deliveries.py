from pathlib import Path

import click

from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import counted, print_json, print_table
from monitor.cli.setting import MOST_NUMBER, Setting
from monitor.errors import UsageError
from monitor.store import outbox, views


@click.group(cls=Listing)
def deliveries() -> None:
    """What was sent, what waits, and what could not be sent."""


@deliveries.command("list")
@click.option("--state", "delivery_state", type=click.Choice(["pending", "sent", "dead"]), help="Only in this state.")
@click.option("--channel", "channel_id", metavar="ID", help="Only on this channel.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True)
@config_option
@state_option
@json_option
def list_deliveries(
    delivery_state: str | None,
    channel_id: str | None,
    limit: int,
    config_dir: Path | None,
    state_dir: Path | None,
    as_json: bool,
) -> None:
    """Deliveries, newest first. Times are UTC."""
    with Setting.find(config_dir, state_dir).reading() as tx:
        rows = views.delivery_list(tx, state=delivery_state, channel_id=channel_id, limit=limit)
    if as_json:
        print_json(rows)
        return
    columns = ("delivery", "alert", "rev", "desk", "channel", "state", "attempts", "next", "detail")
    table = [
        (
            row["id"],
            row["alert_id"],
            row["revision"],
            row["desk_id"],
            row["channel_id"],
            row["state"],
            row["attempts"],
            row["next_at"] if row["state"] == "pending" else None,
            row["detail"],
        )
        for row in rows
    ]
    print_table(columns, table, empty="no deliveries", spare=("rev", "next", "alert", "desk", "attempts"))


@deliveries.command()
@click.argument("delivery", nargs=-1, type=int)
@click.option("--all", "every", is_flag=True, help="Every dead delivery.")
@config_option
@state_option
@json_option
def retry(
    delivery: tuple[int, ...], every: bool, config_dir: Path | None, state_dir: Path | None, as_json: bool
) -> None:
    """Send dead deliveries again, with their attempts counted afresh. The service takes them within a second."""
    if every == bool(delivery):
        raise UsageError("name the deliveries to retry, or say --all; see `parley deliveries list --state dead`")
    storable = [number for number in delivery if 0 < number <= MOST_NUMBER]
    with Setting.find(config_dir, state_dir).database() as database, database.transaction() as tx:
        changed = outbox.retry(tx, None if every else storable)
    if as_json:
        print_json({"retried": changed})
    else:
        listed = f": {', '.join(map(str, changed))}" if changed else ""
        are = "is" if len(changed) == 1 else "are"
        click.echo(f"{counted(len(changed), 'delivery', 'deliveries')} {are} pending again{listed}")
    untouched = sorted(set(delivery) - set(changed))
    if untouched:
        raise UsageError(f"not retried, sent already or not there: {', '.join(map(str, untouched))}")
