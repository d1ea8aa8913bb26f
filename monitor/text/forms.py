"""Word forms as the tables of a language list them: plain, or a stem with a named set of endings (`втор~hard`)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.text.fold import fold

_BARE_ARABIC = str.maketrans("أإآٱىیکگە", "ااااييككه")


def section(data: Mapping[Any, Any], key: str, path: str) -> Mapping[Any, Any]:
    """The mapping under `key`, empty if there is none. Raises ValueError, naming the path, if it is no mapping."""
    value = data.get(key) or {}
    if isinstance(value, Mapping):
        return value
    raise ValueError(f"{path}.{key}: is not a mapping; write `name: forms` lines under it")


def forms(value: object, path: str, endings: Mapping[str, Sequence[str]] | None = None) -> tuple[str, ...]:
    """The folded forms of a table entry: a text of words set apart by spaces, or a list of words and phrases.

    `stem~name` stands for the stem with each ending of `endings[name]`. Raises ValueError, naming the path.
    """
    entries = value.split() if isinstance(value, str) else value
    if not isinstance(entries, list | tuple) or not all(isinstance(entry, str) and entry for entry in entries):
        raise ValueError(
            f"{path}: is not a list of words; write words with spaces between them, or [a phrase, another]"
        )
    return tuple(dict.fromkeys(form for entry in entries for form in _expanded(entry, path, endings or {})))


def ending_sets(data: Mapping[Any, Any], path: str) -> dict[str, tuple[str, ...]]:
    """The named sets of endings under `endings`; `-` is the empty ending."""
    sets = section(data, "endings", path)
    return {
        str(name): tuple("" if form == "-" else form for form in forms(value, f"{path}.endings.{name}"))
        for name, value in sets.items()
    }


def spellings(form: str) -> tuple[str, ...]:
    """The form, and how hurried Arabic and Persian writers type it: hamza left off, one of the two yehs and kafs."""
    bare = form.translate(_BARE_ARABIC)
    return (form, bare) if bare != form else (form,)


def whole_number(key: object, path: str) -> int:
    """The integer a table's key stands for; raises ValueError, naming the path."""
    try:
        return int(str(key))
    except ValueError:
        raise ValueError(f"{path}: {key!r} is not a whole number; write digits, as in `2: [two]`") from None


def _expanded(entry: str, path: str, endings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    stem, mark, name = entry.partition("~")
    if mark and name not in endings:
        known = ", ".join(sorted(endings)) or "none"
        raise ValueError(
            f"{path}: {entry!r} names endings that are not there; define `endings.{name}` (known: {known})"
        )
    for ending in endings[name] if mark else ("",):
        yield from spellings(fold(stem + ending).text.strip())
