"""The dates of entries as UTC. A date that is not all there is None: nothing is filled in from the clock.

feedparser's own readings serve only where a month has a foreign name: it drops RFC 822 dates without a zone, reads
`2025/06/02` as the current month, and takes what lacks a zone, or has one that it does not know, for UTC.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate

_LONGEST = 100
_EARLIEST_YEAR = 1990
_TIME = r"(?:[T\s,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?)?"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\d)" + _TIME, re.IGNORECASE)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)" + _TIME, re.IGNORECASE)
_FIRST_CENTURY = re.compile(r"(?<![+:\d-])00\d\d(?![\d:])")  # a year that is no year; not to be read as 20xx
_WEEK = re.compile(r"\d{4}-?W\d\d", re.IGNORECASE)
# What follows the time of day: a name, an offset, or both (`GMT+0300`).
_ZONE = re.compile(
    r"\d:\d\d(?::\d\d(?:[.,]\d+)?)?\s*(?P<name>[A-Za-z]{1,5})?\s*(?P<sign>[+-])?(?P<hours>\d{1,2})?:?(?P<minutes>\d\d)?"
)
_HOURS_EAST = {
    name: hours
    for hours, names in (
        *((-8, "pst"), (-7, "mst pdt"), (-6, "cst mdt"), (-5, "est cdt"), (-4, "ast edt"), (-3, "adt")),
        *((0, "z ut utc gmt wet"), (1, "cet met west"), (2, "eet cest mest"), (3, "msk eest trt"), (4, "msd")),
    )
    for name in names.split()
}


def moment(raw: object, zone: tzinfo, read_by_feedparser: object = None) -> datetime | None:
    """The moment that `raw` names, in UTC; local to `zone` where it names no zone. None for what is no whole date."""
    if not isinstance(raw, str) or len(raw) > _LONGEST:
        return None
    raw = raw.strip()
    readings: tuple[Callable[[], datetime | None], ...] = (
        lambda: _iso(raw),
        lambda: _rfc822(raw),
        lambda: _numeric(raw),
        lambda: _foreign(raw, read_by_feedparser),
    )
    try:
        found = next((reading for read in readings if (reading := read())), None)
        if found is None:
            return None
        found = (found if found.tzinfo else found.replace(tzinfo=_named_zone(raw) or zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= _EARLIEST_YEAR else None


def _iso(raw: str) -> datetime | None:
    try:
        return None if _WEEK.fullmatch(raw) else datetime.fromisoformat(raw.upper())
    except ValueError:
        return None


def _rfc822(raw: str) -> datetime | None:
    try:
        parts = parsedate(raw)
    except (ValueError, IndexError, TypeError):
        return None
    return _local(*parts[:6]) if parts and not _FIRST_CENTURY.search(raw) else None


def _numeric(raw: str) -> datetime | None:
    """`2025-6-2 10:00`, `2025/06/02`, `02.06.2025 10:00`: dates with dots begin with the day."""
    found = _YEAR_FIRST.match(raw) or _DAY_FIRST.match(raw)
    fields = ("year", "month", "day", "hour", "minute", "second")
    return _local(*(int(found[name] or 0) for name in fields)) if found else None


def _foreign(raw: str, reading: object) -> datetime | None:
    if raw.isascii() or not isinstance(reading, time.struct_time | tuple) or str(reading[0]) not in raw:
        return None
    wall = _local(*reading[:6])
    return wall.replace(tzinfo=UTC) if _named_zone(raw) else wall


def _local(*fields: int) -> datetime:
    return datetime(*fields)  # type: ignore[arg-type]  # noqa: DTZ001 - the caller knows the zone, or asks for it


def _named_zone(raw: str) -> tzinfo | None:
    found = _ZONE.search(raw)
    if found is None:
        return None
    if found["sign"] and found["hours"]:
        offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
        return timezone(offset if found["sign"] == "+" else -offset)
    hours = _HOURS_EAST.get((found["name"] or "").lower())
    return None if hours is None else timezone(timedelta(hours=hours))
