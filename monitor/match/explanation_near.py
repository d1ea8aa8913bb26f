"""How far apart the two sides of a distance stand, where they are both there and too far."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from monitor.match.explanation_words import in_quotes, written
from monitor.match.item import Field
from monitor.match.phrase import Run
from monitor.match.query import Near, Wording

_MOST_RUNS = 200
"""Places of one side that are measured from; enough to tell by how much a rule misses."""


def told_distance(near: Near, fields: Sequence[Field]) -> str:
    """Why two wordings that both stand in the fields are not as near, or not in the order, that is asked for."""
    operator = f"{'THEN' if near.ordered else 'NEAR'}/{near.distance}"
    first, second = in_quotes(written(near.first)), in_quotes(written(near.second))
    gaps = [gap for field in fields for gap in _gaps(near, field)]
    forward = [between for is_forward, between in gaps if is_forward]
    if near.ordered and gaps and not forward:
        return f"{second} stands before {first}, and {operator} asks for it behind"
    measured = forward if near.ordered else [between for _, between in gaps]
    if measured:
        words = "1 word" if min(measured) == 1 else f"{min(measured)} words"
        return f"{first} and {second} stand {words} apart, {operator} asks for {near.distance}"
    places = [_fields_with(side, fields) for side in (near.first, near.second)]
    if places[0].isdisjoint(places[1]):
        return f"{first} and {second} stand one in the title and one in the text, {operator} asks for one of the two"
    return f"{first} and {second} are the same words here, {operator} asks for two"


def _gaps(near: Near, field: Field) -> Iterator[tuple[bool, int]]:
    """Whether the first side comes first, and the words between, for pairs that do not overlap."""
    sides = (list(islice(side.runs(field.words), _MOST_RUNS)) for side in (near.first, near.second))
    for one, other in product(*sides):
        if _between(one, other) >= 0:
            yield True, _between(one, other)
        elif _between(other, one) >= 0:
            yield False, _between(other, one)


def _between(before: Run, after: Run) -> int:
    return after[0] - before[1] - 1


def _fields_with(side: Wording, fields: Sequence[Field]) -> set[str]:
    return {field.name for field in fields if next(iter(side.runs(field.words)), None) is not None}
