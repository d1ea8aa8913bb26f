"""`parley rules` and `parley lexicon`, as a user types them."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor.__main__ import COMMANDS
from monitor.cli import root
from tests.support.config_tree import RULE, Tree

Parley = Callable[..., Result]


@pytest.fixture
def parley() -> Parley:
    def run(*words: str | Path) -> Result:
        result = CliRunner().invoke(root.build(COMMANDS), [str(word) for word in words])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "config")


def test_rules_are_listed(parley: Parley, tree: Tree) -> None:
    shown = parley("rules", "list", "--config", tree.directory)
    assert [line.split()[:4] for line in shown.stdout.splitlines()[1:]] == [["swap", "exchange", "urgent", "all"]]
    (row,) = json.loads(parley("rules", "list", "--json", "--config", tree.directory).stdout)
    assert (row["rule"], row["conditions"], row["examples"], row["langs"]) == ("swap", 1, 2, [])


def test_examples_that_hold(parley: Parley, tree: Tree) -> None:
    shown = parley("rules", "test", "--config", tree.directory)
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[1].split() == ["swap", "2", "ok"]


def test_examples_that_fail_are_shown_with_what_was_found(parley: Parley, tree: Tree) -> None:
    wrong = RULE.replace("The prisoners are home", "Wheat").replace("The price of wheat", "No prisoners; the price")
    tree.write("rules/swap.yaml", wrong)
    shown = parley("rules", "test", "--config", tree.directory)
    assert shown.exit_code == 1
    assert "2 failed" in shown.stdout
    assert "swap does not match, and must: Wheat." in shown.stdout
    assert "swap matches, and must not: No prisoners; the price rose." in shown.stdout

    told = parley("rules", "test", "--json", "--config", tree.directory)
    data = json.loads(told.stdout)
    assert told.exit_code == 1
    assert [example["holds"] for example in data["rules"][0]["examples"]] == [False, False]
    assert data["rules"][0]["examples"][1]["match"]["spans"][0]["text"] == "prisoners"


def test_a_rule_that_is_not_there(parley: Parley, tree: Tree) -> None:
    assert parley("rules", "test", "swop", "--config", tree.directory).exit_code == 2


def test_conditions_on_facts_are_tried_with_the_lexicon(parley: Parley, tree: Tree) -> None:
    swapped = RULE.replace("keyword: prisoners", "fact: exchange").replace("are home", "were exchanged for ours")
    tree.write("rules/swap.yaml", swapped)
    assert parley("rules", "test", "--config", tree.directory).exit_code == 1
    (tree.directory / "lexicon").mkdir(exist_ok=True)
    shutil.copy("config/lexicon/en.yaml", tree.directory / "lexicon")
    assert parley("rules", "test", "--config", tree.directory).exit_code == 0


def test_remarks_are_shown_with_their_mend(parley: Parley, tree: Tree) -> None:
    tree.write("rules/swap.yaml", RULE.replace("keyword: prisoners", "keyword: gre* OR prisoners"))
    shown = parley("rules", "lint", "--config", tree.directory, "--state-dir", tree.directory)
    assert shown.exit_code == 1
    assert "gre* is short" in shown.stdout
    assert "parley lexicon expand" in shown.stdout

    tree.write("lexicon/forms/en.yaml", "prisoner: prisoners\n")
    tree.write("rules/swap.yaml", RULE)
    fine = parley("rules", "lint", "--json", "--config", tree.directory, "--state-dir", tree.directory)
    assert fine.exit_code == 0
    assert json.loads(fine.stdout) == {"items": 0, "remarks": []}


def test_forms_by_endings_are_written_once_and_kept(parley: Parley, tree: Tree) -> None:
    written = tree.directory / "lexicon/forms/be.yaml"
    shown = parley("lexicon", "expand", "--lang", "be", "--config", tree.directory, "абмен", "Палонны")
    assert shown.exit_code == 0
    lines = dict(line.split(": ") for line in written.read_text("utf-8").splitlines() if not line.startswith("#"))
    assert list(lines) == ["абмен", "палонны"]
    assert {"абмену", "абменам", "абменаў"} <= set(lines["абмен"].split())
    assert {"палоннага", "палоннымі", "палонных"} <= set(lines["палонны"].split())

    tree.write("lexicon/forms/be.yaml", "абмен: абмену  # all that is wanted\n")
    told = parley("lexicon", "expand", "--lang", "be", "--json", "--config", tree.directory, "абмен", "раунд")
    assert json.loads(told.stdout)[0]["added"] == ["раунд"]
    assert "абмен: абмену  # all that is wanted\n" in written.read_text("utf-8")

    parley("lexicon", "expand", "--lang", "be", "--again", "--config", tree.directory)
    assert "абменам" in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("lang", "word", "forms", "package"),
    [
        ("ru", "военнопленный", {"военнопленным", "военнопленных"}, "pymorphy3"),
        ("ru", "освобожденный", {"освобождённые", "освобождённых"}, "pymorphy3"),
        ("ru", "вернуть", {"вернули", "вернут"}, "pymorphy3"),
        ("uk", "обмін", {"обміну", "обміном"}, "simplemma"),
        ("uk", "раунд", {"раунду", "раундів"}, "simplemma"),
        ("en", "swap", {"swaps", "swapped"}, "simplemma"),
        ("fr", "échange", {"échanges"}, "simplemma"),
    ],
)
def test_forms_by_dictionaries(parley: Parley, tree: Tree, lang: str, word: str, forms: set[str], package: str) -> None:
    pytest.importorskip(package, reason="the extra `lexicon` is not installed")
    parley("lexicon", "expand", "--lang", lang, "--config", tree.directory, word)
    text = (tree.directory / f"lexicon/forms/{lang}.yaml").read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith(f"{word}: ")]
    assert forms <= set(line.split())
    assert parley("check", "--config", tree.directory).exit_code == 0


def test_the_words_of_rules_are_listed_in_the_languages_that_have_them(parley: Parley, tree: Tree) -> None:
    pytest.importorskip("simplemma", reason="the extra `lexicon` is not installed")
    tree.write("rules/swap.yaml", RULE.replace("keyword: prisoners", "keyword: prisoner OR échange* OR =truce"))
    parley("lexicon", "expand", "--lang", "en", "--lang", "fr", "--config", tree.directory)
    text = (tree.directory / "lexicon/forms/en.yaml").read_text("utf-8")
    assert [line for line in text.splitlines() if not line.startswith("#")] == ["prisoner: prisoners"]
    assert not (tree.directory / "lexicon/forms/fr.yaml").exists()


def test_words_that_are_several(parley: Parley, tree: Tree) -> None:
    assert parley("lexicon", "expand", "--lang", "be", "--config", tree.directory, "абмен палоннымі").exit_code == 2
