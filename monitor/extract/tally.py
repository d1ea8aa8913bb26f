"""The figures of an event over all its sentences: people returned to each side, and those of both together."""

from collections import Counter
from dataclasses import dataclass, field, replace

from monitor.extract.counts import BOTH, Figure, figures
from monitor.extract.formulas import formulas
from monitor.extract.groups import Frame, Group
from monitor.extract.passage import RELEASE, Sentence, Stretch, overlaps
from monitor.extract.sides import Sides
from monitor.model.content import Span
from monitor.model.fact import Count, Qualifier, Said
from monitor.text.numbers import Number

_MOST_EXCHANGES = 300
_MOST_SPIES = 30
_LEAD = 12
_TOLD = (
    *("exchange.nouns", "exchange.verbs", "exchange.sure"),
    *RELEASE,
)

Total = Said[Count] | None


@dataclass
class _Tally:
    """What has been counted so far: of a side, by a formula for both, and the first figure without a side."""

    counts: list[Said[Count]] = field(default_factory=list)
    formulas: list[Said[Count]] = field(default_factory=list)
    total: Total = None
    singles: list[Said[Count]] = field(default_factory=list)

    def add(self, frame: Frame, sides: Sides) -> None:
        told = frame.sentence.has(*_TOLD) and (frame.mention or frame.sentence.in_title)
        earlier = {said.value.number for said in self.counts if said.value.number}
        found = figures(frame.sentence, sides)
        for figure in found:
            span = frame.sentence.span(figure)
            if _are_parts(figure, found, earlier):
                continue
            if figure.single:
                self.singles.append(Said(Count(figure.number, figure.to, figure.qualifier, None), span))
            elif figure.to is None and figure.number is not None and not figure.formula:
                if told and self.total is None:
                    self.total = Said(Count(figure.number, None, figure.qualifier, figure.category), span)
            else:
                (self.formulas if figure.formula else self.counts).extend(_per_side(figure, sides, span))


def counts_of(group: Group, sides: Sides) -> tuple[tuple[Said[Count], ...], Total]:
    """People returned to each side, and the figure for both together. What is told of a side comes before a formula,
    which may be that of a whole agreement."""
    if any(many_exchanges(frame.sentence) for frame in group.frames):
        return (), None
    tally = _Tally()
    for frame in group.frames:
        tally.add(frame, sides)
    counts = _distinct(tally.counts + _fitting(tally.formulas, tally.counts))
    counts += [said for frame in group.frames for said in _by_uneven_formula(frame.sentence, sides, counts)][:1]
    counts += _alone(tally.singles, counts, sides)
    counts, both = _sum_of_both(counts)
    total = both or tally.total
    if total and (other := _in_return(group, sides, counts)):
        return (*counts, Said(replace(total.value, to=other), total.span)), None
    total = None if total and _is_of_a_side(total, counts) else total
    return tuple(counts), total or _sum_told(group, counts)


def _sum_told(group: Group, counts: list[Said[Count]]) -> Total:
    """The figure that both sides' add up to, wherever it is said: "157 each, 314 in total"."""
    told = _by_side(list({(said.value.number, said.value.to): said for said in counts}.values()))
    if len(told) != _TWO or not all(told.values()):
        return None
    for frame in group.frames:
        for number in frame.sentence.numbers:
            if number.value == sum(told.values()) and not any(overlaps(number, day) for day in frame.sentence.dates):
                return Said(Count(number.value, None, Qualifier.EXACT, None), frame.sentence.span(number))
    return None


_TWO = 2


def _sum_of_both(counts: list[Said[Count]]) -> tuple[list[Said[Count]], Total]:
    """The figures without one that those of two sides add up to, and that one, which is of both together: "to free
    2,900: 1,700 of one side and 1,200 of the other"."""
    for said in counts:
        rest = [one for one in counts if one.value.number != said.value.number]
        told = _by_side(list({(one.value.number, one.value.to): one for one in rest}.values()))
        kinds = any(one.value.category for one in rest)
        if len(told) == _TWO and said.value.number == sum(told.values()) and not kinds:
            return rest, Said(replace(said.value, to=None), said.span)
    return counts, None


def _are_parts(figure: Figure, beside: list[Figure], told: set[int]) -> bool:
    """Whether a figure and one joined to it add up to what has been told: "140 are home", then "132 men and eight
    women"."""
    return any(
        one is not figure
        and not {one.to, figure.to} & {BOTH}
        and (one.to == figure.to or None in (one.to, figure.to))
        and (one.number or 0) + (figure.number or 0) in told
        for one in beside
        if one.number and figure.number and not one.single
    )


def _alone(singles: list[Said[Count]], counts: list[Said[Count]], sides: Sides) -> list[Said[Count]]:
    """The single persons of sides that no figure is told of; one whose side is not told is of the other side."""
    told = {said.value.to for said in counts if said.value.to}
    other = sides.other(next(iter(told))) if len(told) == 1 else None
    owned = [replace(said, value=replace(said.value, to=said.value.to or other)) for said in singles]
    found = {said.value.to: said for said in owned if said.value.to and said.value.to not in told}
    return list(found.values()) if told or len(found) > 1 else []


def many_exchanges(sentence: Sentence) -> Number | None:
    """How many exchanges there were, where that is said: statistics, no news of one."""
    people, nouns = sentence.of("people.held"), sentence.of("exchange.nouns")
    words = [  # "three prisoner exchanges", but not "26 prisoners swapped"
        word
        for word in sentence.of("exchange.nouns", "exchange.sure")
        if any(noun.end == word.end for noun in nouns) or not any(hit.start == word.start for hit in people)
    ]
    aside: tuple[Stretch, ...] = (*sentence.of("categories"), *formulas(sentence))
    numbers = [
        number
        for number in sentence.numbers
        if 1 < number.value <= _MOST_EXCHANGES and not any(overlaps(number, other) for other in aside)
    ]
    between = sentence.of("counts.between")
    numbers = [number for number in numbers if not any(0 <= number.start - hit.end <= 1 for hit in between)]
    return next((one for one in numbers if any(sentence.text[one.end : word.start] == " " for word in words)), None)


def _by_uneven_formula(sentence: Sentence, sides: Sides, counts: list[Said[Count]]) -> list[Said[Count]]:
    """The other figure of "215 for 55", where one of the two is told of a side and nothing of the other side."""
    told = _by_side(counts)
    if len(told) != 1:
        return []
    ((side, number),) = told.items()
    other = sides.other(side)
    found = []
    for one in formulas(sentence):
        values = {one.first.value: one.second, one.second.value: one.first}
        if other and not one.even and number in values:
            rest = values[number]
            found.append(Said(Count(rest.value, other, Qualifier.EXACT, None), sentence.span(rest)))
    return found


def _in_return(group: Group, sides: Sides, counts: list[Said[Count]]) -> str | None:
    """Whose a figure without a side is, where the other side's is told "in return"."""
    told = {said.value.to for said in counts}
    if len(told) != 1 or not any(_turns(frame.sentence) for frame in group.frames):
        return None
    side = told.pop()
    return sides.other(side) if side else None


def _turns(sentence: Sentence) -> bool:
    """Whether the sentence begins with those who go the other way: "In return, 183 prisoners were freed"."""
    return any(hit.start <= _LEAD * sentence.reach for hit in sentence.of("release.in_return"))


def _is_of_a_side(total: Said[Count], counts: list[Said[Count]]) -> bool:
    """Whether a figure that stands without a side is one that is told of a side, or of each, in other words; or less
    than one of them, and so a part."""
    number = total.value.number or 0
    return any(told >= number for told in _by_side(counts).values())


def _by_side(counts: list[Said[Count]]) -> Counter[str]:
    """What the figures that are told of a side come to."""
    sums = Counter[str]()
    for said in counts:
        if said.value.to:
            sums[said.value.to] += said.value.number or 0
    return sums


def _fitting(formulas: list[Said[Count]], counts: list[Said[Count]]) -> list[Said[Count]]:
    """The formulas that what is told of a side does not contradict: another one is that of the whole agreement."""
    counts = [said for said in counts if not said.value.besides]
    told = {said.value.number or 0 for said in counts}
    receivers = {said.value.to for said in counts}
    sums = {sum(said.value.number or 0 for said in counts if said.value.to == side) for side in receivers}
    return [said for said in formulas if not told or said.value.number in told | sums]


def _per_side(figure: Figure, sides: Sides, span: Span) -> list[Said[Count]]:
    receivers: tuple[str | None, ...] = (figure.to,)
    if figure.to == BOTH:
        receivers = sides.pair or sides.presumed or (None,)
        if set(receivers) == {"RU", "US"} and (figure.number or 0) > _MOST_SPIES:
            receivers = ("RU", "UA")  # so many are prisoners of war, though presidents speak of them
    return [
        Said(Count(figure.number, side, figure.qualifier, figure.category, figure.besides), span) for side in receivers
    ]


def _distinct(counts: list[Said[Count]]) -> list[Said[Count]]:
    found: dict[tuple[Count, str], Said[Count]] = {}
    for said in counts:
        found.setdefault((said.value, said.span.field), said)
    return list(found.values())
