"""What can go wrong below HTTP, by a stable name."""

import ssl
from collections.abc import Iterator

import aiohttp
import httpx
from aiohttp import http_exceptions

from monitor.errors import FetchError
from monitor.fetch.connector import RefusedAddressError

TRANSPORT_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    aiohttp.ClientError,
    http_exceptions.HttpProcessingError,
    OSError,
)
"""Everything the libraries and the system raise for what the other side or the network does."""

_TEMPORARY = 0.25


def as_fetch_error(error: BaseException, host: str) -> FetchError:
    """The FetchError for one of TRANSPORT_ERRORS. The detail names the host alone: messages of libraries quote URLs."""
    causes = tuple(_causes(error))
    for kinds, reason, detail, weight in _NAMES:
        for cause in causes:
            if isinstance(cause, kinds):
                return FetchError(reason, f"{host}: {_in_words(cause) or detail}", weight=weight)
    if any("Too many headers" in str(cause) for cause in causes):
        return FetchError("headers_too_large", f"{host}: too many headers")
    return FetchError("not_http", f"{host}: the answer is not HTTP/1.1")


_NAMES: tuple[tuple[tuple[type[BaseException], ...], str, str, float], ...] = (
    ((RefusedAddressError,), "address_refused", "the address is not permitted", 1),
    ((ssl.SSLError, aiohttp.ClientSSLError), "tls", "no TLS connection", 0.5),
    ((http_exceptions.LineTooLong,), "headers_too_large", "a header line is too long", 0.5),
    ((http_exceptions.ContentLengthError,), "truncated", "the body breaks off", 0.5),
    ((http_exceptions.TransferEncodingError,), "truncated", "the chunked body breaks off", 0.5),
    ((aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError), "proxy", "the proxy refuses", _TEMPORARY),
    ((aiohttp.ClientConnectorError,), "connect", "no connection", _TEMPORARY),
    ((aiohttp.ServerDisconnectedError, ConnectionError), "closed", "the connection was closed", _TEMPORARY),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), "bad_url", "the URL cannot be read", 1),
    ((aiohttp.ClientOSError,), "closed", "the connection broke", _TEMPORARY),
)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _in_words(error: BaseException) -> str | None:
    if not isinstance(error, aiohttp.ClientConnectorError):
        return None
    if isinstance(error.os_error, ssl.SSLCertVerificationError):
        return error.os_error.verify_message
    return error.os_error.strerror
