"""What time may bring to an event: the day for which it was announced passes, or the other side stays silent."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from monitor.model.event import Corroboration, Event, Placed, Watch, WatchKind
from monitor.model.fact import Status

EXPECTED = frozenset({Status.PROPOSED, Status.PLANNED})
SILENCE = timedelta(hours=24)
"""After this long it is noted that the other side has said nothing."""

_GRACE = timedelta(hours=12)
"""Statements about a day are made until the next morning."""

_BOTH = 2


def watches(event: Event, placed: Iterable[Placed]) -> tuple[Watch, ...]:
    """When to look at the event again, one of each kind; `due_at` None where there is nothing to wait for."""
    return (Watch(WatchKind.DUE, _overdue_at(event)), Watch(WatchKind.SILENCE, _silent_at(event, placed)))


def silent_sides(event: Event) -> tuple[str, ...]:
    """The parties that have not said that the event stands as it does."""
    return tuple(party for party in event.parties if party not in event.sides)


def is_overdue(event: Event, now: datetime) -> bool:
    """Whether it was to take place by now, and nobody says that it has, or that it has been put off."""
    due_at = _overdue_at(event)
    return due_at is not None and due_at <= now


def is_one_sided(event: Event) -> bool:
    """Whether one of the parties alone speaks of it."""
    return event.corroboration is Corroboration.SINGLE and len(event.parties) >= _BOTH


def _overdue_at(event: Event) -> datetime | None:
    if event.status not in EXPECTED or event.last is None:
        return None
    return datetime.combine(event.last + timedelta(days=1), time(), UTC) + _GRACE


def _silent_at(event: Event, placed: Iterable[Placed]) -> datetime | None:
    if not is_one_sided(event):
        return None
    said = [one.claim.published for one in placed if one.claim.side in event.sides and not one.claim.withdrawn]
    return min(said) + SILENCE if said else None
