"""Rules, compiled and tried on their own examples; what does not compile is shown where it was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from monitor.config.build import clause, rule
from monitor.config.document import Loc, Spot
from monitor.config.entries import Entry, Section
from monitor.config.scalars import raw_column
from monitor.config.schema import ClauseTable, RuleTable
from monitor.errors import RuleError, RuleFault
from monitor.match import compile_rules
from monitor.model.catalog import Clause, Matcher, Rule, Severity

GROUPS = ("any", "all", "none")


def check_rules(section: Section[RuleTable]) -> Matcher:
    """The matcher of all rules that compile; reports the clauses that do not, and every example that fails.

    Clauses are tried even where the schema has found something else wrong with their rule.
    """
    written = _written_rules(section)
    matcher, faults = _compile([compiled for compiled, _ in written.values()])
    for fault in faults:
        _report_fault(written[fault.rule_id][1], fault)
    faulty = {fault.rule_id for fault in faults}
    for name, (compiled, entry) in written.items():
        if name not in faulty and entry.table is not None:
            _check_examples(compiled, entry)
    return matcher


def _written_rules(section: Section[RuleTable]) -> dict[str, tuple[Rule, Entry[RuleTable]]]:
    """Rules to compile, by an id of their own: that an id is missing or taken is reported elsewhere."""
    written: dict[str, tuple[Rule, Entry[RuleTable]]] = {}
    for number, entry in enumerate(section.entries):
        name = entry.id if entry.id is not None and entry.id not in written else f"{entry.id}#{number}"
        if entry.table is not None:
            written[name] = replace(rule(entry.table), id=name), entry
        elif clauses := tuple(_sound_clauses(entry.raw)):
            written[name] = Rule(name, title="", topic="other", severity=Severity.NOTE, any=clauses), entry
    return written


def _sound_clauses(raw: Mapping[str, Any]) -> Iterator[Clause]:
    for group in GROUPS:
        values = raw.get(group)
        for index, value in enumerate(values if isinstance(values, list) else ()):
            try:
                yield clause(group, index, ClauseTable.model_validate(value))
            except ValidationError:
                continue  # reported with the rule


def _compile(rules: Sequence[Rule]) -> tuple[Matcher, list[RuleFault]]:
    """A matcher of the rules without faults, and the faults of the others."""
    faults: list[RuleFault] = []
    while True:
        try:
            return compile_rules(rules), faults
        except RuleError as error:
            faults.extend(error.faults)
            faulty = {fault.rule_id for fault in error.faults}
            sound = [rule for rule in rules if rule.id not in faulty]
            if len(sound) == len(rules):
                raise
            rules = sound


def _report_fault(entry: Entry[RuleTable], fault: RuleFault) -> None:
    spot = entry.document.value_spot((*entry.loc, *_parts(fault.clause)))
    if fault.column is not None and spot.raw is not None:
        spot = Spot(spot.line, spot.column + raw_column(spot.raw, fault.column) - 1)
    entry.document.report(spot, fault.message, fault.mend)


def _parts(clause_path: str) -> Loc:
    return tuple(int(part) if part.isdecimal() else part for part in clause_path.split("."))


def _check_examples(compiled: Rule, entry: Entry[RuleTable]) -> None:
    """Examples are texts without title and language, so that every rule is tried on them whatever its `langs`.

    Each rule is compiled alone for this: trying all rules on the examples of all would take quadratic time.
    """
    matcher = compile_rules((compiled,))
    for key, texts, wanted in (
        ("match", compiled.must_match, True),
        ("no_match", compiled.must_not_match, False),
    ):
        for index, text in enumerate(texts):
            found = next(iter(matcher.match("", text)), None)
            if (found is not None) is wanted:
                continue
            spot = entry.document.value_spot((*entry.loc, "examples", key, index))
            if found is None:
                message, mend = "the rule does not match this example", "Widen the rule, or correct the example."
            else:
                words = ", ".join(f"«{span.text}»" for span in found.spans[:3])
                message = f"the rule matches this example, which it must not: {words}".removesuffix(": ")
                mend = "Narrow the rule (`all:`, `none:`), or correct the example."
            entry.document.report(spot, message, mend)
