"""An explanation on the screen: which rules were looked at, and each of them as a tree of what holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from monitor.cli.highlight import in_context, offsets
from monitor.cli.output import counted, print_indented, printable
from monitor.match.explanation_tree import Candidacy, ClauseExplanation, GroupExplanation, Part, RuleExplanation
from monitor.model.content import Span, TextField

_MOST_LITERALS = 4
_MOST_PLACES = 3
_MOST_NEAR = 3
"""Conditions that do not hold, of a group of which one would do."""


@dataclass(frozen=True, slots=True)
class View:
    """Where explanations are printed, and of which texts. `whole` shows every condition of every rule, uncut."""

    console: Console
    texts: dict[TextField, str]
    whole: bool

    def candidates(self, rules: Sequence[RuleExplanation]) -> None:
        """The rules and the literals that make the engine look at them."""
        width = max((len(each.rule.id) for each in rules), default=0)
        for each in rules:
            line = Text.assemble(_mark(each.matched), f"{each.rule.id:{width}}  ", self._awakened(each.candidacy))
            print_indented(self.console, 2, line, hanging=6 + width)

    def rule(self, each: RuleExplanation) -> None:
        """One rule: its verdict, what it comes to, why not, and its groups."""
        rule = each.rule
        said = (f"  {rule.topic}, {rule.severity.label}  ", "dim")
        self._print(2, Text.assemble(_mark(each.matched), (rule.id, "bold"), said, rule.title), hanging=4)
        if not each.matched:
            self._print(4, Text.assemble(("why not: ", "bold"), printable(each.why_not)), hanging=6)
        for group in each.groups:
            self._group(group, wonder=not each.matched)
        self.console.print()

    def _awakened(self, candidacy: Candidacy) -> Text:
        places = {found.literal.strip(): found.spans for found in candidacy.found}
        telling = [one for one in places if not any(one in other for other in places if other != one)]
        reasons = [
            Text.assemble(f"'{one}' ", (self._at(places[one][0]) + (" …" if places[one][1:] else ""), "dim"))
            for one in telling[:_MOST_LITERALS]
        ]
        if rest := len(telling) - _MOST_LITERALS if len(telling) > _MOST_LITERALS else 0:
            reasons.append(Text(f"{rest} more", "dim"))
        if candidacy.by_facts:
            reasons.append(Text("facts are found"))
        if candidacy.always:
            reasons.append(Text("it has a regex without literals: tried on every text"))
        if not reasons:
            reasons.append(Text(f"none of {counted(len(candidacy.absent), 'literal')} is there", "dim"))
        if candidacy.refused_lang is not None:
            reasons.append(Text(f"but not for {candidacy.refused_lang}", "red"))
        return Text(", ").join(reasons)

    def _group(self, group: GroupExplanation, *, wonder: bool) -> None:
        self._print(4, Text.assemble((f"{group.name}  ", "bold cyan"), (_told(group), "dim")))
        shown = group.clauses if self.whole else _telling(group, wonder=wonder)
        for clause in shown:
            self._clause(clause, group)
        hidden = len(group.clauses) - len(shown)
        if hidden and shown:
            self._print(6, Text(f"  {hidden} more {'does' if hidden == 1 else 'do'} not hold", "dim"))

    def _clause(self, clause: ClauseExplanation, group: GroupExplanation) -> None:
        forbidden = group.name == "none"
        weight = f"weight {clause.weight}  " if group.name == "at_least" else ""
        mark = _mark(clause.holds, good=clause.holds is not forbidden)
        head = Text.assemble(mark, f"{clause.place} ", (f"{clause.kind}  {weight}", "dim"))
        self._print(6, head.append(self._pattern(clause.pattern, 6 + head.cell_len), "dim"), hanging=8)
        if clause.query is not None and clause.query.parts:
            self._part(clause.query, 8)
        elif clause.holds:
            for line in in_context(self.console, self.texts, clause.spans):
                self._print(8, line, hanging=10)
        if not clause.holds and not forbidden:
            self._print(8, Text(printable(clause.why_not)), hanging=10)

    def _part(self, part: Part, indent: int) -> None:
        line = Text.assemble(_mark(part.holds), part.written)
        if not part.parts:
            places = ", ".join(f"«{printable(span.text)}» {self._at(span)}" for span in part.spans[:_MOST_PLACES])
            line.append(f"  {places}" if places else "", "dim")
        self._print(indent, line, hanging=indent + 4)
        shown = part.parts
        if part.kind == "or" and not self.whole and part.holds:
            shown = tuple(below for below in part.parts if below.holds)
        for below in shown:
            self._part(below, indent + 2)
        if hidden := len(part.parts) - len(shown):
            self._print(indent + 4, Text(f"{hidden} more {'does' if hidden == 1 else 'do'} not", "dim"))

    def _pattern(self, pattern: str, used: int) -> str:
        """As written; on one line unless everything is asked for."""
        room = max(self.console.width - used, 20)
        line = printable(pattern)
        return line if self.whole or len(line) <= room else f"{line[: room - 1]}…"

    def _at(self, span: Span) -> str:
        return offsets(span, named=bool(self.texts["title"]))

    def _print(self, indent: int, line: Text, *, hanging: int | None = None) -> None:
        print_indented(self.console, indent, line, hanging=hanging)


def _telling(group: GroupExplanation, *, wonder: bool) -> Sequence[ClauseExplanation]:
    """The clauses that decide: those that hold; where the rule does not match, those that nearly do too."""
    if group.name == "none" or not wonder:
        return group.held
    if group.name == "all":
        return group.clauses
    near = sorted((clause for clause in group.missed if clause.is_near), key=lambda clause: -clause.share)
    kept = {clause.path for clause in (*group.held, *near[:_MOST_NEAR])}
    return [clause for clause in group.clauses if clause.path in kept]


def _mark(holds: bool, *, good: bool | None = None) -> tuple[str, str]:
    """What holds where it must not is shown in red."""
    return "✓ " if holds else "✗ ", "bold green" if (holds if good is None else good) else "red"


def _told(group: GroupExplanation) -> str:
    match group.name:
        case "at_least":
            return f"score {group.reached} of {group.count}, by weight"
        case "none":
            return f"{group.reached} of {len(group.clauses)} hold, none may"
        case "all":
            return f"{group.reached} of {len(group.clauses)} hold, all must"
        case "any":
            return f"{group.reached} of {len(group.clauses)} hold, one must"
