"""How many bodies were handed over, and to which side."""

from collections.abc import Iterator

from monitor.extract.groups import Group
from monitor.extract.passage import Sentence
from monitor.extract.receivers import mover, receiver
from monitor.extract.sides import Sides, owners
from monitor.extract.terms import Hit
from monitor.model.fact import Count, Qualifier, Said
from monitor.text.numbers import Number

_BEHIND = 24
_TIGHT = 4


def bodies_of(group: Group, sides: Sides) -> tuple[Said[Count], ...]:
    """The figure for each side, as it is told first: a later one is what was promised, or a sum over time."""
    found: dict[str | None, Said[Count]] = {}
    for frame in group.frames:
        for number, to in _figures(frame.sentence, sides):
            found.setdefault(to, Said(Count(number.value, to, Qualifier.EXACT, None), frame.sentence.span(number)))
    return tuple(found[to] for to in found if to is not None or len(found) == 1)


def _figures(sentence: Sentence, sides: Sides) -> Iterator[tuple[Number, str | None]]:
    """The numbers beside bodies; with one of them, those that were received in return: "1,212 bodies, 27 received"."""
    given: str | None = None
    for number in sentence.numbers:
        bodies = next((hit for hit in sentence.of("people.bodies") if _counts(sentence, number, hit)), None)
        if bodies is not None:
            given = _receiver(sentence, number, bodies, sides)
            yield number, given
        elif given and any(0 <= number.start - hit.end <= _TIGHT for hit in sentence.of("release.received")):
            yield number, sides.other(given)


def _receiver(sentence: Sentence, number: Number, bodies: Hit, sides: Sides) -> str | None:
    """Who received or handed over comes first: "6,057 bodies of soldiers from Russia" went to whoever received them."""
    captors, clause = owners(sentence), sentence.clause(number)
    addressed = [hit for hit in sentence.of("parties.to") if clause[0] <= hit.start < clause[1]]
    if addressed:
        return addressed[0].value
    moved = mover(sentence, number, captors, sides, clause)
    return moved or receiver(sentence, number, bodies, captors, sides)


def _counts(sentence: Sentence, number: Number, bodies: Hit) -> bool:
    """Whether a number counts the bodies beside it: "1,212 bodies", "1,212 Ukrainian bodies", "bodies of 1,212"."""
    if 0 <= number.start - bodies.end <= _TIGHT:
        return True
    between = sentence.text[number.end : bodies.start]
    near = 0 <= bodies.start - number.end <= _BEHIND * sentence.reach
    return (
        near
        and not any(sign in between for sign in ",;:")
        and not any(number.end <= other.start < bodies.start for other in sentence.numbers)
    )
