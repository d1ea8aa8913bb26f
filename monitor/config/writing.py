"""Sources written into the files of a configuration: what is there keeps its words, its comments and its order."""

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from monitor.config.loader import load
from monitor.config.scalars import plain_value
from monitor.errors import UsageError

KEYS = (
    "id", "name", "url", "kind", "listing", "article", "body", "side", "family", "lang", "tier", "every", "shortest",
    "longest", "weight", "host_gap", "timezone", "mirrors", "headers", "identity", "robots", "enabled", "evidence",
    "note",
)  # fmt: skip
"""The order in which a source's keys are written; others follow."""

_LIST = re.compile(r"^sources:[ \t]*(\[[ \t]*\])?[ \t]*(#[^\n]*)?\r?$", re.MULTILINE)
_ANY_LIST = re.compile(r"^sources:", re.MULTILINE)
_DASH = re.compile(r"^( *)-(?: |$)", re.MULTILINE)
_IN_BRACKETS = re.compile(r"[\w./-]+")


def with_sources(text: str, sources: Sequence[Mapping[str, Any]], *, name: str) -> str:
    """The text of a file with further sources at the end of its list. `name` is for the UsageError where the list is
    written in brackets, which nothing can be added to line by line."""
    found = _LIST.search(text)
    if found is None and (other := _ANY_LIST.search(text)):
        line = text.count("\n", 0, other.start()) + 1
        raise UsageError(
            f"{name}:{line}: this list is written in brackets, and nothing can be added to it line by line; write it "
            "with a `-` for each source, or name another file with --file"
        )
    if found is None:
        text = f"{text.rstrip()}\n\nsources:\n" if text.strip() else "sources:\n"
    elif found[1]:
        text = f"{text[: found.start(1)].rstrip()}{text[found.end(1) :]}"
    dash = _DASH.search(text, found.start() if found else 0)
    indent = len(dash[1]) if dash else 2
    blocks = ["".join(f"{' ' * indent}{line}\n" for line in _lines_of(source)) for source in sources]
    joined = "\n".join(blocks)
    between = "\n" if dash else ""
    written = f"{text.rstrip()}\n{between}{joined}"
    return written.replace("\r\n", "\n").replace("\n", "\r\n") if "\r\n" in text else written


def new_file(title: str) -> str:
    """The beginning of a file of sources."""
    return f"# {title}.\n\nsources:\n"


def save(directory: Path, texts: Mapping[str, str], *, before: Mapping[str, str]) -> None:
    """Write files of a configuration, once the loader has found no mistake in the whole that they make.

    Each replaces the old one at once or not at all. `before` are the texts that were read: UsageError where a file has
    been changed since, and where it cannot be written; ConfigError with every mistake, and then nothing is written.
    """
    load(directory, instead=texts)
    for name in texts:
        if _now(directory / name) != before.get(name):
            raise UsageError(f"{directory / name} has been changed meanwhile; nothing was written, try again")
    for name, text in texts.items():
        path = directory / name
        try:
            _replace(path, text)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}; nothing was changed in it") from error


def _lines_of(source: Mapping[str, Any]) -> Iterator[str]:
    ordered = sorted(source, key=lambda key: KEYS.index(key) if key in KEYS else len(KEYS))
    for number, line in enumerate(line for key in ordered for line in _pair(key, source[key])):
        yield f"{'  ' if number else '- '}{line}"


def _pair(key: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield f"{key}:"
        yield from (f"  {line}" for inner, each in value.items() for line in _pair(inner, each))
    elif isinstance(value, list):
        yield f"{key}: [{', '.join(_scalar(each, flow=True) for each in value)}]"
    else:
        yield f"{key}: {_scalar(value)}"


def _scalar(value: Any, *, flow: bool = False) -> str:
    """As plain as YAML 1.2 lets it be."""
    if not isinstance(value, str):
        return json.dumps(value)
    plain = (
        value[:1].isalnum()
        and value == value.strip()
        and value.isprintable()
        and not {": ", " #"} & {value[at : at + 2] for at in range(len(value))}
        and not value.endswith(":")
        and plain_value(value) == value
        and (not flow or _IN_BRACKETS.fullmatch(value) is not None)
    )
    return value if plain else f'"{"".join(map(_escaped, value))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"


def _now(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8").removeprefix("\ufeff")
    except FileNotFoundError:
        return None


def _replace(path: Path, text: str) -> None:
    """By a file beside it, whose name begins with a dot, so that no reload reads it half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    target = path.resolve()  # what a link leads to is replaced, not the link
    handle, beside = tempfile.mkstemp(prefix=".parley-", suffix=".yaml", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        Path(beside).replace(target)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(beside).unlink()
        raise
