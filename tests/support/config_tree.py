"""A small sound configuration to make mistakes in."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from monitor.config import load
from monitor.errors import ConfigError, Problem
from monitor.model.catalog import Catalog

SOURCE = """\
sources:
  - id: aa-mfa-en
    name: Ministry of Foreign Affairs
    url: https://mfa.example.org/feed
    body: foreign
    side: UA
    family: aa-mfa
    lang: en
    timezone: Europe/Kyiv
"""
RULE = """\
rules:
  - id: swap
    title: Prisoner swap
    topic: exchange
    severity: urgent
    any:
      - keyword: prisoners
    examples:
      match: [The prisoners are home.]
      no_match: [The price of wheat rose.]
"""
DESKS = """\
channels:
  - id: console
    kind: console
desks:
  - id: newsroom
    name: Newsroom
    timezone: UTC
    channels: [console]
    rules: [swap]
"""
SOUND = {
    "parley.yaml": "contact: ops@example.org\n",
    "desks.yaml": DESKS,
    "sources/aa.yaml": SOURCE,
    "rules/swap.yaml": RULE,
}


class Tree:
    """A configuration on disk, below `directory`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        for name, text in SOUND.items():
            self.write(name, text)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())

    def load(self, environ: Mapping[str, str] | None = None) -> Catalog:
        return load(self.directory, environ=environ or {})

    def problems(self, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
        """Every mistake, with paths relative to the configuration's directory; none where it is sound."""
        try:
            self.load(environ)
        except ConfigError as error:
            return error.problems
        return ()

    def where(self, problem: Problem) -> str:
        """`file:line:column`, the file relative to the configuration's directory."""
        return f"{Path(problem.path).relative_to(self.directory)}:{problem.line}:{problem.column}"
