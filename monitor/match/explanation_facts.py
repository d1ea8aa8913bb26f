"""A condition on facts, and what of it the facts of an item do not meet."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from monitor.model.catalog import FactCondition
from monitor.model.fact import Fact, Kind

_KINDS = {Kind.EXCHANGE: "exchange", Kind.BODIES: "hand-over of bodies", Kind.NEGOTIATION: "negotiation"}


def condition_in_words(condition: FactCondition) -> str:
    """`exchange, status done or planned, parties RU and UA, not background`."""
    parts = [
        _KINDS[condition.kind],
        condition.status and f"status {_either(condition.status)}",
        condition.ordinal is not None and ("counted" if condition.ordinal else "not counted"),
        condition.parties and f"parties {_both(condition.parties)}",
        condition.categories and f"categories {_either(condition.categories)}",
        condition.background is not None and ("background" if condition.background else "not background"),
    ]
    return ", ".join(part for part in parts if part)


def shortcomings(fact: Fact, condition: FactCondition) -> tuple[str, ...]:
    """What of the condition the fact does not meet, the gravest first; nothing where it fits."""
    return tuple(_shortcomings(fact, condition))


def _shortcomings(fact: Fact, condition: FactCondition) -> Iterator[str]:
    if fact.kind is not condition.kind:
        yield f"it is of kind {_KINDS[fact.kind]}, wanted {_KINDS[condition.kind]}"
    if condition.status and (fact.status is None or fact.status.value not in condition.status):
        status = f"status is {_plain(fact.status.value)}" if fact.status else "no status is said"
        yield f"{status}, wanted {_either(condition.status)}"
    if condition.background not in (None, fact.background):
        yield "it is background, wanted news" if fact.background else "it is news, wanted background"
    if condition.ordinal not in (None, fact.ordinal is not None):
        yield "no ordinal is said, wanted one" if condition.ordinal else "an ordinal is said, wanted none"
    parties = {said.value for said in fact.parties}
    if not condition.parties <= parties:
        yield f"{_named('parties', parties, _both)}, wanted {_both(condition.parties)}"
    categories = {said.value for said in fact.categories}
    if condition.categories and condition.categories.isdisjoint(categories):
        yield f"{_named('categories', categories, _both)}, wanted {_either(condition.categories)}"


def told_facts(facts: Sequence[Fact], condition: FactCondition) -> str:
    """Why no fact meets the condition, by the one that comes nearest."""
    wanted = _KINDS[condition.kind]
    if not facts:
        return f"no fact is found, wanted one of kind {wanted}"
    of_kind = [fact for fact in facts if fact.kind is condition.kind]
    if not of_kind:
        return f"no fact of kind {wanted} is found, only {_both({_KINDS[fact.kind] for fact in facts})}"
    nearest = min((shortcomings(fact, condition) for fact in of_kind), key=len)
    which = f"of the nearest of {len(of_kind)} facts of kind {wanted}, " if len(of_kind) > 1 else ""
    return which + "; ".join(nearest)


def _named(what: str, values: Iterable[str], join: Callable[[Iterable[str]], str]) -> str:
    return f"{what} are {join(values)}" if values else f"no {what} are said"


def _either(values: Iterable[str]) -> str:
    return _list(values, "or")


def _both(values: Iterable[str]) -> str:
    return _list(values, "and")


def _list(values: Iterable[str], word: str) -> str:
    """`a, b or c`, in the order of the alphabet."""
    names = sorted(map(_plain, values))
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _plain(value: str) -> str:
    return str(value).replace("_", " ")
