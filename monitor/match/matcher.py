"""Rules, compiled and applied: one automaton says which clauses are worth a look, only those are evaluated."""

from collections import defaultdict
from collections.abc import Sequence

from monitor.errors import RuleError
from monitor.match.automaton import Automaton
from monitor.match.clauses import WordClause
from monitor.match.compilation import CompiledRule, Compiler
from monitor.match.evidence import Evidence
from monitor.match.facts import FactClause
from monitor.match.inflection import FormLists, Inflection
from monitor.match.item import Item
from monitor.model.catalog import Rule
from monitor.model.content import Match
from monitor.model.fact import Fact

NO_LISTS: FormLists = {}


def compile_rules(rules: Sequence[Rule], forms: FormLists = NO_LISTS) -> "RuleMatcher":
    """A matcher for all `rules`, or RuleError with every fault of every clause, in the order they are written.

    `forms` are the inflected forms of words by language; a word that is not listed is found as it is written.
    """
    compiler = Compiler(Inflection(forms))
    compiled = [compiler.rule(rule) for rule in rules]
    if compiler.faults:
        raise RuleError(tuple(compiler.faults))
    return RuleMatcher(compiled)


class RuleMatcher:
    """The matcher of a catalog. Finds exactly what evaluating every clause of every rule on every item would find."""

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        self._rules = tuple(rules)
        self._wakes: dict[WordClause, list[int]] = defaultdict(list)
        self._woken_by_facts: list[int] = []
        for index, rule in enumerate(rules):
            anchors = rule.anchors()
            for clause in anchors.clauses:
                self._wakes[clause].append(index)
            if anchors.facts:
                self._woken_by_facts.append(index)
        self._with_facts = frozenset(index for index, rule in enumerate(rules) if rule.has_facts)
        clauses = _word_clauses(rules)
        self._always: dict[WordClause, list[int] | None] = {clause: None for clause in clauses if not clause.literals}
        self._literals = Automaton(clauses)
        # An item is asked about up to three times in a row: for its words, for what it wants, with its facts.
        self._last: tuple[tuple[str, str, str | None], Evidence] | None = None

    def match(self, title: str, text: str, lang: str | None = None, facts: Sequence[Fact] = ()) -> tuple[Match, ...]:
        """Every rule that matches, in the order of the rules, with spans into the original title and text.

        `lang` is a BCP 47 tag; a rule for certain languages is tried on their entries and on those of unknown language.
        Conditions on facts hold only for what `facts` has.
        """
        evidence = self._evidence(title, text, lang)
        awake = self._awake(evidence, self._woken_by_facts if facts else ())
        found = [evidence.match(rule, facts) for rule in awake]
        return tuple([match for match in found if match is not None])

    def wants_facts(self, title: str, text: str, lang: str | None = None) -> bool:
        """Whether some rule with conditions on facts may match, once the item's facts are known."""
        if not self._with_facts:
            return False
        evidence = self._evidence(title, text, lang)
        awake = self._awake(evidence, self._woken_by_facts)
        return any(rule.has_facts and evidence.may_match(rule) for rule in awake)

    def alone(self, rule_id: str) -> "RuleMatcher":
        """The matcher of one of the rules, without compiling it again."""
        return RuleMatcher([rule for rule in self._rules if rule.rule.id == rule_id])

    def _evidence(self, title: str, text: str, lang: str | None) -> Evidence:
        asked = (title, text, lang)
        last = self._last
        if last is None or last[0] != asked:
            item = Item(title, text, lang)
            last = self._last = asked, Evidence(item, self._worth(item))
        return last[1]

    def _worth(self, item: Item) -> dict[WordClause, list[int] | None]:
        """The clauses of which a literal is there, with its places, and those that have none."""
        return self._always | self._literals.found_in(item)

    def _awake(self, evidence: Evidence, others: Sequence[int]) -> list[CompiledRule]:
        """The rules of which an anchor holds, and the `others`, in order and as far as they are for the language."""
        awake = set(others)
        for clause in evidence.worth:
            woken = self._wakes.get(clause)
            if woken and evidence.spans(clause):
                awake.update(woken)
        lang = evidence.item.lang
        rules = [self._rules[index] for index in sorted(awake)]
        return [rule for rule in rules if lang is None or not rule.langs or lang in rule.langs]


def _word_clauses(rules: Sequence[CompiledRule]) -> tuple[WordClause, ...]:
    """Each once, in the order of the rules."""
    clauses = (test.clause for rule in rules for test in rule.tests)
    return tuple(dict.fromkeys(clause for clause in clauses if not isinstance(clause, FactClause)))
