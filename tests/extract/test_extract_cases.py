"""What must be read from sentences of our own, half of them traps."""

from typing import Any

import pytest

from monitor.extract import project
from tests.support.extraction import Case, cases, extractor

ALL = [case for lang in ("en", "ru", "uk") for case in cases(lang)]


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_a_passage_is_read_as_an_editor_reads_it(case: Case) -> None:
    facts = extractor("en", "ru", "uk").extract(case.title, case.text, case.lang, case.published)
    seen: dict[str, Any] = project(facts)
    assert {name: _judged(seen[name], wanted) for name, wanted in case.expected.items()} == {
        name: _sorted(wanted) for name, wanted in case.expected.items()
    }


def _judged(seen: Any, wanted: Any) -> Any:
    if isinstance(seen, dict) and isinstance(wanted, dict):
        return {name: _sorted(seen[name]) for name in wanted}
    return seen


def _sorted(value: Any) -> Any:
    if isinstance(value, dict) and any(isinstance(one, list) for one in value.values()):
        return {name: _sorted(one) for name, one in value.items()}
    return sorted(value) if isinstance(value, list) else value
