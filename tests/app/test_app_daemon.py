"""The daemon as a process: what it tells the service manager, its log, and how it obeys signals."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.feed_server import FeedServer
from tests.support.settled import rss, write_config


class Daemon:
    """`parley run` in a process of its own, with a service manager that listens."""

    def __init__(self, process: asyncio.subprocess.Process, manager: socket.socket) -> None:
        self.process = process
        self._manager = manager

    async def told(self, wanted: str) -> str:
        """The next message to the service manager that holds `wanted`."""
        loop = asyncio.get_running_loop()
        while True:
            message = (await asyncio.wait_for(loop.sock_recv(self._manager, 4096), timeout=30)).decode()
            if wanted in message:
                return message

    async def logged(self, event: str) -> dict[str, Any]:
        """The next line of the log about `event`."""
        assert self.process.stderr is not None
        while True:
            line = json.loads(await asyncio.wait_for(self.process.stderr.readline(), timeout=30))
            if line["event"] == event:
                return dict(line)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)


@pytest.fixture
async def feeds() -> AsyncIterator[FeedServer]:
    async with FeedServer() as feeds:
        feeds.publish("/mod.xml", rss(()))
        yield feeds


@pytest.fixture
async def daemon(tmp_path: Path, feeds: FeedServer) -> AsyncIterator[Daemon]:
    write_config(tmp_path / "config", feeds, "http://127.0.0.1:9/", ["mod"], database=None)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor", "run", "--log", "json"),
            *("--config", str(tmp_path / "config"), "--state-dir", str(tmp_path / "state")),
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
        )
        try:
            yield Daemon(process, manager)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def test_it_is_ready_alive_reloads_and_stops(daemon: Daemon, tmp_path: Path) -> None:
    assert "STATUS=watching 1 sources" in await daemon.told("READY=1")
    await daemon.told("WATCHDOG=1")
    assert (await daemon.logged("poll"))["outcome"] == "ok"

    rules = tmp_path / "config" / "rules" / "exchange.yaml"
    sound = rules.read_text()
    rules.write_text(sound.replace("severity: urgent", "severity: urgnt"))
    daemon.signal(signal.SIGHUP)
    await daemon.told("RELOADING=1")
    assert "stays in force" in (await daemon.logged("reload refused"))["detail"]
    mistake = await daemon.logged("mistake")
    assert mistake["place"].endswith("rules/exchange.yaml:5:15")
    await daemon.told("READY=1")

    rules.write_text(sound + "# a comment makes another configuration\n")
    daemon.signal(signal.SIGHUP)
    reloaded = await daemon.logged("reloaded")
    assert reloaded["before"] != reloaded["catalog"]
    assert reloaded["catalog"] in await daemon.told("READY=1")

    daemon.signal(signal.SIGTERM)
    await daemon.told("STOPPING=1")
    await daemon.logged("stopped")
    assert await asyncio.wait_for(daemon.process.wait(), timeout=20) == 0


async def test_the_watchdog_is_fed_by_the_tick_itself(daemon: Daemon) -> None:
    await daemon.told("READY=1")
    for _ in range(3):
        await daemon.told("WATCHDOG=1")
    daemon.signal(signal.SIGINT)
    assert await asyncio.wait_for(daemon.process.wait(), timeout=20) == 0
