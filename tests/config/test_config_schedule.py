"""How often to look: the budget, the bounds, the weights, the mirrors."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.config_tree import SOURCE, Tree

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "config")


def source(tree: Tree, keys: str = "", service: str = "") -> object:
    tree.write("sources/aa.yaml", SOURCE + keys)
    tree.write("parley.yaml", "contact: ops@example.org\n" + service)
    return tree.load().sources["aa-mfa-en"]


@pytest.mark.parametrize(
    ("keys", "service", "every", "shortest", "longest"),
    [
        ("", "", None, 2, 60),
        ("", "polling: {every: 7m}\n", 7, 2, 60),
        ("    every: 3m\n", "polling: {every: 7m}\n", 3, 2, 60),
        ("    longest: 10m\n", "polling: {every: 7m}\n", None, 2, 10),
        ("    longest: 1m\n", "", None, 1, 1),
        ("    shortest: 3h\n", "", None, 180, 180),
        ("", "polling: {shortest: 1m, longest: 30m}\n", None, 1, 30),
    ],
)
def test_the_interval_is_fixed_or_bounded(
    tree: Tree, keys: str, service: str, every: int | None, shortest: int, longest: int
) -> None:
    found = source(tree, keys, service)
    assert (found.every, found.shortest, found.longest) == (  # type: ignore[attr-defined] # a Source
        every and every * MINUTE,
        shortest * MINUTE,
        longest * MINUTE,
    )


@pytest.mark.parametrize(("keys", "weight"), [("", 1.0), ("    tier: 1\n", 2.0), ("    tier: 3\n    weight: 7\n", 7.0)])
def test_the_weight_goes_by_the_tier_where_none_is_given(tree: Tree, keys: str, weight: float) -> None:
    assert source(tree, keys).weight == weight  # type: ignore[attr-defined] # a Source


def test_mirrors_are_addresses_like_the_first(tree: Tree) -> None:
    keys = "    mirrors:\n      - https://mirror.example/feed\n      - http://other.example/feed\n"
    found = source(tree, keys)
    assert found.mirrors == ("https://mirror.example/feed", "http://other.example/feed")  # type: ignore[attr-defined] # a Source


def test_the_budget_names_hosts_without_their_ports(tree: Tree) -> None:
    source(tree, service="budget: {per_hour: 100, per_host: 12.5, hosts: {T.me: 240}}\n")
    budget = tree.load().settings.budget
    assert (budget.per_hour, budget.per_host) == (100, 12.5)
    assert budget.hosts == {"t.me:443": 240, "t.me:80": 240}


@pytest.mark.parametrize(
    ("keys", "service", "said"),
    [
        ("    every: 5m\n    longest: 1h\n", "", "fixes the interval"),
        ("    shortest: 1h\n    longest: 5m\n", "", "is longer than"),
        ("    mirrors: [ftp://mirror.example/]\n", "", "http"),
        ("    weight: 0\n", "", "0.1"),
        ("", "budget: {per_hour: 0}\n", "0.1"),
        ("", "budget: {hosts: {https://t.me/: 5}}\n", "host name"),
    ],
)
def test_mistakes_are_told(tree: Tree, keys: str, service: str, said: str) -> None:
    tree.write("sources/aa.yaml", SOURCE + keys)
    tree.write("parley.yaml", "contact: ops@example.org\n" + service)
    (problem,) = tree.problems()
    assert said in problem.message
