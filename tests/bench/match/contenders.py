"""Who is compared: every contender finds which of the same patterns are in an item."""

import re
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from monitor.match import compile_rules
from monitor.text import fold
from tests.bench.match.corpus import Item
from tests.bench.match.patterns import Patterns

Work = Callable[[], object]
"""Goes once through the items it was made for."""

Contender = Callable[[Sequence[Item]], Work]
"""Patterns, compiled: gets some items ready to look for them in."""


def re_loop(patterns: Patterns) -> Contender:
    """The loop that everyone writes first: each pattern is searched in each item, case ignored."""
    return _loop(re, patterns)


def regex_loop(patterns: Patterns) -> Contender:
    """The same with the engine that knows Unicode better."""
    return _loop(import_module("regex"), patterns)


def _loop(engine: Any, patterns: Patterns) -> Contender:
    searches = [engine.compile(expression, engine.IGNORECASE).search for expression in patterns.expressions]

    def prepared(items: Sequence[Item]) -> Work:
        texts = [f"{item.title}\n{item.text}" for item in items]

        def run() -> None:
            for text in texts:
                for search in searches:
                    search(text)

        return run

    return prepared


def hyperscan(patterns: Patterns) -> Contender:
    """Keywords only, within words too, in texts folded and encoded before: less than the others have to do."""
    engine = import_module("hyperscan")
    database = engine.Database()
    database.compile(
        expressions=[keyword.removesuffix("*").encode() for keyword in patterns.keywords],
    )
    found: list[int] = []

    def noted(identifier: int, *_: object) -> None:
        found.append(identifier)

    def prepared(items: Sequence[Item]) -> Work:
        texts = [fold(f"{item.title}\n{item.text}").text.encode() for item in items]

        def run() -> None:
            for text in texts:
                database.scan(text, match_event_handler=noted)
                found.clear()

        return run

    return prepared


def parley(patterns: Patterns) -> Contender:
    """All of it: fold the item, find all rules that match, with the places in the original text."""
    match = compile_rules(patterns.rules).match

    def prepared(items: Sequence[Item]) -> Work:
        def run() -> None:
            for item in items:
                match(item.title, item.text, item.lang)

        return run

    return prepared


def missed(patterns: Patterns, items: Sequence[Item]) -> list[str]:
    """What Parley finds and searching the folded texts does not, or the reverse; a line for each, none where the two
    agree."""
    matcher = compile_rules(patterns.rules)
    searches = [re.compile(expression).search for expression in patterns.expressions]
    ids = [rule.id for rule in patterns.rules]
    lines = []
    for item in items:
        fields = [fold(text).text for text in (item.title, item.text)]
        expected = {name for name, search in zip(ids, searches, strict=True) if any(map(search, fields))}
        found = {match.rule_id for match in matcher.match(item.title, item.text, item.lang)}
        lines += [f"{name} in {item}" for name in sorted(expected ^ found)]
    return lines
