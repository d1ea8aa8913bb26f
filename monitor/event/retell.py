"""What an item changes of the events around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.event.assign import Assigned, assign
from monitor.event.merge import merge
from monitor.event.resolve import resolve
from monitor.model.event import Claim, Event, KnownEvent, Placed


@dataclass(frozen=True, slots=True)
class Changed:
    """An event as it is from now on. `known` is how it was, None for a new one; `absorbed` are events that turned out
    to be this one; `told` says that the item makes, or made, a claim of it."""

    event: Event
    claims: tuple[Placed, ...]
    known: KnownEvent | None
    absorbed: tuple[KnownEvent, ...]
    told: bool


def retell(known: Sequence[KnownEvent], item_key: str, claims: Sequence[Claim]) -> tuple[Changed, ...]:
    """The events that this item speaks of, or that its claims change, with `claims` as all that it says by now.

    `known` are the events around it, whole. What the item no longer says is withdrawn, not forgotten.
    """
    raw = {placed.claim.key: placed.claim for event in known for placed in event.claims}
    raw |= {key: replace(claim, withdrawn=True) for key, claim in raw.items() if claim.item_key == item_key}
    raw |= {claim.key: claim for claim in claims}
    decided = (_changed(each, raw, item_key) for each in assign(resolve(raw.values()), known))
    return tuple(each for each in decided if each.told or _differs(each))


def _changed(assigned: Assigned, raw: dict[str, Claim], item_key: str) -> Changed:
    placed = assigned.placed
    before = assigned.known.claims if assigned.known else ()
    return Changed(
        event=merge(assigned.key, placed),
        claims=tuple(Placed(raw[one.claim.key], one.reason) for one in placed),
        known=assigned.known,
        absorbed=assigned.absorbed,
        told=any(one.claim.item_key == item_key for one in (*placed, *before)),
    )


def _differs(changed: Changed) -> bool:
    if changed.known is None or changed.absorbed:
        return True
    return (changed.event, changed.claims) != (changed.known.event, changed.known.claims)
