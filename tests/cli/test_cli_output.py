"""How things are printed: tables that break no word, numbers with their nouns, pipes that close, help that is whole."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console
from rich.text import Text

from monitor import config
from monitor.__main__ import COMMANDS
from monitor.cli import output, root
from monitor.cli.output import Page, counted, print_indented, print_table, printable
from monitor.errors import UsageError
from tests.support.config_tree import Tree

COLUMNS = ("source", "condition", "address")
ROWS = [("ru-mod-ru", "failing", "https://mod.example.org/feeds/news/rss.xml"), ("ua-mfa-uk", "ok", "")]


def told(columns: Sequence[str], rows: Sequence[Sequence[object]], width: int, spare: Sequence[str] = ()) -> str:
    shown = StringIO()
    output.draw_table(Console(width=width, file=shown), columns, rows, spare=spare)
    return shown.getvalue()


def test_a_table_that_fits() -> None:
    lines = told(COLUMNS, ROWS, 80).splitlines()
    assert [line.split() for line in lines] == [list(COLUMNS), list(ROWS[0]), ["ua-mfa-uk", "ok"]]


@pytest.mark.parametrize("width", range(8, 60))
def test_no_word_is_broken(width: int) -> None:
    shown = told(COLUMNS, ROWS, width, spare=("address",))
    for word in ("ru-mod-ru", "failing", "ua-mfa-uk"):
        assert word in shown or width < len("condition  ru-mod-ru")


def test_columns_that_can_be_spared_are_left_out_first() -> None:
    shown = told(COLUMNS, ROWS, 30, spare=("address",))
    assert [line.split() for line in shown.splitlines()] == [
        ["source", "condition"],
        ["ru-mod-ru", "failing"],
        ["ua-mfa-uk", "ok"],
    ]


def test_what_cannot_be_spared_is_shown_in_blocks() -> None:
    assert [line.rstrip() for line in told(COLUMNS[:2], ROWS[:1] and [ROWS[0][:2]], 20).splitlines()] == [
        "source     ru-mod-ru",
        "condition  failing",
        "",
    ]


def test_nothing_is_said_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(COLUMNS, [], empty="no sources")
    assert capsys.readouterr() == ("", "no sources\n")


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (1, ("channel",), "1 channel"),
        (2, ("channel",), "2 channels"),
        (0, ("channel",), "0 channels"),
        (1, ("delivery", "deliveries"), "1 delivery"),
        (1200, ("delivery", "deliveries"), "1,200 deliveries"),
    ],
)
def test_numbers_have_their_nouns(number: int, nouns: tuple[str, ...], said: str) -> None:
    assert counted(number, *nouns) == said


def test_other_peoples_characters_do_no_harm() -> None:
    assert printable("a\x1b[31mb\u00adc\u202ed\u200ce\nf") == "a [31mbcd\u200ce f"


def test_paragraphs_are_wrapped_between_words_and_hang() -> None:
    page = Page(width=30)
    with page.capture() as shown:
        print_indented(page, 2, Text("one two three four five six seven eight nine"), hanging=6)
    assert shown.get() == "  one two three four five six\n      seven eight nine\n"


@pytest.mark.parametrize("words", [(), ("rules",), ("sources",), ("alerts",), ("deliveries",), ("lexicon",)])
def test_no_help_is_cut(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(root.build(COMMANDS), [*words, "--help"], terminal_width=80)
    assert "..." not in shown.stdout.partition("Commands:")[2]
    assert max(map(len, shown.stdout.splitlines())) <= 80


READ = [("rules", "list"), ("rules", "list", "--json"), ("scan", "--jsonl", "many.jsonl"), ("explain", "many.jsonl")]


@pytest.mark.parametrize("words", READ, ids=" ".join)
def test_a_reader_that_goes_away_is_no_reason_to_complain(tmp_path: Path, words: tuple[str, ...]) -> None:
    tree = Tree(tmp_path / "config")
    (tmp_path / "many.jsonl").write_text('{"id": 1, "text": "prisoners"}\n' * 3000, encoding="utf-8")
    command = [sys.executable, "-m", "monitor", *words, "--config", str(tree.directory)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (output.EXIT_PIPE, b"")


@contextmanager
def anybody() -> Iterator[None]:
    """Without the leave of root to read everything."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("inner", ["", "config"])
def test_a_configuration_that_cannot_be_read_is_told_with_the_mend(tmp_path: Path, inner: str) -> None:
    tmp_path.parent.chmod(0o755)
    tmp_path.parent.parent.chmod(0o755)
    locked = tmp_path / "locked"
    (locked / "config").mkdir(parents=True)
    tmp_path.chmod(0o755)
    locked.chmod(0)
    try:
        with anybody(), pytest.raises(UsageError, match=r"cannot be read: permission denied.*sudo -u parley"):
            config.locate(locked / inner)
    finally:
        locked.chmod(0o700)
