from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.source import after_failure, after_success, chance, not_before
from tests.support import world

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)


def wait_after(failures: int, *, tier: int = 1, minutes: int = 5, retry_after: float | None = None) -> timedelta:
    source = world.source(tier=tier, every=timedelta(minutes=minutes))
    schedule = after_failure(source, 7, NOW, failures=failures, penalty=0.0, weight=0.25, retry_after=retry_after)
    return schedule.due_at - NOW


@given(st.integers(0, 10_000))
def test_a_healthy_source_is_visited_at_its_interval_give_or_take_a_tenth(tick: int) -> None:
    schedule = after_success(world.source(), tick, NOW)
    assert timedelta(minutes=4.5) <= schedule.due_at - NOW <= timedelta(minutes=5.5)
    assert (schedule.penalty, schedule.failures) == (0.0, 0)
    assert schedule == after_success(world.source(), tick, NOW), "the same visit is planned the same way"


@given(st.integers(0, 500), st.sampled_from([1, 2, 3]))
def test_a_failing_source_backs_off_up_to_its_tiers_cap_and_is_never_given_up(failures: int, tier: int) -> None:
    cap = {1: timedelta(hours=1), 2: timedelta(hours=3), 3: timedelta(hours=6)}[tier]
    assert timedelta(minutes=4.5) <= wait_after(failures, tier=tier) <= cap * 1.1


def test_the_wait_doubles_with_each_failure_in_a_row() -> None:
    assert [round(wait_after(failures) / wait_after(0)) for failures in range(4)] == [1, 2, 4, 8]


def test_a_source_polled_less_often_than_the_cap_keeps_its_interval() -> None:
    assert wait_after(9, minutes=240) >= timedelta(minutes=216)


@given(st.floats(0, 1e12))
def test_the_server_may_ask_for_more_patience_but_not_for_ever(retry_after: float) -> None:
    waited = wait_after(0, retry_after=retry_after)
    assert timedelta(seconds=min(retry_after, 86_400)) <= waited + timedelta(microseconds=1)
    assert waited <= timedelta(hours=24)


@given(st.integers(0, 500), st.sampled_from([1, 2, 3]), st.floats(0.01, 200))
def test_a_learnt_interval_never_makes_a_failing_source_wait_beyond_its_tiers_cap(
    failures: int, tier: int, hours: float
) -> None:
    cap = {1: timedelta(hours=1), 2: timedelta(hours=3), 3: timedelta(hours=6)}[tier]
    usual = timedelta(hours=hours)
    source = world.source(tier=tier, every=timedelta(hours=48))
    schedule = after_failure(source, 7, NOW, failures=failures, penalty=1, weight=1, retry_after=None, usual=usual)
    assert min(usual, cap) * 0.9 <= schedule.due_at - NOW <= cap * 1.1
    assert (schedule.failures, schedule.penalty) == (failures + 1, 2)


def test_a_habit_says_when_a_healthy_source_is_due() -> None:
    due = NOW + timedelta(minutes=17)
    assert after_success(world.source(), 3, NOW, due_at=due).due_at == due


def test_a_publishers_wish_is_heeded_up_to_the_operators_longest_interval() -> None:
    due, longest = NOW + timedelta(minutes=5), timedelta(hours=1)
    assert not_before(due, NOW, timedelta(0), longest) == due
    assert not_before(due, NOW, timedelta(minutes=20), longest) == NOW + timedelta(minutes=20)
    assert not_before(due, NOW, timedelta(days=9), longest) == NOW + longest


@given(st.text(max_size=20), st.integers(0, 10**9))
def test_chance_is_the_same_for_the_same_visit(source_id: str, tick: int) -> None:
    assert 0 <= chance(source_id, tick) <= 1
    assert chance(source_id, tick) == chance(source_id, tick)
    assert chance(source_id, tick) != chance(source_id, tick + 1)
