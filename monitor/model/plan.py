"""What a poll comes to: claims on the way in, one Plan on the way out. The store applies it in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model.alert import AlertDecision, AlertRevision, DeliveryPlan
from monitor.model.article import WantedArticle
from monitor.model.content import Edit, Identified, Match
from monitor.model.event import Event, Placed, Watch
from monitor.model.fact import Fact
from monitor.model.identity import IdentityHabits
from monitor.model.story import StoryPlan


@dataclass(frozen=True, slots=True)
class Learnt:
    """What visits have taught of a source, as it is kept: its `habit` and `trail` as the source room writes them, the
    condition it is in, since when and why, what the operators were told of it (`told`, JSON), and until when news is
    likelier than usual."""

    habit: bytes | None = None
    trail: str | None = None
    condition: str | None = None
    since: datetime | None = None
    reason: str = ""
    told: str | None = None
    boosted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceState:
    """A source's row as far as deciding needs it. `penalty` is the sum of failure weights since the last success.

    `url` and `host` are those to visit now: the configured ones, a mirror's, or where the source has moved.
    """

    source_id: str
    host: str
    url: str
    tick: int
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    penalty: float
    failures: int
    baseline_done: bool
    last_ok_at: datetime | None
    learnt: Learnt = Learnt()


@dataclass(frozen=True, slots=True)
class PollClaim:
    """The right to make one visit. `tick` is the fencing token; the claim is worthless after `expires_at`."""

    state: SourceState
    claimed_at: datetime
    expires_at: datetime


DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class EventPlan:
    """An event as it is from now on, with all its claims, and what desks are told of it.

    `absorbed` are the keys of events that turned out to be this one. `decision` is None where the item changed the
    event without telling of it. `watches` are when to look at it again, should nothing more be said.
    `known_to_desks` says that the event has an alert.
    """

    event: Event
    claims: tuple[Placed, ...]
    absorbed: tuple[str, ...] = ()
    decision: AlertDecision | None = None
    alert: AlertRevision | None = None
    deliveries: tuple[DeliveryPlan, ...] = ()
    watches: tuple[Watch, ...] = ()
    known_to_desks: bool = False


@dataclass(frozen=True, slots=True)
class ItemPlan:
    """One entry's fate: identity, matches, facts, the alert decision, what is to be sent for it, its story, and the
    page it wants.

    `alert` and `deliveries` are of the item's own alert; what its facts do to events, and to their alerts, is in
    `events`. `decision` is then the loudest of theirs.
    `edit` classes a further version. `kind` of the version is `text`, or `deleted` where its publisher took the item
    back: then the entry has the item's last title and link, and no text.
    """

    identified: Identified
    matches: tuple[Match, ...] = ()
    facts: tuple[Fact, ...] = ()
    decision: AlertDecision | None = None
    alert: AlertRevision | None = None
    deliveries: tuple[DeliveryPlan, ...] = ()
    story: StoryPlan | None = None
    edit: Edit | None = None
    kind: str = "text"
    wants: WantedArticle | None = None
    events: tuple[EventPlan, ...] = ()

    @property
    def alerts(self) -> tuple[AlertRevision, ...]:
        """Every revision that the item brings about, of its own alert and of events'."""
        own = () if self.alert is None else (self.alert,)
        return (*own, *(event.alert for event in self.events if event.alert is not None))

    @property
    def claims_told(self) -> bool:
        """Whether the item speaks of an event that desks know of."""
        return any(event.known_to_desks and event.decision is not None for event in self.events)

    @property
    def sent(self) -> tuple[DeliveryPlan, ...]:
        """Every delivery of those."""
        return (*self.deliveries, *(delivery for event in self.events for delivery in event.deliveries))


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be processed, for the quarantine: `stage` is `parse`, `identify`, `match`, …"""

    stage: str
    reason: str
    detail: str
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """What the operators are told of a source: an alert about the source, closed once the trouble is over."""

    alert: AlertRevision
    closed: bool
    deliveries: tuple[DeliveryPlan, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that one poll changes. `outcome` is `ok`, `unchanged` or `failed`; `reason` names a failure or a warning.

    The validators (`etag`, `last_modified`, `body_hash`) are what the source's row holds afterwards. `next_url` is
    where the next visit goes, `landed` the host that a redirect led to, which rests as the one that was asked does.
    `seen` are unchanged items whose last sight is to be noted, with the ids that their source gave them; `missing`
    those that the document leaves out against expectation. `habits` are what was learned of the names that the source
    gives, None for nothing new.
    """

    claim: PollClaim
    outcome: str
    reason: str | None
    detail: str
    status: int | None
    due_at: datetime
    host_next_at: datetime
    etag: str | None
    last_modified: str | None
    body_hash: str | None
    penalty: float
    failures: int
    entries: int = 0
    items: tuple[ItemPlan, ...] = ()
    refused: Refused | None = None
    moved_to: str | None = None
    next_url: str = ""
    landed: str = ""
    learnt: Learnt = Learnt()
    notices: tuple[NoticePlan, ...] = ()
    seen: tuple[tuple[int, str | None], ...] = ()
    missing: tuple[int, ...] = ()
    habits: IdentityHabits | None = None


@dataclass(frozen=True, slots=True)
class PollSummary:
    """What a poll did, for the one canonical log line and for `parley poll`."""

    source_id: str
    outcome: str
    reason: str | None
    detail: str
    status: int | None
    entries: int
    new: int
    versions: int
    copies: int
    matched: int
    alerts: int
    deliveries: int
    due_at: datetime
