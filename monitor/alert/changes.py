"""What an edit changed in what a desk was told: sentence by sentence, old → new."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from monitor.model.alert import AlertRevision, Change
from monitor.model.content import Entry, Match, Span
from monitor.text.sentences import sentences

MOST_CHANGES = 8


def changes_between(told: AlertRevision, entry: Entry, matches: Sequence[Match]) -> tuple[Change, ...]:
    """The material changes from what was told to `entry`: the title, and sentences that hold a match or a number.

    A change of spelling elsewhere, of white space, or of a paragraph that nothing matched and that names no number is
    cosmetic and not listed.
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
        return any(self._matched[first:last]) or any(re.search(r"\d", words) for words in self.words[first:last])

    def quote(self, first: int, last: int) -> str:
        if first == last:
            return ""
        return self._text[self._sentences[first][0] : self._sentences[last - 1][1]]


def _words(text: str) -> str:
    """The text as far as it says something: letters and digits, in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))
