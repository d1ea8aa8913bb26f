"""Content encodings: whole bodies in any pieces, and nothing else."""

import gzip
import zlib
from collections.abc import AsyncIterator, Callable

import brotli
import pytest
from backports import zstd

from monitor.errors import FetchError
from monitor.fetch.decode import Decoder, read_body
from tests.support.hostile import FEED

TEXT = FEED * 2000


def raw_deflate(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflate.compress(data) + deflate.flush()


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "raw deflate": ("deflate", raw_deflate),
    "brotli": ("br", brotli.compress),
    "zstd": ("zstd", zstd.compress),
    "identity": ("identity", bytes),
    "none": ("", bytes),
    "identity beside gzip": ("identity, gzip", gzip.compress),
}
COMPRESSED = [name for name in ENCODERS if name not in {"identity", "none"}]


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def decoded(data: bytes, encoding: str, *, size: int = 16384, max_body: int = 1 << 26) -> bytes:
    return await read_body(pieces(data, size), encoding, max_wire=1 << 24, max_body=max_body)


@pytest.mark.parametrize("size", [1, 7, 16384])
@pytest.mark.parametrize("name", ENCODERS)
async def test_a_body_comes_back_whole_however_it_is_cut(name: str, size: int) -> None:
    encoding, encode = ENCODERS[name]
    body = TEXT if size > 1 else FEED
    assert await decoded(encode(body), encoding, size=size) == body


@pytest.mark.parametrize("name", COMPRESSED)
async def test_a_body_that_breaks_off_is_refused(name: str) -> None:
    encoding, encode = ENCODERS[name]
    with pytest.raises(FetchError) as refused:
        await decoded(encode(TEXT)[:-3], encoding)
    assert refused.value.reason == "truncated"


@pytest.mark.parametrize("name", COMPRESSED)
async def test_what_follows_the_end_is_refused_unless_it_is_padding(name: str) -> None:
    encoding, encode = ENCODERS[name]
    with pytest.raises(FetchError) as refused:
        await decoded(encode(TEXT) + b"<item/>", encoding)
    assert refused.value.reason == "bad_encoding"


@pytest.mark.parametrize("size", [1, 16384])
@pytest.mark.parametrize("name", [name for name in COMPRESSED if name != "brotli"])
async def test_padding_does_no_harm(name: str, size: int) -> None:
    encoding, encode = ENCODERS[name]
    assert await decoded(encode(FEED) + b"\r\n\0\0", encoding, size=size) == FEED


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, gzip", "br, gzip", "compress", "aes128gcm"])
async def test_what_is_not_as_declared_is_refused(encoding: str) -> None:
    with pytest.raises(FetchError) as refused:
        await decoded(FEED, encoding)
    assert refused.value.reason == "bad_encoding"


@pytest.mark.parametrize("name", COMPRESSED)
async def test_the_limit_is_exact(name: str) -> None:
    encoding, encode = ENCODERS[name]
    assert await decoded(encode(TEXT), encoding, max_body=len(TEXT)) == TEXT
    with pytest.raises(FetchError) as refused:
        await decoded(encode(TEXT), encoding, max_body=len(TEXT) - 1)
    assert refused.value.reason == "too_large"


@pytest.mark.parametrize("name", COMPRESSED)
def test_pieces_stay_small_however_far_they_unfold(name: str) -> None:
    encoding, encode = ENCODERS[name]
    sizes = [len(piece) for piece in Decoder(encoding).feed(encode(bytes(10_000_000)))]
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= 128 * 1024


def zstd_with_window(window_log: int) -> bytes:
    stream = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: window_log})
    return stream.compress(TEXT) + stream.flush()


async def test_a_zstd_window_beyond_the_standard_is_refused() -> None:
    assert await decoded(zstd_with_window(23), "zstd") == TEXT
    with pytest.raises(FetchError) as refused:
        await decoded(zstd_with_window(24), "zstd")
    assert refused.value.reason == "bad_encoding"


@pytest.mark.parametrize(("data", "encoding"), [(b"", ""), (b"", "gzip"), (gzip.compress(b""), "gzip")])
async def test_nothing_is_named_as_such(data: bytes, encoding: str) -> None:
    with pytest.raises(FetchError) as refused:
        await decoded(data, encoding)
    assert refused.value.reason == "empty"


async def test_bytes_on_the_wire_are_limited_too() -> None:
    with pytest.raises(FetchError) as refused:
        await read_body(pieces(FEED, 16), "", max_wire=len(FEED) - 1, max_body=1 << 20)
    assert refused.value.reason == "too_large"
    assert await read_body(pieces(FEED, 16), "", max_wire=len(FEED), max_body=1 << 20) == FEED
