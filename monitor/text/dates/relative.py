"""Days counted from the day of publication."""

from datetime import date, timedelta

from monitor.text.dates.mention import RELATIVE, month_near, week_near, weekday_near, weekend_near
from monitor.text.dates.tables import DateWord

Days = tuple[date, date, str]

FARTHEST = 4000
"""Days from publication beyond which "N days ago" is no date of the news."""


def relative_days(word: DateWord, shift: int | None, published: date) -> Days | None:
    """First day, last day and basis of yesterday, (last) Friday, last week; None where the word alone is no date."""
    if word.kind == "days":
        return days_away(published, word.value)
    if word.kind == "weekday":
        day = weekday_near(published, word.value, shift)
        return day, day, RELATIVE
    return _unit_near(word.unit, shift, published) if word.kind == "unit" else None


def _unit_near(unit: str, shift: int | None, published: date) -> Days | None:
    if unit == "weekend":
        return *weekend_near(published, shift), RELATIVE
    if shift is not None and unit == "week":
        return *week_near(published, shift), RELATIVE
    if shift is not None and unit == "month":
        return *month_near(published, shift), RELATIVE
    return None


def days_away(published: date, offset: int) -> Days | None:
    """The day `offset` days after publication."""
    if abs(offset) > FARTHEST:
        return None
    day = published + timedelta(offset)
    return day, day, RELATIVE
