import math
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.source import Budget, Demand, Meter, Terms, demand, prices
from monitor.source.norm import HOURS_OF_WEEK

WIDE = {"shortest": timedelta(minutes=1), "longest": timedelta(days=7)}


def source(level: float, *, seed: int = 1, **terms: object) -> Demand:
    chance = Random(seed)
    rates = [level * chance.uniform(0.1, 2) for _ in range(HOURS_OF_WEEK)]
    return demand(rates, Terms(**{**WIDE, **terms}))  # type: ignore[arg-type] # any field of the terms


@given(st.lists(st.floats(0.01, 30), min_size=1, max_size=20), st.floats(0.2, 50))
@settings(max_examples=60)
def test_the_price_spends_the_budget(levels: list[float], per_hour: float) -> None:
    sources = [source(level, seed=number) for number, level in enumerate(levels)]
    reached = prices(sources, Budget(per_hour))
    if reached.bound is None:
        assert reached.expected == pytest.approx(per_hour, rel=0.01)
    assert sum(each.visits(reached.general) for each in sources) == pytest.approx(reached.expected)


def test_visits_go_with_the_square_root_of_the_rate_and_of_the_weight() -> None:
    rates = [1.0] * HOURS_OF_WEEK
    plain, busy = demand(rates, Terms(**WIDE)), demand([4.0] * HOURS_OF_WEEK, Terms(**WIDE))
    heavy = demand(rates, Terms(weight=9.0, **WIDE))
    price = prices([plain, busy, heavy], Budget(6.0)).general
    assert [each.visits(price) for each in (plain, busy, heavy)] == pytest.approx([1, 2, 3], rel=0.01)


@given(st.floats(1e-6, 1e6), st.floats(1.01, 100), st.floats(0.001, 100))
def test_a_higher_price_means_no_more_visits_within_the_bounds(price: float, factor: float, level: float) -> None:
    each = source(level, shortest=timedelta(minutes=5), longest=timedelta(hours=6))
    assert 1 / 6 - 1e-9 <= each.visits(price * factor) <= each.visits(price) <= 12 + 1e-9


def test_visits_of_a_week_are_those_of_its_hours() -> None:
    each = source(2.0, shortest=timedelta(minutes=20), longest=timedelta(hours=1))
    by_hour = sum(each.visits_at(hour, 1.5) for hour in range(HOURS_OF_WEEK)) / HOURS_OF_WEEK
    assert each.visits(1.5) == pytest.approx(by_hour)


def test_bounds_that_leave_the_budget_no_say_are_named() -> None:
    held = [source(1.0, shortest=timedelta(minutes=30), longest=timedelta(hours=1)) for _ in range(10)]
    assert prices(held, Budget(5)).bound == "floor"
    assert prices(held, Budget(50)).bound == "ceiling"
    assert prices(held, Budget(15)).bound is None


def test_a_host_with_a_cap_pays_a_price_of_its_own_and_leaves_the_rest_to_others() -> None:
    on_one = [source(5.0, seed=number, host="a:443") for number in range(10)]
    others = [source(5.0, seed=number, host=f"{number}:443") for number in range(10)]
    reached = prices([*on_one, *others], Budget(60, hosts={"a:443": 12}))
    assert sum(each.visits(reached.of("a:443")) for each in on_one) == pytest.approx(12, rel=0.01)
    assert sum(each.visits(reached.of(each.host)) for each in others) == pytest.approx(48, rel=0.02)
    assert reached.of("a:443") > reached.of("3:443") == reached.general


def test_a_cap_that_would_not_be_reached_changes_nothing() -> None:
    sources = [source(1.0, host="a:443"), source(1.0, host="b:443")]
    assert prices(sources, Budget(2, per_host=50)) == prices(sources, Budget(2))


def test_no_sources_have_a_price_too() -> None:
    assert prices([], Budget(10)).expected == 0


def test_the_meter_corrects_the_price_by_what_is_really_visited() -> None:
    meter = Meter()
    assert meter.correction == 1
    for _ in range(48):
        meter = meter.after(1.0, made=120, expected=100)
    assert meter.correction == pytest.approx(1.2, rel=0.02)
    sources = [source(1.0)]
    assert prices(sources, Budget(2), meter.correction).expected == pytest.approx(2 / meter.correction, rel=0.01)
    for _ in range(240):
        meter = meter.after(1.0, made=100, expected=100)
    assert meter.correction == pytest.approx(1, abs=0.01)


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 10**6), st.floats(0, 10**6)), max_size=20))
def test_a_correction_is_never_wild(periods: list[tuple[float, int, float]]) -> None:
    meter = Meter()
    for hours, made, expected in periods:
        meter = meter.after(hours, made, expected)
    assert 0.5 <= meter.correction <= 2
    assert math.isfinite(meter.made)


def test_hours_of_the_week_are_turned_to_utc() -> None:
    rates = [100.0 if hour == 9 else 0.01 for hour in range(HOURS_OF_WEEK)]
    kyiv = demand(rates, Terms(**WIDE), shift=3.0)
    assert max(range(HOURS_OF_WEEK), key=lambda hour: kyiv.visits_at(hour, 1.0)) == 6
