import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.source import Habit, Norm, expected_entries, habit_from_bytes, norm_of, observe
from monitor.source.habit import KERNELS, hour_of_week, hours_of, stretches, zone_hours
from monitor.source.norm import HOURS_OF_WEEK, rates_of

MONDAY = datetime(2025, 6, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def office(hour: int, opens: int = 9) -> bool:
    """Ten hours a day, Monday to Friday; hours of the week, UTC."""
    return (hour - opens) % 24 < 10 and hour < 5 * 24


def lived(
    weeks: float,
    *,
    per_hour: float = 1.0,
    opens: int = 9,
    dated: bool = True,
    habit: Habit | None = None,
    start: datetime = MONDAY,
    seed: int = 1,
) -> Habit:
    """A habit after weeks of visits, one each half an hour, to a source that keeps office hours."""
    chance, known, now = Random(seed), habit or Habit(), start
    for _ in range(round(weeks * HOURS_OF_WEEK * 2)):
        rate = per_hour if office(hour_of_week(hours_of(now), 0.0), opens) else 0.0
        came = [now + chance.random() * HOUR / 2 for _ in range(sum(chance.random() < rate / 8 for _ in range(4)))]
        now += HOUR / 2
        known = observe(known, now, [each if dated else None for each in came])
    return known


def share_in_office(habit: Habit, opens: int = 9) -> float:
    rates = habit.mean_rates()
    return sum(rate for hour, rate in enumerate(rates) if office(hour, opens)) / sum(rates)


@pytest.mark.parametrize("dated", [True, False])
def test_office_hours_are_learnt_in_two_weeks(dated: bool) -> None:
    habit = lived(2, dated=dated)
    assert share_in_office(habit) > 0.85
    assert 35 < sum(habit.mean_rates()) < 65


def test_little_seen_stays_near_to_the_norm() -> None:
    norm = Norm(level=0.5)
    habit = observe(observe(Habit(), MONDAY, [], norm), MONDAY + HOUR, [MONDAY + HOUR / 2], norm)
    assert 0.3 < sum(habit.mean_rates()) / HOURS_OF_WEEK < 3


def test_the_norm_gives_its_shape_to_whoever_is_hardly_known() -> None:
    shape = tuple(2.0 if hour % 24 < 12 else 0.0001 for hour in range(HOURS_OF_WEEK))
    rates = rates_of([0.0] * HOURS_OF_WEEK, [0.0] * HOURS_OF_WEEK, Norm(level=1.0, shape=shape))
    assert rates[0] > 50 * rates[12]


def test_the_norm_is_not_carried_away_by_one_busy_source() -> None:
    usual, busy = [0.05] * HOURS_OF_WEEK, [50.0] * HOURS_OF_WEEK
    assert norm_of([usual] * 9 + [busy]).level < 0.2
    assert sum(norm_of([usual, busy]).shape) == pytest.approx(HOURS_OF_WEEK)


def test_a_new_habit_is_learnt_within_a_week() -> None:
    shifted = lived(1, opens=21, habit=lived(4), start=MONDAY + timedelta(weeks=4), seed=2)
    assert share_in_office(shifted, opens=21) > 0.6
    assert share_in_office(shifted, opens=9) < 0.4


def test_a_source_that_brings_three_times_as_much_is_believed_within_days() -> None:
    before = lived(4)
    after = lived(4 / 7, per_hour=3.0, habit=before, start=MONDAY + timedelta(weeks=4), seed=2)
    assert after.tempo > 1.4
    assert sum(after.mean_rates()) > 1.5 * sum(before.mean_rates())


def test_one_loud_night_does_not_make_a_habit() -> None:
    habit = lived(4)
    night = MONDAY + timedelta(weeks=4, hours=2)
    loud = observe(habit, night + HOUR, [night + timedelta(minutes=minute) for minute in range(20, 32)])
    calm = lived(1, habit=loud, start=night + HOUR, seed=3)
    assert share_in_office(calm) > 0.75


def test_after_an_entry_more_are_expected_for_a_while_where_entries_come_in_bursts() -> None:
    now, habit, chance = MONDAY, Habit(), Random(4)
    for _ in range(150):
        now += HOUR * chance.uniform(6, 14)
        habit = observe(habit, now, [now - HOUR * 3 + HOUR * part / 10 for part in range(5)])
    assert sum(habit.shares) > 0.4
    quiet = lived(4)
    assert sum(quiet.shares) < 0.25


def test_steady_arrivals_are_not_taken_for_bursts() -> None:
    chance, now, habit = Random(5), MONDAY, Habit()
    for _ in range(2 * HOURS_OF_WEEK):
        came = [now + chance.random() * HOUR for _ in range(sum(chance.random() < 0.6 for _ in range(10)))]
        now += HOUR
        habit = observe(habit, now, came)
    assert sum(habit.shares) < 0.2
    assert sum(habit.mean_rates()) == pytest.approx(6 * HOURS_OF_WEEK, rel=0.1)


def test_the_first_poll_reads_the_past_from_the_dates_it_finds() -> None:
    past = [MONDAY - timedelta(days=day, hours=-10) for day in range(1, 21)]
    habit = observe(Habit(), MONDAY, past)
    assert 5 < sum(habit.mean_rates()) < 9
    assert sum(habit.mean_rates()[10::24]) > sum(habit.mean_rates()[22::24])


def test_what_was_published_outside_the_two_polls_came_between_them() -> None:
    habit = observe(Habit(), MONDAY, [])
    late = observe(habit, MONDAY + HOUR, [MONDAY - timedelta(days=3), MONDAY + timedelta(days=3)])
    assert 1.5 < sum(late.counts[:2]) < 2.5


def test_a_poll_that_ends_no_later_than_the_last_changes_nothing() -> None:
    habit = observe(Habit(), MONDAY, [])
    assert observe(habit, MONDAY, [MONDAY]) == habit
    assert observe(habit, MONDAY - HOUR, [MONDAY]) == habit


def test_hours_are_kept_in_the_sources_own_zone_through_summer_time() -> None:
    kyiv = "Europe/Kyiv"
    summer, winter = datetime(2025, 7, 7, 6, tzinfo=UTC), datetime(2025, 12, 1, 7, tzinfo=UTC)
    assert hour_of_week(hours_of(summer), zone_hours(kyiv, summer)) == 9
    assert hour_of_week(hours_of(winter), zone_hours(kyiv, winter)) == 9


def test_what_is_expected_between_two_polls_grows_with_the_time() -> None:
    habit = lived(3)
    monday_night, monday_noon = MONDAY + timedelta(weeks=3, hours=2), MONDAY + timedelta(weeks=3, hours=12)
    assert expected_entries(Habit(), MONDAY) == 0
    assert 0 < expected_entries(habit, monday_night) < expected_entries(habit, monday_noon)


def test_a_habit_is_stored_in_two_kilobytes_and_comes_back() -> None:
    habit = lived(1)
    stored = habit.to_bytes()
    assert len(stored) < 2200
    assert habit_from_bytes(stored) == habit
    assert habit_from_bytes(Habit().to_bytes()) == Habit()


@pytest.mark.parametrize("stored", [None, b"", b"\x00" * 3000, b"\xff" + Habit().to_bytes()[1:]])
def test_what_cannot_be_a_stored_habit_is_a_habit_that_knows_nothing(stored: bytes | None) -> None:
    assert habit_from_bytes(stored) == Habit()


@given(st.floats(0, 1e6), st.floats(0, 400), st.floats(-12, 14))
def test_stretches_cover_the_time_and_end_at_the_hours(start: float, length: float, shift: float) -> None:
    pieces = list(stretches(start, start + length, shift))
    assert sum(till - since for _, since, till in pieces) == pytest.approx(length, abs=1e-6)
    assert all(0 <= hour < HOURS_OF_WEEK for hour, _, _ in pieces)
    assert all(till - since <= 1 + 1e-6 for _, since, till in pieces)


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.floats(0.01, 200), st.lists(st.one_of(st.none(), st.floats(-300, 300)), max_size=8)), max_size=8
    )
)
def test_whatever_polls_report_rates_stay_positive_and_finite(polls: list[tuple[float, list[float | None]]]) -> None:
    habit, now = Habit(), MONDAY
    for hours, entries in polls:
        now += HOUR * hours
        habit = observe(habit, now, [None if each is None else now + HOUR * each for each in entries])
        assert all(0 < rate < math.inf for rate in habit.mean_rates())
        assert 0 <= sum(habit.shares) < 1
        assert len(habit.echo) == len(KERNELS)
        assert habit.doubt >= 0
