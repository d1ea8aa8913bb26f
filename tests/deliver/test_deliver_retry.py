"""The retry policy."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.deliver.retry import LONGEST_WAIT, ChannelError, hold, settle_failure
from monitor.errors import DeliveryError
from tests.support.alerts import hook_channel

NOW = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
CHANNEL = hook_channel("http://127.0.0.1:1/")


@given(attempt=st.integers(1, 3), jitter=st.floats(-1, 1))
def test_each_attempt_has_its_wait_give_or_take_a_tenth(attempt: int, jitter: float) -> None:
    settlement = settle_failure(CHANNEL, attempt, DeliveryError("failed", "500"), NOW, jitter)
    wait = CHANNEL.retries[attempt - 1]
    assert settlement.state == "pending"
    assert settlement.charged
    assert settlement.next_at is not None
    assert wait * 0.9 <= settlement.next_at - NOW <= wait * 1.1


def test_a_permanent_failure_is_dead_at_once() -> None:
    settlement = settle_failure(CHANNEL, 1, DeliveryError("gone", "410", permanent=True), NOW, 0)
    assert (settlement.state, settlement.next_at) == ("dead", None)
    assert settlement.detail == "permanent: gone: 410"


def test_after_the_last_wait_the_delivery_is_dead() -> None:
    error = DeliveryError("failed", "500")
    assert settle_failure(CHANNEL, 3, error, NOW, 0).state == "pending"
    last = settle_failure(CHANNEL, 4, error, NOW, 0)
    assert (last.state, last.detail) == ("dead", "gave up after 4 attempts: failed: 500")


@given(asked=st.floats(allow_nan=True, allow_infinity=True))
def test_retry_after_is_honoured_where_longer_and_never_beyond_a_day(asked: float) -> None:
    settlement = settle_failure(CHANNEL, 1, DeliveryError("throttled", "429", retry_after=asked), NOW, 0)
    assert settlement.next_at is not None
    waits = settlement.next_at - NOW
    assert CHANNEL.retries[0] <= waits <= LONGEST_WAIT
    if not math.isnan(asked) and 5 <= asked <= 86400:
        assert waits == timedelta(seconds=asked)


def test_held_deliveries_wait_the_first_wait_uncharged() -> None:
    held = hold(CHANNEL, ChannelError("connect", "refused"), NOW)
    assert (held.state, held.charged, held.next_at) == ("pending", False, NOW + timedelta(seconds=5))
    assert "channel is failing" in held.detail


def test_held_deliveries_wait_as_long_as_the_receiver_asks() -> None:
    held = hold(CHANNEL, ChannelError("throttled", "429", retry_after=90), NOW)
    assert held.next_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize("attempt", [1, 2])
def test_a_channel_without_retries_has_one_attempt(attempt: int) -> None:
    once = hook_channel("http://127.0.0.1:1/", retries=())
    assert settle_failure(once, attempt, DeliveryError("failed", "500"), NOW, 0).state == "dead"
