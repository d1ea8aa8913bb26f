"""Rules and facts in few words, and the shipped rules as they are loaded."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from monitor.config import load_rules
from monitor.config.rules import CompiledSection
from monitor.match import FormLists, RuleMatcher, compile_rules
from monitor.model.catalog import AtLeast, Clause, FactCondition, Rule, Severity
from monitor.model.content import Span
from monitor.model.fact import Codes, Fact, Kind, Ordinal, Said, Status

Condition = tuple[str, str] | FactCondition
"""A clause: its kind and pattern, or what a fact must be."""

NO_FORMS: FormLists = {}


def keyword(pattern: str) -> Condition:
    return "keyword", pattern


def regex(pattern: str) -> Condition:
    return "regex", pattern


def rule(
    id: str = "rule",  # noqa: A002 - the model's own name
    *,
    any: Sequence[Condition] = (),  # noqa: A002 - the model's own name
    all: Sequence[Condition] = (),  # noqa: A002 - the model's own name
    none: Sequence[Condition] = (),
    at_least: tuple[int, Sequence[tuple[Condition, int]]] | None = None,
    langs: Sequence[str] = (),
) -> Rule:
    """`at_least` is a count with conditions and their weights."""
    return Rule(
        id,
        id,
        "exchange",
        Severity.ALERT,
        any=_clauses("any", any),
        all=_clauses("all", all),
        none=_clauses("none", none),
        at_least=AtLeast(
            at_least[0],
            tuple(_clause("at_least.of", at, one, weight) for at, (one, weight) in enumerate(at_least[1])),
        )
        if at_least
        else None,
        langs=frozenset(langs),
    )


def matcher(*rules: Rule, forms: FormLists = NO_FORMS) -> RuleMatcher:
    return compile_rules(rules, forms)


def shipped() -> CompiledSection:
    """The rules of `config/rules`, in the order of their files, compiled with the forms of `config/lexicon/forms`."""
    return load_rules(Path("config"))


def fact(
    kind: Kind = Kind.EXCHANGE,
    status: Status | None = Status.DONE,
    *,
    background: bool = False,
    ordinal: int | None = None,
    parties: Iterable[str] = (),
    categories: Iterable[str] = (),
    mention: Span = Span("text", 0, 1, "x"),  # noqa: B008 - a frozen value
) -> Fact:
    return Fact(
        kind,
        (mention,),
        Said(status, mention) if status else None,
        background,
        1.0,
        Codes("", "", "", ""),
        ordinal=Said(Ordinal(ordinal, "stage"), mention) if ordinal else None,
        parties=tuple(Said(party, mention) for party in parties),
        categories=tuple(Said(category, mention) for category in categories),
    )


def _clauses(group: str, conditions: Sequence[Condition]) -> tuple[Clause, ...]:
    return tuple(_clause(group, at, condition) for at, condition in enumerate(conditions))


def _clause(group: str, at: int, condition: Condition, weight: int = 1) -> Clause:
    if isinstance(condition, FactCondition):
        return Clause("fact", "", f"{group}.{at}.fact", condition, weight)
    kind, pattern = condition
    return Clause(kind, pattern, f"{group}.{at}.{kind}", weight=weight)
