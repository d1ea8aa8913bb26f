"""Content encodings, undone in bounded steps: a bomb costs one step more than the limit, however far it unfolds."""

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Protocol

import brotli
from backports import zstd

from monitor.errors import FetchError

ACCEPT_ENCODING = "gzip, deflate, br, zstd"

_STEP = 64 * 1024
# RFC 9659: the largest window a zstd content encoding may ask for, 8 MiB.
_ZSTD_OPTIONS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
_PADDING = b"\x00\r\n\t "


class _Stream(Protocol):
    """A decompressor as `zstd.ZstdDecompressor` is one."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """gzip, or deflate with and without the zlib header: servers send either under that name."""

    def __init__(self, encoding: str) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS) if encoding == "gzip" else None
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inflate is not None and self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        return b"" if self._inflate is None else self._inflate.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._inflate is None:
            headed = data[0] & 0x0F == zlib.DEFLATED
            self._inflate = zlib.decompressobj(zlib.MAX_WBITS if headed else -zlib.MAX_WBITS)
        piece = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        self.needs_input = not self._inflate.unconsumed_tail and len(piece) < max_length
        return piece


class _Brotli:
    unused_data = b""  # the library refuses what follows the end by itself

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._stream.is_finished())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece: bytes = self._stream.process(data, output_buffer_limit=max_length)
        # A full piece may leave output behind even where the library would take more input.
        self.needs_input = len(piece) < max_length and self._stream.can_accept_more_data()
        return piece


_STREAMS: dict[str, Callable[[], _Stream]] = {
    "gzip": lambda: _Zlib("gzip"),
    "x-gzip": lambda: _Zlib("gzip"),
    "deflate": lambda: _Zlib("deflate"),
    "br": _Brotli,
    "zstd": lambda: zstd.ZstdDecompressor(options=_ZSTD_OPTIONS),
}


class Decoder:
    """Undoes the one content encoding a body may have; FetchError `bad_encoding` for any other."""

    def __init__(self, content_encoding: str) -> None:
        named = [name for name in content_encoding.lower().replace(" ", "").split(",") if name not in {"", "identity"}]
        if len(named) > 1:
            raise FetchError("bad_encoding", f"{len(named)} content encodings on top of each other")
        if named and named[0] not in _STREAMS:
            raise FetchError("bad_encoding", f"the content encoding {named[0][:40]!r} was not asked for")
        self._name = named[0] if named else "identity"
        self._stream = _STREAMS[named[0]]() if named else None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decoded pieces of 64 KiB or little more, made as they are asked for. FetchError `bad_encoding`."""
        if self._stream is None or not data:
            yield data
            return
        try:
            yield from self._steps(self._stream, data)
        except (zlib.error, brotli.error, zstd.ZstdError) as error:
            raise FetchError("bad_encoding", f"the body is not the {self._name} it says it is") from error

    def finish(self) -> None:
        """The body is complete; FetchError `truncated` where the encoding says it is not."""
        if self._stream is not None and not self._stream.eof:
            raise FetchError("truncated", f"the {self._name} body breaks off")

    def _steps(self, stream: _Stream, data: bytes) -> Iterator[bytes]:
        rest = data
        while not stream.eof:
            piece = stream.decompress(rest, _STEP)
            rest = b""
            if piece:
                yield piece
            if stream.needs_input and not stream.eof:
                return
        # Some servers pad; what says more than padding must not be lost in silence.
        if (stream.unused_data + rest).strip(_PADDING):
            raise FetchError("bad_encoding", f"bytes follow the end of the {self._name} body")


async def read_body(
    chunks: AsyncIterator[bytes], content_encoding: str, *, max_wire: int, max_body: int, at_most: int | None = None
) -> bytes:
    """The decoded body of a raw stream; the limits are in bytes. Reading ends where there are `at_most`.

    FetchError `too_large`, `bad_encoding`, `truncated` or `empty`.
    """
    decoder = Decoder(content_encoding)
    wire = 0
    body = bytearray()
    async for chunk in chunks:
        wire += len(chunk)
        if wire > max_wire:
            raise FetchError("too_large", f"more than {max_wire:,} bytes on the wire")
        for piece in decoder.feed(chunk):
            body += piece
            if at_most is not None and len(body) >= at_most:
                return bytes(body[:at_most])
            if len(body) > max_body:
                raise FetchError("too_large", f"more than {max_body:,} bytes decoded")
    if not wire:
        raise FetchError("empty", "the answer has no body")
    decoder.finish()
    if not body:
        raise FetchError("empty", "the decoded body is empty")
    return bytes(body)
