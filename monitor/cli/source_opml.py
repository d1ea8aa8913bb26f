"""`parley sources import` and `parley sources export`."""

import os
import sys
from pathlib import Path

import click

from monitor import config
from monitor.cli.options import config_option, json_option
from monitor.cli.output import counted, print_json, print_table
from monitor.cli.root import EXIT_WRONG
from monitor.config import opml
from monitor.config.drafts import title_of
from monitor.config.importing import Import, import_outlines
from monitor.config.writing import save
from monitor.errors import UsageError


@click.command("import", short_help="Take over the feeds of an OPML file, such as another reader's.")
@click.argument("file", metavar="OPML", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--country", metavar="CC", help="The country of feeds whose folder or address does not tell it.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
@config_option
@json_option
def import_opml(file: str, country: str | None, dry_run: bool, config_dir: Path | None, as_json: bool) -> None:
    """Write the feeds of OPML (`-` is standard input) into the configuration; none is visited.

    What `parley sources export` wrote comes back as it was. Of another program's feeds the folder tells the country
    (`UA` or `Ukraine`), else the address does. Feeds that the configuration has already are named and left out. Exits
    with 1 when others had to be left out too.
    """
    directory = config.locate(config_dir)
    book = config.read_sources(directory)
    with click.open_file(file, "rb") as opened:
        content = opened.read()
    name = "standard input" if file == "-" else file
    outlines = opml.read(content, name)
    if not outlines:
        raise UsageError(f"{name} names no feed: an outline of one has an `xmlUrl`")
    shown = content.decode("utf-8", "replace")
    plan = import_outlines(outlines, book, directory, path=name, content=shown, country=country)
    if plan.drafts and not dry_run:
        save(directory, plan.texts, before=book.texts)
    if as_json:
        print_json(_as_data(plan, written=not dry_run))
    else:
        _print(plan, name, written=not dry_run)
    sys.exit(EXIT_WRONG if any(not each.known for each in plan.skipped) else 0)


@click.command("export", short_help="All sources as OPML 2.0.")
@click.argument("path", metavar="[OPML]", required=False, type=click.Path(dir_okay=False, path_type=Path))
@config_option
@json_option
def export_opml(path: Path | None, config_dir: Path | None, as_json: bool) -> None:
    """Write all sources, those that are switched off too, as OPML 2.0 to the file OPML or to standard output.

    Other programs read names, addresses, languages and folders; `parley sources import` takes everything back. Secrets
    are not in it, only references to them.
    """
    book = config.read_sources(config.locate(config_dir))
    if as_json:
        print_json([{"file": each.file, **each.keys} for each in book.sources])
        return
    titles = {name: title_of(name.rpartition("/")[2].removesuffix(".yaml")) for name in book.texts}
    text = opml.write(book.sources, titles)
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {os.strerror(error.errno or 0)}") from error
    click.echo(f"{path}: {counted(len(book.sources), 'source')}", err=True)


def _as_data(plan: Import, *, written: bool) -> dict[str, object]:
    return {
        "written": written,
        "added": [{"file": each.file, **each.keys} for each in plan.drafts],
        "skipped": plan.skipped,
    }


def _print(plan: Import, name: str, *, written: bool) -> None:
    rows = [
        (each.keys["id"], each.keys.get("side"), each.keys["name"], each.file, each.keys["url"]) for each in plan.drafts
    ]
    if rows:
        print_table(("source", "side", "name", "file", "url"), rows, empty="", spare=("url", "name"))
    for skipped in plan.skipped:
        click.echo(f"{name}:{skipped.line}: left out “{skipped.name}”: {skipped.why}", err=True)
    done = "written" if written else "would be written"
    click.echo(f"{counted(len(plan.drafts), 'source')} {done}, {len(plan.skipped)} left out", err=True)
