"""`parley sources add`."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import click

from monitor import config
from monitor.app.probing import Found, Prober
from monitor.cli.options import config_option, json_option
from monitor.cli.output import counted, print_json, print_table, printable
from monitor.clock import SystemClock
from monitor.config import SourceBook
from monitor.config.drafts import Draft, Seen, draft, refuse_known, title_of
from monitor.config.schema import Body
from monitor.config.writing import new_file, save, with_sources
from monitor.errors import FetchError, ParleyError, ParseError
from monitor.model.catalog import SourceKind
from monitor.model.content import Entry

SHOWN = 5
GAP = timedelta(seconds=2)

_MENDS = {
    "html_not_feed": "Name the page that lists the news, or the feed itself.",
    "no_items": "Name the page that lists the news; one that a browser puts together by script cannot be read.",
    "challenge": "The site checks its visitors and lets no program in: look for a mirror, or ask its owner.",
    "login": "The site asks to log in: look for a public page of it.",
    "not_a_feed": "Look at the address: it is neither a feed, a sitemap nor a page.",
    "address_refused": "To visit an address of your own network, put it into `network.allow` in parley.yaml.",
    "dns": "Look at the spelling of the host, and whether this machine has a network.",
    "connect": "Look at the host and the port, and whether the site lets this machine in.",
    "deadline": "The site is slow or silent: try again later, or allow more with `network.deadline` in parley.yaml.",
    "tls": "Look at its certificate in a browser; authorities of your own go into `network.authorities`.",
    "http_403": "The site does not let programs in, or not from here: look for a mirror, or ask its owner.",
    "http_404": "Look at the address: the site does not have it.",
    "http_410": "Look at the address: the site does not have it any more.",
    "scheme_refused": "Begin the address with `https://`.",
}


@click.command(short_help="Find the feed at an address and write it down as a source.")
@click.argument("url")
@click.option("--yes", "-y", is_flag=True, help="Write it without asking.")
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="What to look for there.")
@click.option("--id", "source_id", metavar="ID", help="Its name for life; else made of country, host and language.")
@click.option("--name", metavar="NAME", help="As desks read it; else the title of the feed.")
@click.option("--country", metavar="CC", help="UA, RU, …, or INT: which file; else by the domain.")
@click.option("--side", metavar="CC", help="For whom it speaks, a country or `third`; else the country.")
@click.option("--family", metavar="ID", help="Sources that copy each other share one; else that of its host.")
@click.option("--body", type=click.Choice(get_args(Body)), help="What kind of body speaks.")
@click.option("--tier", type=click.IntRange(1, 3), help="1 speaks first hand and fast, 3 is background.")
@click.option("--lang", metavar="LANG", help="Its language, such as uk; else as the feed says.")
@click.option("--timezone", metavar="ZONE", help="Of dates that do not say their own; else the country's.")
@click.option("--file", "file_name", metavar="FILE", help="The file in sources/; else the country's.")
@click.option("--disabled", is_flag=True, help="Write it down without watching it.")
@click.option("--ignore-robots", metavar="REASON", help="Watch a page though robots.txt asks not to, and why.")
@config_option
@json_option
def add(
    url: str,
    yes: bool,
    kind: str | None,
    config_dir: Path | None,
    as_json: bool,
    disabled: bool,
    ignore_robots: str | None,
    source_id: str | None,
    file_name: str | None,
    **given: Any,
) -> None:
    """Find out what is at URL, show its last entries, and write it into the configuration as a source.

    URL may be a feed, a sitemap, a page that speaks of a feed, a page that lists news, or a channel on t.me. What is
    shown is what would be written; nothing is written before it has been asked for, or without a look at the whole
    configuration that comes of it. A running service takes it up with SIGHUP.
    """
    directory = config.locate(config_dir)
    book = config.read_sources(directory)
    url = url if "://" in url else f"https://{url}"
    refuse_known(url, book)
    found = _probe(url, book, given["timezone"], kind)
    given |= {"id": source_id, "file": file_name, "enabled": False if disabled else None}
    given |= {"robots": {"ignore": True, "reason": ignore_robots} if ignore_robots else None}
    seen = Seen(found.url, found.kind, found.listing, found.feed.title, found.feed.lang)
    drafted = draft(seen, book, given)
    text = _text(drafted, book)
    _show(url, found, drafted, text, directory, as_json=as_json, written=yes)
    if found.refusal is not None and ignore_robots is None:
        raise ParleyError(
            f"{found.url}: {found.refusal.detail.partition('; ')[0]}. Have a reason to visit it all the same? "
            "Give it with --ignore-robots"
        )
    if not yes and (as_json or not _agreed()):
        click.echo("Nothing was written; --yes writes it.", err=True)
        sys.exit(0 if as_json else 1)
    save(directory, {drafted.file: text}, before=book.texts)
    click.echo(f"{directory / drafted.file} has it now. A running service takes it up with SIGHUP.", err=True)


def _probe(url: str, book: SourceBook, timezone: str | None, kind: str | None) -> Found:
    async def look() -> Found:
        async with Prober(book.settings, SystemClock()) as prober:
            return await prober.recognise(url, timezone or "UTC", GAP, SourceKind(kind) if kind else None)

    try:
        return asyncio.run(look())
    except (FetchError, ParseError) as error:
        mend = _MENDS.get(error.reason, "Look at it in a browser, and try again.")
        raise ParleyError(f"{url}: {error.detail} ({error.reason}). {mend}") from error


def _text(drafted: Draft, book: SourceBook) -> str:
    before = book.texts.get(drafted.file)
    if before is None:
        before = new_file(title_of(drafted.file.rpartition("/")[2].removesuffix(".yaml")))
    return with_sources(before, [drafted.keys], name=drafted.file)


def _show(url: str, found: Found, drafted: Draft, text: str, directory: Path, *, as_json: bool, written: bool) -> None:
    entries = sorted(found.feed.entries, key=_age)
    if as_json:
        newest = [{"published": each.published, "title": each.title, "link": each.link} for each in entries[:SHOWN]]
        others = [other.url for other in found.others]
        print_json(
            {
                "url": found.url,
                "kind": found.kind,
                "title": found.feed.title,
                "entries": len(entries),
                "newest": newest,
                "others": others,
                "file": drafted.file,
                "source": drafted.keys,
                "written": written,
            }
        )
        return
    click.echo(f"{_in_words(url, found)}, {counted(len(entries), 'entry', 'entries')}:", err=True)
    rows = [(each.published or each.updated, each.title or each.link) for each in entries[:SHOWN]]
    print_table(("published", "title"), rows, empty="It has no entries yet.")
    if found.others:
        click.echo("\nThe page speaks of other feeds, too; to add one of them, name it:", err=True)
        for other in found.others[:SHOWN]:
            click.echo(f"  {printable(other.url)}  {printable(other.title)}".rstrip(), err=True)
    click.echo(f"\n{directory / drafted.file}:", err=True)
    click.echo(text[text.rindex("\n", 0, text.rindex("- id:")) + 1 :].rstrip(), err=True)


def _age(entry: Entry) -> float:
    """Ascending with age; those without a date are last."""
    date = entry.published or entry.updated
    return -date.timestamp() if date else 0.0


def _in_words(url: str, found: Found) -> str:
    title = f" “{printable(found.feed.title)}”" if found.feed.title else ""
    how = f", read as {found.listing}" if found.listing else ""
    if found.kind is not SourceKind.PAGE and found.url.rstrip("/") != url.rstrip("/"):
        return f"{url} is a page; its {found.kind}{title} is at {printable(found.url)}"
    return f"{printable(found.url)} is a {found.kind}{title}{how}"


def _agreed() -> bool:
    try:
        return click.confirm("\nWrite it?", default=False, err=True)
    except click.Abort:
        click.echo(err=True)
        return False
