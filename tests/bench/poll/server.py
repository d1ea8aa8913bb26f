"""Serves the feeds, each from an address of its own: `python -m tests.bench.poll.server FOLDER [PEM…]`.

Feed N is `/N.xml`, at any address of 127.0.0.0/8. Answers conditional requests with 304. Prints its port once it
listens, or one for each certificate, and ends when its standard input does. It is a process of its own so that what it
costs is nobody's.
"""

import asyncio
import hashlib
import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


class Served(NamedTuple):
    etag: bytes
    full: bytes
    unchanged: bytes


def served(body: bytes) -> Served:
    etag = b'"' + hashlib.sha256(body).hexdigest()[:16].encode() + b'"'
    head = b"Content-Type: application/xml\r\nETag: " + etag + b"\r\n"
    return Served(
        etag,
        b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body,
        b"HTTP/1.1 304 Not Modified\r\n" + head + b"\r\n",
    )


class Connection(asyncio.Protocol):
    def __init__(self, pages: dict[bytes, Served]) -> None:
        self._pages = pages
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            request, self._heard = self._heard.split(b"\r\n\r\n", 1)
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        assert isinstance(self._transport, asyncio.Transport)
        page = self._pages.get(request.split(b" ", 2)[1].partition(b"?")[0])
        if page is None:
            self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            self._transport.write(page.unchanged if page.etag in request else page.full)
        if b"\nconnection: close" in request.lower():
            self._transport.close()


async def serve(pages: dict[bytes, Served], contexts: Sequence[ssl.SSLContext | None]) -> None:
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: Connection(pages), "0.0.0.0", 0, ssl=context, backlog=4096)
        for context in contexts
    ]
    print(*(server.sockets[0].getsockname()[1] for server in servers), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in servers:
        server.close()


def _tls(pem: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def main() -> None:
    folder, pems = Path(sys.argv[1]), sys.argv[2:]
    pages = {f"/{path.name}".encode(): served(path.read_bytes()) for path in folder.glob("*.xml")}
    asyncio.run(serve(pages, [_tls(pem) for pem in pems] or [None]))


if __name__ == "__main__":
    main()
