"""Prints alerts as a desk wants to read them."""

import io
from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.deliver.change import ShownChange
from monitor.deliver.evidence import Segment
from monitor.deliver.retry import ChannelError
from monitor.deliver.view import AlertView, view
from monitor.model.alert import Delivery
from monitor.model.catalog import Channel

_LEVEL_STYLES = {"FLASH": "bold white on red", "URGENT": "bold red", "ALERT": "bold yellow", "NOTE": "bold cyan"}
_MATCH_STYLE = "bold black on yellow"


class ConsoleSender:
    """Prints each delivery to the stream of a console; without colour the matched words stand in `[[…]]`.

    Item text reaches the console as text alone: its control characters are gone and its brackets are no markup.
    """

    def __init__(self, console: Console) -> None:
        self._console = console

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Where it was shown; ChannelError `console` where the stream is closed."""
        shown = self._printed(view(delivery))
        try:
            self._console.file.write(shown)
            self._console.file.flush()
        except (OSError, ValueError) as error:
            raise ChannelError("console", f"cannot print: {type(error).__name__}") from error
        return f"shown on {channel.id}"

    def _printed(self, alert: AlertView) -> str:
        """The alert as the console would print it. A console that prints ends the process when its pipe is closed."""
        console = self._console
        stream = io.StringIO()
        Console(
            file=stream,
            width=console.width,
            color_system=console.color_system,  # type: ignore[arg-type]  # a name that rich gave
            force_terminal=console.is_terminal,
            no_color=console.no_color,
            legacy_windows=False,
        ).print(render(alert, colour=console.color_system is not None and not console.no_color))
        return stream.getvalue()


def render(alert: AlertView, *, colour: bool) -> RenderableType:
    """An alert between two lines of the terminal: level and time, headline, who, what changed, evidence, facts."""
    level = f" {alert.level} " + (f"update {alert.update} " if alert.update else "")
    rule = Rule(Text(level, _LEVEL_STYLES.get(alert.level, "bold")), align="left", style="dim", characters="─")
    body: list[RenderableType] = [_words(alert.evidence.title, "bold", colour=colour), _who(alert)]
    body += [_change(change) for change in alert.changes]
    body += [Padding(_words(quote, "", colour=colour), (0, 0, 0, 2), expand=False) for quote in alert.evidence.quotes]
    if alert.evidence.more:
        body.append(Text(f"  and {alert.evidence.more} more in the text", "dim"))
    return Group(rule, *body, _facts(alert), Text(""))


def _who(alert: AlertView) -> Text:
    parts = [part for part in (alert.source, alert.origin, alert.language) if part]
    return Text(" · ".join(parts), "cyan")


def _change(change: ShownChange) -> Text:
    line = Text.assemble((f"{change.field}: ", "dim"))
    line.append_tokens((segment.text, "bold" if segment.matched else "") for segment in change.old)
    line.append(" → ", "bold")
    return line.append_tokens((segment.text, "bold green" if segment.matched else "") for segment in change.new)


def _facts(alert: AlertView) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in (
        *(("fact", fact) for fact in alert.facts),
        ("matched", "; ".join(alert.rules)),
        ("published", alert.published or "not said"),
        ("seen", alert.seen),
        ("link", alert.link or "none"),
    ):
        grid.add_row(Text(name), Text(value))
    return grid


def _words(segments: Iterable[Segment], style: str, *, colour: bool) -> Text:
    """Segments as one run of text, the matched ones highlighted."""
    words = Text(style=style)
    for segment in segments:
        shown = " ".join(segment.text.split("\n"))
        if not segment.matched:
            words.append(shown)
        elif colour:
            words.append(shown, _MATCH_STYLE)
        else:
            words.append(f"[[{shown}]]")
    return words
