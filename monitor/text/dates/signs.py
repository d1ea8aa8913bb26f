"""Dates in scripts without spaces: 2025年6月2日, 6月2日至4日, 上周五, 昨天."""

import re
from collections.abc import Iterator
from datetime import date

from monitor.text.dates.mention import DateMention, Said
from monitor.text.dates.relative import relative_days
from monitor.text.dates.tables import DateTables

_DIGITS = {character: value for value, character in enumerate("一二三四五六七八九十", start=1)}


def sign_dates(folded: str, tables: DateTables, published: date | None) -> Iterator[DateMention]:
    """The dates, not in order. A day alone is of the month that brings it nearest to publication."""
    for match in tables.signs.finditer(folded) if tables.signs else ():
        yield from _signed(match, published)
    for match in tables.phrases.finditer(folded) if tables.phrases and published else ():
        shift, phrase = match.groups()
        word = tables.words[phrase][0]
        days = relative_days(word, tables.shifts.get(shift), published) if published else None
        if days:
            yield DateMention(match.start(), match.end(), *days)


def _signed(match: re.Match[str], published: date | None) -> Iterator[DateMention]:
    year = _value(match["year"] or match["year_of_month"])
    month = _value(match["month"] or match["whole_month"])
    if year is not None and month is None:
        return
    first, last = _value(match["from"] or match["day"]), _value(match["end"] or match["day"])
    end_month = _value(match["end_month"]) or month
    begins = Said(first, first if end_month != month else last, month, year).resolved(published)
    if begins is None:
        return
    ends = Said(last, last, end_month, begins[0].year).resolved(published) if end_month != month else begins
    if ends and begins[0] <= ends[1]:
        yield DateMention(*match.span(), begins[0], ends[1], begins[2])


def _value(written: str | None) -> int | None:
    if not written or written.isdigit():
        return int(written) if written else None
    tens, ten, units = written.rpartition("十")
    if not ten:
        return _DIGITS.get(written)
    return (_DIGITS.get(tens, 0) if tens else 1) * 10 + _DIGITS.get(units, 0)
