"""Types of plain scalars by YAML 1.2, narrowly: `no`, `on`, `12:30` and `0777` are text."""

import math
import re

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)?(?:\.[0-9]+|(?:\.[0-9]*)?[eE][-+]?[0-9]+|\.)")


def plain_value(text: str) -> Scalar:
    """What an unquoted scalar means. Numbers beyond 18 digits, and infinite ones, stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and any(sign.isdigit() for sign in text):
        number = _as_float(text)
        return number if number is not None else text
    return text


def _as_float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def raw_column(raw: str, column: int) -> int:
    """The 1-based column within `raw`, a scalar as written, of the character at `column` of its value.

    Quotes move the text by one, and an escape is longer than what it stands for.
    """
    quote = raw[:1]
    if quote not in ('"', "'"):
        return column
    escapes = _DOUBLE if quote == '"' else _SINGLE
    written = 1
    for _ in range(column - 1):
        step = escapes.match(raw, written)
        if step is None:
            break
        written = step.end()
    return written + 1


_SINGLE = re.compile(r"''|[^']")
_DOUBLE = re.compile(r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|[^\"\\]")
