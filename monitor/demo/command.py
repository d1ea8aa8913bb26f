"""`parley demo`."""

import asyncio
import json
import shutil
import sys
from pathlib import Path

import click
from rich.console import Console

from monitor.app import logs
from monitor.demo.rehearsal import run
from monitor.errors import ParleyError, UsageError

WIDEST = 100
INTERRUPTED = 130


@click.command()
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    metavar="DIR",
    help="Where the database, the mails and the configuration are put. Emptied each time; a folder that holds "
    "anything else is refused.",
)
@click.option(
    "--pace",
    type=click.FloatRange(0, 10),
    default=0.7,
    show_default=True,
    metavar="SECONDS",
    help="The pause after each alert, so that it can be read. 0 goes as fast as the service does.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON; alerts are delivered, not drawn.")
@click.pass_context
def demo(context: click.Context, state: Path, pace: float, *, as_json: bool) -> None:
    """Rehearse a week of June 2025 on this machine, with no network and no set-up.

    The feeds of eight bodies, written for the rehearsal, are served on loopback and unfold in fast time. The real
    service polls them, stores what they say in SQLite, and delivers every alert as e-mail to a mail server and as a
    signed webhook to a receiver, both inside this process. The terminal shows the alerts as a desk reads them.

    Takes about half a minute. At the end everything is checked by what the two receivers got; the exit code is 1 if
    anything is missing or was told without need. The state folder is left for looking around.
    """
    console = Console(stderr=True, quiet=True) if as_json else _terminal()
    logs.configure("auto", "warning", logs.Redactor())
    try:
        summary = asyncio.run(run(state, console=console, pace=0 if as_json else pace))
    except KeyboardInterrupt:
        click.echo(f"Stopped. What there was by then is in {state}.", err=True)
        context.exit(INTERRUPTED)
    except ParleyError as error:
        click.echo(f"parley demo: {error}", err=True)
        context.exit(2 if isinstance(error, UsageError) else 1)
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
    context.exit(0 if summary.went_well else 1)


def _terminal() -> Console:
    """Lines longer than a hundred characters are hard to read, however wide the window is."""
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    return Console(file=sys.stdout, width=width, highlight=False)
