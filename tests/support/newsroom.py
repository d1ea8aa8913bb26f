"""A publisher and what is kept of him: posts as he writes them, read by the real parser, decided by the real pipeline,
written to a real database. Every post says which piece it is, so that what was lost or doubled can be counted."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import quoteattr

from sqlalchemy import select

from monitor import identify, pipeline
from monitor.clock import SteppedClock
from monitor.model.catalog import Catalog, Source
from monitor.model.content import Document, ParsedFeed
from monitor.model.identity import IdentityRules
from monitor.model.plan import Plan
from monitor.parse.feed import parse_feed
from monitor.pipeline import Visit
from monitor.store import Database, KnownRows, polls, sources
from monitor.store.tables import alert_revisions, alerts, items, versions
from tests.support import world

NOON = datetime(2025, 6, 9, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)
_WORDS = (
    "river bridge evening convoy hospital teacher market winter harbour engine letter garden border station museum",
    "radio factory village captain doctor school tunnel forest island library northern southern coastal mountain",
    "broken silent early heavy narrow bright hidden ancient modern yellow wooden frozen",
)


@dataclass(frozen=True)
class Post:
    """A post as it stands in a feed. `piece` names what it tells; `guid`, `link`, `title` and `text` are raw XML."""

    piece: str
    guid: str | None = None
    link: str | None = None
    title: str = ""
    text: str = ""
    date: datetime | None = None
    permalink: bool = False

    @property
    def xml(self) -> str:
        guid = f"<guid isPermaLink={quoteattr(str(self.permalink).lower())}>{self.guid}</guid>"
        return "".join(
            (
                "<item>",
                guid if self.guid is not None else "",
                f"<link>{self.link}</link>" if self.link is not None else "",
                f"<title>{self.title}</title>",
                f"<description>{self.text}</description>",
                f"<pubDate>{format_datetime(self.date)}</pubDate>" if self.date is not None else "",
                "</item>",
            )
        )


def post(piece: str, **changes: object) -> Post:
    """A post that a rule matches, in words of its own, under `/news/PIECE`."""
    chance = Random(piece)
    words = " ".join(chance.choice(" ".join(_WORDS).split()) for _ in range(18))
    plain = Post(
        piece,
        guid=f"urn:post:{piece}",
        link=f"https://mod.example/news/{piece}",
        title=f"Statement {words[:20]} {piece}",
        text=f"An exchange of prisoners took place. {words}.",
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # any field of the post


def posts(pieces: str, **changes: object) -> list[Post]:
    """One a letter."""
    return [post(piece, **changes) for piece in pieces]


ABOUT_SOURCE = alerts.c.subject_kind == "source"
ITS_ALERT = alerts.c.id == alert_revisions.c.alert_id


class Newsroom:
    """Polls of one or several sources, ten minutes apart where nothing else is said."""

    def __init__(self, database: Database, clock: SteppedClock, *names: str) -> None:
        self.database = database
        self.clock = clock
        self.catalog = world.catalog(*(world.source(name) for name in names or ("mod",)))
        self.plans: list[Plan] = []
        self._keys: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._sync()

    def set_rules(self, rules: IdentityRules, name: str = "mod") -> None:
        self._replace(replace(self.catalog.sources[name], identity=rules))

    def move(self, url: str, name: str = "mod") -> None:
        self._replace(replace(self.catalog.sources[name], url=url))

    def poll(
        self,
        document: Sequence[Post],
        *,
        name: str = "mod",
        after: timedelta = timedelta(minutes=10),
        mirror: str | None = None,
    ) -> Plan:
        """Publish a document, visit it, there or at a mirror, and remember which item every post became."""
        self.clock.advance(after)
        source, feed, body = self.catalog.sources[name], *self._read(document, name)
        with self.database.transaction() as tx:
            claim = polls.claim_source(tx, name, LEASE)
        assert claim is not None
        if mirror is not None:
            claim = replace(claim, state=replace(claim.state, url=mirror))
        fetched = Document(claim.state.url, 200, {}, body, fetched_at=claim.claimed_at)
        with self.database.transaction() as tx:
            known = KnownRows(tx)
            policy = identify.policy_for(known.habits(name), source.identity)
            decided = identify.decide(name, feed.entries, known, policy)
            plan = pipeline.poll(Visit(claim, fetched, feed), known, self.catalog, tx.now)
            polls.apply(tx, plan, self.catalog.hash)
        for each, identified in zip(document, decided, strict=True):
            self._keys[name, each.piece].add(identified.key)
        self.plans.append(plan)
        return plan

    def _read(self, document: Sequence[Post], name: str) -> tuple[ParsedFeed, bytes]:
        body = f"<rss version='2.0'><channel><title>x</title>{''.join(each.xml for each in document)}</channel></rss>"
        url = self.catalog.sources[name].url
        return parse_feed(body.encode(), {"content-type": "application/rss+xml"}, url, "UTC", 5000), body.encode()

    def mirror(self, url: str, name: str = "mod") -> None:
        self._replace(replace(self.catalog.sources[name], mirrors=(url,)))

    def _replace(self, source: Source) -> None:
        changed: Catalog = replace(self.catalog, sources={**self.catalog.sources, source.id: source})
        self.catalog = changed
        self._sync()

    def _sync(self) -> None:
        with self.database.transaction() as tx:
            sources.sync(tx, self.catalog.sources)

    @property
    def doubled(self) -> list[tuple[str, str]]:
        """Pieces that became several items."""
        return [piece for piece, keys in self._keys.items() if len(keys) > 1]

    @property
    def lost(self) -> list[tuple[str, str]]:
        """Pieces that share an item with another, or have none in the store."""
        owners: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for piece, keys in self._keys.items():
            for key in keys:
                owners[key].add(piece)
        stored = set(self._column(items.c.key))
        return [piece for key, pieces in owners.items() for piece in pieces if len(pieces) > 1 or key not in stored]

    @property
    def pieces(self) -> int:
        return len(self._keys)

    @property
    def items(self) -> int:
        return len(self._column(items.c.key))

    @property
    def alerts(self) -> int:
        return len(self._column(alerts.c.id, ~ABOUT_SOURCE))

    @property
    def updates(self) -> list[str]:
        """The reasons of all revisions but the first."""
        return self._column(alert_revisions.c.reason, alert_revisions.c.n > 1, ~ABOUT_SOURCE, ITS_ALERT)

    @property
    def reasons(self) -> list[str]:
        """How the versions came to be, in order."""
        return self._column(versions.c.identity_reason)

    @property
    def notices(self) -> list[str]:
        """What the operators were told of sources, by kind."""
        return self._column(alert_revisions.c.reason, ABOUT_SOURCE, ITS_ALERT)

    def rows(self, *columns: object) -> list[tuple[object, ...]]:
        """These columns of all versions, in order."""
        with self.database.reading() as tx:
            return [tuple(row) for row in tx.connection.execute(select(*columns).order_by(versions.c.id))]  # type: ignore[call-overload] # columns

    def _column(self, column: object, *where: object) -> list[str]:
        with self.database.reading() as tx:
            found = tx.connection.execute(select(column).where(*where))  # type: ignore[call-overload] # a column
            return list(found.scalars())


Play = Callable[[Newsroom], None]


@dataclass(frozen=True)
class Case:
    """What a publisher does after a first, empty document, and how many alerts it should raise in all: None for one a
    piece."""

    name: str
    play: Play
    alerts: int | None = None
    updates: int = 0
    sources: tuple[str, ...] = ("mod",)

    def judge(self, database: Database, clock: SteppedClock) -> None:
        room = Newsroom(database, clock, *self.sources)
        for name in self.sources:
            room.poll([], name=name)
        self.play(room)
        assert room.lost == []
        assert room.doubled == []
        assert room.items == room.pieces
        assert room.alerts == (room.pieces if self.alerts is None else self.alerts)
        assert len(room.updates) == self.updates


def each(*documents: Sequence[Post]) -> Play:
    """These documents in turn."""

    def play(room: Newsroom) -> None:
        for document in documents:
            room.poll(document)

    return play


def dated(pieces: str, **changes: object) -> list[Post]:
    """Posts with dates some minutes and seconds before the first document."""
    return [post(piece, date=NOON + timedelta(minutes=ord(piece) - 96, seconds=7), **changes) for piece in pieces]


def changed(document: Sequence[Post], **changes: Callable[[Post], object]) -> list[Post]:
    """Every post with these fields computed anew."""
    return [replace(each, **{name: make(each) for name, make in changes.items()}) for each in document]  # type: ignore[arg-type] # any field


def edited(one: Post) -> Post:
    return replace(one, text=f"{one.text} It was confirmed later.")
