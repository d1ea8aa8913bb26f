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


@pytest.mark.parametrize(
    "raw",
    [
        "02.06.2025 - 10:00",
        "02.06.2025 в 10:00",
        "10:00 02.06.2025",
        "10:00, 2 June 2025",
        "2025-06-02 | 10:00",
        "2025-06-02 at 10:00:00",
        "2025년 6월 2일 오전 10:00",
        "2025-06-02 오전 10:00:00",
        "Пн, 02.06.2025, 10:00",
        "Thu Jun  2 10:00:00 2025",
        "lundi 2 juin 2025 à 10h00",
    ],
)
def test_the_time_stands_before_or_after_the_date(raw: str) -> None:
    assert moment(raw, MOSCOW) == SEVEN_UTC


@pytest.mark.parametrize(
    ("raw", "hour"),
    [
        ("Mon, 2 Jun 2025 3:04:00 PM EST", 20),
        ("June 2, 2025 at 3:04 p.m. (GMT-5)", 20),
        ("Monday, 2 June 2025 - 23:04 (GMT+3)", 20),
        ("Mon, 2 Jun 2025 4:04:00 p.m. -0400", 20),
        ("13/06/2025 3:04 PM EST", 20),
        ("2 Jun 2025 21:04 BST", 20),
        ("Mon Jun 02 2025 23:04:00 GMT+0300 (Moscow Standard Time)", 20),
        ("2025-06-02 23:04:00 Europe/Moscow", 20),
        ("2025-06-02T23:04:00+03:00[Europe/Moscow]", 20),
        ("Mon, 02 Jun 2025 15:04:00 --0500", 20),
        ("2 июня 2025 23:04 (МСК)", 20),
    ],
)
def test_zones_and_halves_of_the_day_beside_the_time(raw: str, hour: int) -> None:
    seen = moment(raw, ZoneInfo("Asia/Tokyo"))
    assert seen is not None
    assert (seen.hour, seen.minute, seen.month) == (hour, 4, 6)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Mon, 02 Jun 2025 24:00:00 GMT", datetime(2025, 6, 3, tzinfo=UTC)),
        ("2025-06-02T24:00:00Z", datetime(2025, 6, 3, tzinfo=UTC)),
        ("Mon, 02 Jun 2025 09:59:60 GMT", TEN_UTC),
        ("Mon, 02 Jun 2025 25:00:00 GMT", None),
        ("2025-06-02Z", datetime(2025, 6, 2, tzinfo=UTC)),
        ("2025-06-02+03:00", datetime(2025, 6, 1, 21, tzinfo=UTC)),
        ("2025-153", datetime(2025, 6, 1, 15, tzinfo=UTC)),
        ("1748858400", TEN_UTC),
        ("1748858400000", TEN_UTC),
        ("02.06.99", datetime(1999, 6, 1, 15, tzinfo=UTC)),
        ("Thu, 30 Nov -0001 00:00:00 +0000", None),
        ("2 Juni 2025 10:00 ist zu spät", datetime(2025, 6, 2, 1, tzinfo=UTC)),
    ],
)
def test_rare_ways_to_write_a_moment(raw: str, expected: datetime | None) -> None:
    assert moment(raw, ZoneInfo("Asia/Tokyo")) == expected


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
        *("2 июня", "июнь 2025", "вчера в 10:00", "с 2 по 5 июня 2025", "June 2, 2025 and June 3, 2024", "06/02/2025"),
    ],
)
def test_what_is_no_whole_or_likely_date_is_none(raw: object) -> None:
    assert moment(raw, MOSCOW) is None


@pytest.mark.parametrize(
    "raw",
    [
        *("2 июня 2025, 10:00", "Понедельник, 2 июня 2025 г., 10:00", "10:00 02 июня 2025", "02-июн-2025 10:00"),
        *("2 червня 2025 р. 10:00", "02 чер. 2025 - 10:00", "2 чэрвеня 2025 г. 10:00", "Пн, 2 юни 2025 10:00"),
        *(
            "June 2nd, 2025 at 10:00 am",
            "Monday 2 June 2025 | 10:00",
            "Published: Jun 2, 2025 10:00 AM",
            "2-Jun-2025 10:00",
        ),
        *("poniedziałek, 2 czerwca 2025 10:00", "2. června 2025 10:00", "Montag, 2. Juni 2025, 10:00 Uhr"),
        *(
            "lundi 2 juin 2025 à 10h00",
            "Mar. 2 juin 2025 10:00",
            "2 de junio de 2025, 10:00",
            "2 giugno 2025 ore 10:00",
        ),
        *(
            "2 de junho de 2025 às 10h00",
            "2 Haziran 2025 Pazartesi 10:00",
            "2 iunie 2025, 10:00",
            "2025. június 2. 10:00",
        ),
        *(
            "2 Ιουνίου 2025 10:00",
            "2 يونيو 2025 10:00",
            "٢ حزيران ٢٠٢٥ 10:00",
            "2 ביוני 2025 10:00",
            "2. kesäkuuta 2025 10:00",
        ),
        *("2025年6月2日 10:00", "2025년 06월 02일  오전 10:00:00", "2025年06月02日 上午10:00"),
    ],
)
def test_months_have_names_in_many_languages_and_stand_anywhere(raw: str) -> None:
    assert moment(raw, MOSCOW) == SEVEN_UTC


@pytest.mark.parametrize(
    ("raw", "hour"), [("2 June 2025 12:05 am", 0), ("2 June 2025, 12:05 p.m.", 12), ("2025年6月2日 下午3:05", 15)]
)
def test_halves_of_the_day(raw: str, hour: int) -> None:
    assert moment(raw, UTC) == datetime(2025, 6, 2, hour, 5, tzinfo=UTC)


def test_a_named_date_may_have_a_zone_or_no_time() -> None:
    assert moment("2 июня 2025 10:00 МСК", UTC) == SEVEN_UTC  # no zone that we know
    assert moment("2 июня 2025 13:00 +0300", UTC) == TEN_UTC
    assert moment("2 June 2025", MOSCOW) == datetime(2025, 6, 1, 21, tzinfo=UTC)


def test_slashes_are_read_where_they_can_mean_one_thing() -> None:
    thirteenth = datetime(2025, 6, 13, 10, tzinfo=UTC)
    assert moment("13/06/2025 10:00", UTC) == moment("06-13-2025 10:00", UTC) == thirteenth
    assert moment("06/06/2025", UTC) == datetime(2025, 6, 6, tzinfo=UTC)
    assert moment("02/06/2025", UTC, month_first=False) == moment("06/02/2025", UTC, month_first=True)


@given(raw=st.one_of(st.text(max_size=60), st.from_regex(r"[0-9A-Za-z:+,. /-]{0,40}")))
def test_no_text_makes_it_fail(raw: str) -> None:
    found = moment(raw, MOSCOW)
    assert found is None or found.year >= 1990
