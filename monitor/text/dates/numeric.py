"""Dates in digits alone: 02.06.2025, 2.6.25, 2025-06-02, 6/2/2025."""

import re
from datetime import date

from monitor.text.dates.mention import EXPLICIT, PARTIAL, Said, distance

_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)([-./])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2((?:19|20)?\d\d)")
_NO_YEAR = re.compile(r"(\d{1,2})\.(\d{1,2})")

Days = tuple[date, date, str]


def numeric_date(written: str, order: str, published: date | None, *, closed: bool) -> Days | None:
    """First day, last day and basis. With order `either` (English slashes) the one that is nearer to publication.

    Day and month without a year only where a full stop closes them, as German writes: 2.6.
    """
    whole = _YEAR_FIRST.fullmatch(written)
    if whole:
        year, _, month, day = whole.groups()
        return Said(int(day), int(day), int(month), int(year)).resolved(None)
    whole = _YEAR_LAST.fullmatch(written)
    if whole:
        one, separator, two, year = whole.groups()
        return _in_order(int(one), int(two), int(year), "dmy" if separator == "." else order, published)
    partial = _NO_YEAR.fullmatch(written) if closed else None
    if partial:
        day, month = partial.groups()
        days = Said(int(day), int(day), int(month)).resolved(published)
        return (days[0], days[1], PARTIAL) if days else None
    return None


def _in_order(one: int, two: int, year: int, order: str, published: date | None) -> Days | None:
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - two digits of a year
    orders = [(one, two)] if order == "dmy" else [(two, one)] if order == "mdy" else [(one, two), (two, one)]
    known = [days for day, month in orders if (days := Said(day, day, month, year).resolved(None))]
    if not known:
        return None
    first, last, _ = min(known, key=lambda days: distance(days[0], days[1], published) if published else 0)
    return first, last, EXPLICIT
