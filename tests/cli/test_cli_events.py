"""The ledger as a user reads it."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from monitor.__main__ import COMMANDS
from monitor.cli import root
from monitor.clock import SteppedClock
from monitor.store import Database, upgrade
from tests.support import wire
from tests.support.config_tree import Tree

DAY = datetime(2025, 6, 10, tzinfo=UTC)
Events = Callable[..., str]


@pytest.fixture
def events(tmp_path: Path) -> Events:
    """`parley events …` over a database in which seven feeds have told of an exchange, and one of another."""
    Tree(tmp_path / "config")
    clock = SteppedClock(DAY + timedelta(hours=17), running=False)
    database = Database(f"sqlite:///{tmp_path / 'state' / 'parley.db'}", clock)
    upgrade(database)
    catalog = wire.synced(database)
    for voice in wire.VOICES:
        wire.hear(database, catalog, voice.id, voice.entry(DAY))
    clock.set(DAY + timedelta(days=4, hours=17))
    wire.hear(database, catalog, "hq-ua", wire.VOICES[4].entry(DAY + timedelta(days=4), 90))
    database.close()

    def run(*words: str, code: int = 0) -> str:
        where = ["--config", str(tmp_path / "config"), "--state-dir", str(tmp_path / "state")]
        done = CliRunner().invoke(root.build(COMMANDS), ["events", *words, *where])
        assert done.exit_code == code, done.output
        return done.stdout if code == 0 else done.stderr

    return run


def test_a_line_an_event_with_the_first_source_and_the_minutes_of_the_others(events: Events) -> None:
    header, newest, told, *_ = events("list").splitlines()
    assert header.split()[:4] == ["event", "day", "kind", "between"]
    assert newest.split()[:4] == ["2", "2025-06-14", "exchange", "RU–UA"]
    assert "single side" in newest
    for words in ("2025-06-10", "returned to UA 205", "both sides", "mod-ru", "wire-ru +6", "hq-ua +15", "mfa-ua"):
        assert words in told + events("list")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--kind", "exchange"], [2, 1]),
        (["--kind", "negotiation"], []),
        (["--side", "UA"], [2, 1]),
        (["--side", "U"], []),
        (["--status", "planned"], []),
        (["--limit", "1"], [2]),
        (["--hours", "1"], []),
    ],
)
def test_events_are_chosen(events: Events, options: list[str], found: list[int]) -> None:
    assert [each["id"] for each in json.loads(events("list", "--json", *options))["events"]] == found


def test_an_event_is_shown_with_every_claim_and_decision(events: Events) -> None:
    shown = " ".join(events("show", "1").split())
    for words in (
        "Event 1: exchange RU–UA",
        "both sides",
        "same day and count",
        "Наші люди вдома",
        "new event",
        "other side confirms",
        "corroboration: single side → both sides",
    ):
        assert words in shown
    data = json.loads(events("show", "1", "--json"))
    assert len(data["claims"]) == len(data["seen"]) == 7
    assert data["event"]["corroboration"] == "both sides"
    key = data["event"]["key"]
    assert json.loads(events("show", key[:12], "--json"))["id"] == 1


def test_what_is_not_there_is_said(events: Events) -> None:
    assert "there is no event 99" in events("show", "99", code=2)
    assert "give more of it" in events("show", "", code=2)


def test_a_table_for_a_spreadsheet(events: Events) -> None:
    rows = list(csv.DictReader(io.StringIO(events("export"))))
    assert [row["first_day"] for row in rows] == ["2025-06-14", "2025-06-10"]
    told = rows[1]
    assert (told["status"], told["corroboration"], told["claims"], told["sources"]) == ("done", "both sides", "7", "7")
    assert told["counts"] == "returned to RU 205; returned to UA 205"
    assert (told["first_source"], told["families"]) == ("mod-ru", "meridian ru-state ua-state")


def test_everything_for_a_program(events: Events) -> None:
    assert json.loads(events("export", "--json")) == json.loads(events("export", "--format", "json"))


def test_a_calendar(events: Events) -> None:
    calendar = icalendar.Calendar.from_ical(events("export", "--format", "ics"))
    entries = {str(entry["summary"]): entry for entry in calendar.walk("VEVENT")}
    assert set(entries) == {"Exchange RU–UA: done (both sides)", "Exchange RU–UA: done (single side)"}
    entry = entries["Exchange RU–UA: done (both sides)"]
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (DAY.date(), DAY.date() + timedelta(days=1))
    assert str(entry["status"]) == "CONFIRMED"
    assert str(entry["uid"]).endswith("@parley")
    assert "returned to UA: 205" in str(entry["description"])
