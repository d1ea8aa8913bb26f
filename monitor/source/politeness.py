"""Politeness: one visit at a time to a host, with a gap after each, and no sooner than it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_PATIENCE = timedelta(hours=24)
BUSY = frozenset({429, 503})
"""Answers by which a server speaks for the whole host, not for one document."""
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(weeks=1),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_BY_ITSELF = (_PERIODS["hourly"], 1.0)


@dataclass(frozen=True, slots=True)
class HostSlot:
    """One host. While a visit is made, `held_until` is when its lease runs out; a visit may begin from `free_at` on."""

    free_at: datetime
    held_until: datetime | None = None

    def claim(self, now: datetime, lease: timedelta) -> "HostSlot | None":
        """The slot, held; None while another visit holds it, or in the gap after one. A lease that has run out holds
        nothing: its visitor crashed."""
        if now < self.free_at or (self.held_until is not None and now < self.held_until):
            return None
        return HostSlot(self.free_at, now + lease)

    def release(
        self, now: datetime, gap: timedelta, *, status: int | None = None, retry_after: float | None = None
    ) -> "HostSlot":
        """The slot after a visit that ended at `now`."""
        return HostSlot(host_free_at(now, gap, status=status, retry_after=retry_after))


def host_free_at(
    ended_at: datetime, gap: timedelta, *, status: int | None = None, retry_after: float | None = None
) -> datetime:
    """When the next visit to a host may begin: the gap counts from the end of a visit. `Retry-After` (in seconds) with
    429 or 503 holds for the whole host, up to LONGEST_PATIENCE."""
    wait = gap
    if status in BUSY and retry_after is not None:
        wait = max(gap, min(timedelta(seconds=max(0.0, retry_after)), LONGEST_PATIENCE))
    return ended_at + wait


def asked_interval(
    headers: Mapping[str, str],
    *,
    ttl_minutes: float | None = None,
    update_period: str | None = None,
    update_frequency: float | None = None,
) -> timedelta:
    """The interval that the publisher asks for; zero where it asks for nothing.

    The longest of `Cache-Control: max-age` less `Age` (header names in lower case), RSS `ttl`, and `sy:updatePeriod`
    divided by `sy:updateFrequency`; but blogging software calls every feed hourly by itself, and that says nothing.
    `cadence.not_before` holds it against the operator's longest interval.
    """
    asked = [_fresh_for(headers), timedelta(0)]
    if ttl_minutes is not None and 0 < ttl_minutes < LONGEST_MINUTES:
        asked.append(timedelta(minutes=ttl_minutes))
    period = _PERIODS.get((update_period or "").strip().lower())
    often = max(1.0, update_frequency or 1.0)
    if period is not None and (period, often) != _BY_ITSELF:
        asked.append(period / often)
    return max(asked)


LONGEST_MINUTES = 60 * 24 * 366


def _fresh_for(headers: Mapping[str, str]) -> timedelta:
    directives = {}
    for part in headers.get("cache-control", "").lower().split(","):
        name, _, value = part.strip().partition("=")
        directives[name] = value.strip('" ')
    if directives.keys() & {"no-cache", "no-store"}:
        return timedelta(0)
    age = _seconds(headers.get("age", "0"))
    return timedelta(seconds=max(0, _seconds(directives.get("max-age", "0")) - age))


def _seconds(text: str) -> int:
    """A count of seconds; 0 for what is none, and never more than a year."""
    text = text.strip()
    return min(int(text), 366 * 86_400) if text.isascii() and text.isdigit() and len(text) < _DIGITS else 0


_DIGITS = 20
