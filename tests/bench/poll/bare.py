"""The least that a conditional request over TLS costs in Python: aiohttp in a loop, and nothing done with the answer.

`python -m tests.bench.poll.bare AUTHORITY URL…` asks for every URL twice, the second time with the validator of the
first, and prints the CPU seconds of the second round.
"""

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

AT_ONCE = 64
PER_CERTIFICATE = 25


def certificates(folder: Path, addresses: Sequence[str]) -> tuple[Path, list[Path]]:
    """An authority, and a certificate with its key for every `PER_CERTIFICATE` of the addresses, made for this run. One
    that named them all would keep everybody busy reading it."""
    authority, key = folder / "authority.pem", folder / "authority.key"
    _openssl("-subj", "/CN=bench authority", "-keyout", str(key), "-out", str(authority))
    issued = []
    for start in range(0, len(addresses), PER_CERTIFICATE):
        pem, own = folder / f"{start}.pem", folder / f"{start}.key"
        names = ",".join(f"IP:{address}" for address in addresses[start : start + PER_CERTIFICATE])
        extensions = ("-addext", f"subjectAltName={names}", "-addext", "basicConstraints=critical,CA:FALSE")
        signed = ("-CA", str(authority), "-CAkey", str(key))
        _openssl("-subj", "/CN=bench", *extensions, *signed, "-keyout", str(own), "-out", str(pem))
        pem.write_text(pem.read_text() + own.read_text())
        issued.append(pem)
    return authority, issued


def _openssl(*options: str) -> None:
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    subprocess.run(["openssl", "req", "-x509", *key, "-days", "2", *options], check=True, capture_output=True)


async def ask(session: aiohttp.ClientSession, urls: Sequence[str], etags: dict[str, str]) -> None:
    waiting = iter(urls)

    async def work() -> None:
        for url in waiting:
            validator = {"If-None-Match": etags[url]} if url in etags else {}
            async with session.get(url, headers=validator) as answer:
                await answer.read()
                etags[url] = answer.headers["ETag"]

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def main(authority: str, urls: Sequence[str]) -> None:
    tls = ssl.create_default_context(cafile=authority)
    connector = aiohttp.TCPConnector(ssl=tls, force_close=True, limit=AT_ONCE)
    etags: dict[str, str] = {}
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        await ask(session, urls, etags)
        before = time.process_time()
        await ask(session, urls, etags)
        print(time.process_time() - before)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
