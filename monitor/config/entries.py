"""Tables and lists of tables, validated entry by entry: one bad entry hides nothing of the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from monitor.config.document import TOP, Document, Loc
from monitor.config.schema import Table
from monitor.config.secrets import Secrets
from monitor.config.wording import report_schema_errors

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Entry(Generic[M]):
    """One entry of a list, at `loc` of its document. `table` is None where the schema found mistakes (reported)."""

    document: Document
    loc: Loc
    raw: Mapping[str, Any]
    table: M | None

    @property
    def id(self) -> str | None:
        """As written, sound or not; None where there is none."""
        value = self.raw.get("id")
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Section(Generic[M]):
    """All entries of one kind over all files. `complete` is False where some could not be read or have no id."""

    kind: str
    entries: tuple[Entry[M], ...]
    complete: bool

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(entry.id for entry in self.entries if entry.id is not None)

    @property
    def tables(self) -> tuple[M, ...]:
        return tuple(entry.table for entry in self.entries if entry.table is not None)


def read_table(document: Document, adapter: TypeAdapter[M], secrets: Secrets) -> M | None:
    """The whole file as one table, or None with its mistakes reported."""
    return None if document.broken else _validated(document, (), _top(document), adapter, secrets)


def check_file(document: Document, file: type[Table], secrets: Secrets) -> None:
    """Reports what is wrong with a file of lists itself: unknown lists, what is no list, and that there is nothing.

    An empty file is often one that an editor is about to write: what it defines is unknown.
    """
    if not document.broken and document.data is None and () not in document.refused:
        document.broken = True
        lists = " and ".join(f"`{name}:`" for name in file.model_fields)
        document.report(TOP, "this file is empty", f"Write {lists} and what belongs there, or remove the file.")
    read_table(document, TypeAdapter(file), secrets)


def read_section(kind: str, documents: Iterable[Document], adapter: TypeAdapter[M], secrets: Secrets) -> Section[M]:
    """The lists named `{kind}s` of all documents. Entries that are no tables are reported and left out.

    Of a broken document those entries are read that stand before the place where it breaks.
    """
    entries: list[Entry[M]] = []
    complete = True
    for document in documents:
        top = document.whole if document.broken else _top(document)
        values = top.get(f"{kind}s", []) if isinstance(top, Mapping) else None
        complete = complete and not document.broken and isinstance(values, list)
        for index, raw in enumerate(values if isinstance(values, list) else ()):
            loc = (f"{kind}s", index)
            table = _validated(document, loc, raw, adapter, secrets)
            entries.append(Entry(document, loc, raw if isinstance(raw, Mapping) else {}, table))
    return Section(kind, tuple(entries), complete and all(entry.id is not None for entry in entries))


def _top(document: Document) -> Any:
    """The file's data; a file of comments alone is an empty table, and so are keys with nothing behind them."""
    if document.data is None and () not in document.refused:
        return {}
    if isinstance(document.data, Mapping):
        return {key: value for key, value in document.data.items() if value is not None}
    return document.data


def _validated(document: Document, loc: Loc, value: Any, adapter: TypeAdapter[M], secrets: Secrets) -> M | None:
    try:
        return adapter.validate_python(value, context=secrets)
    except ValidationError as error:
        report_schema_errors(document, loc, error, adapter)
        return None
