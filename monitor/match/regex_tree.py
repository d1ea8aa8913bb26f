"""What a regex says, as a tree. Literals and classes are of folded text already."""

from dataclasses import dataclass

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


def has_word_border(node: Node) -> bool:
    match node:
        case Sequence(children) | Choice(children):
            return any(map(has_word_border, children))
        case Repeat(body):
            return has_word_border(body)
        case _:
            return isinstance(node, WordBorder)
