"""What a feed says of its own pace: RSS `ttl`, and `updatePeriod` and `updateFrequency` of the syndication module."""

import re
from collections.abc import Mapping
from typing import NamedTuple

TTL, PERIOD, FREQUENCY = "ttl", "sy:updateperiod", "sy:updatefrequency"
NAMES = frozenset({TTL, PERIOD, FREQUENCY})
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_WORD = re.compile("[a-z]{1,20}")


class Pace(NamedTuple):
    """As of `ParsedFeed`; what cannot be read is None."""

    ttl_minutes: float | None = None
    update_period: str | None = None
    update_frequency: float | None = None


def pace_of(said: Mapping[str, str]) -> Pace:
    """The pace from texts by NAMES."""
    period = said.get(PERIOD, "").strip().lower()
    return Pace(
        _number(said.get(TTL, "")), period if _WORD.fullmatch(period) else None, _number(said.get(FREQUENCY, ""))
    )


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None
