"""The fast way and the careful way give the same entries."""

from pathlib import Path

import pytest

from tests.captures.differential import carefully, difference, fast, invented

CAPTURES = Path(__file__).parents[2] / "../shared/captures/feeds"
FILES = sorted(CAPTURES.iterdir()) if CAPTURES.is_dir() else []
FEEDS_HERE = 250  # of the 5,000 of the long form


@pytest.mark.parametrize("first", range(0, FEEDS_HERE, 50))
def test_invented_feeds_are_read_alike(first: int) -> None:
    documents = invented(first, 50)
    told = {name: difference(body) for name, body in documents.items()}
    assert {name: each for name, each in told.items() if each} == {}
    assert sum(fast(body) is not None for body in documents.values()) > len(documents) * 0.6


@pytest.mark.skipif(not FILES, reason="the captured feeds (../shared/captures/feeds) are not here")
def test_captured_feeds_are_read_alike() -> None:
    told = {path.name: difference(path.read_bytes()) for path in FILES}
    assert {name: each for name, each in told.items() if each} == {}


@pytest.mark.skipif(not FILES, reason="the captured feeds (../shared/captures/feeds) are not here")
def test_captured_feeds_take_the_fast_way() -> None:
    bodies = [path.read_bytes() for path in FILES]
    feeds = [body for body in bodies if not isinstance(carefully(body), str)]
    assert sum(fast(body) is not None for body in feeds) >= 0.95 * len(feeds)
