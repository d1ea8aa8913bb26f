"""Traces: when entries appeared, made by laws that are known, or read from a file.

A made trace has seven weeks: four to learn, one to be judged by, and two after half of the sources changed their habit
overnight. Hours are counted from a Monday, midnight UTC.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from monitor.source.norm import Norm, rates_of

WEEK = 168
LEARNING, CHANGE, WEEKS = 4 * WEEK, 5 * WEEK, 7 * WEEK
MONDAY = 1_749_427_200
"""2025-06-09 00:00 UTC, hour 0 of made traces, in seconds since 1970."""
_DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Law:
    """A source's true habit: entries an hour that come of themselves, by hour of the week; how many entries each draws
    after it, and after what mean time in hours."""

    rates: tuple[float, ...]
    drawn: float = 0.0
    span: float = 1.0


@dataclass(frozen=True, slots=True)
class Trace:
    """One source: the hours at which its entries appeared, in order; its law before and after CHANGE; whether
    its feed dates its entries."""

    source: str
    times: tuple[float, ...]
    laws: tuple[Law, Law]
    dated: bool = True


def made(number: int, chance: Random) -> list[Trace]:
    """Heavy-tailed (Zipf, with scatter), in office hours of several zones, around the clock, or rarely; half of them
    in bursts. Every fifth does not date its entries; every second changes its habit at CHANGE."""
    traces = []
    for rank in range(1, number + 1):
        per_week = 1500 / rank * chance.lognormvariate(0, 0.6)
        before = _law(per_week, chance)
        after = _law(per_week * chance.lognormvariate(0, 0.8), chance) if rank % 2 else before
        times = sorted((*_arrivals(before, 0, CHANGE, chance), *_arrivals(after, CHANGE, WEEKS, chance)))
        traces.append(Trace(f"s{rank:03}", tuple(times), (before, after), dated=rank % 5 != 0))
    return traces


def _law(per_week: float, chance: Random) -> Law:
    shape = chance.choices((_office, _round_the_clock, _flat), weights=(6, 3, 1))[0](chance)
    drawn = chance.uniform(0.2, 0.6) if chance.random() < 0.5 else 0.0
    factor = per_week * (1 - drawn) / sum(shape)
    return Law(tuple(each * factor for each in shape), drawn, math.exp(chance.uniform(math.log(0.1), math.log(3))))


def _office(chance: Random) -> list[float]:
    """Opens in the morning of some zone; a little at night, less at the weekend; no two hours are quite alike."""
    opens, length = chance.randrange(24), chance.uniform(7, 12)
    night, weekend = chance.choice((0.01, 0.03, 0.1)), chance.choice((0.02, 0.1, 0.3))
    hours = range(WEEK)
    day = [1.0 if (hour - opens) % 24 < length else night for hour in hours]
    return [day[hour] * (weekend if hour >= 5 * 24 else 1) * chance.gammavariate(16, 1 / 16) for hour in hours]


def _round_the_clock(chance: Random) -> list[float]:
    peak, swing, weekend = chance.randrange(24), chance.uniform(0.3, 0.95), chance.uniform(0.4, 1)
    return [
        (1 + swing * math.cos((hour - peak) * math.pi / 12)) * (weekend if hour >= 5 * 24 else 1)
        for hour in range(WEEK)
    ]


def _flat(_: Random) -> list[float]:
    return [1.0] * WEEK


def _arrivals(law: Law, start: int, end: int, chance: Random) -> Iterator[float]:
    waiting = []
    for hour in range(start, end):
        at = hour + _gap(law.rates[hour % WEEK], chance)
        while at < hour + 1:
            waiting.append(at)
            at += _gap(law.rates[hour % WEEK], chance)
    while waiting:
        at = waiting.pop()
        if at < end:
            yield at
            waiting.extend(at + chance.expovariate(1 / law.span) for _ in range(_poisson(law.drawn, chance)))


def _gap(rate: float, chance: Random) -> float:
    return chance.expovariate(rate) if rate > 0 else math.inf


def _poisson(mean: float, chance: Random) -> int:
    number, product = 0, chance.random()
    while product > math.exp(-mean):
        number, product = number + 1, product * chance.random()
    return number


def read(path: Path, begin: datetime | None = None) -> tuple[float, list[Trace]]:
    """The traces of a file, and their hour 0 in seconds since 1970: `begin`, else the midnight (UTC) before the first
    entry of all.

    A line is a source: `{"source": NAME, "times": [seconds since 1970, …]}`. It may have `"dated": false` for a feed
    that does not date its entries, and `"rates"`, the true entries an hour by hour of the week (168, from Monday's
    first hour, UTC) or two such lists, before and after a change at the end of the fifth week. Without them the oracle
    reads the rates from the trace itself, the weeks to come included.
    """
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    first = min(time for line in lines for time in line["times"])
    start = first // _DAY * _DAY if begin is None else begin.timestamp()
    traces = []
    for line in lines:
        times = tuple(sorted((time - start) / 3600 for time in line["times"] if time >= start))
        laws = (
            _told(line["rates"], start)
            if "rates" in line
            else (_hindsight(times, 0, CHANGE), _hindsight(times, CHANGE, WEEKS))
        )
        traces.append(Trace(line["source"], times, laws, dated=line.get("dated", True)))
    return start, traces


def _told(rates: list[float] | list[list[float]], start: float) -> tuple[Law, Law]:
    before, after = rates if isinstance(rates[0], list) else (rates, rates)
    turn = int((start - MONDAY) // 3600) % WEEK
    return Law((*before[turn:], *before[:turn])), Law((*after[turn:], *after[:turn]))


def _hindsight(times: Sequence[float], begin: int, end: int) -> Law:
    counts = [0.0] * WEEK
    for time in times:
        if begin <= time < end:
            counts[int(time) % WEEK] += 1
    return Law(tuple(rates_of(counts, [(end - begin) / WEEK] * WEEK, Norm())))
