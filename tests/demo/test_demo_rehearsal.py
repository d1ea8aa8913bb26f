"""The whole rehearsal at full speed; what should come of it is written in the scenario."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner
from rich.console import Console

from monitor.__main__ import COMMANDS
from monitor.cli import root
from monitor.demo.command import demo
from monitor.demo.rehearsal import run
from monitor.demo.scenario import load
from monitor.demo.verdict import wanted_messages, wanted_of
from monitor.model.alert import AlertRevision
from monitor.store import Database, event_views, views
from monitor.store.event_views import EventRecord
from tests.demo import expected_week

PIECES = tuple(load().pieces)
MESSAGES = sum(wanted_messages(piece) for piece in PIECES)


async def test_the_week_goes_as_the_scenario_asks(tmp_path: Path) -> None:
    console = Console(width=100, file=(tmp_path / "terminal.txt").open("w", encoding="utf-8"), color_system=None)
    with console.file:
        summary = await run(tmp_path / "demo", console=console, pace=0)
    assert (summary.missed, summary.unwanted, summary.lost, summary.refused) == ((), (), (), ())
    assert (summary.emails, summary.webhooks) == (MESSAGES, MESSAGES)
    totals = summary.totals
    assert (totals.items, totals.failed) == (len(PIECES), 0)
    assert totals.copies == sum(1 for piece in PIECES if piece.copy_of)
    assert totals.versions == len(PIECES) + sum(len(piece.edits) for piece in PIECES)
    assert totals.alerts == sum(wanted_of(piece, "alert") for piece in PIECES)
    assert totals.updates == MESSAGES - totals.alerts
    assert totals.not_modified > totals.polls * 0.6
    assert len(list((tmp_path / "demo" / "mail").glob("*.eml"))) == MESSAGES
    lines = (tmp_path / "demo" / "webhooks.jsonl").read_text("utf-8").splitlines()
    assert len({json.loads(line)["webhook_id"] for line in lines}) == MESSAGES
    _shown_once(tmp_path / "terminal.txt")
    _told_as_the_facts_ask(tmp_path / "demo" / "parley.db")
    replayed = CliRunner().invoke(root.build(COMMANDS), _rebuild(tmp_path / "demo"))
    assert (replayed.exit_code, json.loads(replayed.stdout)["differences"]) == (0, [])


def _rebuild(folder: Path) -> list[str]:
    return ["rebuild", "--dry-run", "--json", "--config", str(folder / "config"), "--state-dir", str(folder)]


def _told_as_the_facts_ask(path: Path) -> None:
    """Six events, each told in one alert with the revisions that the facts ask for; no other alert."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.reading() as tx:
            records = {record.alert_key: record for record in event_views.event_list(tx, limit=None)}
            told = [views.alert_revisions_of(tx, row["id"]) for row, _ in views.alert_list(tx)][::-1]
            held = views.totals(tx)["held"]
    finally:
        database.close()
    assert [_as_expected(records[of_one[0].key], of_one) for of_one in told] == list(expected_week.WEEK)
    assert held == held | expected_week.HELD


def _as_expected(record: EventRecord, told: Sequence[AlertRevision]) -> expected_week.Expected:
    event = record.known.event
    assert record.alert_state == "open"
    messages = []
    for each in told:
        changes = {change.field: (change.old, change.new) for change in each.changes}
        messages.append(expected_week.Told(re.split(r"[/=](?=[^/=]+/?$)", str(each.url))[-1], each.reason, changes))
    fields = {value.name: value.value for value in event.values if value.name != "expectation"}
    return expected_week.Expected(str(event.kind), fields, tuple(messages))


def _shown_once(terminal: Path) -> None:
    """Every link that a desk was told of stands in the terminal, once a message; no other does."""
    shown = terminal.read_text("utf-8").split()
    for piece in PIECES:
        assert shown.count(piece.link) == wanted_messages(piece), piece.link


def test_the_command_explains_itself() -> None:
    result = CliRunner().invoke(demo, ["--help"])
    assert result.exit_code == 0
    for words in ("--state", "--pace", "--json", "no network", "left for looking around"):
        assert words in " ".join(result.output.split())


def test_the_command_refuses_a_folder_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    result = CliRunner().invoke(demo, ["--state", str(tmp_path)])
    assert result.exit_code == 2
    assert "not of a rehearsal" in result.output
    assert (tmp_path / "letter.txt").read_text() == "dear"
