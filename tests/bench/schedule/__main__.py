"""python -m tests.bench.schedule: how soon news is seen, at the same number of visits, beside other schedules."""

import argparse
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from random import Random
from statistics import median

from tests.bench.report import progress, report
from tests.bench.schedule.judge import Outcome, Verdict, judge
from tests.bench.schedule.traces import MONDAY, made, read


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.schedule", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="how many traces are made (%(default)s)")
    parser.add_argument("--first-seed", type=int, default=1, help="the seed of the first trace (%(default)s)")
    parser.add_argument("--sources", type=int, default=200, help="sources in a made trace (%(default)s)")
    parser.add_argument("--per-hour", type=float, default=1.0, help="budget: visits a source and hour (%(default)s)")
    parser.add_argument("--traces", type=Path, help='instead, a file of lines {"source": NAME, "times": [EPOCH, …]}')
    parser.add_argument("--begin", type=datetime.fromisoformat, help="when the file's first week begins (with zone)")
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    jobs = [("file", asked)] if asked.traces else [(f"seed-{seed}", asked) for seed in seeds]
    with progress("schedule", steps=len(jobs)) as step:
        outcomes = _all(jobs, step)
    names = [name for name, _ in jobs]
    report("schedule", ["week, delay in minutes", *_COLUMNS], _rows(names, outcomes), _figures(outcomes))


def _all(jobs: Sequence[tuple[str, argparse.Namespace]], step: Callable[[str], None]) -> list[Outcome]:
    with ProcessPoolExecutor(min(len(jobs), os.cpu_count() or 1)) as pool:
        waiting = [pool.submit(_one, name, asked) for name, asked in jobs]
        outcomes = []
        for (name, _), each in zip(jobs, waiting, strict=True):
            step(name)
            outcomes.append(each.result())
    return outcomes


def _one(name: str, asked: argparse.Namespace) -> Outcome:
    if asked.traces:
        start_at, traces = read(asked.traces, asked.begin)
        return judge(traces, start_at, asked.per_hour * len(traces), seed=1)
    seed = int(name.removeprefix("seed-"))
    return judge(made(asked.sources, Random(seed)), MONDAY, asked.per_hour * asked.sources, seed)


# Delays are in minutes; in brackets Parley's divided by it.
_COLUMNS = ("visits", "parley", "fixed", "entry frequency", "oracle", "oracle of rates")


def _rows(names: Sequence[str], outcomes: Sequence[Outcome]) -> list[list[str]]:
    rows = []
    for name, outcome in zip(names, outcomes, strict=True):
        weeks = (("learnt", outcome.judged), ("of change", outcome.changing), ("after change", outcome.changed))
        rows += [[f"{name} {week}", *_cells(verdict)] for week, verdict in weeks if verdict is not None]
    return rows


def _cells(verdict: Verdict) -> list[str]:
    others = (verdict.fixed, verdict.entry_frequency, verdict.oracle, verdict.rates_oracle)
    ratios = [f"{delay * 60:.1f} ({verdict.parley / delay:.3f})" for delay in others]
    return [str(verdict.visits), f"{verdict.parley * 60:.1f}", *ratios]


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Medians over the traces, and the worst where it says so."""
    learnt = [each.judged for each in outcomes]
    ratios = {
        "delay_vs_fixed": [each.parley / each.fixed for each in learnt],
        "delay_vs_entry_frequency": [each.parley / each.entry_frequency for each in learnt],
        "delay_vs_oracle": [each.parley / each.oracle for each in learnt],
        "delay_vs_rates_oracle": [each.parley / each.rates_oracle for each in learnt],
        "delay_vs_oracle_after_change": [each.parley / each.oracle for each in _known(outcomes, "changed")],
        "delay_vs_oracle_week_of_change": [each.parley / each.oracle for each in _known(outcomes, "changing")],
    }
    figures = {name: median(each) for name, each in ratios.items() if each}
    figures |= {f"{name}_worst": max(each) for name, each in ratios.items() if each}
    figures["visits_vs_budget"] = median(each.spent for each in outcomes)
    figures["cpu_microseconds_per_visit"] = median(each.microseconds for each in outcomes)
    return figures


def _known(outcomes: Sequence[Outcome], week: str) -> list[Verdict]:
    return [verdict for each in outcomes if (verdict := getattr(each, week)) is not None]


if __name__ == "__main__":
    main()
