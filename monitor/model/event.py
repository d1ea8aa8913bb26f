"""Events: one exchange, hand-over of bodies, or negotiation round in the world, and the claims that tell of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from monitor.model.fact import Kind, Qualifier, Status


class Corroboration(StrEnum):
    """Who says so, counted by sides and families, never by feeds. `third party`: none of the parties has spoken."""

    SINGLE = "single side"
    BOTH = "both sides"
    THIRD = "third party"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Numbering:
    """The place in a count: `number` None is "the next". `unit`: exchange, stage, round, mediation, attempt.

    `of` names the people it is counted among, where it is not counted among all: the second stage *of the wounded*.
    """

    unit: str
    number: int | None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """A figure. `role` is the side that people return to (`UA`, or `UA:civilians` for a part of them), or `total`."""

    role: str
    number: int
    qualifier: Qualifier = Qualifier.EXACT


@dataclass(frozen=True, slots=True)
class Claim:
    """What one version of an item says of one event; `key` is the item's key with the kind and number of the fact.

    `published` is when it was said (UTC), `day` that day where the source is; `first` and `last` are the event's days
    as far as they are said. `text_key` is the same for word-for-word copies. A claim is `withdrawn` when its item no
    longer says it. `note` says how it was read where that is not as the text alone has it: `agreed_at_talks`, …
    """

    key: str
    item_key: str
    version: int
    kind: Kind
    status: Status
    published: datetime
    day: date
    hour: int
    source_id: str
    source_name: str
    body: str
    side: str
    family: str
    title: str
    url: str | None
    text_key: str
    first: date | None = None
    last: date | None = None
    parties: tuple[str, ...] = ()
    numbering: Numbering | None = None
    agreement_place: str | None = None
    agreement_day: date | None = None
    place: str | None = None
    topic: str | None = None
    categories: tuple[str, ...] = ()
    counts: tuple[Tally, ...] = ()
    withdrawn: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A claim in an event, with the reason why it is in this one and no other."""

    claim: Claim
    reason: str


@dataclass(frozen=True, slots=True)
class Value:
    """One field of an event in words: the best value with the claims (by key) that say so, and what others say."""

    name: str
    value: str
    claims: tuple[str, ...] = ()
    rivals: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event as it stands: a function of its claims alone. `key` is its name for ever.

    `status` is None once every claim is withdrawn. `series` is `istanbul:2025-06-02` for what is carried out under that
    agreement. `sides` and `families` are those who say that it stands as it does; `sources` is how many feeds tell of
    it, copies included.
    """

    key: str
    kind: Kind
    status: Status | None
    parties: tuple[str, ...]
    first: date | None
    last: date | None
    place: str | None
    series: str | None
    numbering: tuple[Numbering, ...]
    counts: tuple[Tally, ...]
    announced: tuple[Tally, ...]
    corroboration: Corroboration | None
    sides: tuple[str, ...]
    families: tuple[str, ...]
    sources: int
    values: tuple[Value, ...]

    def value(self, name: str) -> str:
        """A field in words; empty where nobody says it."""
        return next((each.value for each in self.values if each.name == name), "")


@dataclass(frozen=True, slots=True)
class KnownEvent:
    """An event as the store has it, with its claims as they were made. `id` rises with time; `alert_id` is of the alert
    that tells desks of it."""

    id: int
    event: Event
    claims: tuple[Placed, ...]
    alert_id: int | None = None

    @property
    def key(self) -> str:
        return self.event.key


class WatchKind(StrEnum):
    """What an event is watched for, and the kind of the timer that does it; the timer's key is the event's."""

    DUE = "event_due"
    SILENCE = "event_silence"


@dataclass(frozen=True, slots=True)
class Watch:
    """When to look at an event again; `due_at` is None where there is nothing to wait for."""

    kind: WatchKind
    due_at: datetime | None
