"""The sources as an operator wrote them, those that are switched off included."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.config import build
from monitor.config.entries import check_file, read_section, read_table
from monitor.config.files import SERVICE, SOURCES, of_folder, read_files
from monitor.config.loader import refuse_problems
from monitor.config.references import check_duplicates
from monitor.config.schema import SERVICE_FILE, SOURCE, SourcesFile
from monitor.config.secrets import Secrets
from monitor.model.catalog import Settings, Source


@dataclass(frozen=True, slots=True)
class WrittenSource:
    """One entry of `file` (`sources/ua.yaml`); `keys` are its keys as written, references to secrets included."""

    file: str
    keys: Mapping[str, Any]
    source: Source
    enabled: bool


@dataclass(frozen=True, slots=True)
class SourceBook:
    """All of them, in the order of files and lines, and the text of each file by its name."""

    settings: Settings
    sources: tuple[WrittenSource, ...]
    texts: Mapping[str, str]


def read_sources(directory: Path, *, environ: Mapping[str, str] = os.environ) -> SourceBook:
    """ConfigError with every mistake in parley.yaml and sources/; that there is no source yet is none."""
    documents = read_files(directory)
    files = [document for document in of_folder(documents, SOURCES) if not document.name.endswith("/")]
    secrets = Secrets(directory, environ)
    for document in files:
        check_file(document, SourcesFile, secrets)
    service_file = next(document for document in documents if document.name == SERVICE)
    service = read_table(service_file, SERVICE_FILE, secrets)
    section = read_section("source", files, SOURCE, secrets)
    check_duplicates(section)
    refuse_problems([service_file, *files])
    assert service is not None  # or its mistakes would have been refused
    written = [
        WrittenSource(entry.document.name, entry.raw, build.source(entry.table, service.polling), entry.table.enabled)
        for entry in section.entries
        if entry.table is not None
    ]
    return SourceBook(build.settings(service), tuple(written), {document.name: document.text for document in files})
