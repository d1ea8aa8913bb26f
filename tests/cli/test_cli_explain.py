"""`parley explain`, as an operator reads it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import COMMANDS
from monitor.cli import root
from tests.support.config_tree import Tree

Explain = Callable[..., Result]
RULES = """\
rules:
  - id: swap
    title: Prisoner swap
    topic: exchange
    severity: urgent
    all:
      - keyword: swap* NEAR/3 prisoner*
    none:
      - keyword: football OR hockey
    examples: {match: [A swap of prisoners], no_match: [A swap]}
  - id: fact
    title: Exchange done
    topic: exchange
    severity: flash
    any:
      - fact: exchange
        status: [done]
    examples: {match: [Russia and Ukraine carried out a prisoner exchange.], no_match: [A swap]}
  - id: grain
    title: Grain corridor
    topic: other
    severity: note
    at_least:
      count: 3
      of:
        - {keyword: grain, weight: 2}
        - keyword: corridor
        - regex: '\\bports?\\b'
    examples: {match: [Grain goes through the corridor], no_match: [Grain]}
"""
TEXT = "The swap of the\u00a0wounded, ill and young prisoners was called off. Gra\u00adin rots."


@pytest.fixture
def explain(tmp_path: Path) -> Explain:
    tree = Tree(tmp_path / "config")
    tree.write("rules/swap.yaml", RULES)
    (tree.directory / "lexicon").mkdir()
    shutil.copy("config/lexicon/en.yaml", tree.directory / "lexicon")

    def run(*words: str | Path, stdin: str = TEXT) -> Result:
        args = ["explain", "--config", str(tree.directory), *map(str, words)]
        result = CliRunner().invoke(root.build(COMMANDS), args, input=stdin, env={"COLUMNS": "80"})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def section(shown: str, name: str) -> str:
    """The lines under a heading."""
    _, _, behind = f"\n{shown}".partition(f"\n{name}")
    lines = behind.splitlines()[1:]
    heading = next((at for at, line in enumerate(lines) if line[:1].isupper()), len(lines))
    return "\n".join(lines[:heading]).rstrip()


def test_the_normal_form_and_what_was_changed(explain: Explain) -> None:
    shown = explain().stdout
    assert section(shown, "NORMALISED") == (
        "  the swap of the wounded, ill and young prisoners was called off. grain rots.\n"
        "\n"
        "    no-break space becomes space, at 15\n"
        "    soft hyphen is left out, at 68"
    )


def test_why_a_rule_does_not_match_and_where_its_parts_stand(explain: Explain) -> None:
    shown = explain("--rule", "swap").stdout
    assert section(shown, "RULES") == (
        "  ✗ swap  exchange, urgent  Prisoner swap\n"
        "    why not: all.0 does not hold: 'swap*' and 'prisoner*' stand 6 words apart,\n"
        "      NEAR/3 asks for 3\n"
        "    all  0 of 1 hold, all must\n"
        "      ✗ all.0 keyword  swap* NEAR/3 prisoner*\n"
        "        ✗ NEAR/3\n"
        "          ✓ swap*  «swap» 4-8\n"
        "          ✓ prisoner*  «prisoners» 39-48\n"
        "        'swap*' and 'prisoner*' stand 6 words apart, NEAR/3 asks for 3\n"
        "    none  0 of 1 hold, none may\n"
        "      ✗ none.0 keyword  football OR hockey\n"
        "        ✗ OR\n"
        "          ✗ football\n"
        "          ✗ hockey"
    )


def test_a_fact_is_shown_by_its_fields_and_by_what_it_lacks(explain: Explain) -> None:
    text = "Russia and Ukraine plan to carry out a prisoner exchange on 12 June 2025."
    shown = explain("--date", "2025-06-10", "--lang", "en", stdin=text).stdout
    facts = section(shown, "FACTS")
    assert "  1  exchange · planned · 12 Jun 2025" in facts
    assert "← «12 June 2025» 60-72" in facts
    assert "codes    CAMEO" in facts
    assert "any.0 does not hold: status is planned, wanted done" in " ".join(shown.split())


def test_the_score_by_weight(explain: Explain) -> None:
    shown = explain().stdout
    assert "at_least  score 2 of 3, by weight" in shown
    assert "✓ at_least.of.0 keyword  weight 2  grain" in shown
    assert "65-71  …was called off. [Grain] rots." in shown
    assert "the next would be at_least.of.1: 'corridor' is not in the text" in " ".join(shown.split())


def test_candidates_and_the_count_of_the_rest(explain: Explain) -> None:
    shown = explain(stdin="Grain came through the corridor.").stdout
    assert "CANDIDATES  1 of 3 rules" in shown
    assert section(shown, "CANDIDATES") == "  ✓ grain  'grain' 0-5"
    assert "RULES  1 matches, 0 do not, 2 never came near (--all lists them)" in shown
    every = explain("--all", stdin="Grain came through the corridor.").stdout
    assert "why not: not a candidate: its only literal, 'prisoner', is not there" in every
    assert "why not: not a candidate: it asks for facts, and none is found" in every


def test_title_and_text_are_told_apart(explain: Explain) -> None:
    shown = explain("--title", "A swap", stdin="Of prisoners").stdout
    assert "  title: a swap\n" in shown
    assert "✓ swap*  «swap» title 2-6" in shown
    assert "stand one in the title and one in the text" in " ".join(shown.split())


def test_nothing_is_wider_than_the_terminal_and_no_line_ends_in_spaces(explain: Explain) -> None:
    for line in explain("--all", stdin=f"{TEXT} " * 5).stdout.splitlines():
        assert len(line) <= 80
        assert line == line.rstrip()


def test_several_files_and_programs(explain: Explain, tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    told = json.loads(explain(tmp_path / "a", tmp_path / "b", "--json", "--lang", "en").stdout)
    assert [each["file"] for each in told] == [str(tmp_path / "a"), str(tmp_path / "b")]
    first = told[0]
    assert first["normalised"]["text"]["changes"][0] == {
        "start": 15,
        "end": 16,
        "at": 15,
        "before": "\u00a0",
        "after": " ",
    }
    swap = next(rule for rule in first["rules"] if rule["rule"] == "swap")
    assert (swap["matched"], swap["candidate"], swap["groups"][0]["holds"]) == (False, True, False)
    parts = swap["groups"][0]["clauses"][0]["query"]["parts"]
    assert [(part["written"], part["spans"][0]["start"]) for part in parts] == [("swap*", 4), ("prisoner*", 39)]


def test_mistakes_are_told(explain: Explain, tmp_path: Path) -> None:
    unknown = explain("--rule", "swop")
    assert (unknown.exit_code, unknown.stderr) == (2, "parley: there is no rule swop; did you mean swap?\n")
    missing = explain(tmp_path / "none.txt")
    assert (missing.exit_code, "cannot read" in missing.stderr) == (2, True)
    assert explain("--lang", "xx").exit_code == 2
