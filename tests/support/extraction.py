"""Facts as the tests ask for them: the shipped words, and cases written as one line of YAML each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitor.extract import compile_lexicons, parse_lexicon
from monitor.model.fact import Extractor

LEXICONS = Path("config/lexicon")
CASES = Path("tests/extract")


class _Words(yaml.SafeLoader):
    """YAML 1.2 as far as a lexicon needs it: `no` and `on` are words."""


_Words.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def words(path: Path) -> dict[str, Any]:
    """The mapping that a lexicon file holds."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), _Words))  # a SafeLoader with fewer types


def lexicon_data(lang: str) -> dict[str, Any]:
    """A language's words and its calendar."""
    return words(LEXICONS / f"{lang}.yaml") | {"language": lang}


@cache
def extractor(*langs: str) -> Extractor:
    """The shipped words of these languages, compiled."""
    return compile_lexicons({lang: parse_lexicon(lexicon_data(lang)) for lang in langs})


@dataclass(frozen=True)
class Case:
    """A passage and what must be read from it."""

    lang: str
    title: str
    text: str
    published: date | None
    expected: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.lang}: {(self.title or self.text)[:60]}"


def cases(lang: str) -> Iterator[Case]:
    """The cases of a language's file."""
    for row in _rows(lang):
        day = date.fromisoformat(row["published"]) if "published" in row else None
        yield Case(lang, row["title"], row.get("text", ""), day, row["is"])


def _rows(lang: str) -> list[dict[str, Any]]:
    return list(yaml.load((CASES / f"cases_{lang}.yaml").read_text(encoding="utf-8"), _Words))
