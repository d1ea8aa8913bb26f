"""A forward proxy on loopback, as offices run them: absolute URLs for http, CONNECT for https.

    async with ForwardProxy(names={"feeds.test": port}) as proxy:
        ...
        assert proxy.asked == ["GET http://feeds.test/feed"]

It dials 127.0.0.1 alone, at the port that `names` gives for a host, else at the port of the request.
"""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

FORBIDDEN = b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n"


class ForwardProxy:
    """`asked` is what was asked of it, in order: method and target. `credentials` (user:password) are demanded."""

    def __init__(self, names: Mapping[str, int] | None = None, *, credentials: str | None = None) -> None:
        self.asked: list[str] = []
        self._names = names or {}
        self._open: set[asyncio.Task[None]] = set()
        self._wanted = f"Basic {b64encode(credentials.encode()).decode()}" if credentials else None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, credentials: str = "") -> str:
        return f"http://{credentials}{'@' if credentials else ''}127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        finally:
            await _close(writer)
            self._open.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        self.asked.append(f"{method} {target}")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:]) if name}
        if self._wanted is not None and headers.get("proxy-authorization") != self._wanted:
            writer.write(FORBIDDEN)
            await writer.drain()
            return
        parts = urlsplit(target if method != "CONNECT" else f"//{target}")
        port = self._names.get(parts.hostname or "", parts.port or 80)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            kept = [line for line in lines[1:] if not line.lower().startswith("proxy-")]
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            far_writer.write("\r\n".join([f"{method} {path} HTTP/1.1", *kept]).encode("latin-1"))
        try:
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        finally:
            await _close(far_writer)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
