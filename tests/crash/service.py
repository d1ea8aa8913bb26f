"""The service as a process: started as systemd would, watched, and killed."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

LONGEST_START = 60.0
LONGEST_STOP = 30.0
_LOOK = 0.005
_PARSER = b"monitor.app.parse_worker"
_PARSERS_GONE_AFTER = 5.0


class ServiceEnded(Exception):  # noqa: N818 - an event, told with the exit status
    """The service ended, and not by our hand."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the service lives. `parser_memory` marks its parsers among the processes of this machine."""

    config: Path
    state: Path
    log: Path
    parser_memory: int

    @property
    def database(self) -> Path:
        return self.state / "parley.db"

    @property
    def lock(self) -> Path:
        return self.state / "parley.lock"


class ServiceProcess:
    """`parley run` in a process group of its own. An async context manager that leaves no process behind."""

    def __init__(self, place: Place, process: asyncio.subprocess.Process, notices: "_Notices") -> None:
        self._place = place
        self._process = process
        self._notices = notices
        self._started = time.monotonic()
        self.seconds_to_ready: float | None = None

    @classmethod
    async def start(cls, place: Place) -> Self:
        notices = await _Notices.listen()
        with place.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "monitor", "run", "--log", "json"),
                *("--config", str(place.config), "--state-dir", str(place.state)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment(place), "NOTIFY_SOCKET": notices.address},
                start_new_session=True,
            )
        return cls(place, process, notices)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._notices.close()
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def ready(self) -> None:
        """Returns when it says so. ServiceEnded where it ends instead, TimeoutError where it does neither."""
        await self._or_end(self._notices.ready.wait(), LONGEST_START)
        self.seconds_to_ready = time.monotonic() - self._started

    async def opening(self) -> None:
        """Returns when it has made the state folder its own, which it does right before it opens the database."""
        await self._or_end(self._owning(), LONGEST_START)

    async def sleep(self, seconds: float) -> None:
        await self._or_end(asyncio.sleep(seconds), seconds + 1)

    async def happens(self, event: asyncio.Event, patience: float) -> bool:
        """Waits for an event; whether it came within `patience` seconds."""
        try:
            await self._or_end(event.wait(), patience)
        except TimeoutError:
            return False
        return True

    async def kill(self) -> None:
        """SIGKILL to the process group. ServiceEnded where there is nobody left to kill."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        status = await self._process.wait()
        if status != -signal.SIGKILL:
            raise ServiceEnded(f"the service ended by itself, exit status {status}")

    async def stop(self) -> None:
        """SIGTERM; it has to end in order."""
        self._process.terminate()
        try:
            async with asyncio.timeout(LONGEST_STOP):
                status = await self._process.wait()
        except TimeoutError:
            raise ServiceEnded(f"the service did not stop within {LONGEST_STOP:g} s of SIGTERM") from None
        if status != 0:
            raise ServiceEnded(f"asked to stop, the service ended with exit status {status}")

    async def _owning(self) -> None:
        mine, lock = str(self._process.pid).encode(), self._place.lock
        await _until(lambda: lock.exists() and lock.read_bytes().strip() == mine)

    async def _or_end(self, wish: Coroutine[Any, Any, object], seconds: float) -> None:
        """Waits for `wish`, but no longer than the process lives."""
        wished = asyncio.ensure_future(wish)
        ended = asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait({wished, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise ServiceEnded(f"the service ended by itself, exit status {ended.result()}")
            if not wished.done():
                raise TimeoutError
        finally:
            for each in (wished, ended):
                each.cancel()
            await asyncio.gather(wished, ended, return_exceptions=True)


@dataclass
class _Notices(asyncio.DatagramProtocol):
    """The socket on which a service says READY=1, as to systemd."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)
    address: str = ""
    _transport: asyncio.BaseTransport | None = None

    @classmethod
    async def listen(cls) -> Self:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.bind("")  # Linux chooses a free name in the abstract namespace
        _, notices = await asyncio.get_running_loop().create_datagram_endpoint(cls, sock=listener)
        notices.address = "@" + listener.getsockname()[1:].decode()
        return notices

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, _address: object) -> None:
        if b"READY=1" in data.splitlines():
            self.ready.set()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def _until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - files and processes of others raise no event here
        await asyncio.sleep(_LOOK)


def environment(place: Place) -> dict[str, str]:
    """Ours, without what would make every start as slow as the first: compiled modules are kept beside the state."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPYCACHEPREFIX": str(place.state.parent / "compiled")} if sys.dont_write_bytecode else kept


async def warm_up(place: Place) -> None:
    """Import everything once."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import monitor.app.daemon, monitor.cli.run", env=environment(place)
    )
    await process.wait()


def parsers(place: Place) -> Iterator[int]:
    """The process ids of this service's parsers, by what their command line says they may use."""
    mark = str(place.parser_memory).encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                arguments = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:  # it has gone meanwhile
                continue
            if _PARSER in arguments and mark in arguments:
                yield int(entry.name)


async def orphans(place: Place) -> list[int]:
    """Parsers that outlive the service by more than seconds; they are killed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PARSERS_GONE_AFTER):
            await _until(lambda: not any(parsers(place)))
    left = list(parsers(place))
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return left
