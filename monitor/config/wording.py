"""Errors of the schema, told in plain sentences and put where they stand in the file."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from textwrap import shorten
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from monitor.config.document import Document, Loc
from monitor.config.fields import FAULT
from monitor.config.schema import Table

Told = tuple[str, str, str | None]
"""Message, mend, suggestion."""

SHOWN = 40
"""How many characters of a wrong word a message repeats."""

_ENORMOUS = re.compile(r"[0-9]{19,}")
"""Numbers that are read as text, for their size."""

_TABLE = ("keys with values", "Write `key: value` lines, indented below this one.")
_WANTED = {
    "string_type": ("text", "Write text; put numbers and words such as `true` in quotes."),
    "int_type": ("a whole number", "Write a whole number without quotes and unit."),
    "int_from_float": ("a whole number", "Write a whole number."),
    "bool_type": ("`true` or `false`", "Write `true` or `false`, without quotes."),
    "list_type": ("a list", "Write a list: each value on a line of its own behind `- `, or all between `[` and `]`."),
    "model_type": _TABLE,
    "model_attributes_type": _TABLE,
    "dict_type": _TABLE,
}
_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "`true` or `false`"),
    (int, "a number"),
    (float, "a number with a fraction"),
    (str, "text"),
    (list, "a list"),
    (Mapping, "keys with values"),
)


def report_schema_errors(document: Document, base: Loc, error: ValidationError, adapter: TypeAdapter[Any]) -> None:
    """Reports every error of one table, which stands at `base`, unless its place has been reported already."""
    errors = error.errors(include_url=False)
    meant = {details["loc"]: _meant_key(details, adapter) for details in errors if details["type"] == "extra_forbidden"}
    misspelt = {(*loc[:-1], key) for loc, key in meant.items() if key}
    for details in errors:
        loc = (*base, *details["loc"])
        if details["type"] == "missing" and details["loc"] in misspelt:
            continue  # one mistake: the key is there under a wrong name
        if not document.is_refused(loc):
            _report_one(document, loc, details, meant.get(details["loc"]))


def _report_one(document: Document, loc: Loc, details: ErrorDetails, meant: str | None) -> None:
    kind = details["type"]
    key = str(details["loc"][-1]) if details["loc"] else ""
    if kind == "missing":
        document.report(document.value_spot(loc[:-1]), f"the key `{key}` is missing", f"Add `{key}: …` here.")
    elif kind == "extra_forbidden":
        mend = "Remove it, or correct its name." if meant else "Remove it; no such key is read here."
        document.report(document.key_spot(loc), f"unknown key `{key}`", mend, meant)
    elif kind == "union_tag_not_found":
        document.report(document.value_spot(loc), "the key `kind` is missing", "Add `kind: …` here.")
    elif kind == "union_tag_invalid":
        document.report(document.value_spot((*loc, "kind")), *_tell_choice(details["ctx"]["expected_tags"], details))
    else:
        # What pydantic says of a key itself has this behind the key's name.
        spot = document.key_spot(loc[:-1]) if key == "[key]" else document.value_spot(loc)
        document.report(spot, *_tell(details))


def _tell(details: ErrorDetails) -> Told:
    kind, context = details["type"], details.get("ctx", {})
    if kind == FAULT:
        return str(context["text"]), str(context["mend"]), str(context["suggestion"]) or None
    if kind == "literal_error":
        return _tell_choice(context["expected"], details)
    if kind in ("greater_than_equal", "less_than_equal"):
        edge = f"at least {context['ge']}" if "ge" in context else f"at most {context['le']}"
        return f"the number must be {edge}", f"Write {edge}.", None
    if kind in ("too_short", "string_too_short"):
        return "this must not be empty", "Write at least one value.", None
    if kind == "int_type" and _ENORMOUS.fullmatch(str(details["input"])):
        return "the number is too large", "Write a smaller one.", None
    wanted, mend = _WANTED.get(kind, ("another value", details["msg"] + "."))
    verb = "are" if wanted == _TABLE[0] else "is"
    return f"{wanted} {verb} wanted here, this is {_described(details['input'])}", mend, None


def _tell_choice(expected: str, details: ErrorDetails) -> Told:
    """`expected` lists the choices in quotes."""
    choices = re.findall(r"'([^']*)'", expected)
    value = details["input"]
    if isinstance(value, Mapping):
        value = value.get("kind")
    mend = f"Write one of {', '.join(f'`{choice}`' for choice in choices)}."
    if not isinstance(value, str):
        return f"one of a few words is wanted here, this is {_described(value)}", mend, None
    shown = shorten(value, SHOWN, placeholder="…")
    return f"`{shown}` is none of the choices", mend, _close(value, choices)


def _described(value: Any) -> str:
    """The kind of a value; never the value, which may be a secret."""
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return "empty"


def _meant_key(details: ErrorDetails, adapter: TypeAdapter[Any]) -> str | None:
    return _close(str(details["loc"][-1]), known_keys(adapter, details["loc"][:-1]))


def _close(word: str, choices: list[str]) -> str | None:
    close = get_close_matches(word.lower(), choices, n=1)
    return close[0] if close else None


def known_keys(adapter: TypeAdapter[Any], loc: Loc) -> list[str]:
    """The keys that may stand at `loc` below the adapter's type; indices and tags of unions are passed over."""
    tables = list(_tables_in(adapter._type))  # noqa: SLF001 - the adapter has no public name for its type
    for part in loc:
        tagged = [table for table in tables if part in _tag(table)]
        inner = [
            found
            for table in tables
            for name, field in table.model_fields.items()
            if part == (field.alias or name)
            for found in _tables_in(field.annotation)
        ]
        tables = tagged or inner or tables
    return [field.alias or name for table in tables for name, field in table.model_fields.items()]


def _tag(table: type[BaseModel]) -> tuple[Any, ...]:
    kind = table.model_fields.get("kind")
    return get_args(kind.annotation) if kind is not None else ()


def _tables_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Table):
        yield annotation
    for inner in get_args(annotation):
        yield from _tables_in(inner)
