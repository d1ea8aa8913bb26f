"""From a directory to the catalog, or to every mistake in it."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.config import build
from monitor.config.checked import Checked
from monitor.config.document import Document
from monitor.config.entries import Section, check_file, read_section, read_table
from monitor.config.files import DESKS, FORMS, LEXICON, RULES, SERVICE, SOURCES, content_hash, of_folder, read_files
from monitor.config.forms import read_forms
from monitor.config.lexicons import read_lexicons, sound_lexicons
from monitor.config.references import check_duplicates, check_present, check_references
from monitor.config.rules import CompiledSection, compile_section, report_examples
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
from monitor.model.fact import Extractor


@dataclass(frozen=True, slots=True)
class _Tables:
    """All files, validated one by one."""

    service: ServiceFile | None
    sources: Section[SourceTable]
    rules: Section[RuleTable]
    channels: Section[AnyChannel]
    desks: Section[DeskTable]


def load(
    directory: Path,
    *,
    environ: Mapping[str, str] = os.environ,
    checked: Checked | None = None,
    instead: Mapping[str, str] | None = None,
) -> Catalog:
    """The compiled configuration of `directory`; `environ` is where `${env:NAME}` looks. `instead` are texts by the
    names of files that may not be there yet, for what is to be written: they are read as if they were.

    ConfigError with every mistake of every file, in the order of files and lines. Where `checked` knows the lexicons
    and the rules, their checks are not made again.
    """
    documents = read_files(directory, instead or {})
    tables = _read_tables(documents, Secrets(directory, environ))
    _check_names(tables)
    _check_presence(tables, documents)
    lexicons, forms = of_folder(documents, LEXICON), of_folder(documents, FORMS)
    content = content_hash([*lexicons, *forms, *of_folder(documents, RULES)])
    known = checked is not None and checked.knows(content)
    extractor = sound_lexicons(lexicons) if known else read_lexicons(lexicons)
    rules = compile_section(tables.rules, read_forms(forms), extractor)
    if not known:
        report_examples(rules)
    refuse_problems(documents)
    if checked is not None and not known:
        checked.note(content)
    assert tables.service is not None  # or its mistakes would have been refused
    return _catalog(tables, tables.service, rules.matcher, extractor, content_hash(documents))


def load_rules(directory: Path, *, environ: Mapping[str, str] = os.environ) -> CompiledSection:
    """The rules of `directory` alone, compiled, whether their examples hold or not.

    ConfigError with every other mistake in the rules, the lexicons and the forms of words.
    """
    documents = read_files(directory)
    rules, forms = of_folder(documents, RULES), of_folder(documents, FORMS)
    lexicons = of_folder(documents, LEXICON)
    for document in rules:
        check_file(document, RulesFile, Secrets(directory, environ))
    section = read_section("rule", rules, RULE, Secrets(directory, environ))
    check_duplicates(section)
    compiled = compile_section(section, read_forms(forms), read_lexicons(lexicons))
    refuse_problems([*rules, *forms, *lexicons])
    return compiled


def refuse_problems(documents: Iterable[Document]) -> None:
    """ConfigError with the mistakes that have been reported of the documents, where there are any."""
    problems = [problem for document in documents for problem in document.problems]
    if problems:
        raise ConfigError(tuple(sorted(problems, key=lambda problem: (problem.path, problem.line, problem.column))))


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


def _check_presence(tables: _Tables, documents: list[Document]) -> None:
    """A service without any of these would look healthy and tell nobody of anything."""
    desks = [document for document in documents if document.name == DESKS]
    check_present(tables.sources, of_folder(documents, SOURCES), "without a source there is nothing to read")
    check_present(tables.rules, of_folder(documents, RULES), "without a rule nothing raises an alert")
    check_present(tables.desks, desks, "without a desk nobody is told of anything")


def _catalog(tables: _Tables, service: ServiceFile, matcher: Matcher, extractor: Extractor, content: str) -> Catalog:
    return Catalog(
        settings=build.settings(service),
        sources={table.id: build.source(table, service.polling) for table in tables.sources.tables if table.enabled},
        rules={table.id: build.rule(table) for table in tables.rules.tables},
        matcher=matcher,
        extractor=extractor,
        channels={table.id: build.channel(table) for table in tables.channels.tables},
        desks={table.id: build.desk(table) for table in tables.desks.tables},
        hash=content,
    )
