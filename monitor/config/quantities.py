"""Durations (`30s`, `1h30m`), sizes (`8MB`)."""

import re
from datetime import timedelta

LONGEST = timedelta(days=3650)

_MILLISECONDS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_DURATION = re.compile(
    r"(?:([0-9]{1,9})w)?(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?(?:([0-9]{1,9})ms)?"
)
_UNITS = ("w", "d", "h", "m", "s", "ms")

_BYTES = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30}
_SIZE = re.compile(r"([0-9]{1,9}) ?(B|[KMG]i?B)", re.IGNORECASE)


def parse_duration(text: str) -> timedelta | None:
    """The duration, or None where the text is none. Units from large to small, each once: `w d h m s ms`."""
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        return None
    total = sum(
        int(number) * _MILLISECONDS[unit] for number, unit in zip(match.groups(), _UNITS, strict=True) if number
    )
    limit = LONGEST // timedelta(milliseconds=1)
    return timedelta(milliseconds=total) if total <= limit else None


def is_duration(text: str) -> bool:
    """Whether the text is written as durations are, however long it says."""
    return bool(text) and _DURATION.fullmatch(text) is not None


def parse_size(text: str) -> int | None:
    """Bytes, or None where the text is no size. `KB` is 1,024 bytes, as is `KiB`."""
    match = _SIZE.fullmatch(text)
    if match is None:
        return None
    return int(match[1]) * _BYTES[match[2].upper().replace("I", "")]
