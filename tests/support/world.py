"""Small whole values of the model for tests: a catalog with one word as its rule, sources, entries, visits."""

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.extract import compile_lexicons
from monitor.match import compile_rules
from monitor.model.catalog import Catalog, Channel, ChannelKind, Clause, Desk, Rule, Settings, Severity, Source
from monitor.model.content import Document, Entry, ParsedFeed
from monitor.model.plan import PollClaim
from monitor.pipeline import Visit

RULE = Rule(
    id="exchange",
    title="Exchange of prisoners",
    topic="exchange",
    severity=Severity.URGENT,
    any=(Clause("keyword", "exchange of prisoners", "any.0.keyword"),),
)
TALKS = Rule(
    id="talks",
    title="Negotiation round",
    topic="negotiation",
    severity=Severity.ALERT,
    any=(Clause("keyword", "round of talks", "any.0.keyword"),),
)
LONG_ENOUGH = " The ministry gave no further details on how many people came home that day."


def source(source_id: str = "mod", **changes: object) -> Source:
    plain = Source(
        id=source_id,
        name=f"Ministry {source_id}",
        url=f"https://{source_id}.example/feed",
        body="defence",
        side="RU",
        family=source_id,
        lang="en",
        every=timedelta(minutes=5),
        host_gap=timedelta(seconds=2),
        timezone="UTC",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field of the source


def channel(channel_id: str = "hook", **changes: object) -> Channel:
    plain = Channel(
        id=channel_id,
        kind=ChannelKind.WEBHOOK,
        retries=(timedelta(seconds=5), timedelta(minutes=5)),
        timeout=timedelta(seconds=5),
        url="https://desk.example/hook",
        secrets=("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field of the channel


def desk(desk_id: str = "news", **changes: object) -> Desk:
    plain = Desk(id=desk_id, name=f"Desk {desk_id}", timezone="Europe/Kyiv", channels=("hook",))
    return replace(plain, **changes)  # type: ignore[arg-type] # any field of the desk


def catalog(
    *sources: Source, rules: tuple[Rule, ...] = (RULE, TALKS), desks: tuple[Desk, ...] | None = None, **settings: object
) -> Catalog:
    return Catalog(
        settings=replace(Settings(contact="ops@desk.example"), **settings),  # type: ignore[arg-type] # any setting
        sources={each.id: each for each in sources or (source(),)},
        rules={rule.id: rule for rule in rules},
        matcher=compile_rules(rules),
        extractor=compile_lexicons({}),
        channels={"hook": channel()},
        desks={each.id: each for each in (desks if desks is not None else (desk(),))},
        hash="0123456789abcdef",
    )


def entry(number: int, text: str = "An exchange of prisoners took place.", **changes: object) -> Entry:
    plain = Entry(
        id=f"urn:item:{number}",
        link=f"https://mod.example/news/{number}",
        title=f"Statement {number}",
        text=text,
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field of the entry


def visit(claim: PollClaim, *entries: Entry, etag: str | None = '"1"', body: bytes = b"<rss/>") -> Visit:
    """A visit that brought these entries."""
    headers = {} if etag is None else {"etag": etag}
    document = Document(claim.state.url, 200, headers, body, fetched_at=claim.claimed_at)
    return Visit(claim, document, ParsedFeed(entries))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def dated(number: int, published: datetime | None, text: str = "An exchange of prisoners took place.") -> Entry:
    return entry(number, text, published=published)
