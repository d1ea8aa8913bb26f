from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.source import after_failure, after_success, condition
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


def test_failures_add_up_to_a_condition_an_operator_can_act_on() -> None:
    assert condition(active=False, outcome="ok", penalty=0) == "off"
    assert condition(active=True, outcome=None, penalty=0) == "new"
    assert condition(active=True, outcome="unchanged", penalty=0) == "ok"
    assert condition(active=True, outcome="failed", penalty=0.25) == "failing"
    assert condition(active=True, outcome="failed", penalty=2.0) == "down"
