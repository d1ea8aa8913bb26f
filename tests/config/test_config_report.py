"""Mistakes as they are shown."""

import json

from monitor.config import as_json, render
from monitor.errors import Problem
from tests.support.config_tree import Tree


def test_a_mistake_is_shown_with_its_line_a_caret_and_the_mend() -> None:
    problem = Problem("config/rules/x.yaml", 12, 7, "unknown key `lnag`", "Correct its name.", "      lnag: uk", "lang")

    assert render([problem]) == (
        "config/rules/x.yaml:12:7: unknown key `lnag`\n"
        "          lnag: uk\n"
        "          ^\n"
        "  mend: Correct its name.\n"
        "  did you mean 'lang'?\n\n"
        "1 mistake in 1 file"
    )


def test_mistakes_stand_apart_and_what_is_not_there_is_not_shown() -> None:
    problem = Problem("config/parley.yaml", 1, 1, "there is no such file", "Create it.")

    assert render([problem, problem]) == (
        "config/parley.yaml:1:1: there is no such file\n  mend: Create it.\n\n"
        "config/parley.yaml:1:1: there is no such file\n  mend: Create it.\n\n"
        "2 mistakes in 1 file"
    )


def test_of_a_long_line_the_part_around_the_caret_is_shown() -> None:
    line = "a" * 200 + "X" + "b" * 200
    _, shown, caret, *_ = render([Problem("f", 1, 201, "m", "n", line)]).split("\n")

    assert len(shown) < 120
    assert shown[caret.index("^")] == "X"
    assert shown.strip().startswith("…")
    assert shown.endswith("…")


def test_json_holds_every_field(tree: Tree) -> None:
    tree.write("parley.yaml", "contact: a@b.org\nlog: {level: warn}\n")

    (problem,) = json.loads(json.dumps(as_json(tree.problems())))

    assert problem == {
        "path": str(tree.directory / "parley.yaml"),
        "line": 2,
        "column": 14,
        "message": "`warn` is none of the choices",
        "mend": "Write one of `debug`, `info`, `warning`, `error`.",
        "source_line": "log: {level: warn}",
        "suggestion": "warning",
    }
