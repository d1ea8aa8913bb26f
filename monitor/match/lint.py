"""What is allowed in rules and seldom meant."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from monitor.errors import RuleFault
from monitor.match.clauses import KeywordClause, WordClause
from monitor.match.compilation import CompiledClause, CompiledRule, Compiler
from monitor.match.facts import FactClause
from monitor.match.inflection import FormLists, Inflection
from monitor.match.item import Item
from monitor.match.query_parser import terms_of, words_to_inflect
from monitor.model.catalog import Rule

SHORT_STEM = 4
LONG_TAIL = 4
"""More letters behind a stem than endings have: such a word is another word, or a compound."""
_WORTH_LISTING = 4

Text = tuple[str, str, str | None]
"""Title, text and language of a stored item."""


Remark = tuple[str, str]
"""A message and a mend."""

_UNANCHORED: Remark = (
    "the regex has no text of 3 letters that must be there: the rule is tried on every item",
    "write out words that every match has, or put a keyword beside it under all:",
)


def lint(rules: Sequence[Rule], forms: FormLists, texts: Iterable[Text] = ()) -> list[RuleFault]:
    """Remarks on sound rules, in their order; with stored `texts`, also on what the rules find in them.

    RuleFault's `column` is always None here.
    """
    inflection = Inflection(forms)
    compiler = Compiler(inflection)
    compiled = [compiler.rule(rule) for rule in rules]
    survey = _Survey.of(compiled, texts)
    remarks = []
    for rule in compiled:
        anchors = rule.anchors().clauses
        for placed in rule.tests:
            found = [*_of_clause(placed.clause, rule, inflection), *survey.remarks(placed.clause)]
            if placed.clause in anchors and not placed.clause.literals:
                found.append(_UNANCHORED)
            remarks += [RuleFault(rule.rule.id, placed.path, None, message, mend) for message, mend in found]
    return remarks


def _of_clause(clause: CompiledClause, rule: CompiledRule, inflection: Inflection) -> Iterator[Remark]:
    if not isinstance(clause, KeywordClause):
        return
    for term in terms_of(clause.query):
        if term.is_stem and len(term.text) <= SHORT_STEM:
            yield f"{term.text}* is short: it finds every word that begins so", "write a longer stem, or the words"
    unknown = [
        word
        for word in dict.fromkeys(words_to_inflect(clause.pattern))
        if len(word) >= _WORTH_LISTING and word.isalpha() and not inflection.knows(word, rule.langs)
    ]
    if unknown:
        yield (
            f"no forms are listed of {', '.join(unknown)}: found only as written",
            f"run `parley lexicon expand`, or write ={unknown[0]} if that is meant",
        )


@dataclass(slots=True)
class _Survey:
    """What the clauses find in stored items: in how many, and which words by which stem."""

    items: int = 0
    hits: Counter[WordClause] = field(default_factory=Counter)
    by_stem: dict[WordClause, dict[str, Counter[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[CompiledRule], texts: Iterable[Text]) -> "_Survey":
        clauses = {placed.clause for rule in rules for placed in rule.tests}
        words = [clause for clause in clauses if not isinstance(clause, FactClause)]
        survey = cls(by_stem={clause: defaultdict(Counter) for clause in words})
        for title, text, lang in texts:
            survey._look_at(Item(title, text, lang))
        return survey

    def _look_at(self, item: Item) -> None:
        self.items += 1
        for clause, by_stem in self.by_stem.items():
            if not _is_worth(clause, item):
                continue
            self.hits[clause] += bool(clause.spans(item))
            for stem in _stems(clause):
                for one in item.fields:
                    by_stem[stem].update(word for word in one.words.beginning_with(stem) if _is_other(stem, word))

    def remarks(self, clause: CompiledClause) -> Iterator[Remark]:
        if isinstance(clause, FactClause):
            return
        if self.items and self.hits[clause] * 2 > self.items:
            share = round(100 * self.hits[clause] / self.items)
            yield f"found in {share} % of the {self.items} stored items", "a condition that most items meet says little"
        for stem, words in self.by_stem[clause].items():
            if words:
                listed = ", ".join(f"{word} ({count})" for word, count in words.most_common(5))
                yield f"{stem}* also finds {listed} in the stored items", "write a longer stem, or AND NOT these words"


def _is_worth(clause: WordClause, item: Item) -> bool:
    return not clause.literals or any(literal in one.folded for literal in clause.literals for one in item.fields)


def _stems(clause: WordClause) -> list[str]:
    if not isinstance(clause, KeywordClause):
        return []
    return [term.text for term in terms_of(clause.query) if term.is_stem and len(term.text) <= SHORT_STEM + 1]


def _is_other(stem: str, word: str) -> bool:
    return len(word) - len(stem) > LONG_TAIL
