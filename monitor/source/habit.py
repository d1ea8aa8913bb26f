"""A source's habit: how many entries an hour it brings at each hour of the week, learnt from what polls see.

The model is a self-exciting Poisson process that keeps to a weekly mean. At a time when the hour's mean rate is m, and
the latest entries alone would let expect y_k (each entry draws others after it, over a mean time that is one of
`KERNELS`), the rate is

    r = (1 - Σ share_k) m + Σ share_k y_k

The shares are learnt as weights of a mixture (online EM): each entry is credited to m and the y_k in proportion to what
they foretold. The means are learnt from counts (`norm`), in which an entry that others drew counts less and one that
came of itself more (stochastic declustering: Zhuang, Ogata and Vere-Jones, 2002), so that one loud night is no habit;
and counts overstate what is known, for entries come in clusters, of 1 / (1 - Σ share) on average.

Everything is forgotten exponentially, the sooner the more there is to learn from. A second, short memory (`tempo`)
tells how the last days compare with the habit; and a cumulative sum (`doubt`) tells whether the habit still foretells
better than a blunter guess. When it does not, the habit is forgotten almost wholly and learnt anew. Inside, times are
hours since 1970.
"""

import math
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from monitor.source.norm import HOURS_OF_WEEK, Norm, rates_of

SHORTEST_MEMORY, LONGEST_MEMORY, REMEMBERED = 1.5, 9.0, 800.0
"""What was seen at an hour of the week counts 1/e after so many weeks: as many as bring so many entries."""
KERNELS = (1 / 30, 1 / 4, 2.0)
"""Mean hours until an entry draws another: at once, in a quarter of an hour, in two hours."""
MOST_DRAWN = 0.85
DRAWN_PRIOR, DRAWN_SHARE, DRAWN_MEMORY = 20.0, 0.05, 600.0
"""How many entries the first guess of the drawn share is worth, that guess, and how many entries are remembered."""
TEMPO_MEMORY, TEMPO_PRIOR = 72.0, 8.0
DOUBT_LIMIT, KEPT_IN_DOUBT = 5.0, 0.05
REFRESH_AFTER = 6.0
LONGEST_HISTORY = 5 * HOURS_OF_WEEK
EPOCH_HOUR = 3 * 24  # 1970 began on a Thursday; hour 0 of the week is Monday's first
_GOLDEN = (math.sqrt(5) - 1) / 2
_VERSION = 1
_LAYOUT = struct.Struct(f"<B{6 + 2 * len(KERNELS)}d{3 * HOURS_OF_WEEK}f")


def _zeros() -> "array[float]":
    return array("f", bytes(4 * HOURS_OF_WEEK))


@cache
def _usual_rates() -> "array[float]":
    """What a source is thought to do before anything is known of it."""
    return rates_of(_zeros(), _zeros(), Norm())


@dataclass(frozen=True, slots=True)
class Habit:
    """What is known of a source's habit. By hour of the week (0 begins on Monday at midnight, in the source's own time
    zone): `counts`, entries; `watched`, hours; `rates`, the entries an hour that these come to, made at `refreshed`.

    `until` is the last poll, None before the first. `echo` is how many entries an hour the latest ones would let expect
    at `until`, by kernel. `drawn` are the entries credited to each kernel, of `entries` in all.
    """

    counts: "array[float]" = field(default_factory=_zeros)
    watched: "array[float]" = field(default_factory=_zeros)
    rates: "array[float]" = field(default_factory=lambda: _usual_rates()[:])
    until: float | None = None
    refreshed: float = -math.inf
    entries: float = 0.0
    recent: float = 0.0
    recent_expected: float = 0.0
    doubt: float = 0.0
    echo: tuple[float, ...] = (0.0,) * len(KERNELS)
    drawn: tuple[float, ...] = (0.0,) * len(KERNELS)

    @property
    def shares(self) -> tuple[float, ...]:
        """How many entries one entry draws after it, by kernel; together at most MOST_DRAWN."""
        known = self.entries + DRAWN_PRIOR
        shares = tuple((each + DRAWN_PRIOR * DRAWN_SHARE) / known for each in self.drawn)
        excess = max(1.0, sum(shares) / MOST_DRAWN)
        return tuple(each / excess for each in shares)

    @property
    def alone(self) -> float:
        """The share of entries that no other entry drew."""
        return 1 - sum(self.shares)

    @property
    def evidence(self) -> float:
        """How many independent entries the habit rests on."""
        return sum(self.counts) * self.alone

    @property
    def tempo(self) -> float:
        """How the last days compare with the habit: 1 as usual, 2 twice as many entries."""
        prior = TEMPO_PRIOR / self.alone**2
        return (self.recent + prior) / (self.recent_expected + prior)

    def mean_rates(self) -> list[float]:
        """Entries an hour to expect by hour of the week."""
        tempo = self.tempo
        return [each * tempo for each in self.rates]

    def to_bytes(self) -> bytes:
        """For the store: 2.1 kB, with a version."""
        until = math.nan if self.until is None else self.until
        scalars = (until, self.refreshed, self.entries, self.recent, self.recent_expected, self.doubt)
        tables = (*self.counts, *self.watched, *self.rates)
        return _LAYOUT.pack(_VERSION, *scalars, *self.echo, *self.drawn, *tables)


def habit_from_bytes(stored: bytes | None) -> Habit:
    """What `to_bytes` gave; a habit that knows nothing for None, and for what another version left."""
    if stored is None or len(stored) != _LAYOUT.size or stored[0] != _VERSION:
        return Habit()
    _, until, refreshed, entries, recent, recent_expected, doubt, *rest = _LAYOUT.unpack(stored)
    kernels, tables = rest[: 2 * len(KERNELS)], rest[2 * len(KERNELS) :]
    counts, watched, rates = (
        array("f", tables[at : at + HOURS_OF_WEEK]) for at in range(0, len(tables), HOURS_OF_WEEK)
    )
    return Habit(
        counts,
        watched,
        rates,
        None if math.isnan(until) else until,
        refreshed,
        entries,
        recent,
        recent_expected,
        doubt,
        tuple(kernels[: len(KERNELS)]),
        tuple(kernels[len(KERNELS) :]),
    )


def observe(
    habit: Habit,
    now: datetime,
    published: Sequence[datetime | None],
    norm: Norm = Norm(),  # noqa: B008 - frozen
    timezone: str = "UTC",
) -> Habit:
    """The habit after a poll at `now` that read the whole feed, or heard that nothing changed.

    `published` has one element for each entry that is new since the last poll: its time of publication, or None where
    the feed tells none, or only a day. A time outside the two polls (the entry came late, or is dated ahead) counts as
    none: then the entry came at some time between them, likely when the habit says. The first poll brings a source's
    past: what it dates is taken as history from the oldest entry on. A failed poll observes nothing.
    """
    end, shift = hours_of(now), zone_hours(timezone, now)
    times = sorted(hours_of(each) for each in published if each is not None)
    if habit.until is None:
        times = [each for each in times if end - LONGEST_HISTORY < each <= end]
        if not times:
            return _watch(habit, end, end, (), 0, norm, shift)
        habit = replace(habit, rates=_first_guess(times, end, norm, shift))
        return _watch(habit, times[0], end, times[1:], 0, norm, shift)
    if end <= habit.until:
        return habit
    known = times[bisect_right(times, habit.until) : bisect_right(times, end)]
    return _watch(habit, habit.until, end, known, len(published) - len(known), norm, shift)


def expected_entries(habit: Habit, now: datetime, timezone: str = "UTC") -> float:
    """How many independent entries the habit expects from the last poll to `now`; 0 before the first."""
    end, shift = hours_of(now), zone_hours(timezone, now)
    start = end if habit.until is None else habit.until
    return habit.alone * sum(habit.rates[hour] * (till - since) for hour, since, till in stretches(start, end, shift))


def hours_of(moment: datetime) -> float:
    """Hours since 1970."""
    return moment.timestamp() / 3600


def zone_hours(timezone: str, now: datetime) -> float:
    """By how many hours a time zone is ahead of UTC: offices keep local hours, through summer time too."""
    offset = now.astimezone(ZoneInfo(timezone)).utcoffset()
    return 0.0 if offset is None else offset.total_seconds() / 3600


def hour_of_week(hours: float, shift: float) -> int:
    """The hour of the week at a time, 0 to 167, in a zone that is `shift` hours ahead of UTC."""
    return int(hours + shift + EPOCH_HOUR) % HOURS_OF_WEEK


def stretches(start: float, end: float, shift: float) -> Iterator[tuple[int, float, float]]:
    """From `start` to `end` cut at the hours: hour of the week, begin and end of each piece."""
    while start < end:
        cut = min(end, math.floor(start + shift + 1) - shift)
        if cut <= start:  # the last bit of a float before a full hour
            cut = math.nextafter(start, math.inf)
        yield hour_of_week(start, shift), start, cut
        start = cut


def _watch(
    habit: Habit, start: float, end: float, dated: Sequence[float], undated: int, norm: Norm, shift: float
) -> Habit:
    pieces = list(stretches(start, end, shift))
    expected = [habit.rates[hour] * (till - since) for hour, since, till in pieces]
    arrivals = _arrivals(pieces, expected, dated, undated, habit)
    counts, watched = habit.counts[:], habit.watched[:]
    memory = min(max(REMEMBERED / sum(habit.rates), SHORTEST_MEMORY), LONGEST_MEMORY)
    for hour, since, till in pieces:
        kept = max(0.0, 1 - (till - since) / memory)
        counts[hour] *= kept
        watched[hour] = watched[hour] * kept + (till - since)
    echo, drawn, alone = _credit(habit, arrivals, start, end, shift)
    for time, chance in zip(arrivals, alone, strict=True):
        counts[hour_of_week(time, shift)] += chance / habit.alone
    fade = math.exp((start - end) / TEMPO_MEMORY)
    new = replace(
        habit,
        counts=counts,
        watched=watched,
        until=end,
        echo=echo,
        drawn=drawn,
        entries=habit.entries * (1 - 1 / DRAWN_MEMORY) ** len(arrivals) + len(arrivals),
        recent=habit.recent * fade + len(arrivals),
        recent_expected=habit.recent_expected * fade + sum(expected),
        doubt=_doubt(habit, list(zip(arrivals, alone, strict=True)), pieces, norm, shift),
    )
    return _settle(new, norm)


def _first_guess(times: Sequence[float], end: float, norm: Norm, shift: float) -> "array[float]":
    """The rates that a past comes to if every entry came of itself. Against a habit that expects next to nothing, every
    entry of a busy source would be taken for one that another drew."""
    counts, watched = _zeros(), _zeros()
    for hour, since, till in stretches(times[0], end, shift):
        watched[hour] += till - since
    for time in times[1:]:
        counts[hour_of_week(time, shift)] += 1
    return rates_of(counts, watched, norm)


def _arrivals(
    pieces: Sequence[tuple[int, float, float]],
    expected: Sequence[float],
    dated: Sequence[float],
    undated: int,
    habit: Habit,
) -> list[float]:
    """When the entries came. Those without a date are drawn from what the habit expects between the two polls: spread
    evenly over its quantiles, from a point that the golden ratio moves on, so that no hour is favoured for ever."""
    if not undated or not pieces:
        return list(dated)
    reached = list(accumulate(expected))
    begin = habit.entries * _GOLDEN % 1
    times = []
    for number in range(undated):
        wanted = (number + begin) / undated * reached[-1]
        piece = min(bisect_right(reached, wanted), len(pieces) - 1)
        _, since, till = pieces[piece]
        times.append(till - (reached[piece] - wanted) / expected[piece] * (till - since))
    return sorted((*dated, *times))


def _credit(
    habit: Habit, arrivals: Sequence[float], start: float, end: float, shift: float
) -> tuple[tuple[float, ...], tuple[float, ...], list[float]]:
    """What the arrivals leave behind: the echo at `end`, what each kernel is credited with, and for each arrival the
    chance that it came of itself. That chance is judged by no less than half the mean level: else an entry at an
    unusual hour would always be taken for a drawn one, and a new habit never seen."""
    echo, drawn, alone = list(habit.echo), list(habit.drawn), []
    shares, free, last = habit.shares, habit.alone, start
    tempo, level = habit.tempo, sum(habit.rates) / HOURS_OF_WEEK
    for time in arrivals:
        echo = [each * math.exp((last - time) / span) for each, span in zip(echo, KERNELS, strict=True)]
        parts = [share * each for share, each in zip(shares, echo, strict=True)]
        own = free * tempo * max(habit.rates[hour_of_week(time, shift)], level / 2)
        rate = own + sum(parts)
        alone.append(own / rate)
        drawn = [each * (1 - 1 / DRAWN_MEMORY) + part / rate for each, part in zip(drawn, parts, strict=True)]
        echo = [each + 1 / span for each, span in zip(echo, KERNELS, strict=True)]
        last = time
    faded = (each * math.exp((last - end) / span) for each, span in zip(echo, KERNELS, strict=True))
    return tuple(faded), tuple(drawn), alone


def _doubt(
    habit: Habit,
    arrivals: Sequence[tuple[float, float]],
    pieces: Sequence[tuple[int, float, float]],
    norm: Norm,
    shift: float,
) -> float:
    """Page's cumulative sum of how much better (in nats) a blunter habit, halfway to the norm, would have foretold the
    entries that came of themselves; `arrivals` are (time, chance of that)."""
    level, pace = sum(habit.rates) / HOURS_OF_WEEK, habit.tempo * habit.alone
    doubt = habit.doubt
    for hour, since, till in pieces:
        doubt += (habit.rates[hour] - level * norm.shape[hour]) / 2 * pace * (till - since)
    for time, alone in arrivals:
        hour = hour_of_week(time, shift)
        doubt += alone * math.log((1 + level * norm.shape[hour] / habit.rates[hour]) / 2)
    return max(0.0, doubt)


def _settle(habit: Habit, norm: Norm) -> Habit:
    """Forgets a habit that is doubted, and makes the rates anew when enough has been seen since."""
    until = -math.inf if habit.until is None else habit.until
    if habit.doubt > DOUBT_LIMIT:
        counts, watched = (_scaled(each, KEPT_IN_DOUBT) for each in (habit.counts, habit.watched))
        habit = replace(habit, counts=counts, watched=watched, recent=0.0, recent_expected=0.0, doubt=0.0)
    elif until - habit.refreshed < REFRESH_AFTER:
        return habit
    known = habit.alone  # what clusters leave of the weight of their entries
    rates = rates_of(_scaled(habit.counts, known), _scaled(habit.watched, known), norm)
    return replace(habit, rates=rates, refreshed=until)


def _scaled(table: "array[float]", factor: float) -> "array[float]":
    return array("f", [factor * each for each in table])
