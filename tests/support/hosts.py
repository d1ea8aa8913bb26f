"""A server on loopback that stands for several hosts: a port each."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from aiohttp import web


class Hosts(ABC):
    """An async context manager that serves whatever is asked for by GET."""

    def __init__(self, hosts: int = 1) -> None:
        self._hosts = hosts
        self._ports: list[int] = []

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        for _ in range(self._hosts):
            await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._ports = [address[1] for address in self._runner.addresses]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @abstractmethod
    async def _answer(self, request: web.Request) -> web.Response: ...
