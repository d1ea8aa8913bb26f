from pathlib import Path

import click

from monitor.app.rebuild import rebuild as replay
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import counted, print_json
from monitor.cli.setting import Setting
from monitor.errors import UsageError

EXIT_DIFFERS = 1


@click.command()
@click.option("--dry-run", is_flag=True, help="Compare only; what is stored stays as it is.")
@config_option
@state_option
@json_option
@click.pass_context
def rebuild(
    context: click.Context, config_dir: Path | None, state_dir: Path | None, *, dry_run: bool, as_json: bool
) -> None:
    """Replay all that was seen through the pipeline, each version at the time at which it was seen, and compare.

    Under the catalog that was in force, the same events and alerts come of it. Where they do not, each difference is
    named and the exit code is 1. Nothing is written to the database and nothing is sent.
    """
    if not dry_run:
        raise UsageError("say --dry-run: what has been told to desks is not rewritten")
    setting = Setting.find(config_dir, state_dir)
    with setting.database() as database:
        done = replay(database, setting.catalog)
    if as_json:
        print_json(done)
    else:
        replayed = f"{counted(done.versions, 'version')} replayed: {counted(done.events, 'event')}, "
        click.echo(replayed + f"{counted(done.alerts, 'alert')}; {counted(len(done.differences), 'difference')}")
        if done.skipped:
            click.echo(
                f"{counted(done.skipped, 'version')} of sources that are no longer configured left out", err=True
            )
        for line in done.differences:
            click.echo(f"  {line}")
    context.exit(EXIT_DIFFERS if done.differences else 0)
