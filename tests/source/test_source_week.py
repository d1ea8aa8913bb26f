from array import array
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.source import Boost, Habit, Terms, explain, picture
from monitor.source.norm import HOURS_OF_WEEK

NOW = datetime(2025, 6, 10, 10, tzinfo=UTC)
TERMS = Terms(shortest=timedelta(minutes=5), longest=timedelta(hours=6), timezone="Europe/Kyiv")
OFFICE = [2.0 if 9 <= hour % 24 < 17 and hour < 120 else 0.002 for hour in range(HOURS_OF_WEEK)]
HABIT = Habit(counts=array("f", OFFICE), watched=array("f", [4.0] * HOURS_OF_WEEK), rates=array("f", OFFICE))


def test_a_plan_visits_more_often_where_more_is_expected_and_says_so() -> None:
    plan = explain(HABIT, TERMS, 0.1, NOW)
    assert plan.intervals[9] < plan.intervals[3] <= TERMS.longest
    assert plan.entries == pytest.approx(sum(OFFICE), rel=1e-3)
    assert 8 * 5 * 2 < plan.visits < 168 * 3.5
    assert timedelta(0) < plan.delay < timedelta(minutes=30)
    assert "busiest on Mon at 09:00 with 2 entries an hour" in plan.reasons[0]
    assert "Held at its longest interval (6 h) in 128 of 168 hours." in plan.reasons


def test_reasons_tell_of_a_weight_a_tempo_a_burst_and_a_boost() -> None:
    lively = replace(
        HABIT, recent=90.0, recent_expected=30.0, entries=500.0, drawn=(0.0, 150.0, 100.0), echo=(0.0, 30.0, 9.0)
    )
    boost = Boost(NOW, NOW + timedelta(hours=2), factor=3, reason="a match")
    reasons = explain(lively, replace(TERMS, weight=2.0), 0.1, NOW, boosts=[boost]).reasons
    assert any(reason.startswith("Of late it brings") for reason in reasons)
    assert any(reason.startswith("It is in a burst") for reason in reasons)
    assert "Its entries weigh 2 times the usual." in reasons
    assert "Until 2025-06-10 12:00 UTC it counts 3 times (a match)." in reasons
    over = explain(lively, TERMS, 0.1, NOW + timedelta(hours=3), boosts=[boost]).reasons
    assert not any("a match" in reason for reason in over)


def test_a_source_hardly_known_is_said_to_be_so() -> None:
    assert explain(Habit(), TERMS, 0.1, NOW).reasons[0].startswith("Little is known yet")


def test_the_picture_has_a_row_for_each_day_and_a_column_for_each_hour() -> None:
    ruler, *days = picture(OFFICE)
    assert ruler == "    00    06    12    18"
    assert days[0] == "Mon " + " " * 9 + "█" * 8 + " " * 7
    assert [day[:3] for day in days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert days[6] == "Sun " + " " * 24
    assert picture([0.0] * HOURS_OF_WEEK)[1] == "Mon " + " " * 24
