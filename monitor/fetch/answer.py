"""From an HTTP answer to a document, or to the failure it means."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from monitor.errors import FetchError
from monitor.fetch.decode import read_body
from monitor.model.catalog import FetchLimits

OK = 200
NOT_MODIFIED = 304

_NO_CONTENT = 204
_GONE = frozenset({404, 410})
_TEMPORARY = frozenset({408, 425, 429})
_MAX_RETRY_AFTER = 24 * 60 * 60.0
_MAX_VALUE = 1024
_VALIDATORS = ("etag", "last-modified")
_KEPT = (
    "age",
    "cache-control",
    "content-language",
    "content-type",
    "date",
    "expires",
    "retry-after",
    *_VALIDATORS,
)


async def body_of(response: httpx.Response, limits: FetchLimits, at_most: int | None = None) -> bytes:
    """The decoded body of a 200, or its first `at_most` bytes. FetchError `too_large`, `bad_encoding`, `truncated`,
    `empty`."""
    announced = response.headers.get("content-length", "")
    if at_most is None and announced.isdecimal() and int(announced) > limits.max_wire:
        raise FetchError("too_large", f"announces {int(announced):,} bytes, more than {limits.max_wire:,}")
    return await read_body(
        response.aiter_raw(),
        response.headers.get("content-encoding", ""),
        max_wire=limits.max_wire,
        max_body=limits.max_body,
        at_most=at_most,
    )


def check_head(response: httpx.Response, limits: FetchLimits) -> None:
    """FetchError `headers_too_large`, or `not_http` for a body of two lengths."""
    size = sum(len(name) + len(value) for name, value in response.headers.raw)
    if size > limits.max_header:
        raise FetchError("headers_too_large", f"{size:,} bytes of headers, more than {limits.max_header:,}")
    if "transfer-encoding" in response.headers and "content-length" in response.headers:
        raise FetchError("not_http", "the answer gives its length in two ways")


def refusal(response: httpx.Response, now: datetime) -> FetchError:
    """What an answer that is neither 200 nor an expected 304 means; the body is not looked at."""
    status = response.status_code
    said = f"HTTP {status} {response.reason_phrase[:80]}".strip()
    if status == NOT_MODIFIED:
        return FetchError("unasked_304", "not modified, though no validator was sent", status=status)
    if status == _NO_CONTENT:
        return FetchError("empty", said, status=status)
    retry_after = retry_after_of(response.headers, now) if status in {429, 503} else None
    return FetchError(f"http_{status}", said, weight=_weight(status), retry_after=retry_after, status=status)


def kept_headers(headers: httpx.Headers) -> Mapping[str, str]:
    """The headers worth keeping, names in lower case, each of at most 1 kB of printable ASCII.

    A validator that comes twice says nothing and is left out.
    """
    kept = {name: headers[name] for name in _KEPT if name in headers}
    return {
        name: value
        for name, value in kept.items()
        if is_plain(value) and not (name in _VALIDATORS and len(headers.get_list(name)) > 1)
    }


def is_plain(value: str) -> bool:
    """Whether a header value can be kept and sent back verbatim."""
    return 0 < len(value) <= _MAX_VALUE and value.isascii() and value.isprintable()


def retry_after_of(headers: httpx.Headers, now: datetime) -> float | None:
    """Seconds the server asks to wait, from seconds or an HTTP date, at most a day; None where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal() and said.isascii():
        return min(float(said[:20]), _MAX_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _MAX_RETRY_AFTER)


def _weight(status: int) -> float:
    if status in _GONE:
        return 1
    return 0.25 if status in _TEMPORARY or 500 <= status < 600 else 0.5  # noqa: PLR2004 - the class of server errors
