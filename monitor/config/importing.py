"""Outlines become sources: which of them are new, into which files they go, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.config.countries import countries
from monitor.config.document import Document, Spot
from monitor.config.drafts import Draft, Seen, draft, file_of, same_address, title_of
from monitor.config.entries import read_section
from monitor.config.loader import refuse_problems
from monitor.config.opml import Outline
from monitor.config.schema import SOURCE
from monitor.config.secrets import Secrets
from monitor.config.source_book import SourceBook, WrittenSource
from monitor.config.writing import new_file, with_sources
from monitor.errors import UsageError
from monitor.model.catalog import Source


@dataclass(frozen=True, slots=True)
class Skipped:
    """An outline that becomes no source; `known` where that is because there is one already."""

    line: int
    name: str
    why: str
    known: bool


@dataclass(frozen=True, slots=True)
class Import:
    """What an OPML comes to. `texts` are the files of the configuration as they would be."""

    drafts: tuple[Draft, ...]
    skipped: tuple[Skipped, ...]
    texts: dict[str, str]


def import_outlines(
    outlines: Sequence[Outline], book: SourceBook, directory: Path, *, path: str, content: str, country: str | None
) -> Import:
    """What Parley exported comes back as it was; of others' outlines the folder or the address tells the country, else
    it is `country`. ConfigError, in lines of the OPML, for values that no source may have."""
    drafts: list[Draft] = []
    skipped: list[Skipped] = []
    lines: list[int] = []
    for outline in outlines:
        name = str(outline.keys.get("name", outline.keys["url"]))
        holder = _holder(outline, book)
        if holder is not None:
            skipped.append(Skipped(outline.line, name, f"{holder.file} has it as `{holder.source.id}`", known=True))
            continue
        try:
            drafted = _drafted(outline, book, country)
        except UsageError as error:
            skipped.append(Skipped(outline.line, name, str(error), known=False))
            continue
        drafts.append(drafted)
        lines.append(outline.line)
        book = replace(book, sources=(*book.sources, _written(drafted)))
    _check(drafts, lines, directory, path, content)
    return Import(tuple(drafts), tuple(skipped), _texts(drafts, book))


def _holder(outline: Outline, book: SourceBook) -> WrittenSource | None:
    """The source that is this one already: by its id where it has one, else by its address."""
    source_id, url = outline.keys.get("id"), str(outline.keys["url"])
    same_id = next((each for each in book.sources if each.source.id == source_id), None)
    return same_id or next((each for each in book.sources if same_address(each.source.url, url)), None)


def _drafted(outline: Outline, book: SourceBook, country: str | None) -> Draft:
    keys = dict(outline.keys)
    if {"id", "side", "body", "family", "timezone"} <= keys.keys() and outline.file:
        return Draft(file_of(outline.file, ""), keys)
    named = country or next((code for folder in reversed(outline.folders) if (code := _code(folder))), None)
    seen = Seen(keys["url"], keys.get("kind", "feed"), None, keys.get("name", ""), _primary(keys.pop("lang", None)))
    return draft(seen, book, {**keys, "country": named})


def _code(folder: str) -> str | None:
    """The country that a folder is named for."""
    plain = folder.strip().casefold()
    return next((code for code, name in countries().items() if plain in {code.casefold(), name.casefold()}), None)


def _primary(lang: str | None) -> str | None:
    return lang.partition("-")[0].lower() if lang else None


def _written(drafted: Draft) -> WrittenSource:
    """As far as the outlines that follow need it."""
    keys = drafted.keys
    text: dict[str, Any] = {
        name: str(keys.get(name, "")) for name in ("id", "name", "url", "body", "side", "family", "timezone")
    }
    source = Source(**text, lang=None, every=timedelta(), host_gap=timedelta())
    return WrittenSource(drafted.file, keys, source, enabled=True)


def _check(drafts: Sequence[Draft], lines: Sequence[int], directory: Path, path: str, content: str) -> None:
    document = Document(path, path, content, {"sources": [dict(drafted.keys) for drafted in drafts]})
    document.values["sources",] = Spot(1, 1)
    for index, line in enumerate(lines):
        document.values["sources", index] = Spot(line, 1)
    read_section("source", [document], SOURCE, Secrets(directory, {}))
    refuse_problems([document])


def _texts(drafts: Sequence[Draft], book: SourceBook) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in dict.fromkeys(drafted.file for drafted in drafts):
        title = title_of(file.rpartition("/")[2].removesuffix(".yaml"))
        keys = [drafted.keys for drafted in drafts if drafted.file == file]
        texts[file] = with_sources(book.texts.get(file) or new_file(title), keys, name=file)
    return texts
