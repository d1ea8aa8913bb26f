"""Words of a text in their context: set off by colour on a terminal, by brackets elsewhere."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.style import Style
from rich.text import Text

from monitor.cli.output import printable
from monitor.model.content import Span, TextField

FOUND = Style(bold=True, reverse=True)
CHANGED = Style(underline=True, color="yellow")
_CONTEXT = 20
_MOST_SHOWN = 3

Stretch = tuple[int, int]


def marked(text: str, stretches: Sequence[Stretch], *, style: Style, brackets: bool) -> Text:
    """`text` on one line with the stretches set off. They are in order and do not overlap."""
    shown, position = Text(), 0
    for start, end in stretches:
        shown.append(printable(text[position:start]))
        words = printable(text[start:end])
        shown.append(f"[{words}]" if brackets else words, style)
        position = end
    return shown.append(printable(text[position:]))


def in_context(console: Console, texts: dict[TextField, str], spans: Sequence[Span]) -> Iterator[Text]:
    """The spans with what stands around them, one line for those that stand together, each with its offsets; of many
    the first few and how many more there are."""
    rest = 0
    for field, of_field in groupby(sorted(spans, key=_place), key=lambda span: span.field):
        for index, group in enumerate(_groups([(span.start, span.end) for span in of_field])):
            if index < _MOST_SHOWN:
                yield Text.assemble((f"{_offsets(field, group, texts)}  ", "dim"), _line(console, texts[field], group))
            else:
                rest += len(group)
    if rest:
        yield Text(f"and at {rest} other places", "dim")


def offsets(span: Span, *, named: bool) -> str:
    """`37-45`, or `title 0-5` where the field has to be `named`."""
    return f"{span.field} {span.start}-{span.end}" if named or span.field == "title" else f"{span.start}-{span.end}"


def _offsets(field: TextField, group: Sequence[Stretch], texts: dict[TextField, str]) -> str:
    name = f"{field} " if texts["title"] else ""
    return name + ", ".join(f"{start}-{end}" for start, end in group)


def _place(span: Span) -> tuple[bool, int, int]:
    return span.field != "title", span.start, -span.end


def _groups(stretches: Sequence[Stretch]) -> list[list[Stretch]]:
    """Stretches that stand closer together than their contexts reach; one within another is not shown by itself."""
    groups: list[list[Stretch]] = []
    for start, end in stretches:
        if groups and end <= groups[-1][-1][1]:
            continue
        if groups and start < groups[-1][-1][1]:
            groups[-1][-1] = (groups[-1][-1][0], end)
        elif groups and start - groups[-1][-1][1] < _CONTEXT:
            groups[-1].append((start, end))
        else:
            groups.append([(start, end)])
    return groups


def _line(console: Console, text: str, group: Sequence[Stretch]) -> Text:
    first, last = _start(text, group[0][0]), _end(text, group[-1][1])
    inner = [(start - first, end - first) for start, end in group]
    line = marked(text[first:last], inner, style=FOUND, brackets=not console.is_terminal)
    return Text.assemble("…" if first else "", line, "…" if last < len(text) else "")


def _start(text: str, start: int) -> int:
    """Where the context before begins: at a word."""
    if start <= _CONTEXT:
        return 0
    space = text.find(" ", start - _CONTEXT, start)
    return space + 1 if space >= 0 else start - _CONTEXT


def _end(text: str, end: int) -> int:
    if end + _CONTEXT >= len(text):
        return len(text)
    space = text.rfind(" ", end, end + _CONTEXT)
    return space if space > end else end + _CONTEXT
