"""Which of several addresses is asked."""

from datetime import UTC, datetime, timedelta

from monitor.source import Trail, address_of, after_missed, after_no_answer, after_reached, only_tried, trail_from_json
from monitor.source.mirrors import FIRST_AGAIN_AFTER

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
FIRST, MIRRORS = "https://first.example/feed", ("https://one.example/feed", "https://two.example/feed")


def asked(trail: Trail) -> str:
    return address_of(trail, FIRST, MIRRORS)


def missed(trail: Trail, now: datetime = NOW, said: str = "dns") -> Trail:
    return after_missed(trail, len(MIRRORS), said, now)


def test_the_addresses_are_tried_in_a_circle_while_none_answers() -> None:
    trail, order = Trail(), []
    for _ in range(4):
        order.append(asked(trail))
        trail = missed(trail)
    assert order == [FIRST, *MIRRORS, FIRST]


def test_a_mirror_that_answers_is_kept_and_the_first_tried_now_and_then() -> None:
    trail = after_reached(missed(Trail()), NOW)
    assert (asked(trail), trail.answered, trail.first_said) == (MIRRORS[0], 1, "dns")
    soon = after_reached(trail, NOW + FIRST_AGAIN_AFTER - timedelta(seconds=1))
    assert asked(soon) == MIRRORS[0]
    again = after_reached(trail, NOW + FIRST_AGAIN_AFTER)
    assert (asked(again), only_tried(again)) == (FIRST, True)
    still = missed(again, NOW + FIRST_AGAIN_AFTER, "http_500")
    assert (asked(still), still.answered, still.first_said) == (MIRRORS[0], 1, "http_500")
    assert asked(after_reached(still, NOW + FIRST_AGAIN_AFTER + timedelta(minutes=5))) == MIRRORS[0]
    back = after_reached(again, NOW + FIRST_AGAIN_AFTER)
    assert (asked(back), back.answered, back.first_tried_at) == (FIRST, 0, None)


def test_a_mirror_that_fails_is_left_for_the_next() -> None:
    trail = missed(after_reached(missed(Trail()), NOW))
    assert (asked(trail), only_tried(trail)) == (MIRRORS[1], False)
    first = missed(trail)
    assert (asked(first), only_tried(first)) == (FIRST, False), "nothing serves, so its failure counts"


def test_without_mirrors_the_one_address_stays() -> None:
    trail = after_missed(Trail(), 0, "dns", NOW)
    assert (address_of(trail, FIRST, ()), only_tried(trail)) == (FIRST, False)


def test_mirrors_that_are_no_longer_configured_are_not_asked() -> None:
    trail = missed(missed(Trail()))
    assert address_of(trail, FIRST, MIRRORS[:1]) == FIRST


def test_where_it_moved_is_asked_until_that_fails() -> None:
    trail = Trail(moved_to="https://new.example/feed", moved=3)
    assert asked(trail) == "https://new.example/feed"
    assert address_of(after_no_answer(trail), FIRST, ()) == FIRST


def test_everything_survives_the_store() -> None:
    trail = after_reached(missed(Trail()), NOW)
    assert trail_from_json(trail.to_json()) == trail
