"""How the rehearsal went, judged by what arrived at the receivers and by what the scenario asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from monitor.demo.configuration import EMAIL, WEBHOOK
from monitor.demo.ledger import Owed, Totals
from monitor.demo.receivers import Call, Letter
from monitor.demo.scenario import Piece


@dataclass(frozen=True, slots=True)
class Summary:
    """The rehearsal in figures. The four lists are empty when all went well.

    `lost`: messages owed and not received; `refused`: webhooks that failed the receiver's checks; `missed` and
    `unwanted`: links of pieces of which the desk was told less, or more, than the scenario asks for.
    """

    totals: Totals
    feeds: int
    emails: int
    webhooks: int
    expected: int
    silent: int
    lost: tuple[str, ...]
    refused: tuple[str, ...]
    missed: tuple[str, ...]
    unwanted: tuple[str, ...]
    seconds: float

    @property
    def went_well(self) -> bool:
        return not (self.lost or self.refused or self.missed or self.unwanted)

    def as_json(self) -> dict[str, Any]:
        """Plain values, flat where they can be."""
        flat = asdict(self)
        return {"went_well": self.went_well, **flat.pop("totals"), **flat}


def judge(
    pieces: Sequence[Piece],
    owed: Sequence[Owed],
    letters: Sequence[Letter],
    calls: Sequence[Call],
    totals: Totals,
    *,
    feeds: int,
    seconds: float,
) -> Summary:
    """Compare what was owed with what arrived, and what arrived with what the scenario asks for."""
    arrived = {
        EMAIL: {str(letter.message["X-Parley-Delivery"]) for letter in letters},
        WEBHOOK: {call.id for call in calls if call.verified},
    }
    received = [each for each in owed if each.key in arrived[each.channel_id]]
    told = Counter(each.link for each in received if each.channel_id == WEBHOOK)
    wanted = Counter({piece.link: wanted_messages(piece) for piece in pieces})
    return Summary(
        totals=totals,
        feeds=feeds,
        emails=len(letters),
        webhooks=len(calls),
        expected=wanted.total(),
        silent=sum(1 for count in wanted.values() if not count),
        lost=tuple(f"{each.channel_id}: {each.link} revision {each.revision}" for each in owed if each not in received),
        refused=tuple(f"{call.id}: {call.fault}" for call in calls if not call.verified),
        missed=_links(wanted - told),
        unwanted=_links(told - wanted),
        seconds=round(seconds, 1),
    )


def wanted_messages(piece: Piece) -> int:
    """How often a desk should hear of the piece: of what is new in it, and of what it and its edits change."""
    return wanted_of(piece, "alert") + wanted_of(piece, "update")


def wanted_of(piece: Piece, what: str) -> int:
    """How many alerts, or updates, the piece and its edits should bring."""
    return sum(
        expected.split(" and ").count(what) for expected in (piece.expect, *(edit.expect for edit in piece.edits))
    )


def _links(links: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(links))
