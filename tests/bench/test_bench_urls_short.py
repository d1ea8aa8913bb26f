"""The bench of canonical addresses in small."""

from monitor.identify.urls import canonical_url
from tests.bench.dedup.urls import addresses, contenders, figures, measured


def test_every_contender_is_measured_and_told() -> None:
    names = contenders().keys()
    steps: list[str] = []
    microseconds = measured(200, steps.append)
    assert microseconds.keys() == names
    assert len(figures(microseconds)) == len(names)
    assert steps[0] == "round 1 of 5: parley"


def test_a_peer_twice_as_slow_is_told_as_half_its_time() -> None:
    assert figures({"parley": 8.0, "url-normalize": 16.0}) == {
        "url_microseconds": 8.0,
        "url_time_to_url_normalize": 0.5,
    }


def test_the_addresses_are_all_different_pages() -> None:
    urls = addresses(500, seed=1)
    assert len(set(map(canonical_url, urls))) == 500
