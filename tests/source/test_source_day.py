"""A simulated day: many sources on shared hosts, some of which flap, move, freeze, lie, shrink or turn into something
that is no feed at six, and are themselves again at eighteen. Every state is named, nothing lost, every gap kept."""

import heapq
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest

from monitor.source import (
    Answer,
    Condition,
    Habit,
    Health,
    HostSlot,
    Notice,
    Signs,
    Terms,
    Trail,
    after_answer,
    after_failure,
    after_no_answer,
    after_success,
    asks_fully,
    assess,
    chance,
    expected_entries,
    moved_for_good,
    next_due,
    observe,
    transition,
)
from monitor.source.norm import HOURS_OF_WEEK
from tests.support import world

MIDNIGHT = datetime(2025, 6, 10, tzinfo=UTC)
SIX, EIGHTEEN, END = (MIDNIGHT + timedelta(hours=hour) for hour in (6, 18, 26))
GAP, LEASE = timedelta(seconds=2), timedelta(seconds=40)
TERMS = Terms(shortest=timedelta(minutes=5), longest=timedelta(minutes=30))
PER_HOUR, IN_FEED, PRICE = 4.0, 120, 0.15
TROUBLES = ("flapping", "moved", "frozen", "lying", "login", "challenge", "shrunk", "down")
HABIT = Habit(
    counts=array("f", [3 * PER_HOUR] * HOURS_OF_WEEK),
    watched=array("f", [3.0] * HOURS_OF_WEEK),
    rates=array("f", [PER_HOUR] * HOURS_OF_WEEK),
    until=MIDNIGHT.timestamp() / 3600,
    refreshed=MIDNIGHT.timestamp() / 3600,
    entries=600.0,
)


class FailedError(Exception):
    def __init__(self, reason: str, weight: float) -> None:
        super().__init__(reason)
        self.reason, self.weight = reason, weight


@dataclass
class Site:
    """One source's server. Its entries appear at `times`; their numbers are their identities."""

    trouble: str
    times: list[datetime]

    def get(self, now: datetime, held: str | None, fully: bool) -> tuple[int, range, str, str | None]:
        """(status, numbers of the entries, validator, moved to); `held` is the validator of before."""
        troubled = SIX <= now < EIGHTEEN
        count = bisect_right(self.times, now)
        if troubled and self.trouble in {"login", "challenge"}:
            raise FailedError(self.trouble, 0.5)
        if troubled and (self.trouble == "down" or (self.trouble == "flapping" and now.hour % 2)):
            raise FailedError("deadline", 0.25)
        moved = "https://new.example/feed" if self.trouble == "moved" and now >= SIX else None
        if troubled and self.trouble == "frozen":
            count = bisect_right(self.times, SIX)
            return 200, range(max(0, count - IN_FEED), count), f"{count}", moved
        shrunk = troubled and self.trouble == "shrunk"
        validator = f"{count}{'-' * shrunk}"
        if not fully and held is not None and (held == validator or (troubled and self.trouble == "lying")):
            return 304, range(0), held, moved
        return 200, range(max(0, count - (2 if shrunk else IN_FEED)), count), validator, moved


@dataclass
class Watched:
    """What is kept of one source, and what was seen and told of it."""

    name: str
    host: str
    site: Site
    habit: Habit = HABIT
    trail: Trail = field(default_factory=Trail)
    health: Health | None = None
    told: frozenset[Condition] = frozenset()
    tick: int = 0
    failures: int = 0
    penalty: float = 0.0
    held: str | None = None
    last_at: datetime | None = None
    seen: set[int] = field(default_factory=set)
    notices: list[tuple[datetime, Notice]] = field(default_factory=list)
    conditions: list[tuple[datetime, Condition]] = field(default_factory=list)

    def visit(self, now: datetime) -> datetime:
        """Visits, settles, judges; when the next visit is due."""
        self.tick += 1
        source = world.source(self.name, tier=1)
        try:
            status, numbers, validator, moved_to = self.site.get(now, self.held, asks_fully(self.trail, now))
        except FailedError as error:
            self.trail = after_no_answer(self.trail)
            schedule = after_failure(
                source,
                self.tick,
                now,
                failures=self.failures,
                penalty=self.penalty,
                weight=error.weight,
                retry_after=None,
                usual=TERMS.longest,
            )
            self.failures, self.penalty = schedule.failures, schedule.penalty
            self._judge(now, "failed", error.reason)
            return schedule.due_at
        new = set(numbers) - self.seen
        expected = expected_entries(self.habit, now)
        fully = self.held is not None and asks_fully(self.trail, now)
        entries = len(numbers) if status == 200 else None
        same = status == 200 and self.held == validator
        last = self.last_at
        backdated = last is not None and any(self.site.times[number] < last for number in new)
        answer = Answer(status, entries, len(new), bool(new), fully, same, backdated, last, expected, moved_to)
        self.last_at = now
        self.trail = after_answer(self.trail, answer, now)
        self.habit = observe(self.habit, now, [self.site.times[number] for number in sorted(new)])
        self.held = validator
        self.seen |= new
        due = next_due(self.habit, TERMS, PRICE, now, chance=chance(self.name, self.tick))
        schedule = after_success(source, self.tick, now, due_at=due)
        self.failures, self.penalty = schedule.failures, schedule.penalty
        self._judge(now, "ok" if new else "unchanged", None)
        return schedule.due_at

    def _judge(self, now: datetime, outcome: str, reason: str | None) -> None:
        signs = Signs(
            active=True,
            outcome=outcome,
            reason=reason,
            penalty=self.penalty,
            tier=1,
            trail=self.trail,
            evidence=self.habit.evidence,
        )
        self.health = assess(signs, self.health, now)
        self.conditions.append((now, self.health.condition))
        notices, self.told = transition(self.told, self.health, self.trail.good)
        self.notices += [(now, notice) for notice in notices]


@dataclass
class Day:
    sources: list[Watched]
    visits: dict[str, list[tuple[datetime, datetime]]]

    def of(self, trouble: str) -> Iterator[Watched]:
        return (each for each in self.sources if each.site.trouble == trouble)


@pytest.fixture(scope="module")
def day() -> Day:
    chances = Random(8)
    troubles = [*TROUBLES * 2, *["none"] * 64]
    sources = []
    for number, trouble in enumerate(troubles):
        times, at = [], MIDNIGHT - timedelta(days=3)
        while at < END:
            at += timedelta(hours=chances.expovariate(PER_HOUR))
            times.append(at)
        sources.append(Watched(f"s{number}", f"h{number % 12}", Site(trouble, times)))
    return Day(sources, simulated(sources, chances))


def simulated(sources: list[Watched], chances: Random) -> dict[str, list[tuple[datetime, datetime]]]:
    """Runs the day; the servers' own log of when visits began and ended, by host."""
    slots = {each.host: HostSlot(MIDNIGHT) for each in sources}
    log: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    due = [(MIDNIGHT + timedelta(seconds=chances.uniform(0, 600)), number) for number in range(len(sources))]
    heapq.heapify(due)
    while due[0][0] < END:
        now, number = due[0]
        source = sources[number]
        held = slots[source.host].claim(now, LEASE)
        if held is None:
            heapq.heapreplace(due, (slots[source.host].free_at + timedelta(milliseconds=1), number))
            continue
        ended = now + timedelta(seconds=chances.uniform(0.1, 3))
        log[source.host].append((now, ended))
        heapq.heapreplace(due, (source.visit(ended), number))
        slots[source.host] = held.release(ended, GAP)
    return log


def told_of(source: Watched) -> list[tuple[Condition, bool]]:
    return [(notice.condition, notice.recovered) for _, notice in source.notices]


@pytest.mark.parametrize(
    ("trouble", "condition", "hours"),
    [
        ("login", Condition.LOGIN, 0.6),
        ("challenge", Condition.CHALLENGE, 0.6),
        ("shrunk", Condition.SHRUNK, 0.6),
        ("down", Condition.DOWN, 8),
        ("frozen", Condition.FROZEN, 6),
        ("moved", Condition.MOVED, 2),
        ("lying", Condition.VALIDATORS_LIE, 6.5),
    ],
)
def test_every_trouble_is_named_soon_and_told_once(day: Day, trouble: str, condition: Condition, hours: float) -> None:
    for source in day.of(trouble):
        named = min(at for at, each in source.conditions if each is condition)
        assert SIX <= named <= SIX + timedelta(hours=hours), source.name
        assert told_of(source).count((condition, False)) == 1
        assert {each for each, _ in told_of(source)} == {condition}


@pytest.mark.parametrize("trouble", ["login", "challenge", "shrunk", "down", "frozen"])
def test_the_end_of_a_trouble_is_told_once(day: Day, trouble: str) -> None:
    for source in day.of(trouble):
        assert source.health is not None
        assert source.health.condition is Condition.OK
        recovered = [at for at, notice in source.notices if notice.recovered]
        assert len(recovered) == 1
        assert EIGHTEEN < recovered[0] < EIGHTEEN + timedelta(hours=3)


def test_who_flaps_is_failing_now_and_then_and_the_operator_sleeps(day: Day) -> None:
    for source in day.of("flapping"):
        assert Condition.FAILING in {each for _, each in source.conditions}
        assert told_of(source) == []


def test_the_healthy_stay_healthy(day: Day) -> None:
    assert {condition for source in day.of("none") for _, condition in source.conditions} == {Condition.OK}


def test_where_a_source_moved_is_learnt(day: Day) -> None:
    assert {moved_for_good(source.trail) for source in day.of("moved")} == {"https://new.example/feed"}


def test_no_entry_is_lost(day: Day) -> None:
    for source in day.sources:
        should = {number for number, at in enumerate(source.site.times) if MIDNIGHT <= at < END - timedelta(hours=2)}
        assert should <= source.seen, f"{source.name} ({source.site.trouble})"


def test_no_visit_to_a_host_overlaps_or_comes_before_the_gap_is_over(day: Day) -> None:
    assert sum(len(each) for each in day.visits.values()) > 3000
    for visits in day.visits.values():
        assert all(begun - ended >= GAP for (_, ended), (begun, _) in pairwise(visits))


def test_failing_sources_are_never_given_up(day: Day) -> None:
    for source in [*day.of("down"), *day.of("login")]:
        moments = [at for at, _ in source.conditions]
        assert max(later - earlier for earlier, later in pairwise(moments)) < timedelta(hours=1.2)
