"""A claim made ready to be compared with others, in the light of all claims around it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from monitor.event.claims import PERFORMED
from monitor.model.event import Claim

AGENCY = "agency"
_AGREEMENT_LIVES = timedelta(days=120)
_STEM = 5

Agreement = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Member:
    """`parties` are those that are surely meant; `hinted` adds the side of the body that speaks. `agreement` is what
    the event is carried out under. `stems` are the words of the title, for a tie."""

    claim: Claim
    performed: bool
    parties: frozenset[str]
    hinted: frozenset[str]
    agreement: Agreement | None
    stems: frozenset[str]

    @property
    def dated(self) -> Claim:
        """The claim, with the day of the agreement that it names."""
        return replace(self.claim, agreement_day=self.agreement[1]) if self.agreement else self.claim

    @property
    def nameless(self) -> bool:
        """Whether it does not say between whom: then only the side that speaks may tell."""
        return not self.parties

    @property
    def first(self) -> date | None:
        return self.claim.first

    @property
    def last(self) -> date | None:
        return self.claim.last


def members(claims: Iterable[Claim]) -> list[Member]:
    """The claims, made ready; each once, by key."""
    unique = {claim.key: claim for claim in claims}
    days = _agreements(unique.values())
    return [_member(claim, days) for _, claim in sorted(unique.items())]


def sides_of(claim: Claim) -> frozenset[str]:
    """Everyone whom the claim may be about; empty where that may be anybody: a text that names nobody, or only whom it
    speaks for."""
    stated = frozenset(claim.parties) | _receivers(claim)
    return frozenset() if stated <= {claim.side} else stated | {claim.side}


def series_of(agreement: Agreement | None) -> str | None:
    """`istanbul:2025-06-02`, or `istanbul` where the day is not known."""
    if agreement is None:
        return None
    place, day = agreement
    name = place.lower().replace(" ", "-")
    return f"{name}:{day.isoformat()}" if day else name


def _agreements(claims: Iterable[Claim]) -> Mapping[str, list[date]]:
    """The days of the agreements that any claim names, by place."""
    found: dict[str, set[date]] = defaultdict(set)
    for claim in claims:
        if claim.agreement_place and claim.agreement_day and not claim.withdrawn:
            found[claim.agreement_place].add(claim.agreement_day)
    return {place: sorted(days) for place, days in found.items()}


def _member(claim: Claim, days: Mapping[str, list[date]]) -> Member:
    stated = frozenset(claim.parties) | _receivers(claim)
    speaks_for = frozenset[str]() if claim.body == AGENCY or claim.side == "third" else frozenset({claim.side})
    return Member(
        claim,
        performed=claim.status in PERFORMED,
        parties=frozenset() if stated <= {claim.side} else stated,
        hinted=stated | speaks_for,
        agreement=_agreement(claim, days),
        stems=frozenset(word[:_STEM] for word in re.findall(r"\w{3,}", claim.title.casefold())),
    )


def _receivers(claim: Claim) -> frozenset[str]:
    return frozenset(tally.role.partition(":")[0] for tally in claim.counts) - {"total"}


def _agreement(claim: Claim, days: Mapping[str, list[date]]) -> Agreement | None:
    """That which the claim names; where it names no day, the newest one made there before."""
    if claim.agreement_place is None:
        return None
    if claim.agreement_day is not None:
        return claim.agreement_place, claim.agreement_day
    told = claim.first or claim.day
    known = [day for day in days.get(claim.agreement_place, ()) if timedelta() <= told - day <= _AGREEMENT_LIVES]
    return claim.agreement_place, known[-1] if known else None
