"""What the files may hold, one model a table. Keys, kinds of values and defaults; what they mean is in the files."""

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

from monitor.config.fields import (
    Cidr,
    Contact,
    Database,
    Duration,
    Email,
    Host,
    Id,
    Lang,
    Line,
    PublicUrl,
    Secret,
    SecretUrl,
    Side,
    SigningKey,
    Size,
    Text,
    Timezone,
    Wait,
    fault,
)

Topic = Literal["exchange", "negotiation", "other"]
SeverityName = Literal["flash", "urgent", "alert", "note"]
Body = Literal[
    "defence", "foreign", "president", "government", "headquarters", "agency", "parliament", "organisation", "other"
]


class Table(BaseModel):
    """A mapping of known keys. `ge`, `le` and lengths are as written; nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class SourceTable(Table):
    id: Id
    name: Line
    url: PublicUrl
    kind: Literal["feed"] = "feed"
    body: Body
    side: Side
    family: Id
    lang: Lang | None = None
    tier: Annotated[int, Field(ge=1, le=3)] = 2
    every: Duration | None = None
    host_gap: Wait | None = None
    timezone: Timezone
    enabled: bool = True
    note: Text | None = None


class ClauseTable(Table):
    keyword: Text = ""
    regex: Text = ""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if bool(self.keyword) == bool(self.regex):
            raise fault(
                "a condition is either a `keyword` or a `regex`", "Write one of the two; a new `-` begins another."
            )
        return self


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
    examples: ExamplesTable

    @model_validator(mode="after")
    def _conditions(self) -> Self:
        if not self.any and not self.all:
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
    retries: list[Duration] | None = None
    timeout: Duration = timedelta(seconds=30)


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
    deadline: Duration = timedelta(seconds=8)
    max_body: Size = 16 << 20
    max_wire: Size = 8 << 20
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5


class PollingTable(Table):
    every: Duration = timedelta(minutes=5)
    host_gap: Wait = timedelta(seconds=2)
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 64


class ParsingTable(Table):
    workers: Annotated[int, Field(ge=1, le=64)] = 2
    cpu: Duration = timedelta(seconds=4)
    memory: Size = 768 << 20
    deadline: Duration = timedelta(seconds=8)
    max_entries: Annotated[int, Field(ge=1, le=100_000)] = 5000


class LogTable(Table):
    format: Literal["auto", "json", "text"] = "auto"
    level: Literal["debug", "info", "warning", "error"] = "info"


class ServiceFile(Table):
    """parley.yaml"""

    contact: Contact
    database: Annotated[Database | None, Field(repr=False)] = None
    alert_window: Duration = timedelta(hours=24)
    network: NetworkTable = NetworkTable()
    polling: PollingTable = PollingTable()
    parsing: ParsingTable = ParsingTable()
    keep_polls: Duration = timedelta(days=14)
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
