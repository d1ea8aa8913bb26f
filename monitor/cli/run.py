import asyncio
from pathlib import Path

import click
from rich.console import Console

from monitor import config
from monitor.app import daemon
from monitor.app.paths import state_directory
from monitor.cli.options import config_option, state_option


@click.command()
@config_option
@state_option
@click.option("--log", "log_format", type=click.Choice(["auto", "json", "text"]), help="The form of the log on stderr.")
def run(config_dir: Path | None, state_dir: Path | None, log_format: str | None) -> None:
    """Run the service: poll, detect, store, deliver.

    Ends on SIGTERM or Ctrl-C, having finished what is under way. SIGHUP reloads the configuration; a mistake in it
    is logged and the running configuration stays in force. Log lines go to stderr, alerts for console channels to
    stdout.
    """
    directory = config.locate(config_dir)
    state = state_directory(state_dir, directory)
    asyncio.run(daemon.run(directory, state, console=Console(), log_format=log_format))
