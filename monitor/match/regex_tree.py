"""What a regex says, as a tree. Literals and classes are of folded text already."""

from dataclasses import dataclass
from functools import reduce

Range = tuple[int, int]
"""First and last code point of a range, both within."""


@dataclass(frozen=True, slots=True)
class Literal:
    text: str


@dataclass(frozen=True, slots=True)
class CharacterClass:
    """One character out of `ranges` or of the Unicode `properties` (names), or none of them where `negated`."""

    ranges: tuple[Range, ...]
    properties: tuple[str, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class WordBorder:
    """Between a word character and another, or the start or end of the text."""


@dataclass(frozen=True, slots=True)
class TextStart:
    pass


@dataclass(frozen=True, slots=True)
class TextEnd:
    pass


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`most` is None without an upper limit."""

    body: "Node"
    least: int
    most: int | None
    lazy: bool


Node = Literal | CharacterClass | WordBorder | TextStart | TextEnd | Sequence | Choice | Repeat


def shortest(node: Node) -> int:
    """The least number of characters a match can have."""
    match node:
        case Literal(text):
            return len(text)
        case CharacterClass():
            return 1
        case Sequence(parts):
            return sum(map(shortest, parts))
        case Choice(options):
            return min(map(shortest, options))
        case Repeat(body, least):
            return least * shortest(body)
        case _:
            return 0


@dataclass(frozen=True, slots=True)
class BorderStack:
    """How many word borders can be asked for at one place: before a node's first character, after its last, anywhere in
    it, and by a match of no characters (None where there is no such match)."""

    before: int
    after: int
    most: int
    empty: int | None

    def then(self, other: "BorderStack") -> "BorderStack":
        return BorderStack(
            max(self.before, 0 if self.empty is None else self.empty + other.before),
            max(other.after, 0 if other.empty is None else other.empty + self.after),
            max(self.most, other.most, self.after + other.before),
            None if self.empty is None or other.empty is None else self.empty + other.empty,
        )

    def otherwise(self, other: "BorderStack") -> "BorderStack":
        empties = [empty for empty in (self.empty, other.empty) if empty is not None]
        return BorderStack(
            max(self.before, other.before),
            max(self.after, other.after),
            max(self.most, other.most),
            max(empties, default=None),
        )


_NOTHING = BorderStack(0, 0, 0, 0)


def stacked_borders(node: Node) -> BorderStack:
    """The borders that matches of `node` can ask for."""
    match node:
        case WordBorder():
            stack = BorderStack(1, 1, 1, 1)
        case Sequence(parts):
            stack = reduce(BorderStack.then, map(stacked_borders, parts), _NOTHING)
        case Choice(options):
            stack = reduce(BorderStack.otherwise, map(stacked_borders, options))
        case Repeat(body, least, most):
            once = stacked_borders(body)
            stack = once if most == 1 else once.then(once)
            stack = stack if least else stack.otherwise(_NOTHING)
        case _:
            stack = BorderStack(0, 0, 0, None) if shortest(node) else _NOTHING
    return stack
