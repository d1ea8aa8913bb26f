"""The client behind the guard: visits sources and posts to receivers, within limits, without memory of either."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Self

import httpx
from httpx_aiohttp import AiohttpTransport

from monitor.clock import Clock
from monitor.errors import FetchError
from monitor.fetch.answer import NOT_MODIFIED, OK, body_of, check_head, is_plain, kept_headers, refusal
from monitor.fetch.connector import default_tls, guarded_session
from monitor.fetch.decode import ACCEPT_ENCODING
from monitor.fetch.failure import TRANSPORT_ERRORS, as_fetch_error
from monitor.fetch.guard import ANYWHERE, AddressGuard
from monitor.fetch.redirect import PERMANENT, REDIRECTS, next_target
from monitor.fetch.target import Target, read_target
from monitor.model.catalog import FetchLimits
from monitor.model.content import Document, Request
from monitor.model.ports import Admit, Reply

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
)


class GuardedClient:
    """HTTP/1.1 for `Fetcher` and `Http`. Use as an async context manager; `tls` None trusts the usual authorities.

    With a `proxy` (an http URL) nothing else is dialled; where a request leads is judged all the same.
    """

    def __init__(
        self,
        user_agent: str,
        limits: FetchLimits,
        guard: AddressGuard,
        clock: Clock,
        tls: ssl.SSLContext | None = None,
        proxy: str | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._guard = guard
        self._clock = clock
        self._tls = tls
        self._proxy = proxy
        self._open = AsyncExitStack()

    async def __aenter__(self) -> Self:
        tls = self._tls or default_tls()
        session = guarded_session(self._guard if self._proxy is None else ANYWHERE, self._limits, tls)
        proxy = _proxy(self._proxy) if self._proxy is not None else None
        self._http = await self._open.enter_async_context(
            httpx.AsyncClient(
                transport=AiohttpTransport(verify=tls, trust_env=False, client=session, proxy=proxy),
                # httpx keeps a jar of its own beside the session's.
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                follow_redirects=False,
                trust_env=False,
                timeout=None,  # noqa: S113 - its timeouts are per read; the deadline is over everything
            )
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def fetch(self, request: Request, admit: Admit | None = None) -> Document:
        """The document behind `request`, or FetchError with a reason, within the deadline of the limits."""
        async with _within(self._limits.deadline, "the source"):
            return await self._visit(request, admit)

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: timedelta, read_limit: int
    ) -> Reply:
        """The answer whatever its status, its body cut at `read_limit` bytes; redirects are not followed.

        An answer whose body does not come to its end is still an answer. FetchError where there is none.
        """
        reply: Reply | None = None
        try:
            async with _within(deadline, "the receiver"):
                target = self._guard.check_url(url)
                sent = {"accept": "*/*", "accept-encoding": "identity", **{k.lower(): v for k, v in headers.items()}}
                async with self._exchange("POST", target, sent, body) as response:
                    reply = Reply(response.status_code, kept_headers(response.headers), b"")
                    async for chunk in response.aiter_raw():
                        reply = Reply(reply.status, reply.headers, (reply.body + chunk)[:read_limit])
                        if len(reply.body) == read_limit:
                            break
        except FetchError:
            if reply is None:
                raise
        assert reply is not None
        return reply

    async def _visit(self, request: Request, admit: Admit | None) -> Document:
        target = start = self._guard.check_url(request.url)
        seen = {start.url}
        moved = True
        for _ in range(self._limits.max_redirects + 1):
            at_home = start.same_host(target)
            validators = _validators(request) if at_home else {}
            own = request.headers if at_home else {}
            headers = {"accept": _ACCEPT, **own, "accept-encoding": ACCEPT_ENCODING, **validators}
            async with self._exchange("GET", target, headers) as response:
                if response.status_code not in REDIRECTS:
                    moved_to = target.url if moved and target is not start else None
                    return await self._document(
                        response, target, at_most=request.at_most, asked=bool(validators), moved_to=moved_to
                    )
                location = response.headers.get("location")
                moved = moved and response.status_code in PERMANENT
            target = next_target(target, location, self._guard)
            if target.url in seen:
                raise FetchError("redirect_loop", f"{target.host} redirects in a circle")
            seen.add(target.url)
            if admit is not None:
                await admit(target.url)
        raise FetchError("redirect_limit", f"more than {self._limits.max_redirects} redirects")

    async def _document(
        self, response: httpx.Response, target: Target, *, at_most: int | None, asked: bool, moved_to: str | None
    ) -> Document:
        now = self._clock.now()
        headers = kept_headers(response.headers)
        if response.status_code == NOT_MODIFIED and asked:
            return Document(target.url, NOT_MODIFIED, headers, b"", now, moved_to)
        if response.status_code != OK:
            raise refusal(response, now)
        return Document(target.url, OK, headers, await body_of(response, self._limits, at_most), now, moved_to)

    @asynccontextmanager
    async def _exchange(
        self, method: str, target: Target, headers: Mapping[str, str], body: bytes | None = None
    ) -> AsyncIterator[httpx.Response]:
        """One request and its answer; what fails below HTTP becomes a FetchError."""
        if self._proxy is not None:
            await self._guard.check_host(target.host, target.port)
        sent = {"user-agent": self._user_agent, "connection": "close", **headers}
        if target.authorization:
            sent["authorization"] = target.authorization
        try:
            async with self._http.stream(method, target.url, headers=sent, content=body) as response:
                check_head(response, self._limits)
                yield response
        except TRANSPORT_ERRORS as error:
            raise as_fetch_error(error, target.host) from error


@asynccontextmanager
async def _within(deadline: timedelta, whom: str) -> AsyncIterator[None]:
    """Everything inside, names and redirects included, ends within `deadline`; FetchError `deadline` otherwise."""
    try:
        async with asyncio.timeout(deadline.total_seconds()):
            yield
    except TimeoutError as error:
        seconds = deadline.total_seconds()
        raise FetchError("deadline", f"{whom} did not finish within {seconds:g} s", weight=0.25) from error


def _proxy(url: str) -> httpx.Proxy:
    """The proxy behind `url`. aiohttp turns the header into the one for proxies, on either kind of request."""
    target = read_target(url)
    return httpx.Proxy(target.url, headers={"authorization": target.authorization} if target.authorization else {})


def _validators(request: Request) -> dict[str, str]:
    """What a conditional request sends back, verbatim; a value that no header can carry is left out."""
    named = {"if-none-match": request.etag, "if-modified-since": request.last_modified}
    return {name: value for name, value in named.items() if value and is_plain(value)}
