"""The day in short, as part of every test run, on both databases. `python -m tests.day` is the whole of it."""

import pytest

from tests.day.__main__ import play
from tests.day.stage import set_up


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_day_among_sources_of_which_a_tenth_go_wrong(database_url: str) -> None:
    stage = set_up(39, database_url, troubled=3)
    try:
        findings = await play(stage)
    finally:
        stage.database.close()
    assert {each.what: each.faults for each in findings if each.faults} == {}
