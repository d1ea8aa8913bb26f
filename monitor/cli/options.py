"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_DIRECTORY = click.Path(file_okay=False, path_type=Path)

config_option: Decorator = click.option(
    "--config", "config_dir", type=_DIRECTORY, metavar="DIR", help="The configuration directory."
)
state_option: Decorator = click.option(
    "--state-dir", type=_DIRECTORY, metavar="DIR", help="The folder of the database (default: ./var)."
)
json_option: Decorator = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
lang_option: Decorator = click.option(
    "--lang", metavar="LANG", help="The texts' language, such as uk; without it every rule is tried."
)
date_option: Decorator = click.option(
    "--date",
    "published",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day of publication, for “today”.",
)
