"""What the benches share: rounds taken in turn, a progress bar, a table, and one line of JSON.

    contenders = {"parley": run_parley, "reader": run_reader}
    with progress("poll", steps=rounds * len(contenders)) as step:
        seconds = in_turn(contenders, rounds, step)
    report("poll", ["", "seconds"], [[name, f"{each:.2f}"] for name, each in seconds.items()],
           {"cold_vs_reader": seconds["reader"] / seconds["parley"]})

The talk (bar, notes) goes to stderr; the table and, last, the line of JSON go to stdout.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from statistics import median

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

Step = Callable[[str], None]
"""Tells that a step begins, in a few words: the bar then shows these, and one step more."""

SIGNIFICANT_DIGITS = 4


def report(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], figures: Mapping[str, float]) -> None:
    """Prints the rows as a table under its `columns`, the first to the left and the others to the right, and then
    `{"bench": name, "figures": {…}}` in one line. A figure is a ratio or has its unit in its name."""
    table = Table(*columns, title=f"bench {name}", title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    Console(file=sys.stdout, width=max(100, Console().width)).print(table)
    rounded = {figure: float(f"{value:.{SIGNIFICANT_DIGITS}g}") for figure, value in figures.items()}
    print(json.dumps({"bench": name, "figures": rounded}), flush=True)


@contextmanager
def progress(name: str, steps: int) -> Iterator[Step]:
    """A bar of `steps` on stderr; without a terminal there, a line for each step."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda doing: print(f"{name}: {doing}", file=sys.stderr, flush=True)
        return
    bar = Progress(
        TextColumn(name),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
        console=console,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=steps)
        begun = 0

        def step(doing: str) -> None:
            nonlocal begun
            bar.update(task, completed=begun, description=doing)
            begun += 1

        yield step


def note(message: str) -> None:
    """A remark on stderr, such as why a contender is left out."""
    Console(stderr=True, highlight=False).print(message, style="yellow")


@cache
def installed(package: str, extra: str = "bench") -> bool:
    """Whether an optional contender can be imported; says loudly how to install it where it cannot."""
    there = find_spec(package) is not None
    if not there:
        note(f"{package} is not installed and is left out; install it with: .venv/bin/pip install -e '.[{extra}]'")
    return there


def in_turn(contenders: Mapping[str, Callable[[], object]], rounds: int, step: Step) -> dict[str, float]:
    """CPU seconds of each contender, the median of `rounds` in which all take their turn: what else happens on the
    machine meanwhile befalls all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(1, rounds + 1):
        for name, run in contenders.items():
            step(f"round {number} of {rounds}: {name}")
            taken[name].append(cpu_seconds(run))
    return {name: median(each) for name, each in taken.items()}


def cpu_seconds(run: Callable[[], object]) -> float:
    """CPU seconds of this process and all its threads while `run` does its work."""
    started = time.process_time()
    run()
    return time.process_time() - started
