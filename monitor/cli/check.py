import sys
from pathlib import Path

import click

from monitor import config
from monitor.cli.options import config_option, json_option
from monitor.cli.output import counted, print_json
from monitor.cli.root import EXIT_CONFIG
from monitor.errors import ConfigError


@click.command(short_help="Find every mistake in the configuration.")
@config_option
@json_option
def check(config_dir: Path | None, as_json: bool) -> None:
    """Find every mistake in the configuration, then run every rule's examples.

    Each mistake is shown with file, line and column, the line itself, and how to mend it. Exits with 78 when there is
    one, with 0 when the service would start.
    """
    directory = config.locate(config_dir)
    try:
        catalog = config.load(directory)
    except ConfigError as error:
        if as_json:
            print_json({"ok": False, "config": str(directory), "problems": config.as_json(error.problems)})
        else:
            click.echo(config.render(error.problems))
        sys.exit(EXIT_CONFIG)
    examples = sum(len(rule.must_match) + len(rule.must_not_match) for rule in catalog.rules.values())
    counts = {
        "sources": len(catalog.sources),
        "rules": len(catalog.rules),
        "examples": examples,
        "channels": len(catalog.channels),
        "desks": len(catalog.desks),
    }
    if as_json:
        print_json({"ok": True, "config": str(directory), "catalog": catalog.hash, "problems": [], **counts})
    else:
        listed = ", ".join(counted(number, name.removesuffix("s")) for name, number in counts.items())
        click.echo(f"{directory}: no mistakes. {listed}; configuration {catalog.hash}.")
