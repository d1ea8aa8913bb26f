"""What stands on stage: ordinary sources with news at every visit, the attackers, the configuration, the service."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from tests.hostile.attack import Attack
from tests.hostile.attacks import attacks
from tests.hostile.names import PUBLIC
from tests.hostile.namespace import is_apart
from tests.hostile.ordinary import KINDS, document, kind_of, number_of

ROOT = Path(__file__).parents[2]
EVERY = 1.5
HOSTILE_EVERY = "2s"
NORMAL_SOURCES = 12
# Every so many ordinary sources is one without news, which is answered 304.
_STEADY = 5

_RULES = [
    {
        "id": "exchange",
        "title": "Exchange of prisoners",
        "topic": "exchange",
        "severity": "urgent",
        "any": [{"keyword": "exchange of prisoners"}],
        "examples": {"match": ["An exchange of prisoners took place."], "no_match": ["The minister is on leave."]},
    }
]
_DESKS = {
    "channels": [{"id": "console", "kind": "console"}],
    "desks": [{"id": "desk", "name": "Desk", "timezone": "UTC", "channels": ["console"]}],
}


@asynccontextmanager
async def ordinary_feeds(host: str) -> AsyncIterator[dict[str, str]]:
    """Sources of all kinds, each a host of its own, with one more entry at every visit; their URLs by source id."""
    application = web.Application()
    served: dict[str, int] = {}

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        steady = number_of(name) % _STEADY == 0
        count = served[name] = 1 if steady else served.get(name, 0) + 1
        etag = {"ETag": f'"{count}"'}
        if request.headers.get("If-None-Match") == etag["ETag"]:
            return web.Response(status=304, headers=etag)
        body, content_type = document(name, count)
        return web.Response(body=body, headers={**etag, "Content-Type": content_type})

    application.router.add_get("/{name:normal-.*}", answer)  # and no robots.txt
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        for _ in range(NORMAL_SOURCES):
            await web.TCPSite(runner, host, 0).start()
        names = (f"normal-{number}" for number in range(NORMAL_SOURCES))
        yield {name: f"http://{host}:{port}/{name}" for name, (_, port) in zip(names, runner.addresses, strict=True)}
    finally:
        await runner.cleanup()


@dataclass(slots=True)
class Attackers:
    """The attackers' process: their URLs by source id, and the requests they got, as (attack, when)."""

    urls: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[str, datetime]] = field(default_factory=list)


@asynccontextmanager
async def attackers(copies: int, certificates: Path, *, flood: bool) -> AsyncIterator[Attackers]:
    """`certificates` is the folder that `make_certificates` has filled."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.hostile.attacker", str(copies), str(int(flood)), str(certificates)),
        cwd=ROOT,
        stdin=PIPE,
        stdout=PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    ports: dict[str, int] = json.loads(await process.stdout.readline())
    all_attacks = attacks(copies, flood=flood, apart=is_apart())
    told = Attackers({source_id(name): all_attacks[name].url_at(host(), name, port) for name, port in ports.items()})
    listening = asyncio.create_task(_listen(process.stdout, told))
    try:
        yield told
    finally:
        process.stdin.close()
        await process.wait()
        await listening


async def _listen(stream: asyncio.StreamReader, told: Attackers) -> None:
    async for line in stream:
        request = json.loads(line)
        told.requests.append((request["name"], datetime.fromisoformat(request["at"])))


def host() -> str:
    """Where all servers are: at a public address where the network is our own, else on loopback."""
    return PUBLIC if is_apart() else "127.0.0.1"


def source_id(attack: str) -> str:
    return f"hostile-{attack.replace('_', '-')}"


def write_configuration(
    directory: Path, ordinary: Mapping[str, str], hostile: Mapping[str, tuple[str, Attack]], authority: Path | None
) -> None:
    """Defaults everywhere but for how often it visits and for the authority it trusts, and where the servers are on
    loopback, for what lets it go there. `hostile` has URLs and attacks by source id."""
    network: dict[str, Any] = {} if is_apart() else {"allow": ["127.0.0.0/8"]}
    if authority is not None:
        network["authorities"] = f"${{file:{authority}}}"
    settings = {
        "contact": "hostile@parley.example",
        "network": network,
        "polling": {"every": f"{EVERY * 1000:.0f}ms", "host_gap": "0s"},
    }
    sources = [{**_source(name, url), "kind": KINDS[kind_of(name)]} for name, url in ordinary.items()]
    secret = directory / "secret"
    for name, (url, attack) in hostile.items():
        told = {**_source(name, url), "kind": attack.kind, "every": HOSTILE_EVERY}
        if attack.authorization:
            secret.parent.mkdir(parents=True, exist_ok=True)
            secret.write_text(attack.authorization, "ascii")
            told["headers"] = {"Authorization": f"${{file:{secret}}}"}
        sources.append(told)
    _write(directory / "parley.yaml", settings)
    _write(directory / "sources" / "all.yaml", {"sources": sources})
    _write(directory / "rules" / "exchange.yaml", {"rules": _RULES})
    _write(directory / "desks.yaml", _DESKS)


def _source(name: str, url: str) -> dict[str, Any]:
    names = {"id": name, "name": name, "family": name, "url": url}
    return {**names, "body": "other", "side": "third", "timezone": "UTC"}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")


@asynccontextmanager
async def service(config: Path, state: Path, log: Path) -> AsyncIterator[Process]:
    """`parley run` as a process of its own, its log in a file; what is left of it at the end is killed.

    In a session of its own, for Linux shares the processor out among sessions, as it does among systemd's units.
    """
    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(*parley("run", config, state), "--log", "json"),
            cwd=ROOT,
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def stop(process: Process, patience: float) -> int | None:
    """The exit status after SIGTERM; None for a service that does not end."""
    process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(patience):
            return await process.wait()
    except TimeoutError:
        return None


async def status(config: Path, state: Path, *options: str) -> str:
    """What `parley status` prints."""
    process = await asyncio.create_subprocess_exec(
        *(*parley("status", config, state), *options),
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "400"},
        stdin=DEVNULL,
        stdout=PIPE,
    )
    printed, _ = await process.communicate()
    return printed.decode()


def parley(command: str, config: Path, state: Path) -> Iterable[str]:
    return (sys.executable, "-m", "monitor", command, "--config", str(config), "--state-dir", str(state))
