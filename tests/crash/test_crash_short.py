"""The trial in short, as part of every test run. `python -m tests.crash` is the whole of it."""

from pathlib import Path

import pytest

from tests.crash.plan import plan
from tests.crash.trial import Trial


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_five_kills_lose_nothing(tmp_path: Path) -> None:
    planned = plan(9, kills=5, alerts=60, faults=0.15)

    async with Trial(planned, tmp_path, lambda _kills, _told: None) as trial:
        outcome = await trial.run()

    assert {heading: examples for heading, examples in outcome.verdict.failures.items() if examples} == {}
    assert outcome.figures.kills.total() == len(planned.kills)
    assert outcome.verdict.tellings >= 2 * len(planned.stories)
    assert outcome.figures.hook_faults
    assert outcome.figures.mail_faults
