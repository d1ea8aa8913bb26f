"""The bench of the schedule in small: the learnt schedule beats the plain ones, keeps its budget, and reads a file."""

import json
from pathlib import Path
from random import Random

import pytest

from tests.bench.schedule.__main__ import _figures, _rows
from tests.bench.schedule.contenders import Fixed
from tests.bench.schedule.judge import Outcome, judge
from tests.bench.schedule.replay import replay
from tests.bench.schedule.traces import CHANGE, LEARNING, MONDAY, WEEK, WEEKS, Law, Trace, made, read

SOURCES, PER_HOUR = 24, 24.0


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return judge(made(SOURCES, Random(11)), MONDAY, PER_HOUR, seed=11)


def test_the_learnt_schedule_is_well_ahead_of_the_plain_ones_and_near_to_the_oracle(outcome: Outcome) -> None:
    learnt = outcome.judged
    assert learnt.parley < 0.75 * learnt.fixed
    assert learnt.parley < 0.75 * learnt.entry_frequency
    assert learnt.parley < 1.3 * learnt.oracle


def test_it_comes_back_after_half_of_the_sources_changed(outcome: Outcome) -> None:
    assert outcome.changed is not None
    assert outcome.changed.parley < 1.4 * outcome.changed.oracle
    assert outcome.changed.parley < 0.8 * outcome.changed.fixed


def test_the_budget_is_kept_within_a_twentieth(outcome: Outcome) -> None:
    assert outcome.spent == pytest.approx(1, abs=0.05)
    assert outcome.judged.visits == pytest.approx(PER_HOUR * WEEK, rel=0.05)


def test_every_figure_and_row_is_told(outcome: Outcome) -> None:
    figures = _figures([outcome, outcome])
    assert {"delay_vs_fixed", "delay_vs_entry_frequency", "delay_vs_oracle", "delay_vs_oracle_after_change"} <= set(
        figures
    )
    assert figures["delay_vs_oracle"] == figures["delay_vs_oracle_worst"]
    assert len(_rows(["seed 1"], [outcome])) == 3


def test_a_fixed_interval_is_late_by_half_of_it() -> None:
    chance, law = Random(1), Law((20.0,) * WEEK)
    times = tuple(sorted(chance.uniform(0, 100) for _ in range(2000)))
    (tally,) = replay([Trace("s", times, (law, law))], Fixed(0.5, Random(2)), 0, [(0, 100.5)])
    assert tally.delay == pytest.approx(0.25, rel=0.05)
    assert tally.entries == 2000


def test_made_traces_follow_their_laws() -> None:
    traces = made(40, Random(3))
    assert all(list(trace.times) == sorted(trace.times) and trace.times[-1] < WEEKS for trace in traces[:5])
    before, after = traces[0].laws
    counted = sum(time < CHANGE for time in traces[0].times)
    assert counted == pytest.approx(5 * sum(before.rates) / (1 - before.drawn), rel=0.15)
    assert before != after
    assert traces[1].laws[0] == traces[1].laws[1]


def test_a_file_is_read_with_and_without_the_true_rates(tmp_path: Path) -> None:
    tuesday = MONDAY + 24 * 3600
    rates = [float(hour) for hour in range(WEEK)]
    times = [tuesday + 3600 * hour + 60 for hour in range(0, LEARNING + WEEK, 2)]
    file = tmp_path / "traces.jsonl"
    file.write_text(
        json.dumps({"source": "told", "times": times, "rates": rates, "dated": False})
        + "\n\n"
        + json.dumps({"source": "untold", "times": times})
        + "\n"
    )
    start, (told, untold) = read(file)
    assert start == tuesday
    assert told.times[:2] == pytest.approx((1 / 60, 2 + 1 / 60))
    assert told.laws[0].rates[0] == 24
    assert not told.dated
    assert untold.dated
    assert sum(untold.laws[0].rates) == pytest.approx(WEEK / 2, rel=0.05)
    outcome = judge([told, untold], start, 4.0, seed=1)
    assert outcome.changed is None
    assert "delay_vs_oracle_after_change" not in _figures([outcome])
