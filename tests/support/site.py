"""A web site on loopback whose pages are functions: what it answers may change from one request to the next.

    async with Site(hosts=2) as site:
        site.pages["/feed.xml"] = lambda request: web.Response(status=503, headers={"Retry-After": "600"})
        site.url("/feed.xml", host=1)

Each of its hosts is a port. Every request is kept in `asked`, in order.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.support.hosts import Hosts

Page = Callable[[web.Request], web.Response]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: on which host (0 is the first), for what, and whether it came with an ETag or a date."""

    host: int
    path: str
    conditional: bool
    authorised: bool


class Site(Hosts):
    """An async context manager. What is not among the `pages` is not found."""

    def __init__(self, hosts: int = 1) -> None:
        super().__init__(hosts)
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []

    def url(self, path: str, host: int = 0) -> str:
        return f"http://127.0.0.1:{self._ports[host]}{path}"

    async def _answer(self, request: web.Request) -> web.Response:
        conditional = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        host = self._ports.index(int(request.host.partition(":")[2]))
        self.asked.append(Asked(host, request.path, conditional, "Authorization" in request.headers))
        page = self.pages.get(request.path)
        return web.Response(status=404) if page is None else page(request)
