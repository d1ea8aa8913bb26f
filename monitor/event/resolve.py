"""Which claims tell one event. The outcome is a function of the set of claims: order of arrival has no part in it.

Claims are placed one by one in an order of their own, the surest first (what took place on a day that is said), each
with the event that fits it best and that no veto forbids, or as a new event. Facts decide; words of the title only
break a tie.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.event.compare import same_count, same_number, veto
from monitor.event.member import Member, members
from monitor.event.nearness import Fit, fit
from monitor.model.event import Claim, Placed
from monitor.model.fact import Kind

REACH = timedelta(days=31)
"""Claims further apart than this never tell one event."""

_SOON = timedelta(days=5)
_SAME_COUNT, _SAME_PARTIES, _WORDS = 20.0, 10.0, 5.0


def neighbours(kind: Kind) -> frozenset[Kind]:
    """The kinds whose claims are read together: people and bodies go home under one agreement."""
    return frozenset({kind}) if kind is Kind.NEGOTIATION else frozenset({Kind.EXCHANGE, Kind.BODIES})


@dataclass(slots=True)
class Group:
    """The claims that tell one event, each with the reason why it is here."""

    members: list[Member] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    parties: frozenset[str] = frozenset()
    first: date = date.max
    last: date = date.min
    performed: bool = False

    def add(self, member: Member, reason: str) -> None:
        self.members.append(member)
        self.reasons.append(reason)
        self.parties |= member.parties
        self.performed |= member.performed
        days = [day for day in (member.claim.day, member.first, member.last) if day]
        self.first, self.last = min(self.first, *days), max(self.last, *days)

    def may_hold(self, member: Member) -> bool:
        """A cheap look before the careful one: some party in common, and not a month apart; what took place and has no
        number is told of within days."""
        if member.parties and self.parties and (member.parties | member.hinted).isdisjoint(self.parties):
            return False
        soon = member.performed and self.performed and member.claim.numbering is None
        reach = _SOON if soon else REACH
        day = member.first or member.claim.day
        return self.first - reach <= day <= self.last + reach

    def placed(self) -> tuple[Placed, ...]:
        together = zip(self.members, self.reasons, strict=True)
        return tuple(sorted((Placed(one.dated, reason) for one, reason in together), key=lambda one: one.claim.key))


def resolve(claims: Iterable[Claim]) -> tuple[tuple[Placed, ...], ...]:
    """The claims in groups of one kind, one an event, the groups in the order of their surest claims.

    A claim that names an agreement without its day comes back with the day that other claims give.
    """
    groups: dict[Kind, list[Group]] = defaultdict(list)
    for member in sorted(members(claims), key=_certainty):
        place(member, groups[member.claim.kind])
    return tuple(group.placed() for kind in sorted(groups) for group in groups[kind])


def place(member: Member, groups: list[Group]) -> None:
    """Put the claim where it belongs; a new group takes its reason from the nearest event that was forbidden."""
    best: tuple[tuple[float, float], Group, str] | None = None
    forbidden: tuple[float, str] | None = None
    for group in groups:
        near = fit(member, group.members) if group.may_hold(member) else None
        if near is None:
            continue
        reason = _vetoed(member, group)
        if reason is not None:
            if forbidden is None or near.score > forbidden[0]:
                forbidden = near.score, reason
            continue
        score = near.score, _likeness(member, group)
        if best is None or score > best[0]:
            best = score, group, _reason(near, member, group)
    if best is not None:
        best[1].add(member, best[2])
        return
    group = Group()
    group.add(member, forbidden[1] if forbidden else "first_claim")
    groups.append(group)


def _certainty(member: Member) -> tuple[int, str, str, str]:
    """What took place before what is to come, then what says between whom, then what has a day or a number."""
    claim = member.claim
    vague = 0 if claim.first else 1 if claim.numbering else 2
    tier = (0 if member.performed else 10) + (5 if member.nameless and not member.hinted else 0) + vague
    return tier, (claim.first or claim.day).isoformat(), claim.published.isoformat(), claim.key


def _vetoed(member: Member, group: Group) -> str | None:
    """Any claim of the event may forbid, and so may all of them together: a text that does not say between whom, of
    none of the sides, tells of this event only where something else says so."""
    reason = next((reason for one in group.members if (reason := veto(member, one)) is not None), None)
    if reason is None and member.performed and _between_others(member, group):
        return "unknown_parties"
    return reason


def _between_others(member: Member, group: Group) -> bool:
    parties = frozenset[str]().union(*(one.parties for one in group.members))
    hinted = frozenset[str]().union(*(one.hinted for one in group.members))
    known = member.parties or member.hinted
    if known & (parties or hinted) or not (member.nameless or not parties):
        return False
    return not any(
        same_number(member, one)
        or same_count(member, one)
        or (member.agreement is not None and member.agreement == one.agreement)
        or member.claim.item_key == one.claim.item_key
        for one in group.members
    )


def _likeness(member: Member, group: Group) -> float:
    score = 0.0
    if any(same_count(member, one) for one in group.members):
        score += _SAME_COUNT
    told = frozenset[str]().union(*(one.parties or one.hinted for one in group.members))
    if member.hinted and member.hinted <= told:
        score += _SAME_PARTIES
    return score + _WORDS * max(_jaccard(member.stems, one.stems) for one in group.members)


def _jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0


def _reason(near: Fit, member: Member, group: Group) -> str:
    if any(same_number(member, one) for one in group.members):
        return "same_ordinal"
    counted = member.performed and any(same_count(member, one) for one in group.members)
    return f"{near.reason}_and_count" if counted else near.reason
