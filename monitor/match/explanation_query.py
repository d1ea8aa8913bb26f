"""A query in its parts: which of them hold in an item and where, and in words why the others do not."""

from collections.abc import Iterable, Sequence
from itertools import islice

from monitor.match.explanation_near import told_distance
from monitor.match.explanation_tree import Part, PartKind
from monitor.match.explanation_words import in_quotes, joined, listed, shortened, written
from monitor.match.item import Field, Item
from monitor.match.phrase import Phrase, Term
from monitor.match.query import SPANS_PER_CLAUSE, Alternatives, Every, Language, Near, Occurs, Query, Some, Wording
from monitor.model.content import Span

_SHORTEST_KIN = 4
"""Letters that two words must share from the first to be shown as forms of one."""


def explain_query(query: Query, item: Item) -> Part:
    """The query as a tree of what holds in the item."""
    match query:
        case Every(parts):
            return _every(tuple(explain_query(part, item) for part in parts))
        case Some(options):
            return _some(tuple(explain_query(option, item) for option in options))
        case Language():
            return _language(query, item)
        case Occurs():
            return _occurs(query, item)


def _every(parts: tuple[Part, ...]) -> Part:
    failing = [part for part in parts if not part.holds]
    spans = () if failing else _together(parts)
    return Part("and", "AND", not failing, spans, parts, joined(part.why_not for part in failing))


def _some(parts: tuple[Part, ...]) -> Part:
    held = [part for part in parts if part.holds]
    if held:
        return Part("or", "OR", holds=True, spans=_together(held), parts=parts)
    if all(part.kind in ("word", "phrase") for part in parts):
        return Part("or", "OR", holds=False, parts=parts, why_not=f"none of {listed(_names(parts))} is there")
    halfway = [part for part in parts if any(below.holds for below in part.parts)]
    return Part("or", "OR", holds=False, parts=parts, why_not=joined(part.why_not for part in halfway or parts))


def _names(parts: Iterable[Part]) -> list[str]:
    return [part.written for part in parts]


def _together(parts: Iterable[Part]) -> tuple[Span, ...]:
    return tuple(dict.fromkeys(span for part in parts for span in part.spans))


def _language(query: Language, item: Item) -> Part:
    asked = f"{'NOT ' if query.negated else ''}lang:{query.lang}"
    if query.places(item) is not None:
        return Part("lang", asked, holds=True)
    return Part("lang", asked, holds=False, why_not=f"the language is {item.lang}, and {asked} is asked for")


def _occurs(query: Occurs, item: Item) -> Part:
    part = _Reader([field for field in item.fields if query.field in (None, field.name)]).part(query.wording)
    if query.field is not None:
        part = Part("field", f"{query.field}:", part.holds, part.spans, (part,), part.why_not)
    if not query.negated:
        return part
    if not part.holds:
        return Part("not", "NOT", holds=True, parts=(part,))
    first = part.spans[0]
    return Part("not", "NOT", False, (), (part,), f"«{shortened(first.text)}» stands in the {first.field}, under NOT")


class _Reader:
    """Explains wordings in some fields of an item."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = fields
        filled = [field.name for field in fields if field.folded.strip()] or [fields[-1].name]
        self._where = f"the {filled[0]}" if len(filled) == 1 else "title or text"

    def part(self, wording: Wording) -> Part:
        match wording:
            case Alternatives(options):
                absent = f"none of {listed(map(written, options))} is in {self._where}"
                return self._part("or", "OR", wording, tuple(map(self.part, options)), absent)
            case Near(first, second):
                kind: PartKind = "then" if wording.ordered else "near"
                sides = self.part(first), self.part(second)
                lacking = joined(side.why_not for side in sides if not side.holds)
                why_not = lacking or told_distance(wording, self._fields)
                return self._part(kind, f"{kind.upper()}/{wording.distance}", wording, sides, why_not)
            case Phrase(terms):
                why_not = self._why_no_phrase(wording)
                return self._part("word" if len(terms) == 1 else "phrase", written(wording), wording, (), why_not)

    def _part(self, kind: PartKind, name: str, wording: Wording, parts: tuple[Part, ...], why_not: str) -> Part:
        spans = tuple(islice(self._spans(wording), SPANS_PER_CLAUSE))
        return Part(kind, name, bool(spans), spans, parts, "" if spans else why_not)

    def _spans(self, wording: Wording) -> Iterable[Span]:
        for field in self._fields:
            for run in wording.runs(field.words):
                yield field.span(*field.words.span(run))

    def _why_no_phrase(self, phrase: Phrase) -> str:
        absent = [term for term in phrase.terms if not any(term.places(field.words) for field in self._fields)]
        if not absent:
            together = in_quotes(written(phrase))
            return f"the words of {together} are there, but not side by side in this order"
        named = listed(written(term) for term in absent)
        verb = "is" if len(absent) == 1 else "are"
        kin = list(dict.fromkeys(word for term in absent for word in self._kin(term)))
        there = f" (there is {', '.join(f'«{word}»' for word in kin[:3])})" if kin else ""
        return f"{named} {verb} not in {self._where}{there}"

    def _kin(self, term: Term) -> Iterable[str]:
        """Words of the item that begin as the term does without being it: perhaps a form that is not listed."""
        stem = term.text[: max(_SHORTEST_KIN, len(term.text) - 2)]
        if len(stem) < _SHORTEST_KIN:
            return
        for field in self._fields:
            yield from field.words.beginning_with(stem)
