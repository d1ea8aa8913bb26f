"""What the rehearsal shows between alerts: the days, what was held and why, and the reckoning at the end."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.demo.ledger import Decided
from monitor.demo.verdict import Summary

_REASONS = {
    "no_match": "no rule matches",
    "outside_window": "older than the alert window",
    "cosmetic_edit": "edited, nothing of substance",
    "baseline": "there before the watch began",
}
_SOURCE_WIDTH = 13
_QUERY = "select act, act_reason, title from versions"


class Screen:
    """Draws on a rich console; item text reaches it as plain text, never as markup."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._day = ""
        self._after_held = True

    def opening(self, feeds: int, bodies: int) -> None:
        lines = Text.assemble(
            ("Parley rehearses the week of 2 to 12 June 2025.\n", "bold"),
            f"{feeds} feeds of {bodies} bodies are served on this machine and polled by the real service; every "
            "alert goes out as e-mail and as a signed webhook, and is shown here as a desk would read it.\n",
            "The dim lines between are what the desk is spared, and why.\n",
            ("All texts are written for the rehearsal and quote nobody. Times are UTC.", "dim"),
        )
        self._console.print(Panel(lines, border_style="blue", padding=(0, 1)))

    def baseline(self, decided: Sequence[Decided]) -> None:
        told = sum(each.told for each in decided)
        words = f"First visit to every feed: {len(decided)} items from before today are kept, {told or 'none'} told."
        self._console.print(Text(words, "dim"))

    def day(self, moment: datetime) -> None:
        """A header where a new day begins."""
        day = f"{moment:%A} {moment.day} {moment:%B %Y}"
        if day != self._day:
            self._day = day
            self._part()
            self._console.print(Rule(Text(f" {day} ", "bold blue"), characters="━", style="blue"))
            self._console.print()
            self._after_held = False

    @contextmanager
    def alerts(self) -> Iterator[None]:
        """Collects what the service prints meanwhile, to show it with an empty line above and below."""
        with self._console.capture() as capture:
            yield
        if shown := capture.get().strip("\n"):
            self._part()
            self._console.print(Text.from_ansi(shown), soft_wrap=True, end="\n\n")
            self._after_held = False

    def held(self, moment: datetime, decided: Sequence[Decided]) -> None:
        """A quiet line for each version that no desk was told of."""
        for each in decided:
            if not each.told:
                self._console.print(self._line(moment, each))
                self._after_held = True

    def _line(self, moment: datetime, decided: Decided) -> Table:
        line = Table.grid(padding=(0, 1), expand=True)
        line.add_column(style="dim", no_wrap=True)
        line.add_column(style="dim", no_wrap=True, width=_SOURCE_WIDTH)
        line.add_column(style="dim", no_wrap=True, overflow="ellipsis", ratio=1)
        line.add_column(style="dim italic", no_wrap=True, justify="right")
        line.add_row(f"{moment:%H:%M}", Text(decided.source_id), Text(decided.title), Text(_why_held(decided)))
        return line

    def closing(self, summary: Summary) -> None:
        """The reckoning, with everything that went wrong by name."""
        self._part()
        self._console.print(Rule(Text(" The week in figures ", "bold blue"), characters="━", style="blue"))
        self._console.print(_figures(summary))
        for title, lines in _failures(summary):
            self._console.print(Text(title, "bold red"))
            for line in lines:
                self._console.print(Text(f"  {line}", "red"))

    def look_around(self, config: Path, database: Path, mail: Path) -> None:
        self._console.print(Text("Everything is left for looking around:", "bold"))
        for command in (
            f"{_program()} alerts list --config {config}",
            f"{_program()} deliveries list --config {config}",
            f"{_program()} status --config {config}",
            f"sqlite3 -box {database} '{_QUERY}'",
        ):
            self._console.print(Text(f"  {command}", "cyan"), soft_wrap=True)
        self._console.print(Text(f"  The mails are in {mail}", "dim"), soft_wrap=True)

    def _part(self) -> None:
        """One empty line, not two."""
        if self._after_held:
            self._console.print()


def _program() -> str:
    """Parley as it was called, so that the commands shown work where they are read."""
    return sys.argv[0] if Path(sys.argv[0]).name == "parley" and Path(sys.argv[0]).parent.name else "parley"


def _why_held(decided: Decided) -> str:
    if decided.reason == "copy":
        return f"copy of {decided.copied_from}"
    return _REASONS.get(decided.reason, decided.reason.replace("_", " "))


def _figures(summary: Summary) -> Table:
    totals = summary.totals
    share = 100 * totals.not_modified / max(totals.polls, 1)
    table = Table(box=SIMPLE_HEAD, show_header=False, padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(justify="right", style="bold", no_wrap=True)
    table.add_column(style="dim")
    table.add_row("polls", f"{totals.polls:,}", f"of {summary.feeds} feeds; {share:.0f} % answered “not modified”")
    table.add_row("failed", f"{totals.failed}", "")
    table.add_row("items", f"{totals.items}", f"in {totals.versions} versions; {totals.copies} are copies of others")
    table.add_row("alerts", f"{totals.alerts}", f"and {totals.updates} update{'' if totals.updates == 1 else 's'}")
    table.add_row("e-mails", f"{summary.emails}", "received by the mail server")
    verified = summary.webhooks - len(summary.refused)
    table.add_row("webhooks", f"{summary.webhooks}", f"received, {verified} with a good signature")
    held = ", ".join(f"{count} {reason.replace('_', ' ')}" for reason, count in totals.held.items())
    table.add_row("held", f"{sum(totals.held.values())}", held)
    table.add_row("time", f"{summary.seconds:.1f} s", "for eleven days")
    if summary.went_well:
        table.add_row(
            Text("verdict", "bold green"),
            Text("✓", "bold green"),
            Text(f"{summary.expected} wanted, each got by mail and by webhook; {summary.silent} kept silent", "green"),
        )
    return table


def _failures(summary: Summary) -> list[tuple[str, tuple[str, ...]]]:
    found = [
        ("Not received:", summary.lost),
        ("Refused by the webhook receiver:", summary.refused),
        ("The desk should have been told, and was not:", summary.missed),
        ("The desk was told, and should not have been:", summary.unwanted),
    ]
    return [(title, lines) for title, lines in found if lines]
