"""What the operator allows for one source."""

from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

from monitor.model.catalog import Source

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """A source is visited at intervals from `shortest` to `longest`; its entries weigh `weight` times the usual.
    `timezone` (IANA) is where its office hours are kept, `tier` and `host` say what it shares with other sources."""

    shortest: timedelta = timedelta(minutes=2)
    longest: timedelta = timedelta(hours=6)
    weight: float = 1.0
    timezone: str = "UTC"
    tier: int = 2
    host: str = ""

    @property
    def shortest_hours(self) -> float:
        return self.shortest / _HOUR

    @property
    def longest_hours(self) -> float:
        return self.longest / _HOUR


def terms_of(source: Source) -> Terms:
    """A source's terms; what is visited at a fixed interval has it for both bounds."""
    shortest, longest = (source.every,) * 2 if source.every else (source.shortest, max(source.shortest, source.longest))
    return Terms(shortest, longest, source.weight, source.timezone, source.tier, source.host)


def best_interval(rate: float, price: float, shortest: float, longest: float) -> float:
    """The best interval in hours at a constant rate (weighed entries an hour), with `price` in entry-hours a visit."""
    wanted = sqrt(2 * price / rate) if rate > 0 else longest
    return min(max(wanted, shortest), longest)
