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
        self._literals = Automaton(_word_clauses(rules))
        # An item is asked about up to three times in a row: for its words, for what it wants, with its facts.
        self._last: tuple[tuple[str, str, str | None], Evidence] | None = None

    def match(self, title: str, text: str, lang: str | None = None, facts: Sequence[Fact] = ()) -> tuple[Match, ...]:
        """Every rule that matches, in the order of the rules, with spans into the original title and text.

        `lang` is a BCP 47 tag; a rule for certain languages is tried on their entries and on those of unknown language.
        Conditions on facts hold only for what `facts` has.
        """
        evidence = self._evidence(title, text, lang)
        awake = self._awake(evidence, self._woken_by_facts if facts else ())
        return tuple([match for rule in awake if (match := evidence.match(rule, facts)) is not None])

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
            last = self._last = asked, Evidence(item, self._literals.worth(item))
        return last[1]

    def _awake(self, evidence: Evidence, others: Sequence[int]) -> list[CompiledRule]:
        """The rules of which an anchor holds, and the `others`, in order and as far as they are for the language."""
        awake = set(others)
        for clause in evidence.worth:
            if clause in self._wakes and evidence.spans(clause):
                awake.update(self._wakes[clause])
        rules = [self._rules[index] for index in sorted(awake)]
        return [rule for rule in rules if rule.is_for(evidence.item.lang)]


def _word_clauses(rules: Sequence[CompiledRule]) -> tuple[WordClause, ...]:
    """Each once, in the order of the rules."""
    clauses = (test.clause for rule in rules for test in rule.tests)
    return tuple(dict.fromkeys(clause for clause in clauses if not isinstance(clause, FactClause)))
