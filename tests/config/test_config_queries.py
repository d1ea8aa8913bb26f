"""Queries, conditions on facts and forms of words, from files to what they match, and the mistakes in them."""

import pytest

from monitor.config import load_rules
from monitor.errors import ConfigError
from monitor.model.catalog import AtLeast, Clause, FactCondition
from monitor.model.fact import Kind, Status
from tests.support.config_tree import RULE, Tree
from tests.support.rules import fact

MARK = "▶"


def with_conditions(conditions: str) -> str:
    """The sound rule with other conditions, written as in a file, six blanks deep."""
    return RULE.replace("    any:\n      - keyword: prisoners\n", conditions)


def test_forms_of_words_reach_the_matcher(tree: Tree) -> None:
    tree.write("rules/swap.yaml", RULE.replace("- keyword: prisoners", "- keyword: prisoner"))
    tree.write("lexicon/forms/en.yaml", "prisoner: prisoners\nswap: [swaps, swapped]\n")
    assert tree.load().matcher.match("", "prisoners")
    tree.write("lexicon/forms/en.yaml", "# none\n")
    (problem,) = tree.problems()
    assert "does not match this example" in problem.message


def test_the_hash_changes_with_the_forms(tree: Tree) -> None:
    before = tree.load().hash
    tree.write("lexicon/forms/en.yaml", "prisoner: prisoners\n")
    assert tree.load().hash != before


def test_conditions_on_facts_arrive_as_written(tree: Tree) -> None:
    tree.write(
        "rules/swap.yaml",
        with_conditions(
            "    any:\n"
            "      - fact: exchange\n"
            "        status: [done, under_way]\n"
            "        background: any\n"
            "        ordinal: true\n"
            "        parties: [RU, HAMAS]\n"
            "        categories: [wounded]\n"
            "      - fact: bodies\n"
        ),
    )
    loaded = load_rules(tree.directory)
    everything = FactCondition(
        Kind.EXCHANGE,
        frozenset({Status.DONE, Status.UNDER_WAY}),
        background=None,
        ordinal=True,
        parties=frozenset({"RU", "HAMAS"}),
        categories=frozenset({"wounded"}),
    )
    assert loaded.rules["swap"].any == (
        Clause("fact", "", "any.0.fact", everything),
        Clause("fact", "", "any.1.fact", FactCondition(Kind.BODIES)),
    )
    assert loaded.matcher.match("", "", None, [fact(Kind.BODIES)])
    wanted = [example.holds for example in loaded.examples("swap") if example.wanted]
    assert wanted == [False], "examples need facts, and there is no lexicon here to find any"


def test_at_least_arrives_with_its_weights(tree: Tree) -> None:
    tree.write(
        "rules/swap.yaml",
        with_conditions(
            "    at_least:\n"
            "      count: 2\n"
            "      of:\n"
            "        - keyword: wheat\n"
            "        - keyword: prisoners\n"
            "          weight: 2\n"
        ),
    )
    catalog = tree.load()
    assert catalog.rules["swap"].at_least == AtLeast(
        2,
        (
            Clause("keyword", "wheat", "at_least.of.0.keyword"),
            Clause("keyword", "prisoners", "at_least.of.1.keyword", weight=2),
        ),
    )
    assert catalog.matcher.match("", "prisoners")
    assert not catalog.matcher.match("", "wheat")


FACT = "    any:\n      - fact: exchange\n        "


@pytest.mark.parametrize(
    ("conditions", "message", "mend"),
    [
        ("    any:\n      - keyword: prisoners AND ▶AND home\n", "words are expected here, not AND", "both sides"),
        ("    any:\n      - keyword: 'prisoners ▶NEAR5 home'\n", "no number of words", "NEAR/5"),
        ('    any:\n      - keyword: "\\"prisoners\\" ▶NEAR home"\n', "no number of words", "NEAR/5"),
        ("    all:\n      - keyword: ▶NOT prisoners\n", "no word of it", "none:"),
        ("    any:\n      - {keyword: prisoners, ▶status: [done]}\n", "`status` goes with a `fact`", "fact: exchange"),
        (FACT + "status: [▶finished]\n", "`finished` is none of the choices", "`done`"),
        (FACT + "background: ▶maybe\n", "`true`, `false` and `any`", "`any`"),
        (FACT + "parties: [▶ua]\n", "not a party", "UA"),
        (FACT + "categories: [▶woundd]\n", "none of the choices", "`wounded`"),
        (FACT + "▶weight: 2\n", "unknown key `weight`", "Remove"),
        ("    any:\n      - fact: ▶swap\n", "none of the choices", "`exchange`"),
        ("    at_least: {count: ▶3, of: [{keyword: prisoners, weight: 2}]}\n", "out of reach", "1 to 2"),
        ("    at_least: {count: ▶0, of: [{keyword: prisoners}]}\n", "at least 1", "at least 1"),
        ("    at_least: {count: 1, of: ▶[]}\n", "must not be empty", "at least one"),
        (
            "    at_least:\n      count: 1\n      of: [{keyword: 'prisoners ▶OR'}]\n",
            "expected here, not the end",
            "both",
        ),
    ],
)
def test_mistakes_are_found_where_they_were_made(tree: Tree, conditions: str, message: str, mend: str) -> None:
    at = with_conditions(conditions)
    if "▶status" in conditions:  # of a whole condition the beginning is shown
        at = at.replace(MARK, "").replace("{keyword", MARK + "{keyword")
    before = at[: at.index(MARK)]
    column = len(before) - before.rfind("\n")
    if message.startswith("expected here, not the end"):
        column += len("OR")
    tree.write("rules/swap.yaml", at.replace(MARK, ""))
    (problem,) = tree.problems()
    assert (problem.line, problem.column) == (before.count("\n") + 1, column)
    assert message in problem.message
    assert mend in problem.mend + (problem.suggestion or "")


@pytest.mark.parametrize(
    ("name", "text", "message", "mend"),
    [
        ("en.yaml", "swap: [swaps, ▶12:30]\n", "`12:30` is no single word", "letters only"),
        ("en.yaml", "swap: swaps ▶swap-out\n", "`swap-out` is no single word", "hyphen"),
        ("en.yaml", "▶hand over: hands\n", "`hand over` is several words", "by itself"),
        ("en.yaml", "swap: ▶7\n", "forms of a word are wanted here", "spaces between"),
        ("en.yaml", "▶- swap\n", "no list of words", "spaces between"),
        ("english.yaml", "▶swap: swaps\n", "`english` is no language", "uk.yaml"),
        ("en.yml", "▶swap: swaps\n", "would not be read", "rename"),
    ],
)
def test_mistakes_in_forms_are_found_where_they_were_made(
    tree: Tree, name: str, text: str, message: str, mend: str
) -> None:
    before = text[: text.index(MARK)]
    tree.write(f"lexicon/forms/{name}", text.replace(MARK, ""))
    (problem,) = tree.problems()
    assert tree.where(problem) == f"lexicon/forms/{name}:1:{len(before) + 1}"
    assert message in problem.message
    assert mend in problem.mend


def test_rules_alone_are_loaded_whatever_else_is_wrong_and_whether_examples_hold(tree: Tree) -> None:
    tree.write("desks.yaml", "nonsense: 1\n")
    tree.write("rules/swap.yaml", RULE.replace("The prisoners are home", "Wheat"))
    loaded = load_rules(tree.directory)
    assert [(example.wanted, example.holds) for example in loaded.examples("swap")] == [(True, False), (False, True)]
    tree.write("rules/swap.yaml", RULE.replace("keyword: prisoners", "keyword: (prisoners"))
    with pytest.raises(ConfigError, match="1 mistake"):
        load_rules(tree.directory)
