from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.source import HostSlot, asked_interval, host_free_at
from monitor.source.politeness import LONGEST_PATIENCE

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = 40 * SECOND


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0.01, 30)), max_size=40),
    st.floats(0, 20),
)
def test_visits_to_a_host_never_overlap_and_keep_the_gap_in_whatever_order_they_come(
    attempts: list[tuple[float, float]], gap: float
) -> None:
    slot, now, visits = HostSlot(NOW), NOW, []
    for wait, length in attempts:
        now += wait * SECOND
        held = slot.claim(now, LEASE)
        if held is None:
            continue
        assert held.claim(now + length * SECOND / 2, LEASE) is None, "one visit at a time"
        begun, now = now, now + length * SECOND
        visits.append((begun, now))
        slot = held.release(now, gap * SECOND)
    for (_, ended), (begun, _) in zip(visits, visits[1:], strict=False):  # noqa: RUF007 - the pairs are named
        assert begun - ended >= gap * SECOND - timedelta(microseconds=2)


def test_a_crashed_visitor_holds_the_host_no_longer_than_its_lease() -> None:
    held = HostSlot(NOW).claim(NOW, LEASE)
    assert held is not None
    assert held.claim(NOW + LEASE - SECOND, LEASE) is None
    assert held.claim(NOW + LEASE, LEASE) is not None


def test_a_busy_server_speaks_for_its_whole_host() -> None:
    gap = 2 * SECOND
    assert host_free_at(NOW, gap, status=429, retry_after=600) == NOW + timedelta(minutes=10)
    assert host_free_at(NOW, gap, status=503, retry_after=1) == NOW + gap
    assert host_free_at(NOW, gap, status=503, retry_after=1e9) == NOW + LONGEST_PATIENCE
    assert host_free_at(NOW, gap, status=404, retry_after=600) == NOW + gap
    assert host_free_at(NOW, gap) == NOW + gap


@pytest.mark.parametrize(
    ("headers", "feed", "minutes"),
    [
        ({}, {}, 0),
        ({"cache-control": "public, max-age=600"}, {}, 10),
        ({"cache-control": "max-age=600", "age": "300"}, {}, 5),
        ({"cache-control": "max-age=600", "age": "3000"}, {}, 0),
        ({"cache-control": "max-age=600, no-cache"}, {}, 0),
        ({"cache-control": 'Max-Age="120"'}, {}, 2),
        ({"cache-control": "max-age=soon"}, {}, 0),
        ({"cache-control": "max-age=-5, max-age=" + "9" * 400}, {}, 0),
        ({}, {"ttl_minutes": 30}, 30),
        ({}, {"ttl_minutes": -3}, 0),
        ({}, {"ttl_minutes": float("nan")}, 0),
        ({}, {"update_period": "hourly", "update_frequency": 4}, 15),
        ({}, {"update_period": " Daily "}, 1440),
        ({}, {"update_period": "never"}, 0),
        ({"cache-control": "max-age=600"}, {"ttl_minutes": 5, "update_period": "hourly"}, 10),
    ],
)
def test_what_a_publisher_asks_for(headers: dict[str, str], feed: dict[str, float], minutes: float) -> None:
    assert asked_interval(headers, **feed) == timedelta(minutes=minutes)  # type: ignore[arg-type] # a table of all kinds


@given(
    st.dictionaries(st.sampled_from(["cache-control", "age"]), st.text(max_size=60)), st.floats(), st.text(max_size=9)
)
def test_no_header_and_no_element_can_break_it(headers: dict[str, str], number: float, period: str) -> None:
    asked = asked_interval(headers, ttl_minutes=number, update_period=period, update_frequency=number)
    assert timedelta(0) <= asked <= timedelta(days=367)
