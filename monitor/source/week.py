"""A source's plan of the week, explained: what is expected when, how often it is visited, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.source.habit import Habit, hour_of_week, hours_of, zone_hours
from monitor.source.norm import DAYS, HOURS_OF_DAY, HOURS_OF_WEEK
from monitor.source.outlook import Boost
from monitor.source.terms import Terms, best_interval

DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_BLOCKS = " ▁▂▃▄▅▆▇█"
_HARDLY_KNOWN = 10.0
_UNUSUAL = 1.25


@dataclass(frozen=True, slots=True)
class WeekPlan:
    """By hour of the week, from Monday's first in the source's own time zone: `rates`, entries an hour to expect, and
    `intervals`, how long a visit waits for the next at such an hour (in practice a visit is placed with a view of the
    hours to come, so that it falls on the end of a busy time). `visits` and `entries` are a week's; `delay` is the mean
    from publication to visit. `reasons` are sentences."""

    rates: tuple[float, ...]
    intervals: tuple[timedelta, ...]
    visits: float
    entries: float
    delay: timedelta
    reasons: tuple[str, ...]


def explain(habit: Habit, terms: Terms, price: float, now: datetime, *, boosts: Sequence[Boost] = ()) -> WeekPlan:
    """What `next_due` goes by, for the operator."""
    rates = habit.mean_rates()
    hours = [best_interval(terms.weight * rate, price, terms.shortest_hours, terms.longest_hours) for rate in rates]
    entries = sum(rates)
    late = sum(rate * hour / 2 for rate, hour in zip(rates, hours, strict=True))
    return WeekPlan(
        rates=tuple(rates),
        intervals=tuple(timedelta(hours=each) for each in hours),
        visits=sum(1 / each for each in hours),
        entries=entries,
        delay=timedelta(hours=late / entries),
        reasons=(
            _knowledge(habit, rates),
            *_lately(habit, rates, terms, now),
            *_bounds(hours, terms),
            *(_boost(each, now) for each in boosts if now < each.end),
        ),
    )


def picture(values: Sequence[float]) -> list[str]:
    """168 figures as a picture of the week: a line of hours, then one for each day with a column for each hour, from a
    blank (hardly any) to a full block (the most)."""
    most = max(values)
    ruler = "".join(f"{hour:02}".ljust(6) for hour in range(0, HOURS_OF_DAY, 6))
    lines = ["    " + ruler.rstrip()]
    for day in range(DAYS):
        row = values[day * HOURS_OF_DAY : (day + 1) * HOURS_OF_DAY]
        lines.append(f"{DAY_NAMES[day]} " + "".join(_block(each, most) for each in row))
    return lines


def _block(value: float, most: float) -> str:
    return _BLOCKS[round(value / most * (len(_BLOCKS) - 1))] if most > 0 else _BLOCKS[0]


def _knowledge(habit: Habit, rates: Sequence[float]) -> str:
    seen, weeks = sum(habit.counts), sum(habit.watched) / HOURS_OF_WEEK
    if seen < _HARDLY_KNOWN:
        return f"Little is known yet ({seen:.0f} entries in {weeks:.1f} weeks): it is taken to be like its tier."
    hour = max(range(HOURS_OF_WEEK), key=rates.__getitem__)
    return (
        f"Learnt from {seen:.0f} entries of the last {weeks:.1f} weeks; busiest on {DAY_NAMES[hour // HOURS_OF_DAY]} "
        f"at {hour % HOURS_OF_DAY:02}:00 with {rates[hour]:.2g} entries an hour."
    )


def _lately(habit: Habit, rates: Sequence[float], terms: Terms, now: datetime) -> list[str]:
    reasons = []
    if not 1 / _UNUSUAL < habit.tempo < _UNUSUAL:
        reasons.append(f"Of late it brings {habit.tempo:.1f} times its usual number of entries.")
    rate = rates[hour_of_week(hours_of(now), zone_hours(terms.timezone, now))]
    burst = sum(share * echo for share, echo in zip(habit.shares, habit.echo, strict=True))
    if burst > rate:
        reasons.append(f"It is in a burst: {burst + habit.alone * rate:.1f} entries an hour are expected just now.")
    return reasons


def _bounds(hours: Sequence[float], terms: Terms) -> list[str]:
    reasons = []
    for bound, name in ((terms.shortest, "shortest"), (terms.longest, "longest")):
        held = sum(hour == bound / timedelta(hours=1) for hour in hours)
        if held:
            reasons.append(f"Held at its {name} interval ({_length(bound)}) in {held} of {HOURS_OF_WEEK} hours.")
    if terms.weight != 1:
        reasons.append(f"Its entries weigh {terms.weight:g} times the usual.")
    return reasons


def _boost(boost: Boost, now: datetime) -> str:
    begun = "Until" if boost.start <= now else f"From {boost.start:%Y-%m-%d %H:%M} to"
    return f"{begun} {boost.end:%Y-%m-%d %H:%M} UTC it counts {boost.factor:g} times ({boost.reason or 'boost'})."


def _length(interval: timedelta) -> str:
    minutes = interval / timedelta(minutes=1)
    return f"{minutes / 60:g} h" if minutes >= 60 else f"{minutes:g} min"  # noqa: PLR2004 - minutes of an hour
