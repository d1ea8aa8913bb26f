"""Files and folders that are not there, are not what they seem, or may not be read."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.config_tree import RULE, SOURCE, Tree

NOBODY = 65534


@pytest.fixture
def open_tree() -> Iterator[Tree]:
    """A tree where every user may look into the folders above it."""
    folder = Path(tempfile.mkdtemp(prefix="parley-config-"))
    folder.chmod(0o755)
    tree = Tree(folder / "config")
    yield tree
    for path in (tree.directory, *tree.directory.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@contextmanager
def unprivileged() -> Iterator[None]:
    """As a user for whom permissions count; the superuser may read everything."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if user == 0:
            os.seteuid(user)


@pytest.mark.parametrize("name", ["rules", "sources", "rules/swap.yaml", "parley.yaml", "desks.yaml"])
def test_what_may_not_be_read_is_a_mistake_there_and_causes_no_other(open_tree: Tree, name: str) -> None:
    (open_tree.directory / name).chmod(0)
    with unprivileged():
        (problem,) = open_tree.problems()

    assert open_tree.where(problem) == f"{name}:1:1"
    assert "ermission denied" in problem.message
    assert "service's user" in problem.mend


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("desks.yaml", "no such file"),
        ("rules", "no such folder"),
        ("sources", "no such folder"),
        ("parley.yaml", "no such file"),
    ],
)
def test_what_is_not_there(tree: Tree, name: str, message: str) -> None:
    path = tree.directory / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()

    (problem,) = tree.problems()

    assert tree.where(problem) == f"{name}:1:1"
    assert message in problem.message
    assert "reate it" in problem.mend


def test_a_folder_without_files(tree: Tree) -> None:
    (tree.directory / "sources/aa.yaml").unlink()

    (problem,) = tree.problems()

    assert (tree.where(problem), problem.message) == ("sources:1:1", "there is no file in this folder")


def test_a_file_in_the_place_of_a_folder(tree: Tree) -> None:
    shutil.rmtree(tree.directory / "rules")
    tree.write("rules", RULE)

    (problem,) = tree.problems()

    assert (tree.where(problem), "a folder is wanted" in problem.message) == ("rules:1:1", True)


@pytest.mark.parametrize(("target", "message"), [("nowhere.yaml", "leads to nothing"), ("bb.yaml", "in a circle")])
def test_links_that_lead_to_no_file(tree: Tree, target: str, message: str) -> None:
    (tree.directory / "sources/bb.yaml").symlink_to(target)

    (problem,) = tree.problems()

    assert tree.where(problem) == "sources/bb.yaml:1:1"
    assert message in problem.message
    assert "Point the link at a file" in problem.mend


def test_a_link_to_a_file_is_read(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(SOURCE.replace("aa-mfa-en", "bb-mfa-en"))
    (tree.directory / "sources/bb.yaml").symlink_to(tmp_path / "elsewhere")

    assert set(tree.load().sources) == {"aa-mfa-en", "bb-mfa-en"}


def test_folders_and_pipes_with_the_names_of_files(tree: Tree) -> None:
    (tree.directory / "rules/aa.yaml").mkdir()
    os.mkfifo(tree.directory / "rules/bb.yaml")

    folder, pipe = tree.problems()

    assert (tree.where(folder), "folder where a file" in folder.message) == ("rules/aa.yaml:1:1", True)
    assert (tree.where(pipe), "a pipe" in pipe.message) == ("rules/bb.yaml:1:1", True)


def test_a_wrong_name_is_corrected_to_one_that_is_free(tree: Tree) -> None:
    (tree.directory / "desks.yaml").rename(tree.directory / "desk.yaml")

    stray, absent = tree.problems()

    assert (tree.where(stray), stray.suggestion) == ("desk.yaml:1:1", "desks.yaml")
    assert tree.where(absent) == "desks.yaml:1:1"


def test_paths_stay_absolute_from_the_root_folder(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write("desks.yaml", "")
    monkeypatch.chdir("/")

    assert [problem.path for problem in tree.problems()] == [str(tree.directory / "desks.yaml")]


def test_what_stands_before_a_syntax_error_is_checked(tree: Tree) -> None:
    first = SOURCE.replace("foreign\n", "foreing\n")
    second = SOURCE.removeprefix("sources:\n").replace("aa-mfa-en", "bb-mfa-en").replace("    body", "   body")
    tree.write("sources/aa.yaml", first + second)

    assert [tree.where(problem) for problem in tree.problems()] == ["sources/aa.yaml:5:11", "sources/aa.yaml:13:4"]
