from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.source import Condition, Health, Signs, Trail, assess, transition
from monitor.source.health import ADVICE, CALM, RECOVERED_AFTER, silence_chance

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Signs(active=True, outcome="ok", trail=Trail(news_at=NOW - HOUR), evidence=100.0, due_at=NOW + HOUR)
QUIET = Trail(news_at=NOW - timedelta(days=2), missing=12.0)


def failed(reason: str, penalty: float = 0.5) -> Signs:
    return replace(GOOD, outcome="failed", reason=reason, detail="what it said", penalty=penalty)


SIGNS = {
    Condition.OFF: replace(GOOD, active=False),
    Condition.NEW: replace(GOOD, outcome=None),
    Condition.OK: GOOD,
    Condition.OVERDUE: replace(GOOD, due_at=NOW - HOUR),
    Condition.CHALLENGE: failed("challenge"),
    Condition.LOGIN: failed("login", penalty=7),
    Condition.HTML_NOT_FEED: failed("html_not_feed"),
    Condition.TRUNCATED: failed("truncated"),
    Condition.FAILING: failed("deadline"),
    Condition.DOWN: failed("status_404", penalty=2),
    Condition.SHRUNK: replace(GOOD, trail=Trail(usual=20.0, count=1, short=1)),
    Condition.FROZEN: replace(GOOD, trail=replace(QUIET, given=9, unmodified=2)),
    Condition.SILENT: replace(GOOD, outcome="unchanged", trail=replace(QUIET, given=2, unmodified=200)),
    Condition.VALIDATORS_LIE: replace(GOOD, trail=Trail(lies_since=NOW - HOUR)),
    Condition.MIRROR: replace(
        GOOD, trail=Trail(asked=1, answered=1, first_said="dns"), address="https://mirror.example/feed"
    ),
    Condition.MOVED: replace(GOOD, trail=Trail(moved_to="https://new.example/", moved=3)),
}


@pytest.mark.parametrize("named", list(Condition))
def test_every_condition_is_named_with_its_reason_and_what_to_do(named: Condition) -> None:
    health = assess(SIGNS[named], None, NOW)
    assert health.condition is named
    assert health.reason.endswith(".")
    assert health.advice == ADVICE[named]
    assert health.advice.endswith(".")


def test_a_document_that_is_rewritten_without_news_is_frozen_though_the_server_mostly_says_unmodified() -> None:
    trail = replace(QUIET, given=5, rewritten=4, unmodified=50)
    health = assess(replace(GOOD, trail=trail), None, NOW)
    assert health.condition is Condition.FROZEN
    assert "changes" in health.reason


@pytest.mark.parametrize(("tier", "told"), [(1, True), (2, True), (3, False)])
def test_silence_has_a_floor_by_tier(tier: int, told: bool) -> None:
    trail = Trail(news_at=NOW - 8 * HOUR, missing=50.0, unmodified=90)
    health = assess(replace(GOOD, trail=trail, tier=tier), None, NOW)
    assert (health.condition is Condition.SILENT) is told


def test_a_habit_hardly_known_raises_no_alarm() -> None:
    trail = Trail(news_at=NOW - timedelta(days=3), missing=12.0, unmodified=90)
    assert assess(replace(GOOD, trail=trail, evidence=200.0), None, NOW).condition is Condition.SILENT
    assert assess(replace(GOOD, trail=trail, evidence=1.0), None, NOW).condition is Condition.OK


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(0.1, 100))
def test_silence_is_less_likely_the_more_is_missing_and_the_better_the_habit_is_known(
    missing: float, evidence: float, more: float
) -> None:
    chance = silence_chance(missing, evidence)
    assert 0 <= chance <= 1
    assert silence_chance(missing + more, evidence) <= chance
    assert silence_chance(missing, evidence + more) <= chance * (1 + 1e-9)


def test_since_stays_while_the_condition_does() -> None:
    began = assess(failed("challenge"), None, NOW)
    later = assess(failed("challenge", penalty=3), began, NOW + HOUR)
    assert later.since == NOW
    assert assess(GOOD, later, NOW + 2 * HOUR).since == NOW + 2 * HOUR


def told_of(*course: tuple[Condition, int]) -> list[tuple[str, bool]]:
    """What the operator hears of a course of (condition, good visits in a row)."""
    known: frozenset[Condition] = frozenset()
    heard = []
    for named, good in course:
        notices, known = transition(known, Health(named, NOW, "Why."), good)
        heard += [(notice.condition.value, notice.recovered) for notice in notices]
    return heard


def test_a_trouble_is_told_once_and_its_end_once() -> None:
    course = [(Condition.CHALLENGE, 0)] * 3 + [(Condition.OK, good) for good in range(1, 6)]
    assert told_of(*course) == [("challenge", False), ("challenge", True)]


def test_a_source_that_comes_and_goes_fills_no_mailbox() -> None:
    assert told_of(*[(Condition.CHALLENGE, 0), (Condition.OK, 1)] * 20) == [("challenge", False)]
    assert told_of(*[(Condition.FAILING, 0), (Condition.OK, 1)] * 20) == []


def test_a_trouble_hidden_by_a_greater_one_is_not_told_again() -> None:
    course = [(Condition.MOVED, 5), (Condition.DOWN, 0), (Condition.MOVED, 1), (Condition.MOVED, 3), (Condition.OK, 9)]
    assert told_of(*course) == [("moved", False), ("down", False), ("down", True), ("moved", True)]


def test_what_is_switched_off_is_forgotten_without_a_word() -> None:
    assert told_of((Condition.DOWN, 0), (Condition.OFF, 0), (Condition.OK, 9)) == [("down", False)]


@given(st.lists(st.tuples(st.sampled_from(Condition), st.integers(0, 6)), max_size=30))
def test_no_recovery_is_told_of_what_was_not_told(course: list[tuple[Condition, int]]) -> None:
    open_troubles: set[str] = set()
    for named, recovered in told_of(*[each for each in course if each[0] is not Condition.OFF]):
        assert (named in open_troubles) is recovered
        open_troubles ^= {named}
    assert not open_troubles & {each.value for each in CALM}


def test_a_notice_says_what_why_and_what_to_do() -> None:
    (notice,), _ = transition(frozenset(), assess(SIGNS[Condition.HTML_NOT_FEED], None, NOW), 0)
    assert notice.text.startswith("Html not feed: The answer is not the feed (html_not_feed: what it said).")
    assert notice.text.endswith(ADVICE[Condition.HTML_NOT_FEED])
    (end,), _ = transition(frozenset({Condition.DOWN}), assess(GOOD, None, NOW), RECOVERED_AFTER)
    assert end.text == "No longer down: The last visit was good."
