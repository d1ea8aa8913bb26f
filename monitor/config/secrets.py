"""Secrets stand outside the configuration: `${env:NAME}`, `${file:PATH}`, `${credential:NAME}`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import quote

LARGEST = 64 * 1024
SHAPES = "`${env:NAME}`, `${file:PATH}` or `${credential:NAME}`"

_ANY = re.compile(r"\$\{([^{}]*)\}")
_REFERENCE = re.compile(r"(env|file|credential):(.+)")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SCHEMES = ("env", "file", "credential")


class SecretFault(Exception):  # noqa: N818 - a fault found, as RuleFault is
    """A reference that leads nowhere. Never holds a secret's value."""

    def __init__(self, message: str, mend: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Secrets:
    """Looks secrets up. Relative paths of `${file:…}` start at `directory`, that of the configuration."""

    directory: Path
    environ: Mapping[str, str] = field(repr=False)

    def whole(self, text: str) -> str:
        """The secret that `text`, a single reference, stands for; SecretFault otherwise."""
        match = _ANY.fullmatch(text)
        if match is None:
            raise SecretFault(
                "a secret is written into the file", f"Put it outside the configuration and refer to it: {SHAPES}."
            )
        return self._look_up(match[1])

    def within(self, text: str, *, quoted: bool = False) -> str:
        """`text` with every reference in it replaced; `quoted` escapes what stands within a URL."""
        if _ANY.fullmatch(text):
            return self.whole(text)

        def replacement(match: re.Match[str]) -> str:
            value = self._look_up(match[1])
            return quote(value, safe="") if quoted else value

        return _ANY.sub(replacement, text)

    def _look_up(self, reference: str) -> str:
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            scheme, _, name = reference.partition(":")
            close = get_close_matches(scheme, _SCHEMES, n=1)
            suggestion = f"${{{close[0]}:{name}}}" if close and name else None
            raise SecretFault(f"`${{{reference}}}` refers to no secret", f"Write {SHAPES}.", suggestion)
        scheme, name = match[1], match[2]
        if scheme == "env":
            return self._from_environment(name)
        if scheme == "file":
            return _read(self.directory / name, f"the file `{name}`")
        return self._from_credentials(name)

    def _from_environment(self, name: str) -> str:
        value = self.environ.get(name)
        if not value:
            state = "empty" if value is not None else "not set"
            raise SecretFault(f"the environment variable `{name}` is {state}", f"Set `{name}` for the service.")
        return value

    def _from_credentials(self, name: str) -> str:
        if not _NAME.fullmatch(name):
            raise SecretFault(f"`{name}` is no credential's name", "Use letters, digits, `_`, `.` and `-`.")
        folder = self.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise SecretFault(
                f"the credential `{name}` is not there: the service was started without credentials",
                f"Give the unit `LoadCredential={name}:PATH`, or set $CREDENTIALS_DIRECTORY.",
            )
        return _read(Path(folder) / name, f"the credential `{name}`")


def _read(path: Path, what: str) -> str:
    """The file's text without its last line break. Only regular files: a pipe would hold up the service."""
    try:
        if not path.is_file():
            raise SecretFault(f"{what} is not there", "Create it, readable to the service alone.")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8")
    except (OSError, ValueError):
        raise SecretFault(f"{what} cannot be read as text", "Make it UTF-8 text that the service may read.") from None
    if len(content) > LARGEST:
        raise SecretFault(f"{what} holds more than {LARGEST // 1024} KB", "A secret is a line of text.")
    secret = text.rstrip("\r\n")
    if not secret:
        raise SecretFault(f"{what} is empty", "Write the secret into it.")
    return secret
