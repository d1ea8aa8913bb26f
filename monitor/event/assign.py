"""Which known event a group of claims is. A key is for ever: it goes where most of what it stood for has gone."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.event.claims import PERFORMED
from monitor.model.event import KnownEvent, Placed
from monitor.model.fact import Kind


@dataclass(frozen=True, slots=True)
class Assigned:
    """A group with its event: `known` is None for a new one. `absorbed` are known events that turned out to be it."""

    key: str
    placed: tuple[Placed, ...]
    known: KnownEvent | None = None
    absorbed: tuple[KnownEvent, ...] = ()


def event_key(kind: Kind, claim_key: str) -> str:
    """An event's name for ever, from the claim that it was first known by."""
    return hashlib.sha256(f"event:v1:{kind}:{claim_key}".encode()).hexdigest()[:32]


def assign(groups: Sequence[tuple[Placed, ...]], known: Sequence[KnownEvent]) -> tuple[Assigned, ...]:
    """Every group with the known event that it is: one with an alert before one without, then the one that shares
    most with it, then the oldest. An event whose claims have all gone to others is absorbed by the first of them."""
    pairs = sorted(
        (
            (_rank(event, placed), event.id, number)
            for number, placed in enumerate(groups)
            for event in known
            if _shared(event, placed) > (0, 0)
        ),
    )
    events = {event.id: event for event in known}
    owner: dict[int, KnownEvent] = {}
    home: dict[int, int] = {}
    for _, event_id, number in pairs:
        if number not in owner and event_id not in home:
            owner[number], home[event_id] = events[event_id], number
    absorbed: dict[int, list[KnownEvent]] = {}
    for _, event_id, number in pairs:
        if event_id not in home:
            home[event_id] = number
            absorbed.setdefault(number, []).append(events[event_id])
    return tuple(
        Assigned(_key(placed, owner.get(number)), placed, owner.get(number), tuple(absorbed.get(number, ())))
        for number, placed in enumerate(groups)
    )


def _key(placed: tuple[Placed, ...], known: KnownEvent | None) -> str:
    if known is not None:
        return known.key
    first = min(placed, key=lambda one: (one.claim.published, one.claim.key)).claim
    return event_key(first.kind, first.key)


def _rank(event: KnownEvent, placed: tuple[Placed, ...]) -> tuple[bool, int, int]:
    performed, shared = _shared(event, placed)
    return event.alert_id is None, -performed, -shared


def _shared(event: KnownEvent, placed: tuple[Placed, ...]) -> tuple[int, int]:
    """How many claims they share: of what took place, and in all."""
    there = {one.claim.key for one in event.claims}
    shared = [one.claim for one in placed if one.claim.key in there]
    return sum(claim.status in PERFORMED for claim in shared), len(shared)
