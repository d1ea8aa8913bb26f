"""What is remembered of checks, and that nothing unsound gets in by it."""

from pathlib import Path

import pytest

from monitor.config import Checked, load
from monitor.errors import ConfigError
from tests.support.config_tree import RULE, SOURCE, Tree

LEXICON = """\
language: en
exchange:
  sure: [prisoner swap]
parties:
  RU: {names: [Russia]}
  UA: {names: [Ukraine]}
"""
TEXT = "Russia and Ukraine held a prisoner swap."


class Record(Checked):
    """Counts how often it was asked for, and how often it was told, of a sound configuration."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.known: list[bool] = []
        self.noted = 0

    def knows(self, content: str) -> bool:
        self.known.append(super().knows(content))
        return self.known[-1]

    def note(self, content: str) -> None:
        self.noted += 1
        super().note(content)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return Record(tmp_path / "state" / "checked")


def test_the_second_load_knows_what_the_first_has_checked(tree: Tree, record: Record) -> None:
    tree.write("lexicon/en.yaml", LEXICON)
    first = load(tree.directory, checked=record)
    second = load(tree.directory, checked=record)
    assert (record.known, record.noted) == ([False, True], 1)
    assert first.hash == second.hash
    assert first.extractor.extract("", TEXT, "en")
    assert first.extractor.extract("", TEXT, "en") == second.extractor.extract("", TEXT, "en")
    assert first.matcher.match("", "prisoners") == second.matcher.match("", "prisoners")


def test_sources_may_change_without_another_check(tree: Tree, record: Record) -> None:
    load(tree.directory, checked=record)
    tree.write("sources/more.yaml", SOURCE.replace("id: aa-mfa-en", "id: other"))
    assert "other" in load(tree.directory, checked=record).sources
    assert record.known == [False, True]


@pytest.mark.parametrize("folder", ["rules", "lexicon", "lexicon/forms"])
def test_a_change_of_rules_lexicons_and_forms_is_checked(tree: Tree, record: Record, folder: str) -> None:
    load(tree.directory, checked=record)
    tree.write(f"{folder}/de.yaml", "[]\n")
    with pytest.raises(ConfigError):
        load(tree.directory, checked=record)
    assert (record.known, record.noted) == ([False, False], 1)


def test_an_example_that_fails_is_never_noted(tree: Tree, record: Record) -> None:
    load(tree.directory, checked=record)
    tree.write("rules/swap.yaml", RULE.replace("keyword: prisoners", "keyword: captives"))
    for _ in range(2):
        with pytest.raises(ConfigError):
            load(tree.directory, checked=record)
    assert record.noted == 1


@pytest.mark.parametrize("content", [b"", b"somebody else's\n", b"\xff\xfe"])
def test_another_program_checks_for_itself(tree: Tree, record: Record, tmp_path: Path, content: bytes) -> None:
    load(tree.directory, checked=record)
    (written,) = (tmp_path / "state").iterdir()
    written.write_bytes(content)
    load(tree.directory, checked=record)
    assert (record.known, record.noted) == ([False, False], 2)


def test_a_state_folder_that_is_a_file_hinders_nothing(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    record = Record(tmp_path / "file" / "checked")
    for _ in range(2):
        load(tree.directory, checked=record)
    assert record.known == [False, False]
