"""What a date in a text says, before and after the publication day has filled in what it leaves open."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

EXPLICIT = "explicit"
PARTIAL = "explicit_partial"
RELATIVE = "relative_to_publication"


@dataclass(frozen=True, slots=True)
class DateMention:
    """Days `first` to `last` (the same for one day) at [start, end) of the folded text.

    `basis`: `explicit`; `explicit_partial`, the year (or year and month) nearest to publication;
    `relative_to_publication`, as in yesterday, Friday, 2 June this year.
    """

    start: int
    end: int
    first: date
    last: date
    basis: str


@dataclass(frozen=True, slots=True)
class Said:
    """A month's days as written; what is not written is None. `year_offset` counts from the publication's year."""

    first_day: int | None
    last_day: int | None
    month: int | None
    year: int | None = None
    year_offset: int | None = None

    def resolved(self, published: date | None) -> tuple[date, date, str] | None:
        """First day, last day and basis; None where the calendar has no such day or publication is not known."""
        if self.year is not None:
            days = self._in(self.year, self.month or 1)
            return (*days, EXPLICIT) if days else None
        if published is None:
            return None
        if self.year_offset is not None:
            days = self._in(published.year + self.year_offset, self.month or 1)
            return (*days, RELATIVE) if days else None
        days = _nearest([self._in(*year_month) for year_month in self._candidates(published)], published)
        return (*days, PARTIAL) if days else None

    def _candidates(self, published: date) -> list[tuple[int, int]]:
        if self.month is not None:
            return [(published.year + offset, self.month) for offset in (-1, 0, 1)]
        index = published.year * 12 + published.month - 1
        return [divmod(index + offset, 12) for offset in (-1, 0, 1)]

    def _in(self, year: int, month: int) -> tuple[date, date] | None:
        if self.month is None:
            month += 1
        if not 1 <= month <= 12 or not 1 < year < 9999:  # noqa: PLR2004 - the calendar's
            return None
        length = monthrange(year, month)[1]
        first, last = self.first_day or 1, self.last_day or length
        return (date(year, month, first), date(year, month, last)) if 1 <= first <= last <= length else None


def _nearest(ranges: list[tuple[date, date] | None], published: date) -> tuple[date, date] | None:
    """The range nearest to publication. Reports look back more than ahead: a day to come is a quarter farther off."""
    known = [days for days in ranges if days]
    return min(known, key=lambda days: _remoteness(days[0], days[1], published), default=None)


def _remoteness(first: date, last: date, published: date) -> float:
    return distance(first, last, published) * (1.25 if first > published else 1)


def distance(first: date, last: date, day: date) -> int:
    """Days between a day and a range; 0 inside it."""
    return max((first - day).days, (day - last).days, 0)


def weekday_near(published: date, weekday: int, shift: int | None) -> date:
    """The day meant by a weekday (1 Monday to 7 Sunday): the nearest one, or with `shift` -1 the one before
    publication, 0 that of the publication's week, 1 that of the week after."""
    if shift is None:
        return published + timedelta((weekday - published.isoweekday() + 3) % 7 - 3)
    if shift < 0:
        return published - timedelta((published.isoweekday() - weekday - 1) % 7 + 1)
    return published + timedelta(weekday - published.isoweekday() + 7 * shift)


def week_near(published: date, shift: int) -> tuple[date, date]:
    """Monday and Sunday of the week `shift` weeks from the publication's."""
    monday = published + timedelta(1 - published.isoweekday() + 7 * shift)
    return monday, monday + timedelta(6)


def weekend_near(published: date, shift: int | None) -> tuple[date, date]:
    """Saturday and Sunday: the nearest, or those of the week `shift` weeks from the publication's."""
    shifts = (-1, 0) if shift is None else (shift,)
    weekends = [(week_near(published, one)[0] + timedelta(5), week_near(published, one)[1]) for one in shifts]
    return min(weekends, key=lambda days: (distance(days[0], days[1], published), days[0]))


def month_near(published: date, shift: int) -> tuple[date, date]:
    """First and last day of the month `shift` months from the publication's."""
    year, month = divmod(published.year * 12 + published.month - 1 + shift, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
