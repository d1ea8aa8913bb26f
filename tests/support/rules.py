"""Rules in few words, and the shipped ones as the model has them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from monitor.match import RuleMatcher, compile_rules
from monitor.model.catalog import Clause, Rule, Severity

Condition = tuple[str, str]
"""A clause's kind and pattern."""


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
    langs: Sequence[str] = (),
) -> Rule:
    return Rule(
        id,
        id,
        "exchange",
        Severity.ALERT,
        any=_clauses("any", any),
        all=_clauses("all", all),
        none=_clauses("none", none),
        langs=frozenset(langs),
    )


def matcher(*rules: Rule) -> RuleMatcher:
    return compile_rules(rules)


def shipped_rules() -> list[Rule]:
    """The rules of `config/rules`, in the order of their files."""
    return [_shipped(entry) for path in sorted(Path("config/rules").glob("*.yaml")) for entry in _entries(path)]


def _entries(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    return entries


def _shipped(entry: dict[str, Any]) -> Rule:
    clauses = {
        group: _clauses(group, [next(iter(clause.items())) for clause in entry.get(group, [])])
        for group in ("any", "all", "none")
    }
    return Rule(
        entry["id"],
        entry["title"],
        entry["topic"],
        Severity[entry["severity"].upper()],
        langs=frozenset(entry.get("langs", [])),
        must_match=tuple(entry["examples"]["match"]),
        must_not_match=tuple(entry["examples"]["no_match"]),
        **clauses,
    )


def _clauses(group: str, conditions: Sequence[Condition]) -> tuple[Clause, ...]:
    return tuple(Clause(kind, pattern, f"{group}.{at}.{kind}") for at, (kind, pattern) in enumerate(conditions))
