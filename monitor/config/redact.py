"""Lines of the configuration as they may be shown: without secrets and without anything a terminal would act upon."""

import re
from collections.abc import Sequence

MASK = "*****"

_SECRET_KEY = re.compile(
    r"""(?:^|[{,])\s*(?:-\s+)*["']?[\w-]*(?:pas+w|pwd|secr|token)[\w-]*["']?\s*:(?P<value>.*)$""", re.IGNORECASE
)
_REFERENCE = re.compile(r"""\s*\[?\s*(["']?)\$\{[^{}]*\}\1\s*[\],}]*\s*(?:#.*)?""")
_SIGNING_KEY = re.compile(r"whsec_\S+.*")
_CREDENTIALS = re.compile(r"(?<=://)(?![^/@\s]*:\$\{[^{}]*\}@)[^/@\s]*:[^/\s]*@")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def shown_lines(lines: Sequence[str]) -> tuple[str, ...]:
    """The same lines, as many, each with what may be a secret replaced from its first character to the line's end.

    Works on lines, not on values, so that it holds for a file that cannot be read as YAML too. What stands below a
    secret's key and deeper, or as a list under it, belongs to the secret.
    """
    shown: list[str] = []
    inside: int | None = None
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if inside is not None and (not line.strip() or indent > inside or line.lstrip().startswith("- ")):
            shown.append(printable(line if _REFERENCE.fullmatch(line.lstrip(" -")) else line[:indent] + MASK))
            continue
        key = _SECRET_KEY.search(line)
        inside = _key_indent(line) if key else None
        shown.append(printable(_masked(line, key)))
    return tuple(shown)


def _masked(line: str, key: re.Match[str] | None) -> str:
    if key and key["value"].strip() and not _REFERENCE.fullmatch(key["value"]):
        start = key.start("value")
        line = f"{line[:start]} {MASK}"
    line = _SIGNING_KEY.sub(MASK, line)
    return _CREDENTIALS.sub(f"{MASK}@", line)


def _key_indent(line: str) -> int:
    """Where the first key of the line stands: behind the dash of a list."""
    return len(line) - len(line.lstrip(" -"))


def printable(line: str) -> str:
    """The text with a blank for every character that a terminal would act upon."""
    return _UNPRINTABLE.sub(" ", line)
