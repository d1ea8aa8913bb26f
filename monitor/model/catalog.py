"""The Catalog's shape: the whole compiled configuration, immutable, with a hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum
from ipaddress import IPv4Network, IPv6Network
from typing import Protocol
from urllib.parse import urlsplit

from monitor.model.content import Match
from monitor.model.fact import Extractor, Fact, Kind, Status
from monitor.model.identity import LEARNED, IdentityRules

Network = IPv4Network | IPv6Network


class Severity(IntEnum):
    """How loudly a desk is told; ordered."""

    NOTE = 0
    ALERT = 1
    URGENT = 2
    FLASH = 3

    @property
    def label(self) -> str:
        return self.name.lower()


class ChannelKind(StrEnum):
    EMAIL = "email"
    WEBHOOK = "webhook"
    CONSOLE = "console"


class SourceKind(StrEnum):
    """What is read: a feed (RSS, RDF, Atom, JSON Feed), a sitemap or an index of sitemaps, a listing page."""

    FEED = "feed"
    SITEMAP = "sitemap"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class ListingProfile:
    """Where a page has its items. Each is a CSS selector, within the item but for `item` and `article`.

    `selector@attribute` takes an attribute, `@attribute` one of the item itself; several may stand with `|` between
    them, and the first that finds something counts. An empty `title` is the link's text, else the first line of `text`.
    An empty `date` is what `time` or a text in the item says. `article` is where a linked page has its text; empty is
    for the extractor to find out. `month_first` says how to read `06/02/2025`. Items that are `whole` say no more on a
    page of their own.
    """

    name: str
    item: str
    link: str = "a[href]@href"
    title: str = ""
    date: str = ""
    text: str = ""
    id: str = ""
    article: str = ""
    month_first: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class ArticlePolicy:
    """When the page behind an entry is read as well: where the entry's text has fewer than `shorter_than` characters or
    breaks off. `selector` is the CSS selector of a page's text; empty is for the extractor to find out. Pages lie on
    the source's own site, or on one of `hosts`."""

    fetch: bool = True
    selector: str = ""
    hosts: tuple[str, ...] = ()
    shorter_than: int = 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the configuration something was written; 1-based."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A watched publication. `timezone` is an IANA name for dates without one.

    It is visited `every` so often where that is set; else as its habit and the budget have it, at intervals from
    `shortest` to `longest`, its entries counting `weight` times the usual. `mirrors` are further addresses of the same
    publication, for when the first fails. `headers` go with every request to its own host, and to no other. `listing`
    is how to read a page; None tries the profiles that come with the program. `identity` is what the operator says of
    its ids, links and dates. `robots_ignored` is the operator's reason to visit pages whatever robots.txt says of them;
    None is to honour it.
    """

    id: str
    name: str
    url: str
    body: str
    side: str
    family: str
    lang: str | None
    every: timedelta | None
    host_gap: timedelta
    timezone: str
    tier: int = 2
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    kind: SourceKind = SourceKind.FEED
    listing: ListingProfile | None = None
    shortest: timedelta = timedelta(minutes=2)
    longest: timedelta = timedelta(hours=1)
    weight: float = 1.0
    mirrors: tuple[str, ...] = ()
    identity: IdentityRules = LEARNED
    robots_ignored: str | None = None
    article: ArticlePolicy = ArticlePolicy()

    @property
    def minds_robots(self) -> bool:
        """Whether robots.txt says if the source itself may be visited: feeds and sitemaps are there for programs."""
        return self.kind is SourceKind.PAGE and self.robots_ignored is None

    @property
    def host(self) -> str:
        """`host:port`, the unit of politeness."""
        return host_of(self.url)


@dataclass(frozen=True, slots=True)
class FactCondition:
    """What a fact must be. Empty sets, and None, ask for nothing.

    `status` and `categories`: it has one of these. `parties`: it names all of these. `background`: it is only recalled
    (True) or news (False). `ordinal`: it is counted ("the second stage", "the next round") or not.
    """

    kind: Kind
    status: frozenset[Status] = frozenset()
    background: bool | None = False
    ordinal: bool | None = None
    parties: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a rule. `kind` is `keyword`, `regex` or `fact`; `path` is its place in the rule,
    `any.0.keyword`. A fact has its `condition` and no pattern. `weight` counts under `at_least`."""

    kind: str
    pattern: str
    path: str
    condition: FactCondition | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Holds where the weights of the clauses that hold come to `count`."""

    count: int
    of: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an operator wrote: matches when any of `any`, all of `all`, enough of `at_least` and none of `none` hold.

    `langs` limits it to entries of these languages; empty means all, and an entry without a language is tried by all.
    """

    id: str
    title: str
    topic: str
    severity: Severity
    any: tuple[Clause, ...] = ()
    all: tuple[Clause, ...] = ()
    none: tuple[Clause, ...] = ()
    langs: frozenset[str] = frozenset()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    at_least: AtLeast | None = None

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All of them."""
        return (*self.any, *self.all, *(self.at_least.of if self.at_least else ()), *self.none)


class Matcher(Protocol):
    """Rules, compiled."""

    def match(self, title: str, text: str, lang: str | None = None, facts: Sequence[Fact] = ()) -> tuple[Match, ...]:
        """Every rule that matches, in the order of the rules, with spans into the original title and text.

        Conditions on facts hold only for what `facts` has: without them, matches are what the words alone say.
        """
        ...

    def wants_facts(self, title: str, text: str, lang: str | None = None) -> bool:
        """Whether some rule may match, or match by more, once the item's facts are known."""
        ...


@dataclass(frozen=True, slots=True)
class Relay:
    """An SMTP relay. `security` is `none`, `starttls` or `tls`; user and password come from secrets."""

    host: str
    port: int
    security: str
    username: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a desk. `retries` are the waits after each failed attempt; when they are used up the delivery is dead.

    E-mail has `relay`, `sender`, `to`; webhook has `url` and `secrets` (the first signs, all are sent while rotating).
    """

    id: str
    kind: ChannelKind
    retries: tuple[timedelta, ...]
    timeout: timedelta
    relay: Relay | None = None
    sender: str | None = None
    to: tuple[str, ...] = ()
    url: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who reads. It is told of alerts of `min_severity` and above, from `rules` where any are named (else all)."""

    id: str
    name: str
    timezone: str
    channels: tuple[str, ...]
    min_severity: Severity = Severity.NOTE
    rules: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """The guard's limits: whole visit, sizes in bytes (on the wire and decoded), redirects."""

    deadline: timedelta = timedelta(seconds=8)
    max_wire: int = 8 * 1024 * 1024
    max_body: int = 16 * 1024 * 1024
    max_header: int = 32 * 1024
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class ParseLimits:
    """What one document may cost: CPU seconds, address space in bytes, wall time, entries."""

    cpu: timedelta = timedelta(seconds=4)
    memory: int = 768 * 1024 * 1024
    deadline: timedelta = timedelta(seconds=8)
    max_entries: int = 5000
    workers: int = 2


@dataclass(frozen=True, slots=True)
class RequestBudget:
    """Requests an hour, as a mean over the week: in all, and to one host; `hosts` (`host:port`) where some differ."""

    per_hour: float = 3600.0
    per_host: float = 60.0
    hosts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """The service's own settings (parley.yaml). `database` is a SQLAlchemy URL or None for the default file.

    `proxy` is an http URL, with credentials where it asks for them; `authorities` holds certificates (PEM) that are
    trusted beside the machine's.
    """

    contact: str
    database: str | None = field(default=None, repr=False)
    alert_window: timedelta = timedelta(hours=24)
    allow: tuple[Network, ...] = ()
    proxy: str | None = field(default=None, repr=False)
    authorities: str | None = None
    fetch: FetchLimits = FetchLimits()
    parse: ParseLimits = ParseLimits()
    concurrency: int = 64
    budget: RequestBudget = RequestBudget()
    keep_polls: timedelta = timedelta(days=14)
    log_format: str = "auto"
    log_level: str = "info"


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything compiled. `hash` is of the files' contents and changes with any of them."""

    settings: Settings
    sources: Mapping[str, Source]
    rules: Mapping[str, Rule]
    matcher: Matcher
    extractor: Extractor
    channels: Mapping[str, Channel]
    desks: Mapping[str, Desk]
    hash: str


def host_of(url: str) -> str:
    """`host:port` of a URL, lower-case, the scheme's port where it names none."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{(parts.hostname or '').lower()}:{port}"
