from pathlib import Path

import click

from monitor.app.paths import database_url
from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import print_json
from monitor.cli.setting import Setting
from monitor.store import Database
from monitor.store import upgrade as upgrade_database


@click.group(cls=Listing)
def db() -> None:
    """The database."""


@db.command()
@config_option
@state_option
@json_option
def upgrade(config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """Bring the schema up to this version. `parley run` does it by itself; nothing stored is lost."""
    setting = Setting.find(config_dir, state_dir)
    database = Database(database_url(setting.catalog, setting.state))
    try:
        before, now_at = upgrade_database(database)
    finally:
        database.close()
    where = database.url.render_as_string()
    if as_json:
        print_json({"database": where, "before": before, "now": now_at})
    elif before == now_at:
        click.echo(f"{where} is at revision {now_at} already")
    else:
        click.echo(f"{where}: from {before or 'nothing'} to revision {now_at}")
