"""The commands as a user types them."""

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import COMMANDS
from monitor.cli import root
from monitor.clock import SteppedClock
from tests.support.receivers import Answer, WebhookReceiver
from tests.support.settled import Piece, rss, running

Parley = Callable[..., Result]
NEWS = "An exchange of prisoners took place near the border: 84 servicemen came home this morning."


@pytest.fixture
def parley() -> Parley:
    def run(*words: str | Path, stdin: str | bytes | None = None) -> Result:
        result = CliRunner().invoke(root.build(COMMANDS), [str(word) for word in words], input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def leaves() -> list[tuple[str, ...]]:
    """Every command that does something, as words."""
    found: list[tuple[str, ...]] = []
    group = root.build(COMMANDS)
    for name in COMMANDS:
        command = group.get_command(None, name)  # type: ignore[arg-type] # our group needs no context
        children = getattr(command, "commands", None)
        found += [(name, child) for child in children] if children else [(name,)]
    return found


@pytest.mark.parametrize("words", leaves(), ids=" ".join)
def test_every_command_explains_itself(parley: Parley, words: tuple[str, ...]) -> None:
    shown = parley(*words, "--help")
    assert shown.exit_code == 0
    body = shown.stdout.split("Options:")[0].split("\n", 2)[2].strip()
    assert len(body) > 20, "a stranger learns what it does"
    if words != ("demo",):
        assert "--config" in shown.stdout
    if words != ("run",):
        assert "--json" in shown.stdout


def test_the_root_names_every_command(parley: Parley) -> None:
    shown = parley("--help").stdout
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert parley("nonsense").exit_code == 2


def test_the_shipped_configuration_has_no_mistakes(parley: Parley) -> None:
    shown = parley("check", "--config", "config", "--json")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout)["problems"] == []


def broken(tmp_path: Path) -> Path:
    directory = tmp_path / "config"
    (directory / "sources").mkdir(parents=True)
    (directory / "parley.yaml").write_text("contact: ops@desk.example\nalert_windw: 24h\npolling: {every: soon}\n")
    (directory / "sources" / "a.yaml").write_text(
        "sources:\n  - {id: a, name: A, url: 'ftp://a.example/', kind: feed, body: defence, side: RU, family: a, "
        "timezone: UTC}\n"
    )
    (directory / "desks.yaml").write_text(
        "channels: []\ndesks: [{id: news, name: News, timezone: UTC, channels: [hok]}]\n"
    )
    return directory


def test_check_shows_every_mistake_at_once_and_run_refuses_in_the_same_words(parley: Parley, tmp_path: Path) -> None:
    directory = broken(tmp_path)
    checked = parley("check", "--config", directory)
    assert checked.exit_code == 78
    for part in ("parley.yaml:2:1", "alert_window", "parley.yaml:3:18", "a.yaml:2:27", "desks.yaml:2:"):
        assert part in checked.stdout
    refused = parley("run", "--config", directory, "--state-dir", tmp_path / "state")
    assert refused.exit_code == 78
    assert refused.stderr.strip() == checked.stdout.strip()
    assert not (tmp_path / "state").exists()
    problems = json.loads(parley("check", "--config", directory, "--json").stdout)["problems"]
    assert len(problems) == 5  # the four above, and that there is no rules folder
    assert all({"path", "line", "column", "message", "mend"} <= problem.keys() for problem in problems)


TEXTS = {
    "ru": "Минобороны: в\u00a0результате переговорного процесса из\u00a0плена вернулись 103 военнослужащих. "
    "Взамен переданы 103 военнопленных. Третий раунд переговоров пройдёт в\u00a0Стамбуле.",
    "uk": "Відбувся новий обмін полоненими: додому повернулися 103 захисники.\nНаступний раунд переговорів "
    "запланований на п’ятницю.",
    "en": "Russia and Ukraine carried out a prisoner exchange on Friday. A third round of talks is to be held "
    "in Istanbul.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_scan_finds_exchanges_and_rounds_with_spans_that_slice_back(parley: Parley, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "announcement.txt"
    path.write_text(TEXTS[lang], encoding="utf-8")
    (found,) = json.loads(parley("scan", path, "--config", "config", "--json").stdout)
    assert {match["topic"] for match in found["matches"]} >= {"exchange", "negotiation"}
    spans = [span for match in found["matches"] for span in match["spans"]]
    assert spans
    assert all(TEXTS[lang][span["start"] : span["end"]] == span["text"] for span in spans)
    shown = parley("scan", "--config", "config", stdin=TEXTS[lang].encode())
    assert "[exchange, urgent]" in shown.stdout


def test_scan_reads_lines_of_json(parley: Parley) -> None:
    lines = [
        {"id": "1", "lang": "en", "title": "Prisoner exchange", "text": "They are home."},
        {"id": "2", "title": "Weather", "text": "Rain."},
    ]
    shown = parley("scan", "--jsonl", "--config", "config", stdin="\n".join(map(json.dumps, lines)))
    first, second = map(json.loads, shown.stdout.splitlines())
    assert (first["id"], first["alert"], first["exchange"]["status"], first["negotiation"]) == ("1", True, "done", None)
    assert (second["alert"], second["exchange"]) == (False, None)
    marked = json.dumps({"id": "3", "text": "a\u2028b"}, ensure_ascii=False)
    kept = parley("scan", "--jsonl", "--config", "config", stdin=f"\ufeff{marked}\n".encode())
    assert (kept.exit_code, json.loads(kept.stdout)["id"]) == (0, "3")


def test_scan_says_what_it_cannot_read(parley: Parley, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("обмен".encode("cp1251"))
    assert "is not UTF-8" in parley("scan", tmp_path / "old.txt", "--config", "config").stderr
    missing = parley("scan", tmp_path / "missing.txt", "--config", "config")
    assert (missing.exit_code, "No such file" in missing.stderr) == (2, True)


def test_looking_before_anything_ran_says_what_to_do(parley: Parley, tmp_path: Path) -> None:
    for words in (("status",), ("alerts", "list"), ("deliveries", "list"), ("quarantine", "list")):
        shown = parley(*words, "--config", "config", "--state-dir", tmp_path)
        assert shown.exit_code == 2
        assert "start `parley run`" in shown.stderr
    listed = parley("sources", "list", "--config", "config", "--state-dir", tmp_path, "--json")
    assert {row["condition"] for row in json.loads(listed.stdout)} == {"new"}


def test_db_upgrade_makes_the_database_and_says_so(parley: Parley, tmp_path: Path) -> None:
    words = ("db", "upgrade", "--config", "config", "--state-dir", tmp_path)
    assert "from nothing to revision" in parley(*words).stdout
    assert "already" in parley(*words).stdout
    assert "has not run yet" in parley("status", "--config", "config", "--state-dir", tmp_path).stdout


async def test_the_views_tell_what_happened(parley: Parley, tmp_path: Path, clock: SteppedClock) -> None:
    receiver = WebhookReceiver(lambda _: Answer(status=410))
    async with running(tmp_path, "mod", "agency", clock=clock, receiver=receiver) as desk:
        await desk.service.settle()
        desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS)]))
        await desk.later()
        desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.replace("84", "86"))]))
        await desk.later(timedelta(hours=1))
        where = ("--config", desk.directory, "--state-dir", tmp_path / "state")
    (alert,) = json.loads(parley("alerts", "list", *where, "--json").stdout)
    assert (alert["revision"], alert["newest"]["text"]) == (2, NEWS.replace("84", "86"))
    assert "Exchange of prisoners" in parley("alerts", "list", *where).stdout
    shown = parley("alerts", "show", "1", *where).stdout
    assert "84 servicemen" in shown
    assert "86 servicemen" in shown
    assert parley("alerts", "show", alert["key"][:8], *where).stdout == shown
    assert parley("alerts", "show", "999", *where).exit_code == 2
    assert parley("alerts", "show", "9" * 20, *where).exit_code == 2
    dead = json.loads(parley("deliveries", "list", *where, "--state", "dead", "--json").stdout)
    assert [row["revision"] for row in dead] == [2, 1]
    assert "2 sent" not in (status := parley("status", *where).stdout)
    assert "2 dead" in status
    assert "2 deliveries are pending again" in parley("deliveries", "retry", "--all", *where).stdout
    assert parley("deliveries", "retry", *where).exit_code == 2
    beyond = parley("deliveries", "retry", "9" * 20, *where)
    assert (beyond.exit_code, "not there: " + "9" * 20 in beyond.stderr) == (2, True)
    assert "1 delivery is pending again: 1" in parley("deliveries", "retry", "1", *where).stdout
    assert "mod" in parley("sources", "list", *where).stdout
    assert json.loads(parley("status", *where, "--json").stdout)["deliveries"] == {"pending": 2}


def test_scan_tells_the_facts_of_a_text_with_their_places(parley: Parley) -> None:
    text = "On 9 June 2025 the first stage of the prisoner exchange between Russia and Ukraine was completed."
    (found,) = json.loads(parley("scan", "--json", "--date", "2025-06-10", "--config", "config", stdin=text).stdout)
    (fact,) = found["facts"]
    assert (fact["kind"], fact["status"]["value"], fact["ordinal"]["value"]["number"]) == ("exchange", "done", 1)
    assert fact["dates"]["value"]["first"] == "2025-06-09"
    assert all(text[span["start"] : span["end"]] == span["text"] for span in fact["mention"])
    shown = parley("scan", "--date", "2025-06-10", "--config", "config", stdin=text).stdout
    assert "fact: exchange · done · stage 1 · 9 Jun 2025" in shown


async def test_what_nothing_polls_is_overdue_and_what_is_switched_off_is_shown_so(
    parley: Parley, tmp_path: Path, clock: SteppedClock
) -> None:
    async with running(tmp_path, "mod", "agency", clock=clock) as desk:
        await desk.service.settle()
        where = ("--config", desk.directory, "--state-dir", tmp_path / "state")
    with sqlite3.connect(tmp_path / "state" / "parley.db") as database:
        database.execute("UPDATE sources SET active = 0 WHERE id = 'agency'")
    database.close()
    rows = {row["id"]: row for row in json.loads(parley("sources", "list", *where, "--json").stdout)}
    assert (rows["mod"]["condition"], rows["mod"]["overdue"]) == ("overdue", True)
    assert (rows["agency"]["condition"], rows["agency"]["overdue"]) == ("off", False)
    shown = parley("sources", "list", *where).stdout
    assert "2025-06-09 12:05" in shown
    assert rows["mod"]["explanation"] == "A visit has been due since 2025-06-09 12:05 UTC."
    assert rows["agency"]["explanation"] == "switched off in the database"
    status = parley("status", *where).stdout
    assert "sources     1 off, 1 overdue" in status
    assert "1 source is overdue, the first since 2025-06-09" in status
    assert json.loads(parley("status", *where, "--json").stdout)["overdue"] == 1
