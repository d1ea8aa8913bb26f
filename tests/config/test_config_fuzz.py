"""Whatever stands in the files: a catalog or mistakes, each with a place, and never another exception."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import as_json, load, render
from monitor.errors import ConfigError, Problem
from monitor.model.catalog import Catalog
from tests.support.config_tree import SOUND, Tree

FILES = sorted(SOUND)

scalars = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["no", "~", "7", "1e5", "${env:A}", "${file:/dev/null}", "*a", "&a", "!x", "5m", "https://[", "a@b", "::/0",
         "whsec_AA", "Europe", "../..", "{", "[", "'", '"', "|", "console", "email", "webhook", "swap"]
    ),
)  # fmt: skip
words = st.sampled_from(
    ["sources", "rules", "channels", "desks", "id", "name", "url", "kind", "body", "side", "family", "lang", "every",
     "timezone", "any", "all", "none", "keyword", "regex", "examples", "match", "no_match", "relay", "host", "port",
     "password", "secret", "from", "to", "contact", "database", "network", "allow", "polling"]
)  # fmt: skip
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4), max_leaves=12
)


def outcome(directory: Path) -> Catalog | tuple[Problem, ...]:
    try:
        return load(directory, environ={"A": "b"})
    except ConfigError as error:
        return error.problems


def is_sound(result: Catalog | tuple[Problem, ...]) -> bool:
    """Whether it is a catalog, or mistakes that can be shown."""
    if isinstance(result, Catalog):
        return True
    placed = all(problem.line >= 1 and problem.column >= 1 and problem.mend for problem in result)
    return placed and bool(render(result)) and len(as_json(result)) > 0


def flow(value: object) -> str:
    """YAML in flow style, the scalars as they are."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return str(value)


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_text_in_any_file(name: str, data: st.DataObject) -> None:
    text = data.draw(
        st.binary(max_size=80)
        | st.text(max_size=120).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | values.map(lambda value: flow(value).encode("utf-8", "surrogatepass"))
        | st.dictionaries(words, values, max_size=4).map(lambda value: flow(value).encode("utf-8", "surrogatepass"))
    )
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder) / "config")
        tree.write(name, text)

        assert is_sound(outcome(tree.directory))


@pytest.mark.parametrize("name", FILES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_small_change_of_a_sound_file(name: str, data: st.DataObject) -> None:
    text = SOUND[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 8)))
    changed = text[:start] + data.draw(scalars | st.just("")) + text[end:]
    with tempfile.TemporaryDirectory() as folder:
        tree = Tree(Path(folder) / "config")
        tree.write(name, changed.encode("utf-8", "surrogatepass"))

        assert is_sound(outcome(tree.directory))
