"""What a trial came to: a table to read, and figures for programs."""

from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.crash.plan import Plan
from tests.crash.trial import Outcome

_EXAMPLES = 3


def print_table(console: Console, plan: Plan, outcome: Outcome) -> None:
    verdict, figures = outcome.verdict, outcome.figures
    shown = Table(title=f"kill -9, {len(plan.kills)} times (seed {plan.seed})", title_style="bold", show_header=False)
    shown.add_column()
    shown.add_column(justify="right")
    shown.add_column(style="dim")
    kills = ", ".join(f"{count} {name}" for name, count in figures.kills.most_common())
    ready = figures.seconds_to_ready
    shown.add_row("kills", str(figures.kills.total()), f"after: {kills}")
    shown.add_row("visits cut short", str(len(figures.cut_visits)), "claimed, and not written")
    shown.add_row("deliveries cut short", str(len(figures.cut_deliveries)), "claimed, and not settled; sent or not")
    shown.add_row("start to READY", f"{median(ready):.2f} s" if ready else "-", _range(ready))
    shown.add_row("visits to the feeds", str(figures.feed_requests), f"{figures.not_modified} answered 304")
    shown.add_row("stories published", str(len(plan.stories)), f"and {len(plan.silent)} pieces to be silent about")
    shown.add_row("tellings", str(verdict.tellings), f"webhooks and mails; {verdict.updates} of them updates")
    shown.add_row("arrivals", str(verdict.receipts), f"{verdict.repeats} repeats")
    shown.add_row("webhook requests", str(figures.hook_requests), _faults(figures.hook_faults))
    shown.add_row("mails offered", str(figures.mails_offered), _faults(figures.mail_faults))
    shown.add_row("rest after the last kill", f"{figures.seconds_of_rest:.1f} s", f"of {figures.seconds:.0f} s")
    shown.add_section()
    for heading, examples in verdict.failures.items():
        style = "bold red" if examples else "green"
        shown.add_row(heading, f"[{style}]{len(examples)}[/]", "; ".join(examples[:_EXAMPLES]))
    console.print(shown)


def as_json(plan: Plan, outcome: Outcome) -> dict[str, Any]:
    verdict, figures = outcome.verdict, outcome.figures
    return {
        "crash": {
            "seed": plan.seed,
            "went_well": verdict.went_well,
            "kills": figures.kills.total(),
            "kills_after": dict(figures.kills),
            "cut_visits": len(figures.cut_visits),
            "cut_deliveries": len(figures.cut_deliveries),
            "stories": len(plan.stories),
            "tellings": verdict.tellings,
            "arrivals": verdict.receipts,
            "repeats": verdict.repeats,
            "updates": verdict.updates,
            "webhook_fault_share": _share(figures.hook_faults.total(), figures.hook_requests),
            "mail_fault_share": _share(figures.mail_faults.total(), figures.mails_offered),
            "most_attempts": figures.most_attempts,
            "seconds_to_ready": round(median(figures.seconds_to_ready), 3) if figures.seconds_to_ready else None,
            "seconds_of_rest": round(figures.seconds_of_rest, 1),
            "seconds": round(figures.seconds, 1),
            "failures": {heading: list(examples[:20]) for heading, examples in verdict.failures.items() if examples},
        }
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _range(seconds: list[float]) -> str:
    return f"{min(seconds):.2f} to {max(seconds):.2f} s" if seconds else ""


def _faults(faults: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(faults.items())) or "no faults"
