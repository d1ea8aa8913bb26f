"""How many, and to which side: every figure beside people, with how it is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.extract.passage import Sentence, Stretch, gap, overlaps
from monitor.extract.sides import ORGANISATIONS, Sides, owners, party_hits, side_near
from monitor.extract.terms import Hit
from monitor.model.fact import Qualifier
from monitor.text.numbers import Number

BOTH = "both"
"""The figure is meant for each of the two sides."""

_BEFORE_PEOPLE = 34
_TIGHT = 4
_QUALIFIER_REACH = 14
_PER_SIDE_REACH = 45
_PEOPLE = ("people.held", "people.troops", "people.persons", "categories", "parties.people")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of people. `to` is a side, BOTH, or None where the sentence does not tell."""

    start: int
    end: int
    number: int | None
    to: str | None
    qualifier: Qualifier
    category: str | None
    formula: bool = False


def living(sentence: Sentence) -> list[Hit]:
    """The words for people, those left out whose bodies are meant: "bodies of soldiers", "a hostage's remains"."""
    bodies = sentence.of("people.bodies")
    return [hit for hit in sentence.of(*_PEOPLE) if not any(_dead(sentence, hit, body) for body in bodies)]


def _dead(sentence: Sentence, hit: Hit, body: Hit) -> bool:
    if overlaps(hit, body):
        return True
    if gap(hit, body) > _BEFORE_PEOPLE * sentence.reach or "," in sentence.between(hit, body):
        return False
    stretch = Hit(min(hit.end, body.end), max(hit.start, body.start), "", "")
    if any(overlaps(one, stretch) for one in sentence.of("conjunctions")):
        return False
    return hit.start > body.start or gap(hit, body) <= _TIGHT


def figures(sentence: Sentence, sides: Sides) -> list[Figure]:
    """Every figure of people in the sentence that is this event's, in order."""
    formulas = _formulas(sentence)
    found = [figure for _, _, figure in formulas]
    numbers = [one for one in sentence.numbers if not any(overlaps(one, figure) for figure in found)]
    aside: tuple[Stretch, ...] = (*sentence.dates, *sentence.ordinals, *sentence.of("categories"))
    numbers = [
        one
        for one in numbers
        if not any(overlaps(one, other) for other in aside) and not _of_another_kind(sentence, one)
    ]
    people = living(sentence)
    captors = owners(sentence)
    for number in numbers:
        counted = _counted(sentence, number, people) or (_goes_to(sentence, number) if found else None)
        if counted is None or _elsewhere(sentence, number) or _part(sentence, number):
            continue
        to = BOTH if _per_side(sentence, number, counted) else _side(sentence, number, counted, captors, sides)
        to = _like_the_one_before(sentence, number, counted, found) or to
        category = counted.value if counted.tag == "categories" else None
        found.append(Figure(number.start, number.end, number.value, to, _qualifier(sentence, number), category))
    found += _said_without_figure(sentence, sides) or ([] if found else _one_for_one(sentence))
    return sorted(found, key=lambda figure: figure.start)


def _like_the_one_before(sentence: Sentence, number: Number, counted: Hit, found: Sequence[Figure]) -> str | None:
    """Two kinds of people in a row go to one side: 224 soldiers and six civilians."""
    before = [figure for figure in found if figure.end <= number.start]
    if not before or counted.tag != "categories" or before[-1].formula:
        return None
    stretch = Hit(before[-1].end, number.start, "", "")
    joined = any(overlaps(stretch, hit) for hit in sentence.of("conjunctions"))
    return before[-1].to if joined and stretch.end - stretch.start <= _IN_A_ROW * sentence.reach else None


_IN_A_ROW = 34


def _formulas(sentence: Sentence) -> list[tuple[Number, Number, Figure]]:
    """157 for 157: both sides get that many."""
    found = []
    words = sentence.of("counts.between")
    for first, second in pairwise(sentence.numbers):
        middle = sentence.text[first.end : second.start].strip(' "')
        between = any(sentence.text[hit.start : hit.end] == middle for hit in words)
        if (
            between
            and first.value == second.value
            and not _elsewhere(sentence, first)
            and not _of_bodies(sentence, first)
        ):
            figure = Figure(first.start, second.end, first.value, BOTH, Qualifier.EXACT, None, formula=True)
            found.append((first, second, figure))
    return found


def _of_bodies(sentence: Sentence, number: Number) -> bool:
    """Whether bodies stand nearer to a formula than people or an exchange of people."""
    people = (*living(sentence), *sentence.of("exchange.sure"))
    to_people = min((gap(number, hit) for hit in people), default=len(sentence.text))
    return any(gap(number, body) < to_people for body in sentence.of("people.bodies"))


def _counted(sentence: Sentence, number: Number, people: Sequence[Hit]) -> Hit | None:
    """Whom a number counts: the first people behind it, the people right before it, or "freed" right behind it."""
    limit = _BEFORE_PEOPLE * sentence.reach
    bodies = sentence.of("people.bodies")
    for hit in people:
        if 0 <= hit.start - number.end <= limit and _undisturbed(sentence, number, hit):
            return None if any(number.end <= body.start <= hit.start for body in bodies) else hit
    for hit in people:
        if 0 <= number.start - hit.end <= _TIGHT and not _followed_by_body(number, bodies):
            return None if _is_year(sentence, number) else hit
    names = sentence.of("parties.names")
    beside = next((hit for hit in names if sentence.text[number.end : hit.start] == " "), None)
    if (
        beside
        and any(0 <= word.start - beside.end <= _TIGHT for word in sentence.of("conjunctions"))
        and any(0 <= hit.start - beside.end <= _IN_A_ROW * sentence.reach for hit in people)
    ):
        return beside
    released = sentence.of("release.freed", "release.back", "exchange.verbs", "counts.per_side", "release.given")
    return next((hit for hit in released if 0 <= hit.start - number.end <= _TIGHT), None)


def _of_another_kind(sentence: Sentence, number: Number) -> bool:
    """Whether a number is one of groups, stages, days ("two groups of soldiers"), or an age ("between 18 and 25")."""
    if any(0 <= unit.start - number.end <= 1 for unit in sentence.of("series.group", "series.stage", "counts.units")):
        return True
    ages = [other for other in sentence.numbers if any(overlaps(other, hit) for hit in sentence.of("categories"))]
    return any(
        0 < age.start - number.end <= _TO_AGE and number.end <= joiner.start < age.start
        for age in ages
        for joiner in sentence.of("conjunctions")
    )


_TO_AGE = 5


def _goes_to(sentence: Sentence, number: Number) -> Hit | None:
    """Where a number goes whose people were named with the one before: "27 went to Ukraine and 19 to Russia"."""
    receivers = sentence.of("parties.to")
    return next((hit for hit in receivers if 0 <= hit.start - number.end <= _TIGHT), None)


def _is_year(sentence: Sentence, number: Number) -> bool:
    return number.value in _YEARS and sentence.text[number.start : number.end] == str(number.value)


_YEARS = range(1900, 2101)


def _followed_by_body(number: Number, bodies: Sequence[Hit]) -> bool:
    return any(0 <= body.start - number.end <= _TIGHT for body in bodies)


def _undisturbed(sentence: Sentence, number: Number, hit: Hit) -> bool:
    between = sentence.text[number.end : hit.start]
    stretch = Hit(number.end, hit.start, "", "")
    joiners = sentence.of("conjunctions")
    return not (
        any(sign in between for sign in ",;:()%")
        or any(overlaps(stretch, other) for other in sentence.numbers)
        or any(stretch.start <= one.start < stretch.end for one in joiners if not sentence.has("categories"))
        or any(stretch.start <= one.start < stretch.end for one in sentence.of("exchange.nouns"))
    )


def _elsewhere(sentence: Sentence, number: Stretch) -> bool:
    """Whether the figure is a sum over time, or of those still held: such words in its clause, or before it all."""
    start, end = sentence.clause(number)
    for hit in sentence.of("counts.elsewhere"):
        before = hit.start == 0 or start <= hit.start <= number.start
        stretch = Hit(number.end, hit.start, "", "")
        behind = number.start <= hit.start < end and not any(
            overlaps(stretch, word) for word in sentence.of("conjunctions")
        )
        if before or behind:
            return True
    return False


def _part(sentence: Sentence, number: Number) -> bool:
    """Whether the figure is a part of one before it: "300, including 40 civilians", "ten people, two priests among
    them"."""
    return any(
        0 <= hit.start - number.end <= _AMONG_THEM * sentence.reach and "," not in sentence.between(number, hit)
        for hit in sentence.of("counts.including")
    ) or any(
        hit.end <= number.start and not any(hit.end <= border < number.start for border in _stops(sentence))
        for hit in sentence.of("counts.including")
    )


_AMONG_THEM = 24


def _stops(sentence: Sentence) -> list[int]:
    return [index for index, sign in enumerate(sentence.text) if sign == ";"]


def _qualifier(sentence: Sentence, number: Number) -> Qualifier:
    for qualifier in (Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.UP_TO):
        for hit in sentence.of(f"counts.{qualifier}"):
            if 0 <= number.start - hit.end <= _QUALIFIER_REACH and "," not in sentence.between(hit, number):
                return qualifier
    return Qualifier.EXACT


def _per_side(sentence: Sentence, number: Number, counted: Hit) -> bool:
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
    verbs = sentence.of("release.back", "release.freed", "release.given", "release.received", "exchange.verbs")
    return any(0 <= verb.start - each.end <= 1 and 0 <= number.start - verb.end <= 1 for verb in verbs)


def _number_between(sentence: Sentence, number: Number, hit: Hit) -> bool:
    start, end = min(number.end, hit.end), max(number.start, hit.start)
    return any(start <= other.start < end for other in sentence.numbers if other is not number)


def _side(sentence: Sentence, number: Stretch, counted: Hit, captors: Sequence[Hit], sides: Sides) -> str | None:
    """The side that the people return to, from the surest sign to the least. Nobody returns to an organisation."""
    to = _told_side(sentence, number, counted, captors, sides)
    return None if to in ORGANISATIONS else to


def _told_side(sentence: Sentence, number: Stretch, counted: Hit, captors: Sequence[Hit], sides: Sides) -> str | None:
    people = Hit(min(number.start, counted.start), max(counted.end, number.end), "", "")
    named = side_near(sentence, people, captors, sides)
    if named:
        return named
    start, end = sentence.clause(people)
    told = [hit for hit in sentence.of("parties.to") if start <= hit.start < end]
    if told:
        return told[0].value
    moved = _mover(sentence, number, captors, sides, (start, end))
    if moved:
        return moved
    if captors:
        return sides.other(captors[0].value)
    return _sole(sentence, captors, sides)


def _mover(
    sentence: Sentence, number: Stretch, captors: Sequence[Hit], sides: Sides, clause: tuple[int, int]
) -> str | None:
    """Who received them, or the other one of who handed them over."""
    own = sentence.has("release.captivity", "release.home")
    for tag in ("release.received", "release.given", "release.freed"):
        for verb in sentence.of(tag):
            if not clause[0] <= verb.start < clause[1] or verb.start > number.start:
                continue
            subject = [
                hit
                for hit in sentence.of("parties.names")
                if clause[0] <= hit.start < verb.start and hit not in captors
            ]
            subject = subject or _subject_before(sentence, verb, clause[0])
            if subject and gap(verb, number) <= _PER_SIDE_REACH * sentence.reach:
                side = subject[-1].value
                receives = tag == "release.received" or (tag == "release.freed" and own)
                return side if receives else sides.other(side)
    return None


def _subject_before(sentence: Sentence, verb: Hit, start: int) -> list[Hit]:
    """Whose a verb is that begins its clause: "Kyiv gave up 222, receiving 145": the first name of the sentence."""
    if start == 0 or sentence.text[start : verb.start].strip(" ,"):
        return []
    return [hit for hit in sentence.of("parties.names") if hit.end <= start][:1]


def _sole(sentence: Sentence, captors: Sequence[Hit], sides: Sides) -> str | None:
    """The only side that the sentence names, where it says that people came back."""
    parties = {hit.value for hit in sides.parties}
    named = {hit.value for hit in party_hits(sentence) if hit not in captors} & parties - ORGANISATIONS
    released = sentence.has("release.back", "release.captivity", "release.received", "release.home")
    return named.pop() if released and len(named) == 1 else None


def _one_for_one(sentence: Sentence) -> list[Figure]:
    """A citizen of one side swapped for a citizen of the other: one each."""
    if not sentence.has("people.persons") or sentence.has("people.held") or sentence.has("people.troops"):
        return []
    names = sentence.of("parties.names")
    for verb in sentence.of("exchange.verbs"):
        for word in sentence.of("counts.between"):
            given = [hit for hit in names if hit.end <= verb.start]
            got = [hit for hit in names if hit.start >= word.end]
            if given and got and verb.end <= word.start and given[-1].value != got[0].value:
                return [Figure(hit.start, hit.end, 1, hit.value, Qualifier.EXACT, None) for hit in (given[-1], got[0])]
    return []


def _said_without_figure(sentence: Sentence, sides: Sides) -> list[Figure]:
    found = []
    for tag, qualifier in (("counts.same", Qualifier.SAME), ("counts.undisclosed", Qualifier.UNDISCLOSED)):
        for hit in sentence.of(tag):
            to = _side(sentence, hit, hit, owners(sentence), sides)
            found.append(Figure(hit.start, hit.end, None, to, qualifier, None))
    return found
