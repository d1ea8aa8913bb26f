"""What an explanation is made of: a rule, its groups, their clauses and these in parts, each with its verdict."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from monitor.model.catalog import Rule
from monitor.model.content import Span

PartKind = Literal["and", "or", "not", "field", "lang", "near", "then", "phrase", "word"]
GroupName = Literal["any", "all", "at_least", "none"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query: whether it holds, where in the original, and if not, why.

    `written` is how an operator would write the part; the parts below it are what it joins. Negation and fields stand
    at the leaves, where the compiler puts them.
    """

    kind: PartKind
    written: str
    holds: bool
    spans: tuple[Span, ...] = ()
    parts: tuple["Part", ...] = ()
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class FactVerdict:
    """Whether one of the item's facts (`index` counts from 0) is as a clause says; `fails` tells what is not."""

    index: int
    fails: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return not self.fails


@dataclass(frozen=True, slots=True)
class FoundLiteral:
    """A string that the engine looks for, in its normal form, and where it stands."""

    literal: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ClauseExplanation:
    """A clause in its place. `pattern` is what was written; `query` its parts, for a keyword; `facts` the verdict on
    each fact of the item, for a condition on facts. `is_near` tells that some of what it asks for is there, and `share`
    roughly how much (0 to 1), to know the nearest of several by."""

    path: str
    kind: str
    pattern: str
    weight: int
    holds: bool
    spans: tuple[Span, ...]
    is_near: bool
    share: float = 0.0
    why_not: str = ""
    query: Part | None = None
    facts: tuple[FactVerdict, ...] = ()

    @property
    def place(self) -> str:
        """`any.0`, where `path` is `any.0.keyword`."""
        return self.path.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class GroupExplanation:
    """The clauses of `any`, `all`, `at_least` or `none`. `reached` is what holds, by weight under `at_least`, and
    `count` what must; under `none` nothing may."""

    name: GroupName
    clauses: tuple[ClauseExplanation, ...]
    reached: int
    count: int

    @property
    def holds(self) -> bool:
        return self.reached == 0 if self.name == "none" else self.reached >= self.count

    @property
    def held(self) -> tuple[ClauseExplanation, ...]:
        return tuple(clause for clause in self.clauses if clause.holds)

    @property
    def missed(self) -> tuple[ClauseExplanation, ...]:
        return tuple(clause for clause in self.clauses if not clause.holds)


@dataclass(frozen=True, slots=True)
class Candidacy:
    """Whether the engine has reason to look at a rule: a literal of it is there, a clause has none, or facts are there.

    `absent` are the literals that are not. `refused_lang` is the item's language where the rule is for others.
    """

    found: tuple[FoundLiteral, ...]
    absent: tuple[str, ...]
    by_facts: bool = False
    always: bool = False
    refused_lang: str | None = None

    @property
    def woken(self) -> bool:
        return bool(self.found or self.by_facts or self.always)

    @property
    def holds(self) -> bool:
        return self.woken and self.refused_lang is None


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """A rule and one item: `matched` as the engine says it, and if not, `why_not` in a sentence."""

    rule: Rule
    matched: bool
    candidacy: Candidacy
    groups: tuple[GroupExplanation, ...]
    why_not: str = ""

    @property
    def held(self) -> tuple[ClauseExplanation, ...]:
        """The clauses that speak for the rule, in its order; those of `none` do not."""
        return tuple(clause for group in self.groups if group.name != "none" for clause in group.held)

    @property
    def is_near(self) -> bool:
        """Whether an operator would wonder: what the engine looks for is there, for whatever language the rule is."""
        return self.candidacy.woken


def leaves(part: Part) -> Iterator[Part]:
    """The parts that have none below them."""
    if not part.parts:
        yield part
    for below in part.parts:
        yield from leaves(below)
