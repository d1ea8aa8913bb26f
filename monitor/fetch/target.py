"""URLs as they are dialled, and as they may be shown."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

import httpx

from monitor.errors import FetchError
from monitor.fetch.address import plain_host, read_literal

_PORTS = {"http": 80, "https": 443}
# Readers of URLs differ on these, and a difference between who checks and who dials is a hole.
_AMBIGUOUS = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class Target:
    """A URL as it is dialled: ASCII, literals in their standard form, without credentials and fragment.

    `authorization` is the Basic header its credentials come to, for this host alone.
    """

    url: str
    scheme: str
    host: str
    port: int
    authorization: str | None = field(default=None, repr=False)

    def same_host(self, other: "Target") -> bool:
        """Whether validators and credentials for `self` may go to `other`: the same origin, or its upgrade to https."""
        if self.host != other.host:
            return False
        upgrade = (self.scheme, self.port, other.scheme, other.port) == ("http", 80, "https", 443)
        return upgrade or (self.scheme, self.port) == (other.scheme, other.port)


@lru_cache(maxsize=4096)  # sources are visited again and again
def read_target(url: str) -> Target:
    """The target of an absolute URL. FetchError `bad_url`, or `scheme_refused` for what is neither http nor https."""
    parts, port = _split(url)
    if parts.scheme not in _PORTS:
        raise FetchError("scheme_refused", f"{parts.scheme or 'no scheme'}: only http and https are visited", weight=1)
    host = _dialled_host(parts.hostname or "")
    port = port or _PORTS[parts.scheme]
    bracketed = f"[{host}]" if ":" in host else host
    netloc = bracketed if port == _PORTS[parts.scheme] else f"{bracketed}:{port}"
    try:
        dialled = httpx.URL(urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, "")))
    except httpx.InvalidURL as error:
        raise FetchError("bad_url", "the URL cannot be read", weight=1) from error
    return Target(str(dialled), parts.scheme, dialled.raw_host.decode("ascii"), port, _basic(parts))


def redact(url: str) -> str:
    """`url` fit to be shown: without user, password, query and fragment."""
    try:
        parts, _ = _split(url)
    except FetchError:
        return "(unreadable URL)"
    netloc = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, netloc, parts.path, "…" if parts.query else "", ""))


def is_ambiguous(url: str) -> bool:
    """Whether `url` holds what some readers of URLs drop or turn into something else."""
    return _AMBIGUOUS.search(url) is not None


def _split(url: str) -> tuple[SplitResult, int | None]:
    if is_ambiguous(url):
        raise FetchError("bad_url", "the URL holds control characters or backslashes", weight=1)
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise FetchError("bad_url", "the URL cannot be read", weight=1) from error
    return parts, port


def _dialled_host(host: str) -> str:
    if not host or "%" in host:
        raise FetchError("bad_url", "the URL names no plain host", weight=1)
    try:
        literal = read_literal(host)
    except ValueError as error:
        raise FetchError("address_refused", f"{host} is not a standard address", weight=1) from error
    return plain_host(host) if literal is None else str(literal)


def _basic(parts: SplitResult) -> str | None:
    if parts.username is None:
        return None
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + b64encode(credentials.encode()).decode("ascii")
