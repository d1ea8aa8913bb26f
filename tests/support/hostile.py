"""A web server on loopback that misbehaves in named ways.

    async with HostileServer() as server:
        await client.fetch(Request("s", server.url("endless_body")))
        assert server.canary_hits == 0

`REASONS` says how each behaviour must end for a careful client: the reason of its failure, or None for an answer to be
accepted. The client is taken to allow 127.0.0.0/8; where `localhost` leads is its resolver's affair.
Never send a careless client to the redirects: it would go where they lead.

`HostileServer({"name": serve})` serves pages of a test's own beside the behaviours, with `tls` over https; `host` and
`port` say where, in a network of the test's own.
"""

import asyncio
import contextlib
import gzip
import random
import socket
import ssl
import struct
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import TracebackType
from typing import Self

import brotli
from backports import zstd

FEED = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>A quiet ministry</title><link>https://ministry.example/</link>
<item><guid>1</guid><title>The minister received a delegation</title><link>https://ministry.example/1</link></item>
</channel></rss>
"""
BOMB_SIZE = 1 << 30

_BLOCK = bytes(1 << 20)


class Visit:
    """One request and the connection it came on; header names are lower-case."""

    def __init__(
        self, writer: asyncio.StreamWriter, port: int, path: str, headers: dict[str, str], body: bytes
    ) -> None:
        self.port = port
        self.path = path
        self.headers = headers
        self.body = body
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """A whole answer; `content_encoding="gzip"` sends that header."""
        await self.send(head(status, content_length=str(len(body)), **headers) + body)

    async def redirect(self, location: str, status: int = 302) -> None:
        await self.answer(status, location=location)

    async def for_ever(self, chunk: bytes, pause: float = 0) -> None:
        while True:
            await self.send(chunk)
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Close with RST instead of FIN."""
        connection = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


Serve = Callable[[Visit], Awaitable[None]]


def head(status: int, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Status"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


class HostileServer:
    """Serves every behaviour under its name. `hits` counts requests by name, `seen` holds their headers."""

    def __init__(
        self,
        pages: Mapping[str, Serve] | None = None,
        *,
        tls: ssl.SSLContext | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.hits: Counter[str] = Counter()
        self.seen: list[Visit] = []
        self._pages = {**BEHAVIOURS, **(pages or {})}
        self._tls = tls
        self._host = host
        self.port = port
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, self._host, self.port, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def url(self, name: str, host: str | None = None) -> str:
        host = host or self._host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}/{name}"

    @property
    def canary_hits(self) -> int:
        """Requests for what no redirect may reach."""
        return self.hits["canary"]

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # The client leaves, or the server is being closed: either ends the conversation.
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._converse(reader, writer)
        writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = request.split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        visit = Visit(writer, self.port, path, headers, body)
        name = path.lstrip("/").partition("?")[0]
        self.hits[name] += 1
        self.seen.append(visit)
        await self._pages[name](visit)


def raw(data: bytes) -> Serve:
    """These bytes, and the end of the connection."""

    async def serve(visit: Visit) -> None:
        await visit.send(data)

    return serve


def page(body: bytes = FEED, status: int = 200, **headers: str) -> Serve:
    """A whole answer with its length."""
    return raw(head(status, content_length=str(len(body)), **headers) + body)


# Slow and endless


async def _endless_body(visit: Visit) -> None:
    await visit.send(head(200))
    await visit.for_ever(b"<item/>" * 4096)


async def _endless_chunked(visit: Visit) -> None:
    await visit.send(head(200, transfer_encoding="chunked"))
    await visit.for_ever(b"4000\r\n" + b"x" * 0x4000 + b"\r\n")


async def _byte_a_second(visit: Visit) -> None:
    await visit.send(head(200, content_length="1000000"))
    await visit.for_ever(b"<", pause=1)


async def _slow_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await visit.for_ever(b"a", pause=0.2)


async def _silent(_: Visit) -> None:
    await asyncio.Event().wait()


async def _endless_header_line(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX-Endless: ")
    await visit.for_ever(b"a" * 4096)


async def _endless_headers(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\n")
    await visit.for_ever(b"X-Another: one\r\n" * 64)


async def _endless_1xx(visit: Visit) -> None:
    await visit.for_ever(b"HTTP/1.1 100 Continue\r\n\r\n" * 64)


# Encodings


def _gzip_blocks() -> Iterator[bytes]:
    """A whole gzip file of zeros. After a full flush a block stands for itself, so it is compressed once."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = deflate.compress(_BLOCK) + deflate.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    yield b"\x1f\x8b\x08" + bytes(7)
    for _ in range(BOMB_SIZE // len(_BLOCK)):
        checksum = zlib.crc32(_BLOCK, checksum)
        yield block
    yield deflate.flush() + struct.pack("<II", checksum, BOMB_SIZE & 0xFFFFFFFF)


def _brotli_blocks() -> Iterator[bytes]:
    compressor = brotli.Compressor(quality=1)
    for _ in range(BOMB_SIZE // len(_BLOCK)):
        yield compressor.process(_BLOCK) + compressor.flush()
    yield compressor.finish()


def _zstd_blocks() -> Iterator[bytes]:
    compressor = zstd.ZstdCompressor()
    for _ in range(BOMB_SIZE // len(_BLOCK)):
        yield compressor.compress(_BLOCK, zstd.ZstdCompressor.FLUSH_BLOCK)
    yield compressor.flush()


def _bomb(encoding: str, blocks: Callable[[], Iterator[bytes]]) -> Serve:
    async def serve(visit: Visit) -> None:
        await visit.send(head(200, content_encoding=encoding))
        for block in blocks():
            await visit.send(block)
            await asyncio.sleep(0)

    return serve


# Connections


async def _reset(visit: Visit) -> None:
    visit.reset()


# Redirects


def _redirect(location: str) -> Serve:
    """A redirect; `{port}` in the location is the server's own."""

    async def serve(visit: Visit) -> None:
        await visit.redirect(location.format(port=visit.port))

    return serve


async def _redirect_chain(visit: Visit) -> None:
    step = int(visit.path.partition("?")[2] or 0)
    await visit.redirect(f"/redirect_chain?{step + 1}")


async def _redirect_endless_body(visit: Visit) -> None:
    await visit.send(head(302, location="/normal"))
    await visit.for_ever(b"moved " * 4096)


# Statuses and headers


_FIFTY_COOKIES = b"".join(b"Set-Cookie: c%d=%s\r\n" % (number, b"v" * 100) for number in range(50))


async def _normal(visit: Visit) -> None:
    if visit.headers.get("if-none-match") == '"1"':
        await visit.send(head(304, etag='"1"'))
    else:
        await visit.answer(body=FEED, etag='"1"', content_type="application/rss+xml")


_TABLE: dict[str, tuple[Serve, str | None]] = {
    "endless_body": (_endless_body, "too_large"),
    "endless_chunked": (_endless_chunked, "too_large"),
    "byte_a_second": (_byte_a_second, "deadline"),
    "slow_headers": (_slow_headers, "deadline"),
    "silent": (_silent, "deadline"),
    "endless_header_line": (_endless_header_line, "headers_too_large"),
    "endless_headers": (_endless_headers, "headers_too_large"),
    "endless_1xx": (_endless_1xx, "not_http"),
    "gzip_bomb": (_bomb("gzip", _gzip_blocks), "too_large"),
    "brotli_bomb": (_bomb("br", _brotli_blocks), "too_large"),
    "zstd_bomb": (_bomb("zstd", _zstd_blocks), "too_large"),
    "double_gzip": (
        page(gzip.compress(gzip.compress(bytes(10_000_000))), content_encoding="gzip, gzip"),
        "bad_encoding",
    ),
    "truncated_gzip": (page(gzip.compress(FEED)[:-20], content_encoding="gzip"), "truncated"),
    "not_gzip": (page(content_encoding="gzip"), "bad_encoding"),
    "gzip_with_more_behind": (page(gzip.compress(FEED) * 2, content_encoding="gzip"), "bad_encoding"),
    "unknown_encoding": (page(content_encoding="compress"), "bad_encoding"),
    "length_too_long": (raw(head(200, content_length=str(len(FEED) + 100)) + FEED), "truncated"),
    "length_huge": (raw(head(200, content_length=str(10**11)) + FEED), "too_large"),
    "length_negative": (raw(head(200, content_length="-5") + FEED), "not_http"),
    "two_lengths": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\n123456789"), "not_http"),
    "chunked_and_length": (
        raw(head(200, transfer_encoding="chunked", content_length="3") + b"5\r\nabcde\r\n0\r\n\r\n"),
        "not_http",
    ),
    "truncated_chunked": (raw(head(200, transfer_encoding="chunked") + b"ff\r\nabc"), "truncated"),
    "chunk_nonsense": (raw(head(200, transfer_encoding="chunked") + b"zz\r\nabc\r\n0\r\n\r\n"), "not_http"),
    "http_09": (raw(FEED), "not_http"),
    "random_bytes": (raw(random.Random(7).randbytes(65536)), "not_http"),
    "reset": (_reset, "closed"),
    "close_at_once": (raw(b""), "closed"),
    "redirect_loop": (_redirect("/redirect_loop"), "redirect_loop"),
    "redirect_chain": (_redirect_chain, "redirect_limit"),
    "redirect_metadata": (_redirect("http://169.254.169.254/latest/meta-data/"), "address_refused"),
    "redirect_decimal": (_redirect("http://3221225985/"), "address_refused"),
    "redirect_mapped": (_redirect("http://[::ffff:192.0.2.1]/"), "address_refused"),
    "redirect_file": (_redirect("file:///etc/passwd"), "redirect_refused"),
    "redirect_localhost": (_redirect("http://localhost:{port}/canary"), "address_refused"),
    "redirect_credentials": (_redirect("http://user:pass@127.0.0.1:{port}/canary"), "redirect_refused"),
    "redirect_nowhere": (page(b"", 302), "redirect_refused"),
    "redirect_crlf": (
        raw(b"HTTP/1.1 302 Found\r\nLocation: /canary\rSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"),
        "not_http",
    ),
    "redirect_endless_body": (_redirect_endless_body, None),
    "fifty_cookies": (raw(b"HTTP/1.1 200 OK\r\n" + _FIFTY_COOKIES + b"\r\n" + FEED), None),
    "status_999": (page(b"denied", 999), "http_999"),
    "wait_for_ages": (page(b"busy", 503, retry_after=str(10**9)), "http_503"),
    "unasked_304": (raw(head(304, etag='"x"')), "unasked_304"),
    "no_content": (raw(head(204)), "empty"),
    "empty_body": (page(b""), "empty"),
    "etag_2k": (page(etag='"' + "e" * 2_000 + '"'), None),
    "etag_50k": (page(etag='"' + "e" * 50_000 + '"'), "headers_too_large"),
    "switching_protocols": (raw(head(101, upgrade="websocket", connection="Upgrade") + bytes(100)), "http_101"),
    "normal": (_normal, None),
}
REASONS: dict[str, str | None] = {name: reason for name, (_, reason) in _TABLE.items()}
BEHAVIOURS: dict[str, Serve] = {name: serve for name, (serve, _) in _TABLE.items()} | {"canary": page(b"secret")}
