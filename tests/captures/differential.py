"""Both ways of reading give the same entries: over feeds that are invented, and over a folder of real ones.

    python -m tests.captures.differential [--feeds N] [--first N] [FOLDER]

Every feed that the fast way reads is read by feedparser as well; each difference is printed, and the command exits 1.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from monitor.errors import ParseError
from monitor.model.content import ParsedFeed
from monitor.parse.fast import parse_feed_fast
from monitor.parse.feed import parse_feed_carefully
from tests.captures import DEFAULT_FOLDER, documents_in
from tests.captures.invented import Inventor

URL = "https://feeds.example/a/feed.xml"
FULL = 5_000
_MOST_ENTRIES = 5_000


def fast(body: bytes) -> ParsedFeed | None:
    return parse_feed_fast(body, {}, URL, "Europe/Moscow", _MOST_ENTRIES)


def carefully(body: bytes) -> ParsedFeed | str:
    """The feed, or the reason of the refusal."""
    try:
        return parse_feed_carefully(body, {}, URL, "Europe/Moscow", _MOST_ENTRIES)
    except ParseError as refused:
        return refused.reason


def difference(body: bytes) -> str | None:
    """What the two ways say differently of a document that both read; None for nothing."""
    ours = fast(body)
    if ours is None:
        return None
    theirs = carefully(body)
    if ours == theirs:
        return None
    if isinstance(theirs, str):
        return f"read, where the careful way says {theirs}"
    return next(_differences(ours, theirs), "differs")


def _differences(ours: ParsedFeed, theirs: ParsedFeed) -> Iterator[str]:
    for name in ("title", "lang", "warning", "skipped"):
        if getattr(ours, name) != getattr(theirs, name):
            yield f"{name}: {getattr(ours, name)!r} for {getattr(theirs, name)!r}"
    if len(ours.entries) != len(theirs.entries):
        yield f"{len(ours.entries)} entries for {len(theirs.entries)}"
    for number, (one, other) in enumerate(zip(ours.entries, theirs.entries, strict=False)):
        for name in ("id", "link", "title", "text", "published", "updated", "lang"):
            if getattr(one, name) != getattr(other, name):
                yield f"entry {number}: {name}: {getattr(one, name)!r} for {getattr(other, name)!r}"


def invented(first: int, count: int) -> Mapping[str, bytes]:
    return {f"invented {number}": Inventor(number).feed() for number in range(first, first + count)}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=DEFAULT_FOLDER)
@click.option("--feeds", default=FULL, show_default=True, help="How many to invent.")
@click.option("--first", default=0, show_default=True, help="The number of the first of them.")
def main(folder: Path, feeds: int, first: int) -> None:
    """Read every feed both ways and compare."""
    documents: Iterable[tuple[str, bytes]] = [*documents_in(folder).items(), *invented(first, feeds).items()]
    differing = read = 0
    for name, body in track(list(documents), "feeds", console=Console(stderr=True), transient=True):
        read += fast(body) is not None
        if told := difference(body):
            differing += 1
            click.echo(f"{name}: {told}")
    click.echo(f"{len(list(documents))} feeds, {read} read the fast way, {differing} of them differently")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
