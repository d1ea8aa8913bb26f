"""Dates: the zone that is written, else the source's; and None rather than a guess."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.parse.dates import moment

MOSCOW = ZoneInfo("Europe/Moscow")
TEN_UTC = datetime(2025, 6, 2, 10, tzinfo=UTC)
SEVEN_UTC = datetime(2025, 6, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 02 Jun 2025 10:00:00 +0300",
        "Mon, 02 Jun 2025 10:00:00 GMT+0300",
        "Mon, 02 Jun 2025 10:00:00 UTC+3",
        "Mon, 02 Jun 2025 10:00:00 MSK",
        "Mon, 2 Jun 25 10:00 EEST",
        "2025-06-02T10:00:00+03:00",
        "2025-06-02T10:00:00+03",
        "2025-06-02 10:00:00 +03:00",
        "20250602T100000+0300",
    ],
)
def test_a_written_zone_is_believed(raw: str) -> None:
    assert moment(raw, ZoneInfo("Asia/Tokyo")) == SEVEN_UTC


@pytest.mark.parametrize("raw", ["2025-06-02T10:00:00Z", "Mon, 02 Jun 2025 10:00:00 GMT", "2 Jun 2025 05:00 EST"])
def test_names_of_zones(raw: str) -> None:
    assert moment(raw, MOSCOW) == TEN_UTC


@pytest.mark.parametrize(
    "raw",
    [
        "Mon, 02 Jun 2025 10:00:00",
        "Mon Jun  2 10:00:00 2025",
        "2025-06-02T10:00:00",
        "2025-06-02 10:00",
        "2025-6-2 10:00",
        "2025/06/02 10:00:00",
        "02.06.2025 10:00",
        "2.6.2025, 10:00",
    ],
)
def test_without_a_zone_it_is_the_sources(raw: str) -> None:
    assert moment(raw, MOSCOW) == SEVEN_UTC


def test_a_zone_with_summer_time_is_taken_at_the_date() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    assert moment("2025-01-15 12:00", kyiv) == datetime(2025, 1, 15, 10, tzinfo=UTC)
    assert moment("2025-07-15 12:00", kyiv) == datetime(2025, 7, 15, 9, tzinfo=UTC)


def test_a_day_is_its_first_moment_there() -> None:
    assert moment("2025-06-02", MOSCOW) == datetime(2025, 6, 1, 21, tzinfo=UTC)


def test_the_result_is_the_standard_librarys_utc() -> None:
    found = moment("2025-06-02T10:00:00+03:00", MOSCOW)
    assert found is not None
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "raw",
    [
        *("", "soon", "10:00", "2025", "2025-06", "2025-W23", "12", "---02", "-25-06"),
        *("Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 01 Jan 0001 00:00:00 +0000", "Mon, 02 Jun 99999 10:00:00 GMT"),
        *("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2025-13-40", "32.13.2025", "31 Feb 2025 10:00"),
        *("Fri, 11 Mar 2016 01:15:00 +3000", "2" * 100_000, None, 17),
    ],
)
def test_what_is_no_whole_or_likely_date_is_none(raw: object) -> None:
    # feedparser fills what is missing from the clock: such a reading is not to come through
    assert moment(raw, MOSCOW, (2025, 6, 1, 0, 0, 0, 0, 0, 0)) is None


def test_months_in_other_scripts_are_left_to_feedparser() -> None:
    korean = "2025년 06월 02일  오전 10:00:00"
    assert moment(korean, ZoneInfo("Asia/Seoul"), (2025, 6, 2, 10, 0, 0, 0, 153, 0)) == datetime(
        2025, 6, 2, 1, tzinfo=UTC
    )
    assert moment("вчера в 10:00", MOSCOW, (2025, 6, 2, 10, 0, 0, 0, 153, 0)) is None


@given(raw=st.one_of(st.text(max_size=60), st.from_regex(r"[0-9A-Za-z:+,. /-]{0,40}")))
def test_no_text_makes_it_fail(raw: str) -> None:
    found = moment(raw, MOSCOW)
    assert found is None or found.year >= 1990
