from pathlib import Path

import click

from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json, print_table
from monitor.cli.setting import Setting
from monitor.cli.source_adding import add
from monitor.cli.source_opml import export_opml, import_opml
from monitor.cli.source_plan import plan
from monitor.cli.source_rows import source_rows
from monitor.cli.source_verifying import verify
from monitor.source import Condition


@click.group(cls=Listing)
def sources() -> None:
    """The publications that are watched."""


for command in (plan, add, verify, import_opml, export_opml):
    sources.add_command(command)


@sources.command("list", short_help="Every source with its condition, since when and why.")
@click.option("--condition", "wanted", type=click.Choice([each.value for each in Condition]), help="Only these.")
@config_option
@state_option
@json_option
def list_sources(wanted: str | None, config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """Every source with its condition, since when it is in it, and why. Times are UTC. What to do about it is in
    `parley status` and with --json.

    \b
    ok              the last visit was good
    new             not visited yet
    failing         the last visit failed; it is tried again soon
    down            it keeps failing; it is still tried
    challenge, login, html_not_feed, truncated
                    an answer came that is not the feed
    shrunk          far fewer entries than usual
    frozen          the same document for longer than its habit explains
    silent          no news for longer than its habit explains
    mirror          its first address fails; another is read
    validators_lie  the server said "not modified" of what was; it is fetched in full
    moved           it is sent on for good to another address
    overdue         its visit should have been made: no service runs, or it cannot keep up
    off             not in the configuration, or switched off in the database
    """
    rows = [row for row in source_rows(Setting.find(config_dir, state_dir)) if wanted in {None, row["condition"]}]
    if as_json:
        print_json(rows)
        return
    columns = ("source", "side", "condition", "since", "why", "items", "last good", "next", "url")
    table = [
        (
            row["id"],
            row["side"],
            row["condition"],
            row["since"],
            row["explanation"] if row["condition"] != Condition.OK else "",
            row["items"],
            row["last_ok_at"],
            row["due_at"],
            row["url"],
        )
        for row in rows
    ]
    spare = ("since", "next", "last good", "items", "side", "url")
    print_table(columns, table, empty="no such sources", spare=spare)
