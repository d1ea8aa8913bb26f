from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.source import Answer, Trail, after_answer, after_no_answer, asks_fully, moved_for_good, trail_from_json
from monitor.source.trail import ACCEPTED_AFTER, LIES_REMEMBERED

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
VISIT = timedelta(minutes=10)
UNMODIFIED = Answer(304, expected=0.1)


def after(answers: list[Answer], trail: Trail | None = None) -> Trail:
    known, now = trail or Trail(), NOW
    for answer in answers:
        known, now = after_answer(known, answer, now), now + VISIT
    return known


def full(entries: int = 20, **changes: object) -> Answer:
    return Answer(200, entries=entries, **changes)  # type: ignore[arg-type] # any field of the answer


def test_every_twelfth_visit_asks_fully() -> None:
    trail, asked, now = after([full(new=1)]), [], NOW
    for _ in range(24):
        now += timedelta(minutes=1)
        fully = asks_fully(trail, now)
        asked.append(fully)
        trail = after_answer(trail, full(fully=True) if fully else UNMODIFIED, now)
    assert [number for number, fully in enumerate(asked, 1) if fully] == [12, 24]


def test_after_six_hours_a_visit_asks_fully() -> None:
    trail = after_answer(Trail(), full(new=1), NOW)
    assert not asks_fully(trail, NOW + timedelta(hours=5, minutes=59))
    assert asks_fully(trail, NOW + timedelta(hours=6))


def test_a_silence_that_is_hard_to_believe_is_looked_into() -> None:
    quiet = after([full(new=1), *[replace(UNMODIFIED, expected=0.9)] * 3])
    assert not asks_fully(quiet, NOW + 4 * VISIT), "fewer than three are missing"
    assert asks_fully(after([replace(UNMODIFIED, expected=0.9)], quiet), NOW + 5 * VISIT)


def test_the_same_validators_with_other_entries_are_a_lie_at_once() -> None:
    trail = after([full(new=1), UNMODIFIED, full(new=2, fully=True, same_validators=True)])
    assert trail.lies_since is not None
    assert asks_fully(trail, trail.lies_since + LIES_REMEMBERED - timedelta(days=1))
    assert not asks_fully(
        replace(trail, full_at=trail.lies_since + LIES_REMEMBERED), trail.lies_since + LIES_REMEMBERED
    )


def served(*answers: Answer, trail: Trail) -> Trail:
    """After answers at VISIT from each other, each told when the good visit before it was."""
    known, now = trail, NOW
    for answer in answers:
        known, now = after_answer(known, replace(answer, last_at=now - VISIT), now), now + VISIT
    return known


FOUND = full(new=1, fully=True)
START = Trail(full_at=NOW - VISIT, news_at=NOW - VISIT)


def test_news_behind_a_304_is_a_lie_when_it_cannot_be_coincidence_any_more() -> None:
    behind = [*[UNMODIFIED] * 11, FOUND]
    assert served(*behind * 2, trail=START).lies_since is None
    assert served(*behind * 3, trail=START).lies_since is not None


def test_an_entry_dated_before_the_304_leaves_less_chance() -> None:
    behind = [UNMODIFIED, replace(FOUND, backdated=True)]
    assert served(*behind, trail=START).lies_since is None
    assert served(*behind * 2, trail=START).lies_since is not None


def test_dates_prove_nothing_where_entries_are_known_to_appear_late() -> None:
    told = full(new=1, backdated=True)
    behind = [UNMODIFIED, replace(FOUND, backdated=True)]
    assert served(UNMODIFIED, told, *behind * 4, trail=START).lies_since is None


def test_news_after_a_pause_may_well_have_come_in_it() -> None:
    trail = START
    for day in range(9):
        now = NOW + timedelta(days=day)
        trail = after_answer(trail, replace(UNMODIFIED, last_at=now - VISIT), now)
        trail = after_answer(trail, replace(FOUND, last_at=now), now + timedelta(hours=23))
    assert trail.lies_since is None


def test_a_suspicion_is_looked_into_soon() -> None:
    suspected = served(*[UNMODIFIED] * 11, FOUND, *[UNMODIFIED] * 3, trail=START)
    assert asks_fully(suspected, NOW + 15 * VISIT)
    assert not asks_fully(replace(suspected, chance=1.0), NOW + 15 * VISIT)


def test_validators_that_tell_of_news_clear_the_suspicion() -> None:
    behind = [*[UNMODIFIED] * 11, FOUND]
    assert served(*behind * 2, full(new=1), *behind * 2, trail=START).lies_since is None


def test_a_document_that_only_changes_its_clock_is_no_lie() -> None:
    behind = [UNMODIFIED, full(changed=True, fully=True, same_validators=True)]
    assert after([full(new=1), *behind * 10]).lies_since is None


def test_a_lie_is_given_another_chance_after_a_month() -> None:
    lying = after([full(new=1), UNMODIFIED, full(new=2, fully=True, same_validators=True)])
    assert lying.lies_since is not None
    later = after_answer(lying, full(fully=True), lying.lies_since + LIES_REMEMBERED)
    assert later.lies_since is None
    assert later.chance == 1


def test_a_move_is_believed_when_it_lasts() -> None:
    moved = full(moved_to="https://new.example/feed")
    assert moved_for_good(after([moved, moved])) is None
    assert moved_for_good(after([moved] * 3)) == "https://new.example/feed"
    assert moved_for_good(after([moved, moved, full(moved_to="https://other.example/"), moved])) is None
    assert moved_for_good(after([moved] * 3 + [full()])) is None


def test_far_fewer_entries_than_usual_are_noticed() -> None:
    assert after([full(20)] * 5 + [full(3)]).short == 1
    assert after([full(20)] * 5 + [full(0)] * 2).short == 2
    assert after([full(20)] * 5 + [full(12)]).short == 0
    assert after([full(20)] * 5 + [full(0), full(20)]).short == 0


def test_a_source_that_is_empty_now_and_then_is_not_shrunk() -> None:
    assert after([full(3), full(0)] * 20, Trail(usual=3.0, fewest=0.0)).short == 0


def test_what_stays_short_is_the_new_usual_but_nothing_at_all_never_is() -> None:
    visits = ACCEPTED_AFTER // VISIT
    assert after([full(40)] * 3 + [full(5)] * visits).short == visits
    settled = after([full(40)] * 3 + [full(5)] * (visits + 2))
    assert (settled.short, settled.short_since) == (0, None)
    assert settled.usual == pytest.approx(5)
    assert after([full(40)] * 3 + [full(0)] * (visits + 50)).short == visits + 50


def test_what_is_awaited_adds_up_until_there_is_news() -> None:
    waiting = after([full(new=1), UNMODIFIED, full(changed=True, expected=0.5), full(expected=0.25)])
    assert waiting.missing == pytest.approx(0.85)
    assert (waiting.given, waiting.rewritten, waiting.unmodified) == (2, 1, 1)
    assert after_answer(waiting, full(new=1), NOW + VISIT).missing == 0


def test_a_failed_visit_ends_the_row_of_good_ones_and_forgets_nothing_else() -> None:
    trail = after([full(new=1), UNMODIFIED])
    assert trail.good == 2
    assert after_no_answer(trail) == replace(trail, good=0)


@given(
    st.lists(
        st.builds(
            Answer,
            st.sampled_from([200, 304]),
            entries=st.one_of(st.none(), st.integers(0, 5000)),
            new=st.integers(0, 3),
            changed=st.booleans(),
            fully=st.booleans(),
            same_validators=st.booleans(),
            backdated=st.booleans(),
            expected=st.floats(0, 100),
            moved_to=st.sampled_from([None, "https://a.example/", "https://b.example/"]),
        ),
        max_size=30,
    )
)
def test_a_trail_is_small_and_comes_back_from_the_store(answers: list[Answer]) -> None:
    trail = after(answers)
    stored = trail.to_json()
    assert len(stored) < 700
    assert trail_from_json(stored) == trail
    assert 0 <= trail.chance <= 1


@pytest.mark.parametrize("stored", [None, "", '{"version": 99, "good": 3}'])
def test_what_another_version_left_is_an_empty_trail(stored: str | None) -> None:
    assert trail_from_json(stored) == Trail()
