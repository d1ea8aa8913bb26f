"""Texts that commands are given: files, standard input, or lines of JSON."""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO, NamedTuple

from monitor.config.fields import COUNTRIES_AS_LANGUAGES
from monitor.errors import UsageError
from monitor.model.catalog import Rule

STDIN = "-"

_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
# A country's code in the place of its language's is the commonest slip; these are tags of languages, too, elsewhere.
_COUNTRIES = {**COUNTRIES_AS_LANGUAGES, "ir": "fa", "us": "en", "at": "de", "br": "pt"}
_TEXT_FIELDS = ("lang", "date", "title", "text")
_KIND = {int: "a number", float: "a number", bool: "true or false", list: "a list", dict: "an object"}


class Passage(NamedTuple):
    """A title and a text to look at. `id` is a file's name, or what a line of JSON calls it."""

    id: str | int
    title: str
    text: str
    lang: str | None = None
    published: date | None = None


class LineError(Exception):
    """A line that is no passage: what is wrong with it, and what to write."""

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message}; {mend}")


def read_texts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Whole texts, by name; of none, standard input. Line ends stay as they are, so that offsets are the file's own."""
    for name in names or (STDIN,):
        with _opened(name) as file:
            data = file.read()
        try:
            yield name, data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not UTF-8 (byte {error.start}); convert it first") from error


def read_lines(names: Sequence[str]) -> Iterator[tuple[str, Passage | LineError]]:
    """`file:line` and the passage of each line of JSON, or what is wrong with it; blank lines are passed over."""
    for name in names or (STDIN,):
        with _opened(name) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    try:
                        yield f"{name}:{number}", _passage(line)
                    except LineError as error:
                        yield f"{name}:{number}", error


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    """UsageError where the file cannot be read, at whatever moment."""
    try:
        if name == STDIN:
            yield sys.stdin.buffer
        else:
            with Path(name).open("rb") as file:
                yield file
    except OSError as error:
        raise UsageError(f"cannot read {name}: {error.strerror}") from error


def _passage(line: bytes) -> Passage:
    data = _object(line)
    name = data.get("id")
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise LineError("there is no id" if name is None else "id is no name", 'write "id": "…"')
    said: dict[str, str | None] = {}
    for key in _TEXT_FIELDS:
        value = data.get(key)
        if value is not None and not isinstance(value, str):
            raise LineError(f"{key} is {_KIND[type(value)]}", f'write "{key}": "…", or leave it out')
        said[key] = value
    return Passage(name, said["title"] or "", said["text"] or "", said["lang"], _day(said["date"]))


def _object(line: bytes) -> dict[str, object]:
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LineError(f"not UTF-8 (byte {error.start})", "convert the file first") from error
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at column {error.colno}", "write one object a line") from error
    except (ValueError, RecursionError) as error:
        raise LineError("not JSON that can be read", "write one object a line") from error
    if not isinstance(data, dict):
        raise LineError("no object", "write one object a line, with id, title and text")
    return data


def _day(written: str | None) -> date | None:
    """The day of publication; a time behind it is passed over."""
    if written is None:
        return None
    try:
        return date.fromisoformat(re.split("[T ]", written, maxsplit=1)[0])
    except ValueError:
        raise LineError(f"date {written[:30]!r} is no day", 'write "date": "2025-06-10", or leave it out') from None


def checked_language(lang: str | None, directory: Path, rules: Sequence[Rule]) -> str | None:
    """The tag as given; UsageError where no lexicon in `directory` and no rule is for its language."""
    if lang is None:
        return None
    known = {path.stem for path in (directory / "lexicon").glob("*.yaml")}.union(*(rule.langs for rule in rules))
    tag = _TAG.fullmatch(lang)
    name = tag[1].lower() if tag else lang.strip().lower()
    if tag and name in known:
        return lang
    wrong = "no rule and no lexicon is for the language" if tag else "there is no language"
    close = [_COUNTRIES[name]] if _COUNTRIES.get(name) in known else get_close_matches(name, sorted(known), 1, 0.5)
    meant = f", did you mean {close[0]}?" if close else ";"
    raise UsageError(f"--lang: {wrong} {lang!r}{meant} Known are {', '.join(sorted(known))}")
