"""Detection at the shipped rules, stage by stage as a poll does it, on one core."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from monitor.config import load
from monitor.model.catalog import Catalog
from tests.bench.match.contenders import Work
from tests.bench.match.corpus import Item

CONFIG = Path(__file__).parents[3] / "config"
SAID_ON = date(2025, 6, 10)


def catalog() -> Catalog:
    return load(CONFIG)


def detection(shipped: Catalog, items: Sequence[Item]) -> Work:
    """Match; where rules match or want facts, extract; where there are facts, match again."""

    def run() -> None:
        for item in items:
            _detect(shipped, item)

    return run


def share_with_facts(shipped: Catalog, items: Sequence[Item]) -> float:
    """In which share of the items facts are looked for."""
    return sum(_detect(shipped, item) for item in items) / len(items)


def _detect(shipped: Catalog, item: Item) -> bool:
    matcher = shipped.matcher
    matches = matcher.match(item.title, item.text, item.lang)
    if not matches and not matcher.wants_facts(item.title, item.text, item.lang):
        return False
    facts = shipped.extractor.extract(item.title, item.text, item.lang, SAID_ON)
    if facts:
        matcher.match(item.title, item.text, item.lang, facts)
    return True
