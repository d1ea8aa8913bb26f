"""How far a thing is: the word for it that stands nearest, turned by a negation before it."""

from dataclasses import dataclass, replace

from monitor.extract.passage import RELEASE, Sentence, Stretch, gap, overlaps
from monitor.extract.terms import Hit
from monitor.model.fact import Kind, Status

_HARD = {Status.DENIED, Status.CALLED_OFF, Status.POSTPONED}
_HARD_REACH = 80
_HARD_LEAD = 20
_STRONG_REACH = 60
_NEGATION_REACH = 14
_TAGS = {
    "status.denied": Status.DENIED,
    "status.called_off": Status.CALLED_OFF,
    "status.postponed": Status.POSTPONED,
    "status.proposed": Status.PROPOSED,
    "status.planned": Status.PLANNED,
    "status.agreed": Status.PLANNED,
    "status.under_way": Status.UNDER_WAY,
    "status.done": Status.DONE,
    "status.discussed": Status.DONE,
}


@dataclass(frozen=True, slots=True)
class Cue:
    """A status and the word that says it. `weak`: an agreement, which says little beside anything else."""

    status: Status
    hit: Hit
    weak: bool
    distance: float


def status_cue(
    sentence: Sentence, core: Stretch, kind: Kind, aside: list[Stretch], other: Stretch | None = None
) -> Cue | None:
    """What the sentence says of the thing named at `core`; words in `aside` speak of something else.

    `other` is what else the sentence tells of: words nearer to it are about it, and what is agreed at talks about an
    exchange says that the talks are over.
    """
    cues = [cue for tag in _TAGS for hit in sentence.of(tag) if (cue := _cue(sentence, core, kind, hit, aside))]
    if other is not None:
        own = [cue for cue in cues if cue.weak or gap(cue.hit, core) <= gap(cue.hit, other)]
        cues = own or (cues if kind is Kind.NEGOTIATION else own)
    if other is not None and kind is Kind.NEGOTIATION:
        cues = [replace(cue, status=Status.DONE) if cue.weak else cue for cue in cues]
    hard = [
        cue
        for cue in cues
        if cue.status in _HARD
        and cue.distance <= _HARD_REACH * sentence.reach * (_UNDONE_REACH if cue.status in _UNDONE else 1)
    ]
    strong = [cue for cue in cues if not cue.weak and cue.status not in _HARD]
    nearest = min(strong, key=lambda cue: cue.distance, default=None)
    denials = [cue for cue in hard if cue.hit.tag == "status.denied" and cue.status is Status.DENIED]
    refusal = min(denials or hard, key=lambda cue: cue.distance, default=None)
    refusal = _denial(sentence, refusal, hard) if refusal else None
    if refusal and (nearest is None or _overrules(sentence, refusal, nearest)):
        return refusal
    if nearest and nearest.status is Status.PLANNED and _is_offered(sentence, nearest, strong):
        nearest = replace(nearest, status=Status.PROPOSED)
    if nearest and nearest.status in _HAPPENED and _none_of(sentence, core):
        nearest = replace(nearest, status=Status.CALLED_OFF if kind is Kind.NEGOTIATION else Status.DENIED)
    if nearest:
        return nearest if nearest.distance <= _STRONG_REACH * sentence.reach else replace(nearest, weak=True)
    if kind is not Kind.NEGOTIATION:
        released = released_in(sentence)
        if released:
            return Cue(Status.DONE, released[0], weak=bool(cues), distance=gap(core, released[0]))
    bare = min(cues, key=lambda cue: cue.distance, default=None)
    begun = [core, *(hit for hit in sentence.of("exchange.sure") if kind is not Kind.NEGOTIATION)]
    verbs = [hit for hit in sentence.of("exchange.verbs") if any(hit.start == one.start for one in begun)]
    if bare is None and verbs and isinstance(core, Hit):
        return Cue(Status.DONE, core, weak=True, distance=0)
    return bare


def _denial(sentence: Sentence, refusal: Cue, hard: list[Cue]) -> Cue:
    """The denial that a refusal is the object of, else the refusal: "denies rumours that the exchange is off"."""
    denials = [cue for cue in hard if cue.status is Status.DENIED]
    governing = (cue for cue in denials if 0 <= refusal.hit.start - cue.hit.end <= _DENIAL_REACH * sentence.reach)
    return refusal if refusal.status is Status.DENIED else next(governing, refusal)


_DENIAL_REACH = 60


def _overrules(sentence: Sentence, refusal: Cue, nearest: Cue) -> bool:
    """Whether a refusal counts though something else is said nearer: what was planned is put off further on, by
    nobody who is named for it alone ("but Moscow is slow")."""
    if refusal.distance <= nearest.distance + _HARD_LEAD:
        return True
    if nearest.status is not Status.PLANNED or refusal.status not in _UNDONE:
        return False
    start, _ = sentence.clause(refusal.hit)
    named = any(start <= name.start < refusal.hit.start for name in sentence.of("parties.names"))
    return nearest.hit.end <= refusal.hit.start and not named


_UNDONE = {Status.POSTPONED, Status.CALLED_OFF}
_UNDONE_REACH = 1.75
"""What was planned at length is put off at the end of the sentence."""


def released_in(sentence: Sentence) -> list[Hit]:
    """The words of the sentence that say that people are free, or back."""
    return [hit for hit in sentence.of(*RELEASE) if not _negated(sentence, hit)]


_HAPPENED = {Status.DONE, Status.UNDER_WAY}
_OFFER_REACH = 60


def _is_offered(sentence: Sentence, ahead: Cue, cues: list[Cue]) -> bool:
    """Whether what is ahead is but an offer: "offers to hold", "proposed a meeting next week"."""
    return any(
        cue.status is Status.PROPOSED
        and gap(cue.hit, ahead.hit) <= _OFFER_REACH * sentence.reach
        and sentence.same_clause(cue.hit, ahead.hit)
        for cue in cues
    )


def _none_of(sentence: Sentence, core: Stretch) -> bool:
    """Whether the thing itself is negated: "no exchange took place"."""
    return any(0 <= core.start - hit.end <= _NEGATION_REACH for hit in sentence.of("status.negations"))


def _cue(sentence: Sentence, core: Stretch, kind: Kind, hit: Hit, aside: list[Stretch]) -> Cue | None:
    status: Status | None = _TAGS[hit.tag]
    weak = hit.tag == "status.agreed"
    over_time = sentence.of("counts.elsewhere")  # "since the war began"
    if any(other.start <= hit.start and hit.end <= other.end for other in (*aside, *over_time)):
        return None
    if _negated(sentence, hit):
        weak = weak or status in _UNDONE
        status = None if status is Status.DENIED else Status.DENIED
    if kind is Kind.NEGOTIATION:
        status = Status.CALLED_OFF if status is Status.DENIED and not weak else status
    elif (
        status is Status.PROPOSED
        or hit.tag == "status.discussed"
        or (status is Status.UNDER_WAY and _is_groundwork(sentence, hit, core))
    ):
        status = Status.PLANNED
    if status is None:
        return None
    return Cue(status, hit, weak, gap(core, hit) + (0 if sentence.same_clause(core, hit) else _OTHER_CLAUSE))


_OTHER_CLAUSE = 25


def _is_groundwork(sentence: Sentence, hit: Hit, core: Stretch) -> bool:
    """Whether what is under way are the preparations: "work on the lists goes on", "contacts are under way"."""
    words = sentence.of("status.groundwork")
    return any(gap(word, hit) <= _GROUNDWORK_REACH * sentence.reach and not overlaps(word, core) for word in words)


_GROUNDWORK_REACH = 50


def _negated(sentence: Sentence, hit: Hit) -> bool:
    done = sentence.of("status.done")  # "ended without a breakthrough": the negation is a part of how it was done
    return any(
        0 <= hit.start - other.end <= _NEGATION_REACH * sentence.reach
        and _plain(sentence, other, hit)
        and not any(overlaps(other, one) for one in done)
        for other in sentence.of("status.negations")
    )


def _plain(sentence: Sentence, negation: Hit, hit: Hit) -> bool:
    between = sentence.between(negation, hit)
    return len(between.split()) <= 1 and "," not in between
