"""Item text made fit to be shown: nothing in it can steer a terminal, reorder a line or hide a character."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LINE_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# Controls, surrogates, bidi controls, zero-width and tag characters, noncharacters. The joiners U+200C and U+200D stay:
# Persian and emoji are misspelt without them.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("[\u200c\u200d]")
# Stacked combining marks beyond what any script writes; they would grow over the lines above and below.
_STACKED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LONGEST_LINK = 2000
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def printable(text: str) -> str:
    """The text with its lines and letters, without the characters that are not for reading."""
    text = _UNSHOWN.sub("", _LINE_BREAKS.sub("\n", text)).replace("\t", " ")
    return _STACKED_MARKS.sub(r"\1", text)


def one_line(text: str, limit: int | None = None) -> str:
    """`printable` on one line, white space collapsed, cut to `limit` characters with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if limit is None else cut(line, limit)


def cut(line: str, limit: int) -> str:
    """At most `limit` characters, ending at a word where one ends in the last third."""
    if len(line) <= limit:
        return line
    kept = line[: limit - 1]
    space = kept.rfind(" ", limit * 2 // 3)
    return (kept[:space] if space > 0 else kept).rstrip(" ,;:–—-") + "…"


def clean_header(text: str, limit: int | None = None) -> str:
    """A value that is safe in a mail header: one line, no joiners, and no encoded word that a parser could unfold.

    Python before 3.11.10 decodes `=?utf-8?b?DQpCY2M6…?=` into a real line break (CVE-2024-6923).
    """
    return one_line(_JOINERS.sub("", text), limit).replace("=?", "= ?")


def safe_link(url: str | None) -> str | None:
    """The link where it is http or https, names a host and carries no credentials; None otherwise."""
    if url is None or len(url) > _LONGEST_LINK or printable(url) != url or any(char.isspace() for char in url):
        return None
    try:
        parts = urlsplit(url)
        readable = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        return None
    return url if readable else None


def local_time(moment: datetime, timezone: str) -> str:
    """`Mon 2 Jun 2025 14:05 UTC+3` in the IANA zone; in UTC where the zone is unknown or the year out of its range."""
    try:
        local = moment.astimezone(ZoneInfo(timezone))
    except (ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        local = moment.astimezone(UTC)
    day = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day} {local:%H:%M} {_offset(local)}"


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or local - local).total_seconds() / 60)
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}{f':{rest:02}' if rest else ''}"
