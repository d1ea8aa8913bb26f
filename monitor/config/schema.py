"""What the files may hold, one model a table. Keys, kinds of values and defaults; what they mean is in the files."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from monitor.config.fields import (
    Cidr,
    Contact,
    Database,
    Email,
    Host,
    Id,
    Lang,
    Line,
    Party,
    PublicUrl,
    Secret,
    SecretUrl,
    Side,
    SigningKey,
    Text,
    Timezone,
    duration,
    fault,
    size,
)
from monitor.config.listing import check_selectors, selectors_of
from monitor.config.reach import Authorities, Headers, Proxy
from monitor.model.catalog import ListingProfile

Topic = Literal["exchange", "negotiation", "other"]
SeverityName = Literal["flash", "urgent", "alert", "note"]
Body = Literal[
    "defence",
    "foreign",
    "president",
    "government",
    "headquarters",
    "agency",
    "parliament",
    "organisation",
    "media",
    "other",
]
FactName = Literal["exchange", "bodies", "negotiation"]
StatusName = Literal[
    "proposed", "planned", "under_way", "done", "postponed", "called_off", "denied", "historic", "none"
]
Category = Literal[
    "under_25", "seriously_wounded", "wounded", "seriously_ill", "ill", "civilians", "women", "children", "azov",
    "border_guards", "national_guard", "police", "foreigners", "sensitive_category", "bodies",
]  # fmt: skip
OF_FACTS = frozenset({"status", "background", "ordinal", "parties", "categories"})


def _background(value: Any) -> bool | None:
    if value == "any":
        return None
    if not isinstance(value, bool):
        raise fault("one of `true`, `false` and `any` is wanted here", "Write `any` to take news and background alike.")
    return value


Background = Annotated[bool | None, BeforeValidator(_background)]
"""None for `any`."""
Every = Annotated[timedelta, duration("1s", "7d", "s")]
Bound = Annotated[timedelta, duration("10s", "7d", "m")]
PerHour = Annotated[float, Field(ge=0.1, le=1_000_000, strict=False)]
HostGap = Annotated[timedelta, duration("0s", "1h", "s")]


class Table(BaseModel):
    """A mapping of known keys. `ge`, `le` and lengths are as written; nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class ListingTable(Table):
    """CSS selectors; `selector@attribute` takes an attribute, and ` | ` stands between alternatives."""

    item: Text
    link: Text = "a[href]@href"
    title: str = ""
    date: str = ""
    text: str = ""
    id: str = ""
    article: str = ""
    month_first: bool = False
    whole: bool = False

    @model_validator(mode="after")
    def _readable(self) -> Self:
        check_selectors(self.profile)
        return self

    @property
    def profile(self) -> ListingProfile:
        return ListingProfile(name="own", **self.model_dump())


class IdentityTable(Table):
    """What an operator knows of a source's ids, links and dates; what is not written is learned."""

    ids: Literal["stable", "rotate", "repeat"] | None = None
    links: Literal["unique", "shared"] | None = None
    dates: Literal["fixed", "moving"] | None = None


class ArticleTable(Table):
    """When and how the pages behind entries are read."""

    fetch: Literal["stubs", "never"] = "stubs"
    selector: str = ""
    hosts: list[Host] = []
    shorter_than: Annotated[int, Field(ge=1, le=10_000)] = 400

    @model_validator(mode="after")
    def _readable(self) -> Self:
        check_selectors(ListingProfile(name="own", item="*", article=self.selector))
        return self


class RobotsTable(Table):
    """Why pages are visited though robots.txt may ask not to."""

    ignore: bool
    reason: Line

    @model_validator(mode="after")
    def _ignored(self) -> Self:
        if not self.ignore:
            raise fault("robots.txt is honoured anyway", "Remove `robots`, or write `ignore: true`.")
        return self


class SourceTable(Table):
    id: Id
    name: Line
    url: PublicUrl
    kind: Literal["feed", "sitemap", "page"] = "feed"
    listing: Annotated[ListingTable | None, BeforeValidator(selectors_of)] = None
    article: ArticleTable | None = None
    body: Body
    side: Side
    family: Id
    lang: Lang | None = None
    tier: Annotated[int, Field(ge=1, le=3)] = 2
    every: Every | None = None
    shortest: Bound | None = None
    longest: Bound | None = None
    weight: Annotated[float, Field(ge=0.1, le=100, strict=False)] | None = None
    mirrors: list[PublicUrl] = []
    host_gap: HostGap | None = None
    timezone: Timezone
    headers: Annotated[Headers, Field(repr=False)] = {}
    identity: IdentityTable = IdentityTable()
    robots: RobotsTable | None = None
    enabled: bool = True
    evidence: Line | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _of_a_page(self) -> Self:
        if self.listing is not None and self.kind != "page":
            raise fault("`listing` goes with a page", "Write `kind: page` beside it, or remove it.")
        return self

    @model_validator(mode="after")
    def _of_the_schedule(self) -> Self:
        if self.every is not None and (self.shortest is not None or self.longest is not None):
            raise fault(
                "`every` fixes the interval, so it has no bounds",
                "Keep `every`, or `shortest` and `longest` for a source that is visited when news is likely.",
            )
        if self.shortest is not None and self.longest is not None and self.shortest > self.longest:
            raise fault("`shortest` is longer than `longest`", "Exchange the two.")
        return self


class ClauseTable(Table):
    """A keyword, a regex, or a fact with what it must be."""

    keyword: Text = ""
    regex: Text = ""
    fact: FactName | None = None
    status: list[StatusName] = []
    background: Background = False
    ordinal: bool | None = None
    parties: list[Party] = []
    categories: list[Category] = []

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(map(bool, (self.keyword, self.regex, self.fact))) != 1:
            raise fault(
                "a condition is either a `keyword`, a `regex` or a `fact`",
                "Write one of the three; a new `-` begins another.",
            )
        extra = sorted(self.model_fields_set & OF_FACTS)
        if extra and not self.fact:
            raise fault(f"`{extra[0]}` goes with a `fact`", "Write `fact: exchange` beside it, or remove it.")
        return self


class WeightedClauseTable(ClauseTable):
    weight: Annotated[int, Field(ge=1, le=100)] = 1


class AtLeastTable(Table):
    count: Annotated[int, Field(ge=1)]
    of: Annotated[list[WeightedClauseTable], Field(min_length=1)]


class ExamplesTable(Table):
    match: Annotated[list[Text], Field(min_length=1)]
    no_match: Annotated[list[Text], Field(min_length=1)]


class RuleTable(Table):
    id: Id
    title: Line
    topic: Topic
    severity: SeverityName
    langs: list[Lang] = []
    any: list[ClauseTable] = []
    all: list[ClauseTable] = []
    none: list[ClauseTable] = []
    at_least: AtLeastTable | None = None
    examples: ExamplesTable

    @model_validator(mode="after")
    def _conditions(self) -> Self:
        if not self.any and not self.all and not self.at_least:
            raise fault("the rule can never match", "Give it `any:` or `all:` with a keyword or a regex.")
        return self


class RelayTable(Table):
    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: Text | None = None
    password: Annotated[Secret | None, Field(repr=False)] = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise fault("a user name goes with a password", "Write `username` and `password`, or neither.")
        return self


class ChannelTable(Table):
    id: Id
    retries: list[Annotated[timedelta, duration("1ms", "30d")]] | None = None
    timeout: Annotated[timedelta, duration("100ms", "10m")] = timedelta(seconds=30)


class EmailTable(ChannelTable):
    kind: Literal["email"]
    relay: RelayTable
    sender: Annotated[Email, Field(alias="from")]
    to: Annotated[list[Email], Field(min_length=1)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class WebhookTable(ChannelTable):
    kind: Literal["webhook"]
    url: Annotated[SecretUrl, Field(repr=False)]
    secret: Annotated[list[SigningKey], BeforeValidator(_as_list), Field(min_length=1, repr=False)]


class ConsoleTable(ChannelTable):
    kind: Literal["console"]


class DeskTable(Table):
    id: Id
    name: Line
    timezone: Timezone
    channels: Annotated[list[Text], Field(min_length=1)]
    min_severity: SeverityName = "note"
    rules: list[Text] = []


class NetworkTable(Table):
    allow: list[Cidr] = []
    proxy: Annotated[Proxy | None, Field(repr=False)] = None
    authorities: Annotated[Authorities | None, Field(repr=False)] = None
    deadline: Annotated[timedelta, duration("1s", "60s")] = timedelta(seconds=8)
    max_body: Annotated[int, size("1KB", "1GB")] = 16 << 20
    max_wire: Annotated[int, size("1KB", "1GB")] = 8 << 20
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5


class PollingTable(Table):
    every: Every | None = None
    shortest: Bound = timedelta(minutes=2)
    longest: Bound = timedelta(hours=1)
    host_gap: HostGap = timedelta(seconds=2)
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 64


class BudgetTable(Table):
    per_hour: PerHour = 3600
    per_host: PerHour = 60
    hosts: dict[Host, PerHour] = {}


class ParsingTable(Table):
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    cpu: Annotated[timedelta, duration("500ms", "120s")] = timedelta(seconds=4)
    memory: Annotated[int, size("128MB", "64GB")] = 768 << 20
    deadline: Annotated[timedelta, duration("1s", "120s")] = timedelta(seconds=8)
    max_entries: Annotated[int, Field(ge=1, le=100_000)] = 5000


class LogTable(Table):
    format: Literal["auto", "json", "text"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


class ServiceFile(Table):
    """parley.yaml"""

    contact: Contact
    database: Annotated[Database | None, Field(repr=False)] = None
    alert_window: Annotated[timedelta, duration("1m", "3650d", "h")] = timedelta(hours=24)
    network: NetworkTable = NetworkTable()
    polling: PollingTable = PollingTable()
    budget: BudgetTable = BudgetTable()
    parsing: ParsingTable = ParsingTable()
    keep_polls: Annotated[timedelta, duration("1h", "3650d", "d")] = timedelta(days=14)
    log: LogTable = LogTable()


class SourcesFile(Table):
    """sources/*.yaml"""

    sources: list[Any] = []


class RulesFile(Table):
    """rules/*.yaml"""

    rules: list[Any] = []


class DesksFile(Table):
    """desks.yaml"""

    channels: list[Any] = []
    desks: list[Any] = []


AnyChannel = EmailTable | WebhookTable | ConsoleTable

SOURCE: TypeAdapter[SourceTable] = TypeAdapter(SourceTable)
RULE: TypeAdapter[RuleTable] = TypeAdapter(RuleTable)
CHANNEL: TypeAdapter[AnyChannel] = TypeAdapter(Annotated[AnyChannel, Field(discriminator="kind")])
DESK: TypeAdapter[DeskTable] = TypeAdapter(DeskTable)
SERVICE_FILE: TypeAdapter[ServiceFile] = TypeAdapter(ServiceFile)
