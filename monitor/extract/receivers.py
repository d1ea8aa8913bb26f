"""To which side people return whom a figure counts."""

from collections.abc import Sequence
from itertools import pairwise

from monitor.extract.passage import RELEASE, Sentence, Stretch, gap, overlaps
from monitor.extract.sides import DIVIDED, ORGANISATIONS, Sides, are_enemies, owning, party_hits, side_near
from monitor.extract.terms import Hit
from monitor.text.numbers import Number

_TIGHT = 4
_PER_SIDE_REACH = 45
_AGENT_REACH = 12
_MOVES = ("release.received", "release.given", "release.freed")


def receiver(sentence: Sentence, number: Stretch, counted: Stretch, captors: Sequence[Hit], sides: Sides) -> str | None:
    """The side, from the surest sign to the least; None where the sentence does not tell. Nobody returns to an
    organisation."""
    people = Hit(min(number.start, counted.start), max(counted.end, number.end), "", "")
    if _of_two(sentence, number, people) or _between_two(sentence, people):
        return None
    if _are_hostages(sentence, people, sides):
        return _STATE
    to = _told(sentence, number, people, captors, sides)
    return None if to in ORGANISATIONS else to


def _told(sentence: Sentence, number: Stretch, people: Hit, captors: Sequence[Hit], sides: Sides) -> str | None:
    named = side_near(sentence, people, captors, sides)
    if named:
        return named
    clause = sentence.clause(people)
    told = [hit for hit in sentence.of("parties.to") if clause[0] <= hit.start < clause[1] and hit not in captors]
    told = [hit for hit in told if not sentence.follows(hit, "at") and not _of_another(sentence, number, hit)]
    told = [hit for hit in told if not _joined_to_another(sentence, hit)]
    if told:
        return told[0].value
    moved = mover(sentence, number, captors, sides, clause)
    if moved:
        return moved
    if captors:
        return sides.other(captors[0].value)
    return _sole(sentence, number, captors, sides)


_STATE, _CAPTOR = "IL", "HAMAS"


def _are_hostages(sentence: Sentence, people: Stretch, sides: Sides) -> bool:
    """Whether they are hostages, whom an armed group holds: they go back to the state, unless they are named as
    another country's people."""
    if _CAPTOR not in {hit.value for hit in sides.parties}:
        return False
    if not any(overlaps(hit, people) for hit in sentence.of("people.hostages")):
        return False
    return not any(
        overlaps(hit, people) and hit.value not in (_STATE, _CAPTOR)
        for hit in sentence.of("parties.people", "parties.names")
    )


def _of_another(sentence: Sentence, number: Stretch, to: Stretch) -> bool:
    """Whether another figure stands between this one and a receiver: "received 162, while 193 went to Ukraine"."""
    stretch = Hit(min(number.end, to.end), max(number.start, to.start), "", "")
    return any(overlaps(other, stretch) and other is not number for other in sentence.numbers)


def _joined_to_another(sentence: Sentence, to: Hit) -> bool:
    """Whether both sides are told in one breath: "helped Russia and Ukraine to exchange 292 prisoners"."""
    others = [name for name in sentence.of("parties.names") if name.value != to.value and gap(name, to) <= _TIGHT]
    return any(sentence.joined_by(name, to, "conjunctions") for name in others)


def _between_two(sentence: Sentence, people: Hit) -> bool:
    """Whether it is said behind them between whom, or by which two, they are exchanged or held: "900 prisoners between
    the Houthis and the government", "held by the government and by the Houthis"."""
    _, end = sentence.clause(people)
    names = [
        hit
        for hit in sentence.of("parties.names")
        if people.end <= hit.start < min(end, people.end + int(_BEHIND * sentence.reach))
    ]
    for first, second in pairwise(names):
        words = sentence.text[first.end : second.start].split()
        if first.value != second.value and len(words) <= _WORDS_BETWEEN and are_enemies((first.value, second.value)):
            joined = sentence.joined_by(first, second, "conjunctions")
            owned = first.start - people.end <= 1 and sentence.follows(second, "conjunctions")
            if (
                joined
                and not owned
                and not any(overlaps(one, Hit(first.end, second.start, "", "")) for one in sentence.numbers)
            ):
                return True
    return any(
        people.end <= word.start and any(0 <= name.start - word.end <= _TIGHT for name in names)
        for word in sentence.of("between_sides")
    )


_BEHIND = 75
_WORDS_BETWEEN = 3


def _of_two(sentence: Sentence, number: Stretch, people: Hit) -> bool:
    """Whether people of both sides are counted together: "292 Russians and Ukrainians"."""
    hits = [hit for hit in party_hits(sentence) if hit.end > number.end and hit.start >= people.start]
    for first in hits:
        for second in hits:
            between = sentence.text[first.end : second.start].strip(" ")
            joined = any(sentence.text[word.start : word.end] == between for word in sentence.of("conjunctions"))
            if first.value != second.value and first.end < second.start and joined and gap(first, number) <= _TIGHT:
                return True
    return False


def mover(
    sentence: Sentence, number: Stretch, captors: Sequence[Hit], sides: Sides, clause: tuple[int, int]
) -> str | None:
    """Who received them, or the other one of who handed them over. A verb before the figure comes first, then one
    behind it, as in "hat zwanzig Geiseln übergeben"."""
    own = sentence.has("release.captivity", "release.home")
    names = [hit for hit in sentence.of("parties.names") if hit not in captors and not _is_object(sentence, hit)]
    verbs = [verb for tag in _MOVES for verb in sentence.of(tag) if clause[0] <= verb.start < clause[1]]
    for verb in sorted(verbs, key=lambda verb: (verb.start > number.start, gap(verb, number), _MOVES.index(verb.tag))):
        limit = min(verb.start, number.start)
        subject = [hit for hit in names if clause[0] <= hit.start < limit] or _subject_before(sentence, verb, clause[0])
        subject = subject or [hit for hit in names if sentence.text[hit.end : verb.start] == " "]
        if not subject and verb.tag == "release.received" and verb.start > number.start:
            # "706 get the Houthis", in the order of Slavic languages
            subject = [hit for hit in names if 0 <= hit.start - verb.end <= _AGENT_REACH]
        if subject and not _joined_subject(sentence, subject) and gap(verb, number) <= _PER_SIDE_REACH * sentence.reach:
            side = subject[-1].value
            receives = verb.tag == "release.received" or (verb.tag == "release.freed" and own)
            return side if receives else sides.other(side)
    return None


def _is_object(sentence: Sentence, name: Hit) -> bool:
    """Whether a name says who is handed over, or to whom, and not by whom: "31 Ukrainians", "Ukrainian soldiers"."""
    people = sentence.of("people.troops", "people.held", "people.persons", "categories")
    return any(overlaps(name, hit) for hit in sentence.of("parties.people", "parties.to")) or any(
        sentence.text[name.end : hit.start] == " " for hit in people
    )


def _joined_subject(sentence: Sentence, names: Sequence[Hit]) -> bool:
    """Whether both sides do it: "Russia and Ukraine released 314 prisoners"."""
    if len(names) == 1 or names[-1].value == names[-2].value:
        return False
    between = sentence.between(names[-2], names[-1]).strip()
    words = {sentence.text[word.start : word.end] for word in sentence.of("conjunctions")}
    return between.removesuffix(" the") in words


def _subject_before(sentence: Sentence, verb: Hit, start: int) -> list[Hit]:
    """Whose a verb is that begins its clause: "Kyiv gave up 222, receiving 145": the first name of the sentence."""
    if start == 0 or sentence.text[start : verb.start].strip(" ,"):
        return []
    return [hit for hit in sentence.of("parties.names") if hit.end <= start][:1]


def _sole(sentence: Sentence, number: Stretch, captors: Sequence[Hit], sides: Sides) -> str | None:
    """The only side that is named up to the figure or in its clause, where it is said that people came back; where
    the sentence names none, the only one that the passage is about."""
    if not sentence.has("release.back", "release.captivity", "release.received", "release.home"):
        return None
    parties = {hit.value for hit in sides.parties}
    hits = [hit for hit in owning(sentence) if hit not in captors and hit.value in parties - ORGANISATIONS]
    _, end = sentence.clause(number)
    before = [hit for hit in hits if hit.start < end] or [hit for hit in hits if hit.tag == "parties.to"]
    before = before or (hits if len(parties) == 1 else [])
    named = {hit.value for hit in before} if hits or captors else parties - ORGANISATIONS - DIVIDED - sides.captors
    return named.pop() if len(named) == 1 else None


def per_side(sentence: Sentence, number: Number, counted: Stretch) -> bool:
    """Whether each side gets that many: 150 apiece, each got 150, 150 prisoners on each side."""
    for hit in sentence.of("counts.per_side"):
        word = sentence.text[hit.start : hit.end]
        if " " not in word and hit.end <= number.start:
            if number.start - hit.end <= _TIGHT or _each_moved(sentence, hit, number):
                return True
        elif gap(hit, Hit(number.start, counted.end, "", "")) <= _PER_SIDE_REACH * sentence.reach and (
            not _number_between(sentence, number, hit) and _of_its_clause(sentence, number, hit)
        ):
            return True
    return False


def _of_its_clause(sentence: Sentence, number: Number, hit: Hit) -> bool:
    """Whether "on each side" is said of this number: one in its own clause comes first."""
    return sentence.same_clause(number, hit) or not any(sentence.same_clause(one, hit) for one in sentence.numbers)


def _each_moved(sentence: Sentence, each: Hit, number: Number) -> bool:
    """Whether but a verb stands between: "each brought home 303"."""
    verbs = sentence.of(*RELEASE, "exchange.verbs")
    return any(0 <= verb.start - each.end <= 1 and 0 <= number.start - verb.end <= 1 for verb in verbs)


def _number_between(sentence: Sentence, number: Number, hit: Hit) -> bool:
    start, end = min(number.end, hit.end), max(number.start, hit.start)
    return any(start <= other.start < end for other in sentence.numbers if other is not number)
