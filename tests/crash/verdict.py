"""The judgement: by what was published and what arrived. The service's own log has no say in it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from tests.crash.configuration import HOOK
from tests.crash.database import Owed
from tests.crash.plan import Edition, Piece, Plan
from tests.crash.receipts import Receipt, Telling


@dataclass(slots=True)
class Observed:
    """What was seen from outside. Mishaps are sentences: what became of the process, its children, its files."""

    published: AbstractSet[Edition] = frozenset()
    receipts: list[Receipt] = field(default_factory=list)
    owed: Sequence[Owed] = ()
    mishaps: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`failures` has examples under each heading; a trial went well when all are empty."""

    tellings: int
    receipts: int
    repeats: int
    updates: int
    failures: dict[str, tuple[str, ...]]

    @property
    def went_well(self) -> bool:
        return not any(self.failures.values())


def judge(plan: Plan, seen: Observed) -> Verdict:
    hooks = [receipt for receipt in seen.receipts if receipt.telling.channel == HOOK]
    told = {receipt.telling for receipt in seen.receipts}
    failures: dict[str, Iterable[str]] = {
        "stories never published": _unpublished(plan, seen.published),
        "stories lost": untold(plan.stories, hooks),
        "last wording lost": unrevised(plan.stories, hooks),
        "stories told as several alerts": _several(
            ((receipt.piece, receipt.telling.alert) for receipt in hooks), "{0}: {1} alerts"
        ),
        "told, and should not be": sorted(
            {str(receipt.piece) for receipt in hooks} - {piece.path for piece in plan.stories}
        ),
        "in the outbox, never received": (_name(row.telling) for row in seen.owed if row.telling not in told),
        "received, not in the outbox": map(_name, sorted_tellings(told - {row.telling for row in seen.owed})),
        "received under an id of no row": _foreign(hooks, seen.owed),
        "not sent in the end": (f"{_name(row.telling)} is {row.state}" for row in seen.owed if row.state != "sent"),
        "repeats with another id": _several(
            ((_name(receipt.telling), receipt.id) for receipt in seen.receipts), "{0}: {1} ids"
        ),
        "ids of several tellings": _several(
            ((receipt.id, receipt.telling) for receipt in seen.receipts), "{0}: {1} tellings"
        ),
        "repeats with another body": _several(
            ((receipt.id, receipt.body) for receipt in seen.receipts), "{0}: {1} bodies"
        ),
        "signatures that do not verify": (_name(receipt.telling) for receipt in hooks if not receipt.signed),
        "damage to the database": seen.damage,
        "mishaps of the process": seen.mishaps,
    }
    return Verdict(
        tellings=len(told),
        receipts=len(seen.receipts),
        repeats=len(seen.receipts) - len(told),
        updates=sum(telling.revision > 1 for telling in told),
        failures={heading: tuple(examples) for heading, examples in failures.items()},
    )


def untold(stories: Iterable[Piece], hooks: Iterable[Receipt]) -> list[str]:
    """Paths of the stories of which nothing has arrived."""
    arrived = {receipt.piece for receipt in hooks}
    return [piece.path for piece in stories if piece.path not in arrived]


def unrevised(stories: Iterable[Piece], hooks: Iterable[Receipt]) -> list[str]:
    """Paths of the stories whose newest revision that arrived is not their last wording."""
    newest: dict[str | None, Receipt] = {}
    for receipt in hooks:
        if receipt.piece not in newest or receipt.telling.revision > newest[receipt.piece].telling.revision:
            newest[receipt.piece] = receipt
    return [
        piece.path for piece in stories if piece.path in newest and newest[piece.path].title != piece.editions[-1].title
    ]


def sorted_tellings(tellings: Iterable[Telling]) -> list[Telling]:
    return sorted(tellings, key=lambda telling: (telling.alert, telling.revision, telling.channel))


def _unpublished(plan: Plan, published: AbstractSet[Edition]) -> Iterator[str]:
    return (piece.path for piece in plan.stories + plan.silent if piece.editions[-1] not in published)


def _foreign(hooks: Iterable[Receipt], rows: Iterable[Owed]) -> list[str]:
    """Webhooks whose id is not the key that the outbox has for what they tell."""
    keys = {row.telling: row.id for row in rows}
    return [_name(receipt.telling) for receipt in hooks if keys.get(receipt.telling) != receipt.id]


def _several(pairs: Iterable[tuple[object, object]], sentence: str) -> list[str]:
    """Where one thing has several others, and should have one."""
    values: dict[object, set[object]] = defaultdict(set)
    for one, other in pairs:
        values[one].add(other)
    return [sentence.format(one, len(others)) for one, others in values.items() if len(others) > 1]


def _name(telling: Telling) -> str:
    return f"{telling.alert[:12]} revision {telling.revision} over {telling.channel}"
