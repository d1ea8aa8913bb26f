"""The best value of a field: the one that most sides say, then most families, then the newest claim."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from monitor.event.corroborate import Voices
from monitor.event.member import Member
from monitor.model.event import Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """A value, who says so, and what others say instead, the best rival first."""

    value: T
    by: tuple[Member, ...]
    rivals: tuple[tuple[T, tuple[Member, ...]], ...]


def best(voices: Voices, said: Iterable[tuple[Member, T | None]]) -> Told[T] | None:
    """The best of what is said; None where nobody says anything."""
    by_value: dict[T, list[Member]] = defaultdict(list)
    for member, value in said:
        if value is not None:
            by_value[value].append(member)
    if not by_value:
        return None
    ranked = sorted(by_value.items(), key=lambda each: (voices.weight(each[1]), repr(each[0])), reverse=True)
    (value, by), *others = ranked
    return Told(value, tuple(by), tuple((rival, tuple(saying)) for rival, saying in others))


def told(name: str, value: Told[T] | None, words: Callable[[T], str]) -> Value | None:
    """The field in words."""
    if value is None:
        return None
    rivals = tuple((words(rival), _keys(saying)) for rival, saying in value.rivals)
    return Value(name, words(value.value), _keys(value.by), rivals)


def _keys(of: Iterable[Member]) -> tuple[str, ...]:
    return tuple(sorted(one.claim.key for one in of))
