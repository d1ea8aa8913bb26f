"""What desks are told: alerts in revisions, and the deliveries that carry them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.catalog import Severity
from monitor.model.content import Span
from monitor.model.event import Event
from monitor.model.fact import Fact


class Act(StrEnum):
    """What was decided about an item version that is new."""

    RAISE = "raise"
    REVISE = "revise"
    HOLD = "hold"


class Reason(StrEnum):
    """Why desks are told of an event, or not."""

    NEW_EVENT = "new_event"
    STATUS_CHANGED = "status_changed"
    CORRECTED = "corrected"
    OTHER_SIDE_CONFIRMS = "other_side_confirms"
    SIDES_DIFFER = "sides_differ"
    COUNT_CHANGED = "count_changed"
    DATE_CHANGED = "date_changed"
    ORDINAL_CHANGED = "ordinal_changed"
    CORROBORATION_CHANGED = "corroboration_changed"
    CLAIM_WITHDRAWN = "claim_withdrawn"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    LATE = "late"
    SILENT_SIDE = "silent_side"
    NOTHING_NEW = "nothing_new"
    COSMETIC_EDIT = "cosmetic_edit"
    COPY = "copy"
    NO_MATCH = "no_match"
    NOISY = "noisy"
    TOLD_BY_ITEM = "told_by_item"
    FLOOD = "flood"
    DELETED = "deleted"
    MERGED = "merged"


class AlertState(StrEnum):
    """How an alert stands: `withdrawn` when nobody says any more what it tells, `closed` when no more will come."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AlertDecision:
    """Raise, revise or hold, with the reason: a stable name (`first_match`, `baseline`, `outside_window`, …)."""

    act: Act
    reason: str
    severity: Severity = Severity.NOTE
    changes: tuple["Change", ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes: `old` → `new` of one field."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A match as a desk reads it: the rule by name and topic (`exchange`, `negotiation`, …), and the evidence."""

    rule_id: str
    title: str
    topic: str
    severity: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class AlertRevision:
    """One revision of an alert as it is told: complete in itself, so that it reads the same at every attempt.

    `key` is stable for the life of the alert, `revision` counts from 1. `evidence` is the sentence or two around the
    matched spans; its spans point into `title` and `text` of the version, not into `evidence`. `event` is the
    event that the alert is about, as it stands by then; None where it is about an item.
    """

    key: str
    revision: int
    reason: str
    severity: str
    title: str
    text: str
    url: str | None
    lang: str | None
    source_id: str
    source_name: str
    body: str
    side: str
    published_at: datetime | None
    seen_at: datetime
    raised_at: datetime
    hits: tuple[RuleHit, ...]
    changes: tuple[Change, ...] = ()
    facts: tuple[Fact, ...] = ()
    event: Event | None = None

    @property
    def state(self) -> AlertState:
        """What the alert is once this is told."""
        stands = self.event.status is not None if self.event is not None else bool(self.hits)
        return AlertState.OPEN if stands else AlertState.WITHDRAWN


@dataclass(frozen=True, slots=True)
class KnownAlert:
    """An alert as it stands: its newest revision, and who was told, as (desk, channel)."""

    alert_id: int
    revision: AlertRevision
    recipients: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DeliveryPlan:
    """One alert revision to one channel of one desk; `key` is the idempotency key (docs: guarantees, at least once)."""

    key: str
    desk_id: str
    channel_id: str
    purpose: str = "alert"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery, ready to be sent. `attempt` counts from 1; `desk_timezone` is an IANA name."""

    id: int
    key: str
    desk_id: str
    desk_name: str
    desk_timezone: str
    channel_id: str
    attempt: int
    alert: AlertRevision


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended: `state` is `sent`, `pending` (again at `next_at`) or `dead`.

    With `charged=False` no attempt was made: the delivery goes back with the count it had before the claim.
    """

    state: str
    detail: str
    next_at: datetime | None = None
    charged: bool = True
