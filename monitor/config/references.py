"""What entries say of each other: ids once, and names that name something."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from monitor.config.document import Spot
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


def _id_spot(entry: Entry[Any]) -> Spot:
    return entry.document.value_spot((*entry.loc, "id"))
