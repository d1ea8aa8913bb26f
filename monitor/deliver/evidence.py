"""Quotes the evidence of an alert: the sentence or so around what matched, with the matched words marked."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.deliver.display import printable
from monitor.model.alert import AlertRevision, RuleHit
from monitor.model.content import TextField

LONGEST_TITLE = 300
LONGEST_QUOTES = 600
_CONTEXT = 160
_NARROW_CONTEXT = 40
_MOST_MARKS = 100
_SENTENCE_END = re.compile(r"([.!?…。][\"»”')\]]*|\n)(?:\s+|$)")
_ENDS_SENTENCE = re.compile(_SENTENCE_END.pattern + r"\Z")
_NEAR = 20
_WORD_EDGE = re.compile(r"\s+")

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of shown text; `matched` where a rule matched it."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The title, at most `LONGEST_TITLE` characters of it, and quotes from the text, together at most `LONGEST_QUOTES`.

    A match is never cut, unless it is alone longer than all the room. `more` counts the matched places of the text
    that found no room.
    """

    title: tuple[Segment, ...]
    quotes: tuple[tuple[Segment, ...], ...]
    more: int

    @property
    def title_matched(self) -> bool:
        return any(segment.matched for segment in self.title)


def gather(alert: AlertRevision) -> Evidence:
    """The evidence of all rules that matched, as a desk reads it."""
    text_marks = _marks(alert.hits, "text", alert.text)
    quotes, more = _quote(alert.text, text_marks) if text_marks else (_lead(alert.text), 0)
    title_marks = _marks(alert.hits, "title", alert.title)
    title_end = _outside(min(len(alert.title), LONGEST_TITLE), title_marks, forward=False) or LONGEST_TITLE
    title = _segments(alert.title, (0, title_end), title_marks)
    return Evidence(title=title, quotes=quotes, more=more)


def marked(segments: Iterable[Segment]) -> str:
    """Plain text with the matched words in `[[…]]`, on one line: no script quotes that way."""
    shown = "".join(f"[[{segment.text}]]" if segment.matched else segment.text for segment in segments)
    return " ".join(shown.split())


def _marks(hits: Sequence[RuleHit], field: TextField, text: str) -> list[_Range]:
    """The matched ranges of a field in order, overlapping and touching ones made one."""
    ranges = sorted(
        (span.start, span.end)
        for hit in hits
        for span in hit.spans
        if span.field == field and 0 <= span.start < span.end <= len(text)
    )
    merged: list[_Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _quote(text: str, marks: list[_Range]) -> tuple[tuple[tuple[Segment, ...], ...], int]:
    """The quotes of a text and the number of marks left out. Windows never end inside a mark and never overlap."""
    windows: list[_Range] = []
    room = LONGEST_QUOTES
    shown = 0
    for mark in marks[:_MOST_MARKS]:
        for context in (_CONTEXT, _NARROW_CONTEXT, 0):
            start, end = _window(text, mark, marks[:_MOST_MARKS], context)
            joins = bool(windows) and start <= windows[-1][1]
            cost = max(0, end - windows[-1][1]) if joins else end - start
            if cost <= room:
                break
        else:
            continue
        room -= cost
        shown += 1
        if joins:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        else:
            windows.append((start, end))
    if marks and not windows:
        return (_elided(text, marks[0]),), len(marks) - 1
    return tuple(_segments(text, window, marks) for window in windows), len(marks) - shown


def _lead(text: str) -> tuple[tuple[Segment, ...], ...]:
    """The first sentence, for an alert of which only the title matched: what a reader looks at next."""
    if not text.strip():
        return ()
    first = len(text) - len(text.lstrip())
    start, end = _window(text, (first, first + 1), [], 2 * _CONTEXT)
    return (_segments(text, (start, end), []),)


def _window(text: str, mark: _Range, marks: list[_Range], context: int) -> _Range:
    """The sentence around a mark, no further than `context` characters either side."""
    start, end = max(0, mark[0] - context), min(len(text), mark[1] + context)
    before, after = text[start : mark[0]], text[mark[1] : end]
    sentence_starts = [found.end() for found in _SENTENCE_END.finditer(before)]
    if sentence_starts:
        start += sentence_starts[-1]
    elif start > 0 and (edge := _WORD_EDGE.search(before)):
        start += edge.end()
    if found := _SENTENCE_END.search(after):
        end = mark[1] + found.end(1)
    elif end < len(text):
        end = mark[1] + max((edge.start() for edge in _WORD_EDGE.finditer(after)), default=len(after))
    return _outside(start, marks, forward=True), _outside(end, marks, forward=False)


def _outside(at: int, marks: list[_Range], *, forward: bool) -> int:
    """`at`, moved to the edge of the mark it falls into: its end where `forward`, else its start."""
    for start, end in marks:
        if start < at < end:
            return end if forward else start
    return at


def _segments(text: str, window: _Range, marks: Iterable[_Range]) -> tuple[Segment, ...]:
    """The window cut at the marks, each piece cleaned; pieces that have nothing to show are left out."""
    pieces: list[Segment] = []
    at = window[0]
    for start, end in marks:
        if window[0] <= start and end <= window[1]:
            pieces += (Segment(printable(text[at:start])), Segment(printable(text[start:end]), matched=True))
            at = end
    pieces.append(Segment(printable(text[at : window[1]])))
    if _goes_on(text[max(0, window[0] - _NEAR) : window[0]], text[window[0] : window[1]]):
        pieces.insert(0, Segment("… "))
    if _goes_on(text[window[0] : window[1]][-_NEAR:], text[window[1] :]):
        pieces.append(Segment(" …"))
    return tuple(piece for piece in pieces if piece.text)


def _goes_on(before: str, after: str) -> bool:
    """Whether a cut between the two parts a sentence."""
    return bool(before.strip() and after.strip()) and not _ENDS_SENTENCE.search(before)


def _elided(text: str, mark: _Range) -> tuple[Segment, ...]:
    """A single match longer than all the room there is: its beginning and its end."""
    half = LONGEST_QUOTES // 2 - 2
    head, tail = text[mark[0] : mark[0] + half], text[mark[1] - half : mark[1]]
    return (Segment(printable(f"{head} … {tail}"), matched=True),)
