"""The three sweeps over the captured feeds, where they are at hand."""

from pathlib import Path

import pytest

from tests.captures import DEFAULT_FOLDER, documents_in
from tests.captures.sweeps import captures, three_sweeps
from tests.captures.verdict import judge, totals

DOCUMENTS = documents_in(DEFAULT_FOLDER)


@pytest.mark.skipif(not DOCUMENTS, reason="the captured feeds (../shared/captures/feeds) are not here")
async def test_every_entry_of_the_captured_feeds_is_stored_exactly_once(tmp_path: Path) -> None:
    fleet = captures(DOCUMENTS, seed=1)
    rows = judge(fleet, await three_sweeps(fleet, tmp_path))
    assert {row.name: row.faults for row in rows if row.faults} == {}
    figures = totals(rows)
    assert figures["stored"] == figures["entries"] > 0
    assert (figures["again_stored"], figures["reordered_stored"]) == (0, 0)
