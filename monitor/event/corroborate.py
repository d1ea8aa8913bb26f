"""Who says so. Sides and families count, feeds do not: a word-for-word copy speaks for whom it copies."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.event.claims import PERFORMED
from monitor.event.member import AGENCY, Member
from monitor.model.event import Claim, Corroboration, Tally
from monitor.model.fact import Status

_BOTH = 2
_ANNOUNCED = frozenset({Status.PROPOSED, Status.PLANNED})


class Voices:
    """The claims of an event that count, `heard`: of those with the same words, the one that the others copy."""

    def __init__(self, live: Sequence[Member], parties: frozenset[str]) -> None:
        self.parties = parties
        by_words: dict[tuple[str, str], list[Member]] = defaultdict(list)
        for one in live:
            by_words[one.claim.text_key, one.claim.key.rpartition("#")[2]].append(one)
        originals = (min(same, key=self._originality) for same in by_words.values())
        self.heard: list[Member] = sorted(originals, key=lambda one: one.claim.key)

    @property
    def of_parties(self) -> list[Member]:
        return [one for one in self.heard if one.claim.side in self.parties]

    @property
    def of_others(self) -> list[Member]:
        return [one for one in self.heard if one.claim.side not in self.parties]

    def weight(self, saying: Iterable[Member]) -> tuple[int, int, int, str]:
        """How much a value is worth that these say: sides, a third party apart from them, families, the newest."""
        claims = [one.claim for one in saying]
        sides = {claim.side for claim in claims} & self.parties
        families = {claim.family for claim in claims}
        return len(sides), bool(sides), len(families), max(claim.published.isoformat() for claim in claims)

    def _originality(self, member: Member) -> tuple[bool, bool, str, str]:
        """A party's own words before anybody's report of them, then the earliest."""
        claim = member.claim
        return claim.side not in self.parties, claim.body == AGENCY, claim.published.isoformat(), claim.key


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict, with the sides and families that say that the event stands as it does."""

    corroboration: Corroboration | None
    sides: tuple[str, ...]
    families: tuple[str, ...]


def corroborate(status: Status | None, voices: Voices, parties: frozenset[str]) -> Standing:
    """Who bears out the status, and whether a party contradicts: by denying what was said before, or in a figure."""
    if status is None:
        return Standing(None, (), ())
    level = PERFORMED if status in PERFORMED else _ANNOUNCED if status in _ANNOUNCED else frozenset({status})
    saying = [one for one in voices.heard if one.claim.status in level]
    sides = {one.claim.side for one in saying} & parties
    if _denied(saying, voices) or _miscounted(saying, parties):
        verdict = Corroboration.CONFLICTING
    else:
        verdict = (Corroboration.THIRD, Corroboration.SINGLE, Corroboration.BOTH)[min(len(sides), _BOTH)]
    families = {one.claim.family for one in saying}
    return Standing(verdict, tuple(sorted(sides)), tuple(sorted(families)))


def _denied(saying: Sequence[Member], voices: Voices) -> bool:
    """Whether a party denies what another one had said by then, and has not said otherwise since."""
    newest: dict[str, Claim] = {}
    for one in sorted(voices.of_parties, key=lambda one: (one.claim.published, one.claim.key)):
        newest[one.claim.side] = one.claim
    return any(
        word.status is Status.DENIED and one.claim.side != side and one.claim.published <= word.published
        for side, word in newest.items()
        for one in saying
    )


def _miscounted(saying: Sequence[Member], parties: frozenset[str]) -> bool:
    """Whether the newest figures of two parties for the same people differ."""
    roles = {tally.role for one in saying for tally in one.claim.counts}
    return any(len({tally.number for tally in by_side(saying, role, parties).values()}) > 1 for role in roles)


def by_side(saying: Sequence[Member], role: str, parties: frozenset[str]) -> dict[str, Tally]:
    """The newest figure for the same people of each party that gives one, of what took place."""
    figures: dict[str, Tally] = {}
    for one in sorted(saying, key=lambda one: (one.claim.published, one.claim.key)):
        told = next((tally for tally in one.claim.counts if tally.role == role), None)
        if one.performed and told is not None and one.claim.side in parties:
            figures[one.claim.side] = told
    return dict(sorted(figures.items()))
