from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.source import Boost, Habit, Terms, next_due
from monitor.source.deadline import SPREAD, best_wait
from monitor.source.habit import EPOCH_HOUR
from monitor.source.norm import HOURS_OF_WEEK
from monitor.source.outlook import Outlook, ahead_of

MONDAY = datetime(2025, 6, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANY_RATES = st.lists(st.floats(0, 50), min_size=HOURS_OF_WEEK, max_size=HOURS_OF_WEEK)
WIDE = Terms(shortest=timedelta(minutes=1), longest=timedelta(hours=48))


def seen_at(hour: float, rates: list[float], **changes: object) -> Outlook:
    """The outlook at an hour of the week."""
    return Outlook(hour, rates, -EPOCH_HOUR, **changes)  # type: ignore[arg-type] # any field of the outlook


def office(busy: float, idle: float) -> list[float]:
    return [busy if 9 <= hour % 24 < 17 and hour < 120 else idle for hour in range(HOURS_OF_WEEK)]


def test_a_constant_rate_is_visited_at_the_square_root_of_twice_the_price_over_the_rate() -> None:
    wait = best_wait(seen_at(0.3, [4.0] * HOURS_OF_WEEK), WIDE, 0.5)
    assert wait == pytest.approx(sqrt(2 * 0.5 / 4.0), rel=1e-6)


def test_what_waits_when_the_office_closes_is_fetched_at_once() -> None:
    rates = office(4.0, 0.0)
    assert 16.7 + best_wait(seen_at(16.7, rates), WIDE, 0.5) == pytest.approx(17)


def test_no_visit_is_wasted_on_a_night() -> None:
    rates = office(4.0, 0.001)
    due = 17.0 + best_wait(seen_at(17.0, rates), WIDE, 0.5)
    assert 24 + 9 < due < 24 + 10


@given(ANY_RATES, st.floats(0, 168), st.floats(1e-6, 1e4), st.floats(0.01, 6), st.floats(0, 40), st.floats(-2, 20))
@settings(max_examples=150)
def test_no_visit_is_sooner_or_later_than_the_operator_allows(
    rates: list[float], hour: float, price: float, shortest: float, room: float, excess: float
) -> None:
    terms = Terms(shortest=shortest * HOUR, longest=(shortest + room) * HOUR)
    wait = best_wait(seen_at(hour, rates, excess=((excess, 0.5),), least=0.5), terms, price)
    assert terms.shortest_hours - 1e-9 <= wait <= terms.longest_hours + 1e-9


@given(st.floats(1e-6, 1e4), st.floats(0, 1), st.integers(0, 10_000))
def test_chance_moves_a_visit_by_a_small_share_and_never_beyond_the_bounds(
    price: float, chance: float, minutes: int
) -> None:
    now, terms = MONDAY + timedelta(minutes=minutes), Terms()
    middle = next_due(Habit(), terms, price, now) - now
    moved = next_due(Habit(), terms, price, now, chance=chance) - now
    assert terms.shortest <= moved <= terms.longest
    assert abs(moved - middle) <= middle * (SPREAD + 1e-6)


NEARLY = 0.6
"""Rates of single busy hours amid nothing leave a few visits between two moments of almost the same cost."""


@given(ANY_RATES, st.floats(0, 168), st.floats(1e-3, 100), st.floats(1.01, 30))
@settings(max_examples=150)
def test_what_weighs_more_is_visited_no_later(rates: list[float], hour: float, price: float, factor: float) -> None:
    view = seen_at(hour, rates)
    light, heavy = Terms(longest=timedelta(hours=24)), Terms(longest=timedelta(hours=24), weight=factor)
    assert best_wait(view, heavy, price) <= best_wait(view, light, price) / NEARLY


@given(ANY_RATES, st.floats(0, 168), st.floats(1e-3, 100), st.floats(1.01, 30))
@settings(max_examples=150)
def test_a_dearer_visit_comes_no_sooner(rates: list[float], hour: float, price: float, factor: float) -> None:
    view, terms = seen_at(hour, rates), Terms(longest=timedelta(hours=24))
    assert best_wait(view, terms, price * factor) >= best_wait(view, terms, price) * NEARLY


@given(st.lists(st.floats(0, 20), min_size=24, max_size=24), st.floats(0.05, 20), st.floats(1.2, 30))
@settings(max_examples=25, deadline=None)
def test_in_a_week_a_dearer_price_or_a_lower_weight_means_no_more_visits(
    day: list[float], price: float, factor: float
) -> None:
    def visits(weight: float, at_price: float) -> int:
        terms, hour, number = Terms(longest=timedelta(hours=24), weight=weight), 0.0, 0
        while hour < HOURS_OF_WEEK:
            hour, number = hour + best_wait(seen_at(hour, day * 7), terms, at_price), number + 1
        return number

    assert visits(1.0, price * factor) <= visits(1.0, price) + 1
    assert visits(factor, price) + 1 >= visits(1.0, price)


def test_a_burst_brings_the_next_visit_forward_and_fades() -> None:
    rates = [0.5] * HOURS_OF_WEEK
    calm, burst = seen_at(3, rates), seen_at(3, rates, excess=((20.0, 0.5),))
    assert best_wait(burst, WIDE, 0.5) < best_wait(calm, WIDE, 0.5) / 2
    assert best_wait(seen_at(3, rates, excess=((1e-9, 0.5),)), WIDE, 0.5) == pytest.approx(best_wait(calm, WIDE, 0.5))


def test_a_boost_counts_while_it_lasts_and_is_seen_coming() -> None:
    now, view = MONDAY, Outlook(MONDAY.timestamp() / 3600, [1.0] * HOURS_OF_WEEK)
    plain = best_wait(view, WIDE, 2.0)
    running = Boost(now - HOUR, now + 6 * HOUR, factor=4)
    assert best_wait(view, WIDE, 2.0, boosts=[running]) == pytest.approx(plain / 2)
    assert best_wait(view, WIDE, 2.0, boosts=[Boost(now - 2 * HOUR, now - HOUR)]) == pytest.approx(plain)
    silent = Outlook(MONDAY.timestamp() / 3600, [1e-6] * HOURS_OF_WEEK)
    expected = Boost(now + 3 * HOUR, now + 4 * HOUR, factor=1, at_least=10.0, reason="briefing")
    assert 3 < best_wait(silent, WIDE, 2.0, boosts=[expected]) < 4.1


@given(ANY_RATES, st.floats(0, 500), st.floats(0.1, 60), st.lists(st.floats(0, 60), max_size=3))
def test_stretches_ahead_are_without_gaps_and_end_at_the_horizon(
    rates: list[float], at: float, horizon: float, marks: list[float]
) -> None:
    ends = [end for end, _ in ahead_of(Outlook(at, rates, 2.0, ((3.0, 0.3),)), horizon, 1.0, marks=marks)]
    assert ends == sorted(set(ends))
    assert ends[-1] == horizon
    assert all(mark in ends for mark in marks if 0 < mark < horizon)


PRICE = 0.4
SLOTS = 4
"""A quarter of an hour is the grid of the yardsticks."""


def cost_of(rates: list[float], visits: list[float]) -> float:
    """Delay in entry-hours plus PRICE for each visit, an hour, from the first visit to the last."""
    total = 0.0
    for since, till in pairwise(visits):
        at = since
        while at < till:
            end = min(till, int(at + 1e-9) + 1.0)
            rate = rates[int(at + 1e-9) % HOURS_OF_WEEK]
            total += rate * (end - at) * (till - (at + end) / 2)
            at = end
        total += PRICE
    return total / (visits[-1] - visits[0])


def walked(step: Callable[[float], float]) -> list[float]:
    visits = [0.0]
    while visits[-1] < 2 * HOURS_OF_WEEK:
        visits.append(visits[-1] + step(visits[-1]))
    return visits


@lru_cache(maxsize=4)
def optimum(rates: tuple[float, ...], weeks: int = 3, reach: int = 36 * SLOTS) -> float:
    """The least cost an hour on the grid, by dynamic programming from the end: of the first two weeks."""
    slots, step = weeks * HOURS_OF_WEEK * SLOTS, 1 / SLOTS
    number, moment = [0.0], [0.0]
    for slot in range(slots):
        mass = rates[slot // SLOTS % HOURS_OF_WEEK] * step
        number.append(number[-1] + mass)
        moment.append(moment[-1] + mass * (slot + 0.5) * step)
    least, following = [0.0] * (slots + 1), [0] * (slots + 1)
    for since in range(slots - 1, -1, -1):
        costs = [
            (till * step * (number[till] - number[since]) - (moment[till] - moment[since]) + PRICE + least[till], till)
            for till in range(since + 1, min(slots, since + reach) + 1)
        ]
        least[since], following[since] = min(costs)
    visits, slot = [0.0], 0
    while visits[-1] < 2 * HOURS_OF_WEEK:
        slot = following[slot]
        visits.append(slot * step)
    return cost_of(list(rates), visits)


@pytest.mark.parametrize(("busy", "idle"), [(1.0, 0.02), (0.3, 0.01), (3.0, 0.0)])
def test_the_rule_comes_near_to_the_optimum_and_beats_the_simpler_rules(busy: float, idle: float) -> None:
    rates = office(busy, idle)
    terms = Terms(shortest=timedelta(minutes=5), longest=timedelta(hours=36))
    best = optimum(tuple(rates))
    ours = cost_of(rates, walked(lambda hour: best_wait(seen_at(hour, rates), terms, PRICE)))

    def in_proportion_to_the_root(hour: float) -> float:
        done, at = 0.0, hour
        while done < 1 and at - hour < 36:
            end = int(at + 1e-9) + 1.0
            pace = sqrt(rates[int(at + 1e-9) % HOURS_OF_WEEK] / 2 / PRICE) or 1e-9
            if done + pace * (end - at) >= 1:
                return at + (1 - done) / pace - hour
            done, at = done + pace * (end - at), end
        return at - hour

    root = cost_of(rates, walked(in_proportion_to_the_root))
    assert ours <= best * 1.04
    assert ours < root
