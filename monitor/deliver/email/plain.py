"""The plain part of the mail, to be read in a terminal: what happened and who says so first."""

import textwrap

from monitor.deliver.change import ShownChange
from monitor.deliver.evidence import marked
from monitor.deliver.view import AlertView

_WIDTH = 76


def render_plain(alert: AlertView) -> str:
    """The whole alert as text, paragraphs apart by a blank line, matched words in `[[…]]`."""
    blocks = [
        _wrap(alert.headline),
        _lines(_level(alert), _who(alert)),
        _lines(*(_changed(change) for change in alert.changes)),
        _matched(alert),
        alert.link or "",
        _lines(
            f"Published  {alert.published or 'not said'}",
            f"Seen       {alert.seen}",
            f"Language   {alert.language or 'not said'}",
        ),
        _lines("-- ", _wrap(alert.why), f"Alert {alert.key}, revision {alert.revision}"),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _level(alert: AlertView) -> str:
    return f"{alert.level} · update {alert.update}" if alert.update else alert.level


def _who(alert: AlertView) -> str:
    return " · ".join(part for part in (alert.source, alert.origin) if part)


def _changed(change: ShownChange) -> str:
    old, new = ("".join(segment.text for segment in segments) for segments in (change.old, change.new))
    return _wrap(f"{change.field}: {old} → {new}")


def _matched(alert: AlertView) -> str:
    """Which rules, and the words in their sentences."""
    quotes = [*([alert.evidence.title] if alert.evidence.title_matched else []), *alert.evidence.quotes]
    lines = [_wrap(f"Fact: {fact}") for fact in alert.facts]
    lines += [_wrap("Matched: " + "; ".join(alert.rules))] if alert.rules else []
    lines += [_wrap(marked(quote), indent="  > ") for quote in quotes]
    if alert.evidence.more:
        lines.append(f"  and {alert.evidence.more} more in the text")
    return _lines(*lines)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
