"""What entries say of each other: some of each kind, ids once, and names that name something."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from monitor.config.document import Document, Spot
from monitor.config.entries import Entry, Section


def check_duplicates(section: Section[Any]) -> None:
    """Reports every id that is taken, naming the place that has it."""
    first: dict[str, Entry[Any]] = {}
    for entry in section.entries:
        if entry.id is None:
            continue
        holder = first.setdefault(entry.id, entry)
        if holder is not entry:
            place = f"{holder.document.path}:{_id_spot(holder).line}"
            entry.document.report(
                _id_spot(entry),
                f"the {section.kind} id `{entry.id}` is taken by {place}",
                "Give one of the two another id.",
            )


def check_references(entries: Iterable[Entry[Any]], key: str, named: Section[Any]) -> None:
    """Reports every name in the lists at `key` that no entry of `named` has.

    Says nothing while `named` is not completely read: the name may stand in what is missing.
    """
    if not named.complete:
        return
    for entry in entries:
        names = entry.raw.get(key)
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if not isinstance(name, str) or name in named.ids:
                continue
            close = get_close_matches(name, sorted(named.ids), n=1)
            entry.document.report(
                entry.document.value_spot((*entry.loc, key, index)),
                f"there is no {named.kind} `{name}`",
                f"Name a {named.kind} that is defined, or define it.",
                close[0] if close else None,
            )


def check_present(section: Section[Any], documents: Sequence[Document], why: str) -> None:
    """Reports, in the first of the documents, that the section holds nothing that is in use; `why` it must."""
    used = [entry for entry in section.entries if entry.table is None or getattr(entry.table, "enabled", True)]
    if used or not section.complete or not documents:
        return
    spot = documents[0].key_spot((f"{section.kind}s",))
    if section.entries:
        documents[0].report(spot, f"no {section.kind} is enabled", f"Enable one: {why}.")
    else:
        documents[0].report(spot, f"there is no {section.kind}", f"Write one below `{section.kind}s:`: {why}.")


def _id_spot(entry: Entry[Any]) -> Spot:
    return entry.document.value_spot((*entry.loc, "id"))
