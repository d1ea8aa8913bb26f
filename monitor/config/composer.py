"""YAML, read event by event, with a position for every key and value.

Built on the parser's events rather than on its composer: depth and aliases are bounded while reading, before anything
has been built, and what is refused is refused where it stands.
"""

from collections.abc import Iterator
from typing import Any, NoReturn, cast

import yaml

from monitor.config.document import Document, Loc, Spot, split_lines
from monitor.config.scalars import plain_value

MAX_DEPTH = 32
MAX_REPEATED = 10_000
"""How many values aliases may repeat in one file."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(Exception):  # noqa: N818 - a signal within this module, not an error of its callers
    """The file cannot be read any further; what is wrong has been reported."""


def compose(document: Document) -> None:
    """Fills the document's data and places from its text; reports what YAML or Parley refuses."""
    try:
        _Composer(document).compose()
    except _Refused:
        document.broken = True
    except yaml.YAMLError as error:
        document.broken = True
        _report_syntax(document, error)


class _Composer:
    """One file. Anchors hold (value, number of values in it); an anchor that is still open is absent."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = split_lines(document.text)
        self._events: Iterator[yaml.Event] = yaml.parse(document.text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0
        self._repeated = 0

    def compose(self) -> None:
        next(self._events)  # the stream's start
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            return
        self._document.data = self._value(next(self._events), ())
        next(self._events)  # the document's end
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "a second YAML document begins here", "Remove the `---`: a file holds one document.")

    def _value(self, event: yaml.Event, loc: Loc) -> Any:
        self._document.values[loc] = self._spot(event)
        if len(loc) > MAX_DEPTH:
            self._refuse(event, f"values are nested more than {MAX_DEPTH} deep", "Take the inner ones out.")
        if isinstance(event, yaml.AliasEvent):
            return self._repeat(event)
        before = self._count
        self._count += 1
        tagged = getattr(event, "tag", None) is not None
        if tagged:
            self._document.refused.add(loc)
            self._report(event, "YAML tags (`!…`) are not read", "Remove the tag; put text in quotes.")
        value = self._content(event, loc)
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._anchors[anchor] = (value, self._count - before)
        return None if tagged else value

    def _content(self, event: yaml.Event, loc: Loc) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return plain_value(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loc)
        return self._mapping(loc)

    def _sequence(self, loc: Loc) -> list[Any]:
        values: list[Any] = []
        whole = self._document.whole.setdefault(str(loc[0]), []) if len(loc) == 1 else []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            whole += values[len(whole) :]  # what follows an entry shows that no mistake has cut it short
            values.append(self._value(event, (*loc, len(values))))
        whole += values[len(whole) :]
        return values

    def _mapping(self, loc: Loc) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event)
            spot = self._spot(event)
            if key in values:
                first = self._document.keys[*loc, key]
                self._document.report(
                    spot, f"the key `{key}` stands here twice; first in line {first.line}", "Keep one of the two."
                )
                self._skip(next(self._events))
                continue
            value_event = next(self._events)
            self._document.keys[*loc, key] = spot
            values[key] = self._value(value_event, (*loc, key))
            if _is_absent(value_event):
                self._document.values[*loc, key] = spot
        return values

    def _key(self, event: yaml.Event) -> str:
        if isinstance(event, yaml.ScalarEvent) and event.tag is None:
            return str(event.value)
        return self._refuse(
            event, "a key must be plain text", "Put text that begins with `[`, `{`, `*` or `!` in quotes."
        )

    def _skip(self, event: yaml.Event) -> None:
        """Passes over a whole value, which is not kept."""
        depth = 0
        while True:
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth <= 0:
                return
            event = next(self._events)

    def _repeat(self, event: yaml.AliasEvent) -> Any:
        anchored = self._anchors.get(str(event.anchor))
        if anchored is None:
            self._refuse(
                event,
                "this alias names no anchor above it",
                "Define the anchor first, or put text that begins with `*` in quotes.",
            )
        value, size = anchored
        self._count += size
        self._repeated += size
        if self._repeated > MAX_REPEATED:
            self._refuse(
                event, f"aliases repeat more than {MAX_REPEATED} values", "Write the values out, or use fewer aliases."
            )
        return value

    def _spot(self, event: yaml.Event) -> Spot:
        start, end = cast(yaml.Mark, event.start_mark), cast(yaml.Mark, event.end_mark)
        raw = None
        if isinstance(event, yaml.ScalarEvent) and start.line == end.line and event.style not in ("|", ">"):
            line = self._lines[start.line] if start.line < len(self._lines) else ""  # a value may lack at the very end
            raw = line[start.column : end.column]
        return Spot(start.line + 1, start.column + 1, raw)

    def _report(self, event: yaml.Event, message: str, mend: str) -> None:
        self._document.report(self._spot(event), message, mend)

    def _refuse(self, event: yaml.Event, message: str, mend: str) -> NoReturn:
        self._report(event, message, mend)
        raise _Refused


def _is_absent(event: yaml.Event) -> bool:
    """Whether nothing stands behind the key, so that the key is the place to show."""
    return isinstance(event, yaml.ScalarEvent) and not event.value and event.implicit[0]


_SYNTAX = (
    ("mapping values are not allowed", "`: ` is not allowed here", "Put the text in quotes, or mend the indentation."),
    ("cannot start any token", "text cannot begin with this character", "Put the text in quotes."),
    ("unexpected end of stream", "the quote that opens here is never closed", "Close the quote."),
    ("unknown escape character", "no such escape in double quotes", "Use single quotes, or write `\\\\`."),
    ("could not find expected ':'", "the line before is no `key: value`", "Add the `:`, or mend the indentation."),
    ("did not find expected key", "the indentation does not fit the lines above", "Align it with its neighbours."),
    ("did not find expected '-'", "the indentation does not fit the list above", "Align the dashes of the list."),
    ("did not find expected ',' or", "the bracket is not closed before this", "Close the bracket, or add the comma."),
    ("maximum nesting depth", f"values are nested more than {MAX_DEPTH} deep", "Take the inner ones out."),
)


def _report_syntax(document: Document, error: yaml.YAMLError) -> None:
    """A syntax error in plain words. An unclosed quote is shown where it opens, not at the end of the file."""
    problem = str(getattr(error, "problem", None) or "this cannot be read as YAML")
    mark = getattr(error, "problem_mark", None)
    if "end of stream" in problem and getattr(error, "context_mark", None) is not None:
        mark = getattr(error, "context_mark", mark)
    spot = Spot(mark.line + 1, mark.column + 1) if mark is not None else Spot(1, 1)
    for sign, message, mend in _SYNTAX:
        if sign in problem:
            document.report(spot, message, mend)
            return
    mend = "Mend the indentation or the quotes, here or in the line before."
    document.report(spot, f"not YAML: {problem}", mend)
