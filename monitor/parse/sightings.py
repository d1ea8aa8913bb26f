"""A date somewhere in a line: `Signed on: 25/11/2020`, `Statement (December 7, 2017, Vienna)`."""

import re
from datetime import datetime, tzinfo

from monitor.parse.dates import moment
from monitor.parse.months import MONTHS

_LONGEST = 400
_CLOCK = r"(?:[\s,|–—-]{1,5}(?:\w{1,3}\s)?\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b)?)?"
_NUMBERS = re.compile(
    r"(?<![\d./-])(?:\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2(?:\d{4}|\d\d))(?![\d./-]?\d)" + _CLOCK,
    re.IGNORECASE,
)
_SIGNS = re.compile(r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]" + _CLOCK)
_OF = r"(?:(?:de|del|of|di)\s+)?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|\.|-?го|-?е)?"
_WORDS = re.compile(
    rf"(?<!\d)(?:{_DAY}[\s,-]{{1,3}}{_OF}(?P<month>[^\W\d_]{{3,12}})[.,]?[\s,-]{{1,3}}{_OF}"
    rf"|(?P<first>[^\W\d_]{{3,12}})\.?\s{_DAY},?\s)(?:20|19)\d\d(?!\d)" + _CLOCK,
    re.IGNORECASE,
)


_OPENING = re.compile(
    r"[\s\[(]*(?:\d{4}[-./]\d\d[-./]\d\d|\d[^\n]{5,24}?(?:19|20)\d\d(?!\d))(?:[\s,|–—-]{1,5}\d{1,2}:\d\d)?"
)
_CLOSING = re.compile(r"(?:[(\[][^()\[\]]{6,80}[)\]]|,[^,\d]{0,12}\d[^\n]{5,24})\s*\Z")


def date_in(line: str, zone: tzinfo, *, month_first: bool | None = None) -> datetime | None:
    """The first whole date in a line, or what the line is as a whole; None for none."""
    line = line[:_LONGEST].strip()
    if not any(map(str.isdigit, line)):
        return None
    if whole := moment(line, zone, month_first=month_first):
        return whole
    for pattern in (_NUMBERS, _SIGNS):
        for found in pattern.finditer(line):
            if seen := moment(found[0], zone, month_first=month_first):
                return seen
    for found in _WORDS.finditer(line):
        if (found["month"] or found["first"]).casefold() in MONTHS and (seen := moment(found[0], zone)):
            return seen
    return None


def month_comes_first(lines: list[str]) -> bool | None:
    """What the lines of one page say of `06/13/2025`: there is no thirteenth month. None where they do not say."""
    pairs = [
        (int(one), int(other))
        for line in lines
        for one, other in re.findall(r"(?<!\d)(\d{1,2})/(\d{1,2})/(?:\d{4}|\d\d)(?!\d)", line[:_LONGEST])
    ]
    months = 12
    if any(other > months for _, other in pairs):
        return True
    return False if any(one > months for one, _ in pairs) else None


def date_of_title(title: str, zone: tzinfo, *, month_first: bool | None = None) -> datetime | None:
    """The date with which a title begins, or that its last words give in brackets or after a comma: when it is from.
    Any other date in a title is one that it speaks of."""
    if seen := _OPENING.match(title):
        return date_in(seen[0], zone, month_first=month_first)
    closing = _CLOSING.search(title)
    return date_in(closing[0], zone, month_first=month_first) if closing else None
