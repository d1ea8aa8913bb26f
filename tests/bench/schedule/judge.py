"""One trace, all contenders, at the same number of visits in each window that is judged."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from monitor.source.budget import Budget
from tests.bench.schedule.contenders import EntryFrequency, Fixed, Oracle, Parley
from tests.bench.schedule.replay import Contender, Tally, Window, replay
from tests.bench.schedule.traces import CHANGE, LEARNING, WEEK, WEEKS, Trace

WARMING = 24
TOLERANCE = 0.002
TRIALS = 8


@dataclass(frozen=True, slots=True)
class Verdict:
    """Mean delays in hours in one window, all at `visits` visits (the entry frequency and the oracles to 0.2 %):
    `oracle` knows rates and bursts, `rates_oracle` the rates alone."""

    visits: int
    parley: float
    fixed: float
    entry_frequency: float
    oracle: float
    rates_oracle: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The week after four of learning; the week in which sources changed, and the one after, where the trace has them.
    `spent` is visits made for each that the budget allows; `microseconds` of CPU that Parley took for a visit, prices
    included."""

    judged: Verdict
    changing: Verdict | None
    changed: Verdict | None
    spent: float
    microseconds: float


def judge(traces: Sequence[Trace], start_at: float, per_hour: float, seed: int) -> Outcome:
    """All contenders on one trace, with a budget of `per_hour` visits an hour in all."""
    weeks: list[Window] = [(LEARNING, LEARNING + WEEK)]
    if max(trace.times[-1] for trace in traces if trace.times) > WEEKS - WARMING:
        weeks += [(CHANGE, CHANGE + WEEK), (CHANGE + WEEK, CHANGE + 2 * WEEK)]
    parley = Parley(traces, start_at, Budget(per_hour), Random(seed))
    started = time.process_time()
    tallies = replay(traces, parley, 0, weeks)
    seconds = time.process_time() - started
    price = parley.prices.general
    verdicts = [_verdict(traces, tally, week, price, seed) for tally, week in zip(tallies, weeks, strict=True)]
    return Outcome(
        judged=verdicts[0],
        changing=verdicts[1] if len(verdicts) > 1 else None,
        changed=verdicts[2] if len(verdicts) > 1 else None,
        spent=sum(tally.visits for tally in tallies) / len(weeks) / WEEK / per_hour,
        microseconds=seconds / parley.visits * 1e6,
    )


def _verdict(traces: Sequence[Trace], parley: Tally, week: Window, price: float, seed: int) -> Verdict:
    interval = len(traces) * WEEK / parley.visits
    return Verdict(
        visits=parley.visits,
        parley=parley.delay,
        fixed=_alone(traces, Fixed(interval, Random(seed)), week).delay,
        entry_frequency=_at_visits(
            traces, lambda scale: EntryFrequency(traces, scale, Random(seed)), week, parley.visits, first=1.0, power=1
        ).delay,
        oracle=_at_visits(
            traces, lambda level: Oracle(traces, level, Random(seed)), week, parley.visits, first=price, power=2
        ).delay,
        rates_oracle=_at_visits(
            traces,
            lambda level: Oracle(traces, level, Random(seed), bursts=False),
            week,
            parley.visits,
            first=price,
            power=2,
        ).delay,
    )


def _alone(traces: Sequence[Trace], contender: Contender, week: Window) -> Tally:
    return replay(traces, contender, week[0] - WARMING, [week])[0]


def _at_visits(
    traces: Sequence[Trace],
    make: Callable[[float], Contender],
    week: Window,
    visits: int,
    *,
    first: float,
    power: int,
) -> Tally:
    """The tally of the contender whose one setting makes it visit so often; visits go with the setting's -1/power."""
    setting, tally = first, Tally()
    for _ in range(TRIALS):
        tally = _alone(traces, make(setting), week)
        if abs(tally.visits / visits - 1) <= TOLERANCE:
            break
        setting *= (tally.visits / visits) ** power
    return tally
