"""Rules, compiled and tried on their own examples; what does not compile is shown where it was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from monitor.config.build import clause, rule
from monitor.config.document import Loc, Spot
from monitor.config.entries import Entry, Section
from monitor.config.scalars import raw_column
from monitor.config.schema import RuleTable, WeightedClauseTable
from monitor.errors import RuleError, RuleFault
from monitor.match import FormLists, RuleMatcher, compile_rules
from monitor.model.catalog import Clause, Rule, Severity
from monitor.model.content import Match
from monitor.model.fact import Extractor

GROUPS = (("any",), ("all",), ("none",), ("at_least", "of"))


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must match (`wanted`) or must not. `match` is what it does; `at` is its place in the rule."""

    text: str
    wanted: bool
    match: Match | None
    at: Loc

    @property
    def holds(self) -> bool:
        return (self.match is not None) is self.wanted


@dataclass(frozen=True, slots=True)
class CompiledSection:
    """All rules that compile, in order, each with where it was written, and what their words are inflected by."""

    entries: Mapping[str, Entry[RuleTable]]
    rules: Mapping[str, Rule]
    matcher: RuleMatcher
    forms: FormLists
    extractor: Extractor

    def examples(self, rule_id: str) -> Iterator[Example]:
        """A rule tried on its own examples: texts without title and language, so that all are tried whatever its
        `langs`.

        Only this rule is: trying all rules on the examples of all would take quadratic time.
        """
        rule, alone = self.rules[rule_id], self.matcher.alone(rule_id)
        needs_facts = any(clause.condition for clause in rule.clauses)
        for key, texts in (("match", rule.must_match), ("no_match", rule.must_not_match)):
            for index, text in enumerate(texts):
                facts = self.extractor.extract("", text) if needs_facts else ()
                found = next(iter(alone.match("", text, None, facts)), None)
                yield Example(text, key == "match", found, ("examples", key, index))


def compile_section(section: Section[RuleTable], forms: FormLists, extractor: Extractor) -> CompiledSection:
    """The rules that compile; reports the clauses that do not.

    Clauses are tried even where the schema has found something else wrong with their rule.
    """
    written = _written_rules(section)
    matcher, faults = _compile([compiled for compiled, _ in written.values()], forms)
    for fault in faults:
        _report_fault(written[fault.rule_id][1], fault)
    faulty = {fault.rule_id for fault in faults}
    sound = {name: pair for name, pair in written.items() if name not in faulty and pair[1].table is not None}
    return CompiledSection(
        entries={name: entry for name, (_, entry) in sound.items()},
        rules={name: rule for name, (rule, _) in sound.items()},
        matcher=matcher,
        forms=forms,
        extractor=extractor,
    )


def report_examples(compiled: CompiledSection) -> None:
    """Reports every example that fails."""
    for rule_id, entry in compiled.entries.items():
        for example in compiled.examples(rule_id):
            if not example.holds:
                entry.document.report(entry.document.value_spot((*entry.loc, *example.at)), *_told(example))


def _told(example: Example) -> tuple[str, str]:
    if example.match is None:
        return "the rule does not match this example", "Widen the rule, or correct the example."
    words = ", ".join(f"«{span.text}»" for span in example.match.spans[:3])
    message = f"the rule matches this example, which it must not: {words}".removesuffix(": ")
    return message, "Narrow the rule (`all:`, `none:`), or correct the example."


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
        values: Any = raw
        for key in group:
            values = values.get(key) if isinstance(values, Mapping) else None
        for index, value in enumerate(values if isinstance(values, list) else ()):
            try:
                yield clause(".".join(group), index, WeightedClauseTable.model_validate(value))
            except ValidationError:
                continue  # reported with the rule


def _compile(rules: Sequence[Rule], forms: FormLists) -> tuple[RuleMatcher, list[RuleFault]]:
    """A matcher of the rules without faults, and the faults of the others."""
    faults: list[RuleFault] = []
    while True:
        try:
            return compile_rules(rules, forms), faults
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
