"""The aiohttp session under the client: the guard at its resolver and again at its sockets."""

import errno
import functools
import socket
import ssl
from ipaddress import ip_address
from typing import Any

import aiohttp
import httpx
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import RawResponseMessage

from monitor.fetch.guard import AddressGuard
from monitor.model.catalog import FetchLimits

# Above what the service keeps in flight; the waiting there is fair, here it would only be silent.
_MAX_CONNECTIONS = 512
_MAX_HEADERS = 128
_MAX_INTERIM = 8


class RefusedAddressError(PermissionError):
    """An address came to be dialled that the guard does not permit."""


class GuardedResolver(AbstractResolver):
    """Gives the connector the addresses the guard judged, and no others; the name stays for SNI and certificate."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = [_answer(host, address, port) for address in await self._guard.resolve(host, port)]
        return [answer for answer in answers if family in {socket.AF_UNSPEC, answer["family"]}]

    async def close(self) -> None:
        """Nothing to close: the guard belongs to the application."""


def _answer(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host, host=address, port=port, family=family, proto=socket.IPPROTO_TCP, flags=socket.AI_NUMERICHOST
    )


class _PatientHandler(ResponseHandler):
    """Hears out a few interim answers (`100 Continue`). A server could send nothing else, faster than they are read."""

    _interim = 0

    def feed_data(self, data: tuple[RawResponseMessage, aiohttp.StreamReader], size: int = 0) -> None:
        self._interim += 100 <= data[0].code < 200  # noqa: PLR2004 - the class of interim answers
        if self._interim <= _MAX_INTERIM:
            super().feed_data(data, size)
        elif self.transport is not None and not self.transport.is_closing():
            self.set_exception(HttpProcessingError(message="too many interim answers"))
            self.transport.abort()


class _GuardedConnector(aiohttp.TCPConnector):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        handler: Any = _PatientHandler  # a `partial` of a subclass is none of its base to mypy
        self._factory = functools.partial(handler, loop=self._loop)


def guarded_session(guard: AddressGuard, limits: FetchLimits, tls: ssl.SSLContext) -> aiohttp.ClientSession:
    """A session without memory: no cookies, no pooled connections, no cached names, nothing from the environment."""

    def dial(info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, proto, _, sockaddr = info
        if not guard.permits(ip_address(sockaddr[0])):
            raise RefusedAddressError(errno.EPERM, "the address is not permitted")
        return socket.socket(family, kind, proto)

    connector = _GuardedConnector(
        resolver=GuardedResolver(guard),
        use_dns_cache=False,
        socket_factory=dial,
        force_close=True,
        limit=_MAX_CONNECTIONS,
        ssl=tls,
    )
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        max_line_size=limits.max_header,
        max_field_size=limits.max_header,
        max_headers=_MAX_HEADERS,
    )


def default_tls(authorities: str | None = None) -> ssl.SSLContext:
    """Certificates are checked against the machine's authorities, those that httpx brings, and `authorities` (PEM)."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    if authorities is not None:
        context.load_verify_locations(cadata=authorities)
    context.set_alpn_protocols(["http/1.1"])
    return context
