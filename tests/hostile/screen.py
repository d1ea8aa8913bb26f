"""The table of the attacks."""

from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.hostile.catalogue import NUMBERS
from tests.hostile.verdict import LONGEST_VISIT, MOST_MEMORY_MB, MOST_RISE_MB, Verdict


def show(verdict: Verdict, where: str, console: Console) -> None:
    """One line an attack, what is wrong below it; then the ordinary sources and the machine."""
    table = Table(
        "attack", box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 2, 0, 0), title=where, title_justify="left"
    )
    for name in ("visits", "longest", "alone", "memory"):
        table.add_column(name, justify="right")
    table.add_column("ended as")
    for row in verdict.rows:
        ended = Text(", ".join(row.reasons))
        for fault in row.faults:
            ended.append(f"\n✗ {fault}", style="bold red")
        alone = (f"{row.alone.seconds:.1f} s", f"{row.alone.rise_mb:.0f} MB") if row.alone else ("", "")
        table.add_row(
            str(NUMBERS.get(row.attack, "")), row.attack, str(row.visits), f"{row.longest:.1f} s", *alone, ended
        )
    console.print(table)
    figures = verdict.figures
    console.print(
        f"{figures['hostile']} hostile sources: the longest visit {figures['longest_visit']:.1f} s"
        f" (at most {LONGEST_VISIT:g} s)\n"
        f"{figures['normal']} ordinary sources, {figures['normal_polls']} polls: the longest pause"
        f" {figures['longest_pause']:.2f} s (at most {figures['allowed_pause']:.2f} s)\n"
        + _alone(figures)
        + f"memory at its peak {figures['peak_mb']} MB in {figures['processes']} processes"
        f" (at most {MOST_MEMORY_MB:g} MB)\n"
        f"requests that reached the canary: {figures['canary_hits']}\n"
        f"stopped by SIGTERM in {figures['stop_seconds']:.1f} s with exit status {figures['exit_status']}",
        highlight=False,
    )
    for fault in verdict.faults:
        console.print(Text(f"✗ {fault}", style="bold red"))


def _alone(figures: Mapping[str, Any]) -> str:
    if figures["longest_visit_alone"] is None:
        return ""
    return (
        f"one after the other: the longest visit {figures['longest_visit_alone']:.1f} s, the most memory beyond that of"
        f" the idle service {figures['most_mb_alone']} MB (at most {MOST_RISE_MB:g} MB)\n"
    )
