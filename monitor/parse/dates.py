"""The dates of entries as UTC. A date that is not all there is None: nothing is filled in from the clock.

feedparser's readings are not used: it drops RFC 822 dates without a zone, reads `2025/06/02` as the current month, and
takes what lacks a zone, or has one that it does not know, for UTC.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.parse.months import MONTHS

_LONGEST = 100
_EARLIEST_YEAR = 1990
_DAY = timedelta(days=1)
_MONTHS_OF_A_YEAR = 12
_DIGITS_OF_A_YEAR = 4
_LAST_CENTURY = 70
_HOURS_OF_A_DAY = 24
_LEAP_SECOND = 60
# Before a date of numbers: a weekday, a time of day.
_BEFORE = r"(?:[^\W\d_]{2,14}[.,]*\s+)?(?:\d{1,2}:\d\d(?::\d\d)?[\s,|–—-]+)?"
_YEAR_FIRST = re.compile(_BEFORE + r"(?P<date>(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\3(?P<day>\d{1,2}))(?!\d)")
_DAY_FIRST = re.compile(_BEFORE + r"(?P<date>(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4}|\d\d))(?!\d)")
_SLASHED = re.compile(
    _BEFORE + r"(?P<date>(?P<one>\d{1,2})(?P<sign>[/-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d))(?!\d)"
)
_ORDINAL = re.compile(r"(?P<year>\d{4})-?(?P<day>\d{3})(?!\d)")
_SECONDS = re.compile(r"(1\d{9})(?:\d{3})?")  # since 1970, or thousandths
_SIGNS = re.compile(r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
_CLOCK = re.compile(
    r"(?P<early>오전|上午)?(?P<late>오후|下午)?\s*(?<![\d.:+-])(\d{1,2})[:h](\d\d)(?::(\d\d))?(?:[.,]\d+)?(?![\d.])"
    r"\s*(?:([ap])\.?m\b\.?)?"
)
_OFFSET = re.compile(r"\A[\s(]*[a-z]{0,5}[+-]\d{1,2}(?::?\d\d)?")
_WORD = re.compile(r"\d+|[^\W\d_]+")
_HALF_DAY = re.compile(r"[ap]\.?m\b", re.IGNORECASE)
# A year that is no year; not to be read as 20xx.
_FIRST_CENTURY = re.compile(r"(?<![+:\d-])00\d\d(?![\d:])|-0001\b")
_USUAL = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d\d?) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ((?:199|20\d)\d) "
    r"(\d\d):(\d\d):(\d\d) (?:GMT|([+-])(\d\d)(\d\d))"
)
_WEEK = re.compile(r"\d{4}-?W\d\d", re.IGNORECASE)
# What follows the time of day: a name, an offset, or both (`GMT+0300`).
_ZONE = re.compile(
    r"(?:\d:\d\d(?::\d\d(?:[.,]\d+)?)?|\A\d{4}-\d\d-\d\d(?=(?:Z|[+-]\d\d:\d\d)\Z))[\s,([]*(?:[ap]\.?m\b\.?[\s,([]*)?"
    r"(?P<place>[a-z_]+(?:/[a-z_]+){1,2})?(?P<name>[a-zмск]{1,5}(?![a-z]))?\s*"
    r"(?P<sign>[+-]{1,2})?(?P<hours>\d{1,2})?:?(?P<minutes>\d\d)?",
    re.IGNORECASE,
)
_IN_SMALL_LETTERS = frozenset({"z", "ut", "utc", "gmt", "мск"})
_HOURS_EAST = {
    name: hours
    for hours, names in (
        *((-10, "hst"), (-9, "akst"), (-8, "pst akdt pt"), (-7, "mst pdt mt"), (-6, "cst mdt ct"), (-5, "est cdt et")),
        *((-4, "ast edt"), (-3, "adt brt art"), (0, "z ut utc gmt wet"), (1, "cet met west bst wat")),
        *((2, "eet cest mest sast cat"), (3, "msk мск eest trt eat fet"), (3.5, "irst"), (4, "msd gst samt")),
        *((5, "pkt yekt"), (5.5, "ist"), (6, "omst"), (7, "wib krat"), (8, "hkt sgt awst irkt"), (9, "jst kst yakt")),
        *((9.5, "acst"), (10, "aest vlat"), (11, "aedt magt"), (12, "nzst"), (13, "nzdt")),
    )
    for name in names.split()
}


def moment(raw: object, zone: tzinfo, *, month_first: bool | None = None) -> datetime | None:
    """The moment that `raw` names, in UTC; local to `zone` where it names no zone. None for what is no whole date.

    `month_first` says which of two numbers is the month in `06/02/2025`; None leaves what could be either unread.
    """
    if not isinstance(raw, str) or len(raw) > _LONGEST:
        return None
    raw = raw.strip()
    usual = _USUAL.fullmatch(raw)
    if usual and (found := _usual(usual)):
        return found
    try:
        found = (
            _iso(raw)
            or _rfc822(raw)
            or _numeric(raw)
            or _slashed(raw, month_first)
            or _worded(raw)
            or _ordinal(raw)
            or _seconds(raw)
        )
        if found is None:
            return None
        found = (found if found.tzinfo else found.replace(tzinfo=_named_zone(raw) or zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= _EARLIEST_YEAR else None


def _usual(found: re.Match[str]) -> datetime | None:
    """RFC 822 to the letter, as most feeds have it."""
    day, month, year, hour, minute, second, sign, hours, minutes = found.groups("0")
    try:
        wall = datetime(int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if offset >= _DAY:
            return None
        return wall - offset if sign == "+" else wall + offset
    except (ValueError, OverflowError):
        return None


def _iso(raw: str) -> datetime | None:
    if not raw[:4].isdigit() or raw[10:11] in {"+", "-"}:  # which may be what parts date and time, to Python
        return None
    try:
        return None if _WEEK.fullmatch(raw) else datetime.fromisoformat(raw.upper())
    except ValueError:
        return None


def _rfc822(raw: str) -> datetime | None:
    if _HALF_DAY.search(raw):  # which `parsedate` passes over
        return None
    try:
        parts = parsedate(raw)
    except (ValueError, IndexError, TypeError):
        return None
    return _local(*parts[:6]) if parts and not _FIRST_CENTURY.search(raw) else None


def _numeric(raw: str) -> datetime | None:
    """`2025-6-2 10:00`, `2025/06/02`, `10:00, 02.06.2025`: dates with dots begin with the day."""
    found = _YEAR_FIRST.match(raw) or _DAY_FIRST.match(raw)
    if found is None:
        return None
    return _local(_whole_year(found["year"]), int(found["month"]), int(found["day"]), *_time_beside(found))


def _whole_year(digits: str) -> int:
    """Two digits are of the hundred years that end in 2069, as POSIX has it."""
    if len(digits) == _DIGITS_OF_A_YEAR:
        return int(digits)
    return int(digits) + (2000 if int(digits) < _LAST_CENTURY else 1900)


def _slashed(raw: str, month_first: bool | None) -> datetime | None:
    """`13/06/2025`, `06-13-2025 3:05 PM`."""
    found = _SLASHED.match(raw)
    if found is None:
        return None
    one, other = int(found["one"]), int(found["other"])
    if max(one, other) > _MONTHS_OF_A_YEAR:
        month_first = other > _MONTHS_OF_A_YEAR
    elif month_first is None and one != other:
        return None
    month, day = (one, other) if month_first else (other, one)
    return _local(_whole_year(found["year"]), month, day, *_time_beside(found))


def _time_beside(date: re.Match[str]) -> tuple[int, ...]:
    """The time of day before or after a date."""
    start, end = date.span("date")
    clock = _CLOCK.search(f"{date.string[:start]} {date.string[end:]}".casefold())
    return _time_of(clock) if clock else ()


def _ordinal(raw: str) -> datetime | None:
    """`2025-153`: the day of the year."""
    found = _ORDINAL.fullmatch(raw)
    return _local(int(found["year"]), 1, 1) + timedelta(days=int(found["day"]) - 1) if found else None


def _seconds(raw: str) -> datetime | None:
    found = _SECONDS.fullmatch(raw)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _worded(raw: str) -> datetime | None:
    """`Понеділок, 2 червня 2025 р., 10:00`, `June 2nd, 2025 at 1:05 pm`, `2025年6月2日`: in any order."""
    text = raw.casefold()
    clock = _CLOCK.search(text)
    words = _WORD.findall(text[: clock.start()] + " " + _OFFSET.sub("", text[clock.end() :]) if clock else text)
    if found := _SIGNS.search(text):
        year, month, day = (int(found[name]) for name in ("year", "month", "day"))
    else:
        pairs = map(" ".join, pairwise(words))
        named = max((word for word in (*words, *pairs) if word in MONTHS), key=len, default=None)
        numbers = [word for word in words if word.isdecimal()]
        years = [word for word in numbers if len(word) == _DIGITS_OF_A_YEAR]
        days = [word for word in numbers if len(word) <= len("31")]
        if named is None or len(years) != 1 or len(days) != 1:
            return None
        year, month, day = int(years[0]), MONTHS[named], int(days[0])
    return _local(year, month, day, *(_time_of(clock) if clock else ()))


def _time_of(clock: re.Match[str]) -> tuple[int, int, int]:
    hour, half = int(clock[3]), clock[6]
    if clock["late"] or half == "p":
        hour = hour % 12 + 12
    elif clock["early"] or half == "a":
        hour %= 12
    return hour, int(clock[4]), int(clock[5] or 0)


def _local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """The last moment of a day may be its 24:00, and of a minute its 60th second."""
    beyond = timedelta(days=hour == _HOURS_OF_A_DAY and not minute, seconds=second == _LEAP_SECOND)
    second = min(second, _LEAP_SECOND - 1) if beyond.seconds else second
    hour = 0 if beyond.days else hour
    # The caller knows the zone, or asks for it.
    return datetime(year, month, day, hour, minute, second) + beyond  # noqa: DTZ001


def _named_zone(raw: str) -> tzinfo | None:
    found = _ZONE.search(raw)
    if found is None:
        return None
    if found["place"]:
        with suppress(ZoneInfoNotFoundError, ValueError):
            return ZoneInfo(found["place"])
    if found["sign"] and found["hours"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(offset if found["sign"] == "+" else -offset)
    name = found["name"] or ""
    hours = _HOURS_EAST.get(name.lower()) if name.isupper() or name in _IN_SMALL_LETTERS else None  # `ist` is a word
    return None if hours is None else timezone(timedelta(hours=hours))
