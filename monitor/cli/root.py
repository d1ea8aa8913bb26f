"""The root command: finds the others when they are asked for, and turns Parley's errors into words and exit codes."""

import io
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from sqlalchemy.exc import DBAPIError

import monitor
from monitor import config
from monitor.cli.listing import Listing
from monitor.cli.output import end_of_output
from monitor.errors import ConfigError, ParleyError, UsageError

EXIT_WRONG, EXIT_USAGE, EXIT_CONFIG = 1, 2, 78

HELP = """Parley watches official feeds and tells desks of prisoner exchanges and negotiation rounds.

\b
First steps:
  parley demo      a rehearsal on this machine: no network, no set-up
  parley check     every mistake in the configuration, with its mend
  parley run       the service

The configuration is looked for in ./config, then /etc/parley, then the one built in; --config DIR names another.
"""


class Root(Listing):
    """A group whose commands are named as `module:attribute`, in the order of their use."""

    def __init__(self, commands: Mapping[str, str]) -> None:
        super().__init__("parley", help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
        self._places = commands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        _print_anything()
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            end_of_output()
        except ConfigError as error:
            click.echo(config.render(error.problems), err=True)
            sys.exit(EXIT_CONFIG)
        except UsageError as error:
            click.echo(f"parley: {error}", err=True)
            sys.exit(EXIT_USAGE)
        except DBAPIError as error:
            reason = str(error.orig).strip().partition("\n")[0]
            click.echo(f"parley: the database cannot be used: {reason}", err=True)
            sys.exit(EXIT_WRONG)
        except ParleyError as error:
            click.echo(f"parley: {error}", err=True)
            sys.exit(EXIT_WRONG)


def _print_anything() -> None:
    """Characters that the terminal's encoding lacks are printed as escapes; they are no reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def build(commands: Mapping[str, str]) -> click.Group:
    """The whole command line over the commands named."""
    return click.version_option(monitor.__version__, prog_name="parley")(Root(commands))
