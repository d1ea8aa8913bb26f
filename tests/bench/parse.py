"""`python -m tests.bench.parse [FOLDER]`: reading real feeds, Parley against feedparser.

A round reads every feed of the folder once. `parse_vs_feedparser` is feedparser with its defaults, which leaves texts
as sanitised markup, against Parley's whole reading to plain text; `same_entries_vs_feedparser` is Parley's own careful
way, which makes the very same entries by feedparser. `fast_path_share` is of the files that are feeds at all.
"""

import io
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import click
import feedparser

from monitor.errors import ParseError
from monitor.parse.fast import parse_feed_fast
from monitor.parse.feed import parse_feed, parse_feed_carefully
from tests.bench.report import in_turn, progress, report
from tests.captures import DEFAULT_FOLDER, documents_in

URL = "https://feeds.example/feed.xml"
_MOST_ENTRIES = 5_000


def figures(bodies: Sequence[bytes], rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """CPU seconds of each contender for a round over all feeds, and the figures of the bench."""
    feeds = [body for body in bodies if is_feed(body)]
    contenders = {
        "parley": lambda: [parse_feed(body, {}, URL, "UTC", _MOST_ENTRIES) for body in feeds],
        "feedparser": lambda: [feedparser.parse(io.BytesIO(body)) for body in feeds],
        "parley by feedparser": lambda: [parse_feed_carefully(body, {}, URL, "UTC", _MOST_ENTRIES) for body in feeds],
    }
    with progress("parse", steps=rounds * len(contenders)) as step, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds = in_turn(contenders, rounds, step)
    share = sum(parse_feed_fast(body, {}, URL, "UTC", _MOST_ENTRIES) is not None for body in feeds) / len(feeds)
    return seconds, {
        "parse_vs_feedparser": seconds["feedparser"] / seconds["parley"],
        "same_entries_vs_feedparser": seconds["parley by feedparser"] / seconds["parley"],
        "fast_path_share": share,
    }


def is_feed(body: bytes) -> bool:
    try:
        return bool(parse_feed(body, {}, URL, "UTC", _MOST_ENTRIES).entries)
    except ParseError:
        return False


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=DEFAULT_FOLDER)
@click.option("--rounds", default=3, show_default=True)
def main(folder: Path, rounds: int) -> None:
    """Measure on the feeds in FOLDER."""
    bodies = list(documents_in(folder).values())
    seconds, found = figures(bodies, rounds)
    rows = [[name, f"{each * 1000:.0f} ms", f"{each / seconds['parley']:.1f}"] for name, each in seconds.items()]
    report("parse", [f"{len(bodies)} files", "CPU a round", "times Parley"], rows, found)


if __name__ == "__main__":
    sys.exit(main())
