"""`parley scan`: lines that cannot be read, languages, and what a person is shown."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import COMMANDS
from monitor.cli import root
from tests.support.config_tree import RULE, Tree

Parley = Callable[..., Result]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = Tree(tmp_path / "config")
    tree.write("lexicon/uk.yaml", "language: uk\n")
    return tree


@pytest.fixture
def scan(tree: Tree) -> Parley:
    def run(*words: str | Path, stdin: str | bytes) -> Result:
        args = ["scan", "--config", str(tree.directory), *map(str, words)]
        result = CliRunner().invoke(root.build(COMMANDS), args, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{oops", "not JSON: Expecting property name enclosed in double quotes at column 2; write one object a line"),
        ("[1]", "no object; write one object a line, with id, title and text"),
        ('"text"', "no object; write one object a line, with id, title and text"),
        ("{}", 'there is no id; write "id": "…"'),
        ('{"id": true}', 'id is no name; write "id": "…"'),
        ('{"id": ["a"]}', 'id is no name; write "id": "…"'),
        ('{"id": 1, "text": 5}', 'text is a number; write "text": "…", or leave it out'),
        ('{"id": 1, "title": {}}', 'title is an object; write "title": "…", or leave it out'),
        ('{"id": 1, "lang": []}', 'lang is a list; write "lang": "…", or leave it out'),
        ('{"id": 1, "date": 20250610}', 'date is a number; write "date": "…", or leave it out'),
        ('{"id": 1, "date": "June"}', 'date \'June\' is no day; write "date": "2025-06-10", or leave it out'),
        ('{"id": 1, "date": "2025-02-30"}', "date '2025-02-30' is no day; write"),
        ("[" * 100_000, "not JSON that can be read; write one object a line"),
        (b'{"id": "\xff"}', "not UTF-8 (byte 8); convert the file first"),
    ],
)
def test_a_bad_line_is_told_and_the_others_are_scanned(scan: Parley, line: str | bytes, said: str) -> None:
    bad = line if isinstance(line, bytes) else line.encode()
    shown = scan("--jsonl", stdin=b'{"id": "a"}\n' + bad + b'\n\n{"id": "b", "text": "prisoners"}\n')
    assert shown.exit_code == 1
    assert [json.loads(each)["id"] for each in shown.stdout.splitlines()] == ["a", "b"]
    assert shown.stderr.startswith(f"-:2: {said}")
    assert len(shown.stderr.splitlines()) == 1


def test_lines_without_fault_end_with_0(scan: Parley, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 1, "date": "2025-06-10T12:00:00Z", "title": null}\n', encoding="utf-8")
    shown = scan("--jsonl", tmp_path / "a.jsonl", stdin="")
    assert (shown.exit_code, shown.stderr) == (0, "")


@pytest.mark.parametrize("lang", ["uk", "UK", "uk-UA", "uk_UA"])
def test_a_language_that_the_lexicons_have(scan: Parley, lang: str) -> None:
    assert scan("--lang", lang, stdin="prisoners").exit_code == 0


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("ua", "no rule and no lexicon is for the language 'ua', did you mean uk? Known are uk"),
        ("ukr", "no rule and no lexicon is for the language 'ukr', did you mean uk?"),
        ("xx", "no rule and no lexicon is for the language 'xx'; Known are uk"),
        ("Ukrainian", "there is no language 'Ukrainian'; Known are uk"),
        ("", "there is no language ''; Known are uk"),
    ],
)
def test_a_language_that_nothing_knows_is_refused(scan: Parley, lang: str, said: str) -> None:
    shown = scan("--lang", lang, stdin="prisoners")
    assert shown.exit_code == 2
    assert said in shown.stderr


def test_a_language_that_only_a_rule_has_is_known(scan: Parley, tree: Tree) -> None:
    tree.write("rules/swap.yaml", RULE.replace("    severity: urgent\n", "    severity: urgent\n    langs: [ka]\n"))
    assert scan("--lang", "ka", stdin="prisoners").exit_code == 0


def test_the_score_of_a_rule_is_shown_with_its_words(scan: Parley, tree: Tree) -> None:
    enough = """\
        at_least:
          count: 3
          of:
            - {keyword: prisoners, weight: 2}
            - keyword: home
            - keyword: price
    """
    tree.write("rules/swap.yaml", RULE.replace("    any:\n      - keyword: prisoners\n", indented(enough)))
    shown = scan(stdin="The prisoners\u00a0are home after all these years\u202e and \u200bmore.")
    assert shown.stdout.splitlines() == [
        "-: Prisoner swap  [exchange, urgent]  swap  score 3 of 3",
        "  4-13, 18-22  The [prisoners] are [home] after all these…",
    ]


def indented(block: str) -> str:
    return "\n".join(line[4:] for line in block.splitlines()) + "\n"
