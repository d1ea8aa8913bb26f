"""From a directory to the catalog, or to every mistake in it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config import build
from monitor.config.document import Document
from monitor.config.entries import Section, check_file, read_section, read_table
from monitor.config.files import DESKS, RULES, SERVICE, SOURCES, content_hash, of_folder, read_files
from monitor.config.references import check_duplicates, check_references
from monitor.config.rules import check_rules
from monitor.config.schema import (
    CHANNEL,
    DESK,
    RULE,
    SERVICE_FILE,
    SOURCE,
    AnyChannel,
    DesksFile,
    DeskTable,
    RulesFile,
    RuleTable,
    ServiceFile,
    SourcesFile,
    SourceTable,
)
from monitor.config.secrets import Secrets
from monitor.errors import ConfigError
from monitor.model.catalog import Catalog, Matcher


@dataclass(frozen=True, slots=True)
class _Tables:
    """All files, validated one by one."""

    service: ServiceFile | None
    sources: Section[SourceTable]
    rules: Section[RuleTable]
    channels: Section[AnyChannel]
    desks: Section[DeskTable]


def load(directory: Path, *, environ: Mapping[str, str] = os.environ) -> Catalog:
    """The compiled configuration of `directory`; `environ` is where `${env:NAME}` looks.

    ConfigError with every mistake of every file, in the order of files and lines.
    """
    documents = read_files(directory)
    tables = _read_tables(documents, Secrets(directory, environ))
    _check_names(tables)
    matcher = check_rules(tables.rules)
    problems = [problem for document in documents for problem in document.problems]
    if problems or tables.service is None:
        raise ConfigError(tuple(sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))))
    return _catalog(tables, tables.service, matcher, content_hash(documents))


def _read_tables(documents: list[Document], secrets: Secrets) -> _Tables:
    sources, rules = of_folder(documents, SOURCES), of_folder(documents, RULES)
    desks = [document for document in documents if document.name == DESKS]
    for group, file in ((sources, SourcesFile), (rules, RulesFile), (desks, DesksFile)):
        for document in group:
            check_file(document, file, secrets)
    service = next(document for document in documents if document.name == SERVICE)
    return _Tables(
        service=read_table(service, SERVICE_FILE, secrets),
        sources=read_section("source", sources, SOURCE, secrets),
        rules=read_section("rule", rules, RULE, secrets),
        channels=read_section("channel", desks, CHANNEL, secrets),
        desks=read_section("desk", desks, DESK, secrets),
    )


def _check_names(tables: _Tables) -> None:
    check_duplicates(tables.sources)
    check_duplicates(tables.rules)
    check_duplicates(tables.channels)
    check_duplicates(tables.desks)
    check_references(tables.desks.entries, "channels", tables.channels)
    check_references(tables.desks.entries, "rules", tables.rules)


def _catalog(tables: _Tables, service: ServiceFile, matcher: Matcher, content: str) -> Catalog:
    return Catalog(
        settings=build.settings(service),
        sources={table.id: build.source(table, service.polling) for table in tables.sources.tables if table.enabled},
        rules={table.id: build.rule(table) for table in tables.rules.tables},
        matcher=matcher,
        channels={table.id: build.channel(table) for table in tables.channels.tables},
        desks={table.id: build.desk(table) for table in tables.desks.tables},
        hash=content,
    )
