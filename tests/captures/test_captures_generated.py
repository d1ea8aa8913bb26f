"""The three sweeps over feeds of our own: what must be stored is known by heart here, not only counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.captures.generated import FEEDS
from tests.captures.reference import reference
from tests.captures.sweeps import captures, three_sweeps
from tests.captures.verdict import judge, totals


async def test_feeds_of_our_own_are_stored_once_whatever_their_habits(tmp_path: Path) -> None:
    fleet = captures({name: feed.body for name, feed in FEEDS.items()}, seed=3)
    rows = judge(fleet, await three_sweeps(fleet, tmp_path))
    assert {row.name: row.faults for row in rows if row.faults} == {}
    assert {row.name: row.stored for row in rows} == {name: feed.items for name, feed in FEEDS.items()}
    assert {row.name for row in rows if row.outcome.startswith("refused")} == {
        name for name, feed in FEEDS.items() if feed.refusal
    }
    assert all(row.outcome == f"refused: {FEEDS[row.name].refusal}" for row in rows if FEEDS[row.name].refusal)
    figures = totals(rows)
    assert figures["fine"]
    assert figures["again_304"] == sum(feed.refusal is None for feed in FEEDS.values())


async def test_what_is_not_as_promised_is_a_fault(tmp_path: Path) -> None:
    """The harness itself, on a third sweep that brings news and on a count that is wrong."""
    atom, rss = captures({name: FEEDS[name].body for name in ("plain.atom", "plain.rss")}, seed=3)
    liar = replace(atom, expected=rss.expected, later=rss.body)
    (row,) = judge([liar], await three_sweeps([liar], tmp_path))
    assert row.faults[0].startswith("12 stored where feedparser finds 20: missing ids")
    assert row.faults[1:] == tuple(f"third sweep: 8 new {what}" for what in ("items", "versions", "alerts"))
    assert not totals([row])["fine"]


@pytest.mark.parametrize("name", ["plain.rss", "repeated-id.rss", "plain.atom", "plain.rdf", "ill-formed.rss"])
def test_a_rewriting_brings_nothing_new_and_half_of_the_old(name: str) -> None:
    (capture,) = captures({name: FEEDS[name].body}, seed=3)
    later = reference(capture.later)
    assert later.entries < capture.expected.entries
    assert later.distinct == (capture.expected.distinct + 1) // 2
