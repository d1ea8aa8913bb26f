"""The schedule and the conditions of sources as commands show them, after the service has worked for a while."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import COMMANDS
from monitor.cli import root
from monitor.clock import SteppedClock, SystemClock
from tests.support.feed_server import Publication
from tests.support.settled import Desk, Piece, rss, running

Run = Callable[..., Result]
LOGIN = b"<html><body><form><input type='password' name='p'></form>Please log in</body></html>"


@pytest.fixture
def clock() -> SteppedClock:
    """The commands go by the machine's clock."""
    return SteppedClock(SystemClock().now(), running=False)


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock) -> AsyncIterator[Desk]:
    """One source that is visited by its habit and one at a fixed interval; the latter asks to log in."""
    async with running(tmp_path, "mod", "agency", clock=clock) as desk:
        sources = desk.directory / "sources" / "all.yaml"
        sources.write_text(sources.read_text().replace("every: 5m", "longest: 2h", 1))
        dated = [Piece(number, f"Piece {number}", clock.now() - timedelta(hours=5 * number)) for number in range(1, 40)]
        desk.feeds.publish("/mod.xml", rss(dated))
        await desk.service.reload()
        await desk.service.settle()
        desk.feeds.publish("/agency.xml", Publication(LOGIN, "text/html"))
        desk.feeds.publish("/mod.xml", rss([Piece(99, "An exchange of prisoners took place."), *dated]))
        await desk.later()
        await desk.service.look_around()
        yield desk


@pytest.fixture
def parley(desk: Desk, tmp_path: Path) -> Run:
    def run(*words: str) -> Result:
        where = ["--config", str(desk.directory), "--state-dir", str(tmp_path / "state")]
        return CliRunner().invoke(root.build(COMMANDS), [*words, *where])

    return run


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_plan_is_a_picture_of_the_week_with_its_reasons(parley: Run) -> None:
    shown = parley("sources", "plan", "mod").stdout
    lines = shown.splitlines()
    assert lines[0] == "mod  Ministry mod"
    days = [line for line in lines if line.strip()[:4] in {f"{day} " for day in ("Mon", "Tue", "Sun")}]
    assert len(days) == 3
    assert "Learnt from" in shown
    assert "a match" in shown, "it has just brought one"
    fixed = parley("sources", "plan", "agency").stdout
    assert "Visited every 5 min, as the configuration says" in fixed


def test_a_plan_as_data(parley: Run) -> None:
    (mod, agency) = data(parley("sources", "plan", "--json"))
    assert (mod["id"], mod["fixed"], agency["fixed"]) == ("mod", False, True)
    assert len(mod["rates"]) == len(mod["intervals"]) == 168
    assert mod["entries_per_week"] == pytest.approx(7 * 24 / 5, rel=0.5)
    assert max(mod["intervals"]) <= 120
    assert set(agency["intervals"]) == {5.0}
    assert mod["boosted_until"] is not None


def test_without_a_name_every_source_is_a_line(parley: Run) -> None:
    shown = parley("sources", "plan")
    assert [line.split()[0] for line in shown.stdout.splitlines()] == ["mod", "agency"]
    assert "3600 allowed" in shown.stderr
    assert parley("sources", "plan", "nobody").exit_code == 2


def test_a_condition_comes_with_since_explanation_and_advice(parley: Run, desk: Desk) -> None:
    rows = {row["id"]: row for row in data(parley("sources", "list", "--json"))}
    assert rows["agency"]["condition"] == "login"
    assert datetime.fromisoformat(rows["agency"]["since"]) == desk.clock.now()
    assert rows["agency"]["explanation"].startswith("The answer is not the feed (login")
    assert rows["agency"]["advice"].startswith("Give the source's credentials")
    assert (rows["mod"]["condition"], rows["mod"]["reason"]) == ("ok", None)
    assert [row["id"] for row in data(parley("sources", "list", "--condition", "login", "--json"))] == ["agency"]
    assert "login" in parley("sources", "list").stdout


def test_the_status_names_what_needs_a_look_and_how_the_budget_is_spent(parley: Run) -> None:
    told = data(parley("status", "--json"))
    assert told["conditions"] == {"login": 1, "ok": 1}
    assert [row["id"] for row in told["troubled"]] == [row["id"] for row in told["failing"]] == ["agency"]
    shown = parley("status").stdout
    assert "an hour expected, 3600 allowed" in shown
    assert "notices     1 to the operators; no desk `operators` hears them" in shown
    assert "Give the source's credentials" in shown
    (notice,) = data(parley("alerts", "list", "--notices", "--json"))
    assert (notice["subject_kind"], notice["source_id"], notice["state"]) == ("source", "agency", "open")
    assert [row["subject_kind"] for row in data(parley("alerts", "list", "--json"))] == ["item"]
