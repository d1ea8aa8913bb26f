"""How many, and to which side: every figure beside people, with how it is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.extract.formulas import formulas
from monitor.extract.passage import RELEASE, Sentence, Stretch, overlaps
from monitor.extract.people import living
from monitor.extract.receivers import per_side, receiver
from monitor.extract.sides import Sides, owners
from monitor.extract.swaps import singles
from monitor.extract.terms import Hit
from monitor.model.fact import Qualifier
from monitor.text.numbers import Number

BOTH = "both"
"""The figure is meant for each of the two sides."""

_TWO = 2
_BEFORE_PEOPLE = 34
_TIGHT = 4
_QUALIFIER_REACH = 14


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of people. `to` is a side, BOTH, or None where the sentence does not tell; `single` is no figure, but
    one person who is named; `besides` comes on top of what else is told."""

    start: int
    end: int
    number: int | None
    to: str | None
    qualifier: Qualifier
    category: str | None
    formula: bool = False
    single: bool = False
    besides: bool = False


def figures(sentence: Sentence, sides: Sides) -> list[Figure]:
    """Every figure of people in the sentence that is this event's, in order; the two of an uneven formula left out."""
    swaps = [one for one in formulas(sentence) if not _elsewhere(sentence, one.first)]
    found = [
        Figure(one.start, one.end, one.first.value, BOTH, Qualifier.EXACT, None, formula=True)
        for one in swaps
        if one.even
    ]
    aside: tuple[Stretch, ...] = (*swaps, *sentence.dates, *sentence.ordinals, *sentence.of("categories"))
    numbers = [
        one
        for one in sentence.numbers
        if not any(overlaps(one, other) for other in aside) and not _of_another_kind(sentence, one)
    ]
    people, captors = living(sentence), owners(sentence)
    for number in numbers:
        counted = _counted(sentence, number, people) or (_elliptic(sentence, number) if found else None)
        beside = counted is not None and counted.tag == "parties.names" and counted.end <= number.start
        if counted is None or _elsewhere(sentence, number) or (_part(sentence, number) and not beside):
            continue
        to = BOTH if per_side(sentence, number, counted) else receiver(sentence, number, counted, captors, sides)
        to = _like_the_one_before(sentence, number, counted, found) or to
        if found and beside and to == found[-1].to:
            to = sides.other(to or "")  # "Kyiv gave 222 people, the militia 150": whom the first got the other gives
        category = counted.value if counted.tag == "categories" else None
        besides = _besides(sentence, number)
        qualifier = _qualifier(sentence, number)
        found.append(Figure(number.start, number.end, number.value, to, qualifier, category, besides=besides))
    found = _opposite(sentence, _shared(sentence, _whole(found)), sides)
    found += [one for figure in found if figure.number and (one := _and_one(sentence, figure))]
    found += _alone(sentence, found, sides)
    found += _said_without_figure(sentence, sides)
    return sorted(found, key=lambda figure: figure.start)


def _besides(sentence: Sentence, number: Stretch) -> bool:
    """Whether the figure is on top of others: "in addition, 22 wounded", "with 22 Ukrainians added"."""
    _, end = sentence.clause(number)
    return any(
        -1 <= number.start - hit.end <= _BESIDES_LEAD * sentence.reach or number.end <= hit.start < end
        for hit in sentence.of("counts.besides")
    )


_BESIDES_LEAD = 70


def _whole(found: list[Figure]) -> list[Figure]:
    """The figures without those that add up to the one before them: "390 people: 270 soldiers and 120 civilians"."""
    for index, figure in enumerate(found):
        total = 0
        for after, part in enumerate(found[index + 1 :], index + 2):
            total += part.number or 0
            if total == figure.number and after - index > _TWO:
                parts = found[index + 1 : after]
                sides = {one.to for one in parts} - {None, BOTH}
                if len(sides) == _TWO:  # "50 prisoners, 25 Ukrainians and 25 Russians"
                    return [*found[:index], replace(figure, to=None), *parts, *_whole(found[after:])]
                return [*found[: index + 1], *_whole(found[after:])]
    return found


def _shared(sentence: Sentence, found: list[Figure]) -> list[Figure]:
    """What is said of each side behind the last of joined figures is said of all: "270 soldiers and 120 civilians on
    each side"."""
    for first, second in pairwise(found):
        joined = _joined(sentence, first, second) and "," not in sentence.between(first, second)
        if second.to == BOTH and first.to is None and not second.formula and joined:
            found = [replace(one, to=BOTH) if one is first else one for one in found]
    return found


def _opposite(sentence: Sentence, found: list[Figure], sides: Sides) -> list[Figure]:
    """Those who go "in return" go the other way: of two such figures, one side tells the other."""
    for first, second in pairwise(found):
        stretch = Hit(first.end, second.start, "", "")
        words = sentence.of("release.in_return", "counts.between")
        if any(stretch.start <= word.start and word.end <= stretch.end for word in words):
            swapped = {first: sides.other(second.to or ""), second: sides.other(first.to or "")}
            found = [replace(one, to=swapped[one]) if one in swapped and one.to is None else one for one in found]
    return found


def _and_one(sentence: Sentence, figure: Figure) -> Figure | None:
    """One person told along with a figure of others: "64 servicemen and an American"."""
    if figure.formula or figure.to == BOTH:
        return None
    joiners = sentence.of("conjunctions")
    for person in sentence.of("people.one"):
        if any(
            person.end < word.start
            and sentence.text[person.end : word.start] == " " == sentence.text[word.end : figure.start]
            for word in joiners
        ):
            return Figure(person.start, person.end, 1, figure.to, Qualifier.EXACT, None, besides=True)
        near = 0 <= person.start - figure.end <= _ALONG_WITH * sentence.reach
        if near and any(
            0 <= person.start - word.end <= _ONE_REACH
            for word in sentence.of("conjunctions")
            if word.start > figure.end
        ):
            between = Hit(figure.end, person.start, "", "")
            if not any(overlaps(between, number) for number in sentence.numbers) and "," not in sentence.between(
                figure, person
            ):
                return Figure(person.start, person.end, 1, figure.to, Qualifier.EXACT, None, besides=True)
    return None


_ONE_REACH, _ALONG_WITH = 16, 50


def _joined(sentence: Sentence, first: Stretch, second: Stretch) -> bool:
    """Whether two figures stand in a row: 224 soldiers and six civilians."""
    near = second.start - first.end <= _IN_A_ROW * sentence.reach
    return (
        near and not sentence.joined_by(first, second, *RELEASE) and sentence.joined_by(first, second, "conjunctions")
    )


def _like_the_one_before(sentence: Sentence, number: Number, counted: Hit, found: Sequence[Figure]) -> str | None:
    """Two kinds of people in a row go to one side: 224 soldiers and six civilians."""
    before = [figure for figure in found if figure.end <= number.start]
    if not before or counted.tag != "categories" or before[-1].formula:
        return None
    return before[-1].to if _joined(sentence, before[-1], number) else None


_IN_A_ROW = 34


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
    if _is_year(sentence, number):
        return None
    behind = next((hit for hit in released if 0 <= hit.start - number.end <= _TIGHT), None)
    return behind or _got_so_many(sentence, number)


def _got_so_many(sentence: Sentence, number: Number) -> Hit | None:
    """The verb right before a figure that nothing follows: "Moscow got back 150, with the help of the Emirates"."""
    if not sentence.has("parties.names") or sentence.text[number.end : number.end + 1].strip(_CLOSING):
        return None
    return next((hit for hit in sentence.of("release.received") if number.start - hit.end == 1), None)


_CLOSING = ".,;:!"


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


def _elliptic(sentence: Sentence, number: Number) -> Hit | None:
    """The side beside a number whose people were named with the one before: "27 went to Ukraine and 19 to Russia",
    "Kyiv got 215 people, Moscow 55"."""
    behind = [
        *sentence.of("parties.to"),
        *(hit for hit in sentence.of("parties.names") if sentence.follows(hit, "receivers")),
    ]
    before = [hit for hit in sentence.of("parties.names", "parties.people", "parties.to") if hit.end <= number.start]
    to = next((hit for hit in behind if 0 <= hit.start - number.end <= _TO_REACH), None)
    verbs = sentence.of("release.given", "release.received")
    own = [hit for hit in sentence.of("parties.names") if sentence.text[number.end : hit.start] == " "]
    return (
        to
        or next((hit for hit in before if not sentence.between(hit, number).strip(" :")), None)
        or next((hit for hit in own if _ends_clause(sentence, hit)), None)
        or next((hit for hit in verbs if 0 <= number.start - hit.end <= 1), None)
    )


def _ends_clause(sentence: Sentence, hit: Hit) -> bool:
    _, end = sentence.clause(hit)
    return not sentence.text[hit.end : end].strip(" .,;:")


_TO_REACH = 12


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
        behind = number.start <= hit.start < end and not sentence.joined_by(number, hit, "conjunctions")
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
        hit.end <= number.start and not any(hit.end <= border < number.start for border in _anew(sentence))
        for hit in sentence.of("counts.including")
    )


_AMONG_THEM = 24


def _anew(sentence: Sentence) -> list[int]:
    """Where a sentence goes on to others: "including ten women, while Kyiv got back 116"."""
    verbs = sentence.of("release.given", "release.received", "release.in_return")
    return [*(index for index, sign in enumerate(sentence.text) if sign == ";"), *(hit.start for hit in verbs)]


def _qualifier(sentence: Sentence, number: Number) -> Qualifier:
    for qualifier in (Qualifier.AT_LEAST, Qualifier.ABOUT, Qualifier.UP_TO):
        for hit in sentence.of(f"counts.{qualifier}"):
            if 0 <= number.start - hit.end <= _QUALIFIER_REACH and "," not in sentence.between(hit, number):
                return qualifier
    return Qualifier.EXACT


def _alone(sentence: Sentence, found: Sequence[Figure], sides: Sides) -> list[Figure]:
    """Those exchanged as single persons, each for one side: one for the other, or one for those counted in `found`."""
    persons = singles(sentence, found, sides)
    receivers = [person.to for person in persons]
    if len(persons) > 1 and (None in receivers or len(set(receivers)) == 1):
        receivers = list(sides.pair or (None, None))
    elif persons and receivers[0] in {figure.to for figure in found} | {None}:
        receivers = [sides.other(found[0].to or "") if len({figure.to for figure in found}) == 1 else None]
    return [
        Figure(person.start, person.end, 1, to, Qualifier.EXACT, None, single=True)
        for person, to in zip(persons, receivers, strict=True)
    ]


def _said_without_figure(sentence: Sentence, sides: Sides) -> list[Figure]:
    found = []
    for tag, qualifier in (("counts.same", Qualifier.SAME), ("counts.undisclosed", Qualifier.UNDISCLOSED)):
        for hit in sentence.of(tag):
            to = receiver(sentence, hit, hit, owners(sentence), sides)
            found.append(Figure(hit.start, hit.end, None, to, qualifier, None))
    return found
