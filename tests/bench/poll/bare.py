"""The least that a conditional request over TLS costs in Python: aiohttp in a loop, and nothing done with the answer.

`python -m tests.bench.poll.bare PEM URL…` asks for every URL twice, the second time with the validator of the first,
and prints the CPU seconds of the second round.
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


def certificate(folder: Path) -> Path:
    """Key and certificate for every address of the bench, made for this run."""
    pem, key = folder / "bench.pem", folder / "bench.key"
    hosts = ",".join(f"IP:127.1.{third}.{fourth}" for third in range(21) for fourth in range(1, 251))
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", "/CN=bench", "-addext", f"subjectAltName={hosts}", "-keyout", str(key)),
            *("-out", str(pem)),
        ],
        check=True,
        capture_output=True,
    )
    pem.write_text(pem.read_text() + key.read_text())
    return pem


async def ask(session: aiohttp.ClientSession, urls: Sequence[str], etags: dict[str, str]) -> None:
    waiting = iter(urls)

    async def work() -> None:
        for url in waiting:
            validator = {"If-None-Match": etags[url]} if url in etags else {}
            async with session.get(url, headers=validator) as answer:
                await answer.read()
                etags[url] = answer.headers["ETag"]

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def main(pem: str, urls: Sequence[str]) -> None:
    tls = ssl.create_default_context(cafile=pem)
    connector = aiohttp.TCPConnector(ssl=tls, force_close=True, limit=AT_ONCE)
    etags: dict[str, str] = {}
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as session:
        await ask(session, urls, etags)
        before = time.process_time()
        await ask(session, urls, etags)
        print(time.process_time() - before)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2:]))
