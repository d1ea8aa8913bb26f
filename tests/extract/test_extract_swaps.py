"""Persons who count without a figure, and figures that come on top of others."""

from typing import Any

import pytest

from monitor.extract import project
from tests.support.extraction import extractor


def _counts(text: str, title: str = "") -> dict[str, int]:
    exchange: Any = project(extractor("en").extract(title, text, "en"))["exchange"]
    return dict(exchange["counts"])


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Brittney Griner was traded for the Russian arms dealer Viktor Bout, said Washington.", {"RU": 1, "US": 1}),
        ("Iran freed the French academic Marchal in exchange for the Iranian engineer Karimi.", {"FR": 1, "IR": 1}),
        ("The prisoner exchange between Russia and Ukraine will take place on Friday.", {}),
        ("Moscow swapped the Bouts and the Krasikovs for American prisoners.", {}),
    ],
)
def test_one_person_for_another_counts_as_one_each(text: str, counts: dict[str, int]) -> None:
    assert _counts(text) == counts


def test_one_person_told_along_with_others_is_added() -> None:
    text = "Sixty-four Ukrainian soldiers and an American businessman came home in a prisoner exchange with Russia."
    assert _counts(text) == {"UA": 65}


def test_a_figure_on_top_of_a_formula_is_added_to_its_side() -> None:
    text = "In addition, 22 seriously wounded soldiers were handed over to Ukraine."
    assert _counts(text, "Russia and Ukraine swap prisoners, 175 for 175") == {"RU": 175, "UA": 197}


def test_a_figure_in_other_words_is_not_added() -> None:
    text = "In addition to the families, 175 soldiers were welcomed back to Ukraine."
    assert _counts(text, "Russia and Ukraine swap prisoners, 175 for 175") == {"RU": 175, "UA": 175}


def test_what_both_sides_come_to_is_the_total_wherever_it_is_said() -> None:
    text = "Russia and Ukraine exchanged 157 prisoners each, 314 in total."
    exchange: Any = project(extractor("en").extract("", text, "en"))["exchange"]
    assert (exchange["counts"], exchange["total"]) == ({"RU": 157, "UA": 157}, 314)
