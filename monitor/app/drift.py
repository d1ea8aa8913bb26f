"""What has become of a source since it was written down: judged by one visit and nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from monitor.errors import FetchError, ParseError
from monitor.model.catalog import Source, SourceKind
from monitor.model.content import Document, Entry, FoundFeed, ParsedFeed

SLACK = 8
"""A source is stale when its newest entry is older than so many of its own usual gaps."""
SHORTEST_SILENCE = {1: timedelta(days=7), 2: timedelta(days=14), 3: timedelta(days=30)}
"""By tier: nobody is called stale earlier than this."""
AHEAD = timedelta(days=2)
_ENOUGH = 3

_BY_REASON = {
    "http_404": "gone",
    "http_410": "gone",
    "challenge": "challenge",
    "login": "login",
    "html_not_feed": "html",
    "empty": "empty",
    "no_items": "empty",
    "robots_disallowed": "robots",
    "robots_unavailable": "robots",
    "robots_unreadable": "robots",
    "tls": "tls",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which a source differs from what is written of it. `kind` is a stable name: `moved`, `gone`,
    `challenge`, `login`, `html`, `kind`, `empty`, `stale`, `dates`, `robots`, `tls`, `unreadable`, `unreachable`."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a visit brought. Where that is not of the source's kind, `seen_as` is what it can be read as, and `instead`
    are feeds that it speaks of."""

    source: Source
    document: Document | None = None
    feed: ParsedFeed | None = None
    error: FetchError | ParseError | None = None
    seen_as: SourceKind | None = None
    instead: tuple[FoundFeed, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """The date of the newest entry that has one."""
        return max(_dates(self.feed.entries), default=None) if self.feed else None


def drifts(inspection: Inspection, now: datetime) -> tuple[Drift, ...]:
    """Everything that has changed, the gravest first; empty where the source is as it is written."""
    return tuple(_drifts(inspection, now))


def _drifts(inspection: Inspection, now: datetime) -> Iterator[Drift]:
    source, document, feed, error = inspection.source, inspection.document, inspection.feed, inspection.error
    if error is not None:
        if inspection.seen_as is not None:
            yield Drift("kind", f"no {source.kind} but a {inspection.seen_as}: write `kind: {inspection.seen_as}`")
        else:
            fetched = isinstance(error, FetchError)
            kind = _BY_REASON.get(error.reason, "unreachable" if fetched else "unreadable")
            hint = f"; it speaks of {inspection.instead[0].url}" if inspection.instead else ""
            said = error.detail if kind == error.reason else f"{error.reason}: {error.detail}"
            yield Drift(kind, said + hint)
    if document is not None and document.moved_to is not None:
        yield Drift("moved", f"for good to {document.moved_to}")
    if feed is None:
        return
    if not feed.entries and not feed.more:
        yield Drift("empty", "it has no entries")
    yield from _of_dates(feed.entries, source, now)


def _of_dates(entries: Sequence[Entry], source: Source, now: datetime) -> Iterator[Drift]:
    dates = _dates(entries)
    ahead = sum(date > now + AHEAD for date in dates)
    if entries and not dates and source.kind is not SourceKind.SITEMAP:
        yield Drift("dates", f"none of its {len(entries)} entries has a date")
    elif ahead:
        yield Drift("dates", f"{ahead} of {len(entries)} entries are dated in the future")
    elif len(dates) >= _ENOUGH and len(set(dates)) == 1 and dates[0] > now - timedelta(minutes=5):
        yield Drift("dates", "all its entries bear the time of the visit")
    if dates and (age := now - max(dates)) > (limit := _longest_silence(dates, source.tier)):
        yield Drift("stale", f"its newest entry is {age.days} days old; after {limit.days} it is stale")


def _dates(entries: Sequence[Entry]) -> list[datetime]:
    return [date for entry in entries if (date := entry.published or entry.updated) is not None]


def _longest_silence(dates: Sequence[datetime], tier: int) -> timedelta:
    """From the document itself: its entries show how often the source speaks."""
    ordered = sorted(dates)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    usual = timedelta(seconds=median(gaps)) if gaps else timedelta(0)
    return max(SHORTEST_SILENCE[tier], SLACK * usual)
