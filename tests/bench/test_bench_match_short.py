"""The bench of the matcher in small: it runs, finds what the plain loop finds, and tells every figure."""

import json
import re
from statistics import median

import pytest

from monitor.match import compile_rules
from tests.bench.match import contenders
from tests.bench.match.bench import SHORT, Outcome, measured
from tests.bench.match.corpus import items, vocabularies
from tests.bench.match.patterns import Patterns, expression
from tests.bench.report import report

FIGURES = {
    "vs_naive_100",
    "vs_naive_1000",
    "time_for_10x_patterns",
    "compile_seconds_1000",
    "compile_mb_1000",
    "items_per_second",
}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return measured(SHORT, lambda doing: None)


def test_every_figure_is_told(outcome: Outcome) -> None:
    assert outcome.figures.keys() - {"vs_hyperscan_1000"} == FIGURES
    assert {row[1] for row in outcome.rows} >= {"re", "parley"}


def test_the_last_line_is_json(outcome: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    report("match", ["patterns", "contender", "speed", "Parley is"], outcome.rows, outcome.figures)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["bench"] == "match"
    assert last["figures"].keys() == outcome.figures.keys()


def test_items_are_as_long_as_those_of_feeds_and_always_the_same() -> None:
    made = items(600, vocabularies(1), 1)
    assert 340 <= median(item.size for item in made) <= 460
    assert made == items(600, vocabularies(1), 1)


def test_a_miss_is_told() -> None:
    words = vocabularies(1)
    patterns = Patterns(20, 20, words, 1)
    some = items(40, words, 1)
    assert contenders.missed(patterns, some) == []
    assert contenders.missed(_Other(patterns), some)


class _Other:
    """Patterns of which the plain loop has others than Parley."""

    def __init__(self, patterns: Patterns) -> None:
        self.rules = patterns.rules
        self.expressions = [".", *patterns.expressions[1:]]


def test_keywords_mean_the_same_as_expressions() -> None:
    assert re.search(expression("обмен* пленными"), "после обмена пленными")
    assert not re.search(expression("обмен"), "обмена")
    assert compile_rules(Patterns(3, 3, vocabularies(1), 1).rules)
