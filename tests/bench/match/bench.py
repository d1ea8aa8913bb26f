"""The bench itself: what is measured on which items, and the figures made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from tests.bench.match import contenders, shipped
from tests.bench.match.compilation import compilation
from tests.bench.match.contenders import Work
from tests.bench.match.corpus import Item, items, vocabularies
from tests.bench.match.patterns import Patterns
from tests.bench.report import Step, cpu_seconds, in_turn, installed

SEED = 2025

POLL = 100
"""Items that a contender is given at a time: as many as a large feed has."""


@dataclass(frozen=True)
class Load:
    """How many patterns are looked for, and in how many items by whom: the slow ones get a part of the items."""

    keywords: int
    regexes: int
    parley: int
    regex: int
    re: int

    @property
    def name(self) -> str:
        return f"{self.keywords:,}+{self.regexes:,}"


@dataclass(frozen=True)
class Plan:
    """`few`, `many` and `most` patterns; how many items are compared with the plain loop, and how many are detected
    in with the shipped rules."""

    few: Load
    many: Load
    most: Load
    compared: int
    detected: int
    rounds: int

    @property
    def steps(self) -> int:
        """How many steps it has, for the bar."""
        return 3 * (2 + self.rounds) + 1 + 1 + self.rounds


FULL = Plan(
    few=Load(100, 100, parley=4000, regex=400, re=100),
    many=Load(1000, 1000, parley=4000, regex=50, re=12),
    most=Load(10_000, 1000, parley=4000, regex=8, re=3),
    compared=150,
    detected=6000,
    rounds=5,
)
SHORT = Plan(
    few=Load(10, 10, parley=30, regex=10, re=10),
    many=Load(40, 40, parley=30, regex=5, re=5),
    most=Load(100, 40, parley=30, regex=2, re=2),
    compared=40,
    detected=30,
    rounds=1,
)


class MissedError(Exception):
    """Parley and the plain loop disagree about what matches."""


@dataclass(frozen=True)
class Outcome:
    """Rows for the table, and the figures."""

    rows: list[list[str]]
    figures: dict[str, float]


def measured(plan: Plan, step: Step) -> Outcome:
    """Runs the whole plan. MissedError where a match is missing, or is there that should not be."""
    words = vocabularies(SEED)
    corpus = items(max(plan.detected, plan.many.parley), words, SEED)
    speeds: dict[str, dict[str, float]] = {}
    for load in (plan.few, plan.many, plan.most):
        step(f"{load.name} patterns: compile them")
        patterns = Patterns(load.keywords, load.regexes, words, SEED)
        compared = corpus[: plan.compared if load is not plan.most else max(2, plan.compared // 10)]
        step(f"{load.name} patterns: compare with the plain loop")
        if lines := contenders.missed(patterns, compared):
            raise MissedError("\n".join(lines))
        speeds[load.name] = _speeds(load, patterns, corpus, plan.rounds, step)
    step(f"compile {plan.many.name} patterns in a fresh process")
    seconds, megabytes = compilation(plan.many.keywords, plan.many.regexes, SEED)
    step("load the shipped rules")
    per_second, share = _shipped(plan, corpus[: plan.detected], step)
    few, many, most = (speeds[load.name] for load in (plan.few, plan.many, plan.most))
    figures = {
        "vs_naive_100": few["parley"] / few["re"],
        "vs_naive_1000": many["parley"] / many["re"],
        "time_for_10x_patterns": many["parley"] / most["parley"],
        "compile_seconds_1000": seconds,
        "compile_mb_1000": megabytes,
        "items_per_second": per_second,
    }
    if "hyperscan" in many:
        figures["vs_hyperscan_1000"] = many["parley"] / many["hyperscan"]
    rows = [row for name, each in speeds.items() for row in _rows(name, each)]
    rows.append(["", f"shipped rules, facts in {share:.0%} of the items", "", f"{per_second:,.0f} items/s"])
    return Outcome(rows, figures)


def _speeds(load: Load, patterns: Patterns, corpus: Sequence[Item], rounds: int, step: Step) -> dict[str, float]:
    """Megabytes a CPU second, by contender."""
    shares = {"re": load.re, "regex": load.regex, "hyperscan": load.parley, "parley": load.parley}
    made = {"re": contenders.re_loop, "regex": contenders.regex_loop, "hyperscan": contenders.hyperscan}
    there = [name for name in shares if name in ("re", "parley") or installed(name)]
    works = {}
    for name in there:
        prepared = made.get(name, contenders.parley)(patterns)
        works[name] = [prepared(corpus[at : min(at + POLL, shares[name])]) for at in range(0, shares[name], POLL)]
    seconds = in_polls(works, rounds, lambda doing: step(f"{load.name} patterns, {doing}"))
    return {name: sum(item.size for item in corpus[: shares[name]]) / 1e6 / seconds[name] for name in works}


def in_polls(works: Mapping[str, Sequence[Work]], rounds: int, step: Step) -> dict[str, float]:
    """CPU seconds of each contender for all its work, the median of `rounds`.

    The contenders take turns with every piece of work, not with every round: a run that is over in milliseconds would
    else have the processor and its caches for itself, and another that takes longer would not.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for number in range(1, rounds + 1):
        step(f"round {number} of {rounds}")
        seconds = dict.fromkeys(works, 0.0)
        for turn in zip_longest(*works.values(), fillvalue=_nothing):
            for name, work in zip(works, turn, strict=True):
                seconds[name] += cpu_seconds(work)
        for name, sum_of_round in seconds.items():
            taken[name].append(sum_of_round)
    return {name: median(each) for name, each in taken.items()}


def _nothing() -> None:
    """What a contender does that has been given fewer items."""


def _shipped(plan: Plan, corpus: Sequence[Item], step: Step) -> tuple[float, float]:
    """Items a CPU second, and in which share of them facts are looked for."""
    catalog = shipped.catalog()
    share = shipped.share_with_facts(catalog, corpus)
    seconds = in_turn({"shipped rules": shipped.detection(catalog, corpus)}, plan.rounds, step)
    return len(corpus) / seconds["shipped rules"], share


def _rows(name: str, speeds: Mapping[str, float]) -> list[list[str]]:
    return [
        [name, contender, f"{speed:.3f} MB/s", f"{speeds['parley'] / speed:,.2f} ×"]
        for contender, speed in speeds.items()
    ]
