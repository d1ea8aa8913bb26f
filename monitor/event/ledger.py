"""The ledger: who told of an event first and how long the others took, and what an agreement has come to so far."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.event.claims import PERFORMED
from monitor.event.words import role_in_words, tally_in_words
from monitor.model.event import Claim, Event, Tally
from monitor.model.fact import Kind

_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Heard:
    """A source that tells of an event: when it first did, and how many minutes after the first of all."""

    source_id: str
    source_name: str
    side: str
    published: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Total:
    """What has been done under an agreement, for one side. `ceiling` is what was agreed on, None where that is not
    said. `events` took place, and of `uncounted` of them no figure is known."""

    series: str
    kind: Kind
    role: str
    name: str
    number: int
    ceiling: Tally | None
    events: int
    uncounted: int

    @property
    def words(self) -> str:
        """`returned to UA: 230 of at least 1,000, in 3 events (2 without a figure)`."""
        of = f" of {tally_in_words(self.ceiling)}" if self.ceiling else ""
        plural = "" if self.events == 1 else "s"
        unknown = f" ({self.uncounted} without a figure)" if self.uncounted else ""
        return f"{self.name}: {self.number:,}{of}, in {self.events} event{plural}{unknown}"


def heard_from(claims: Iterable[Claim]) -> tuple[Heard, ...]:
    """Every source of an event in the order in which they told of it as it came about; of what is only expected, as it
    was announced."""
    live = [claim for claim in claims if not claim.withdrawn]
    told = [claim for claim in live if claim.status in PERFORMED] or live
    first: dict[str, Claim] = {}
    for claim in sorted(told, key=lambda claim: (claim.published, claim.key)):
        first.setdefault(claim.source_id, claim)
    began = min((claim.published for claim in first.values()), default=None)
    return tuple(
        Heard(
            claim.source_id,
            claim.source_name,
            claim.side,
            claim.published,
            0 if began is None else int((claim.published - began).total_seconds() // _MINUTE),
        )
        for claim in first.values()
    )


def totals(events: Iterable[Event]) -> tuple[Total, ...]:
    """The running totals of every agreement, against what was agreed on."""
    by_series: dict[tuple[str, Kind], list[Event]] = defaultdict(list)
    for event in events:
        if event.series and event.kind is not Kind.NEGOTIATION:
            by_series[event.series, event.kind].append(event)
    return tuple(total for (series, kind), under in sorted(by_series.items()) for total in _totals(series, kind, under))


def _totals(series: str, kind: Kind, under: Sequence[Event]) -> list[Total]:
    performed = [event for event in under if event.status in PERFORMED]
    ceilings = _ceilings(under)
    roles = sorted({tally.role for event in performed for tally in event.counts} | set(ceilings))
    return [
        Total(
            series,
            kind,
            role,
            role_in_words(kind, Tally(role, 0)),
            sum(tally.number for event in performed for tally in event.counts if tally.role == role),
            ceilings.get(role),
            len(performed),
            sum(all(tally.role != role for tally in event.counts) for event in performed),
        )
        for role in roles
    ]


def _ceilings(under: Sequence[Event]) -> dict[str, Tally]:
    """The largest figure that was announced, for each side."""
    found: dict[str, Tally] = {}
    for event in under:
        for tally in event.announced:
            if tally.role not in found or found[tally.role].number < tally.number:
                found[tally.role] = tally
    return found
