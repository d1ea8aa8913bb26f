"""What an edit changed in what a desk was told: sentence by sentence, old → new."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from monitor.model.alert import AlertRevision, Change
from monitor.model.content import Entry, Match, Span
from monitor.model.fact import Fact
from monitor.text.sentences import sentences

MOST_CHANGES = 8
LONGEST_COUNTER = 3


def changes_between(told: AlertRevision, entry: Entry, matches: Sequence[Match]) -> tuple[Change, ...]:
    """The material changes from what was told to `entry`: the title, and sentences that hold a match or a number.

    A change of spelling elsewhere or of white space is cosmetic and not listed; so is a number far from every match,
    and a counter ("Views: 12").
    """
    changes = []
    if _words(told.title) != _words(entry.title):
        changes.append(Change("title", told.title, entry.title))
    old_spans = [span for hit in told.hits for span in hit.spans]
    new_spans = [span for match in matches for span in match.spans]
    old, new = _Passages(told.text, old_spans), _Passages(entry.text, new_spans)
    comparison = SequenceMatcher(None, old.words, new.words, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in comparison.get_opcodes():
        if kind != "equal" and (old.material(old_from, old_to) or new.material(new_from, new_to)):
            changes.append(Change("text", old.quote(old_from, old_to), new.quote(new_from, new_to)))
    return tuple(changes[:MOST_CHANGES])


class _Passages:
    """A text as sentences that know whether a match lies in them."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences(text)
        self._matched = [
            any(span.field == "text" and span.start < end and span.end > start for span in spans)
            for start, end in self._sentences
        ]
        self.words = [_words(text[start:end]) for start, end in self._sentences]

    def material(self, first: int, last: int) -> bool:
        return any(self._matched[first:last]) or any(map(self._tells_number, range(first, last)))

    def _tells_number(self, index: int) -> bool:
        near = any(self._matched[max(index - 1, 0) : index + 2])
        words = self.words[index]
        return near and re.search(r"\d", words) is not None and len(words.split()) > LONGEST_COUNTER

    def quote(self, first: int, last: int) -> str:
        if first == last:
            return ""
        return self._text[self._sentences[first][0] : self._sentences[last - 1][1]]


def _words(text: str) -> str:
    """The text as far as it says something: letters and digits, in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def facts_differ(before: Sequence[Fact], after: Sequence[Fact]) -> bool:
    """Whether the facts say something else, wherever they stand in the text."""
    return sorted(map(_said, before)) != sorted(map(_said, after))


def _said(fact: Fact) -> str:
    """What a fact says, without the places where it says it."""
    ordinal = fact.ordinal.value if fact.ordinal else None
    counts = sorted(str((said.value.to, said.value.number)) for said in fact.counts)
    return repr(
        (
            fact.kind.value,
            fact.status.value.value if fact.status else None,
            (ordinal.number, ordinal.unit) if ordinal else None,
            counts,
            fact.total.value.number if fact.total else None,
            (fact.dates.value.first, fact.dates.value.last) if fact.dates else None,
            fact.place.value if fact.place else None,
        )
    )
