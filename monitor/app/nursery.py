"""Our end of the nursery: workers are born in milliseconds, and we hear of their end."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from pathlib import Path

import monitor
from monitor.app.parse_frames import LONGEST_PACKET
from monitor.model.catalog import ParseLimits

Birth = tuple[int, asyncio.Future[int]]
"""A worker's process, and what will be its exit status."""


class WorkerDiedError(Exception):
    """A worker, or the nursery, is no more; `args` are (reason, detail)."""


class Worker:
    """One process that reads documents."""

    def __init__(
        self,
        pid: int,
        died: asyncio.Future[int],
        nursery: "Nursery",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.reader = reader
        self.writer = writer
        self._died = died
        self._pid = pid
        self._nursery = nursery

    @property
    def alive(self) -> bool:
        return not self._died.done()

    async def end(self) -> int:
        """Returns when it has ended: the exit status, negative for a signal."""
        return await asyncio.shield(self._died)  # several may wait, and any of them may lose patience

    def kill(self) -> None:
        """By the nursery, which knows whether the process is still its own."""
        if self.alive:
            self._nursery.tell({"kill": self._pid})

    def step_aside(self) -> None:
        """Leave the processor to others. There is no way back: who may be nicer may not be less nice again."""
        if self.alive:
            self._nursery.tell({"aside": self._pid})


class Nursery:
    """Starts with the first birth, and again should it have died; `close` ends it and all its workers."""

    def __init__(self, limits: ParseLimits) -> None:
        self._limits = limits
        self._process: Process | None = None
        self._home: socket.socket | None = None
        self._births: list[asyncio.Future[Birth]] = []
        self._deaths: dict[int, asyncio.Future[int]] = {}
        self._starting = asyncio.Lock()

    async def bear(self) -> Worker:
        """A new worker. WorkerDiedError where the nursery cannot be started or dies over it."""
        await self.start()
        ours, theirs = socket.socketpair()
        born: asyncio.Future[Birth] = asyncio.get_running_loop().create_future()
        try:
            with theirs:
                self.tell({"bear": None}, theirs)
            self._births.append(born)
            pid, died = await born
            ours.setblocking(False)
            reader, writer = await asyncio.open_connection(sock=ours)
        except BaseException:
            ours.close()  # which ends the worker, if there is one
            raise
        return Worker(pid, died, self, reader, writer)

    async def start(self) -> None:
        """Returns when there is a process to bear workers; it may still be loading."""
        async with self._starting:
            if self._home is not None:
                return
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = await self._launch(theirs)
            ours.setblocking(False)
            self._home = ours
            asyncio.get_running_loop().add_reader(ours.fileno(), self._listen)

    async def close(self) -> None:
        """Workers and nursery are killed."""
        self._lose()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    def tell(self, order: object, connection: socket.socket | None = None) -> None:
        if self._home is not None:
            with suppress(OSError):  # it has died; we are about to hear of it
                descriptors = [] if connection is None else [connection.fileno()]
                socket.send_fds(self._home, [json.dumps(order).encode()], descriptors)

    async def _launch(self, home: socket.socket) -> Process:
        limits = self._limits
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "monitor.app.parse_worker"),
            *(str(limits.cpu.total_seconds()), str(limits.memory), str(limits.max_entries)),
            stdin=home.fileno(),
            stdout=DEVNULL,
            stderr=DEVNULL,
            env=_environment(),
            cwd="/",  # in our session, for Linux weighs priorities only among the processes of one
        )

    def _listen(self) -> None:
        assert self._home is not None
        try:
            packet = self._home.recv(LONGEST_PACKET)
        except BlockingIOError:
            return
        except OSError:
            packet = b""
        if not packet:
            self._lose()
            return
        news = json.loads(packet)
        if "born" in news:
            self._welcome(news["born"])
        else:
            self._deaths.pop(news["died"]).set_result(news["status"])

    def _welcome(self, pid: int) -> None:
        died = self._deaths[pid] = asyncio.get_running_loop().create_future()
        born = self._births.pop(0)
        if not born.done():  # else nobody waits for it any more, and its socket is closed
            born.set_result((pid, died))

    def _lose(self) -> None:
        """Without the nursery there are no workers: the system kills them with it."""
        if self._home is None:
            return
        asyncio.get_running_loop().remove_reader(self._home.fileno())
        self._home.close()
        self._home = None
        for born in self._births:
            if not born.done():
                born.set_exception(WorkerDiedError("crashed", "no process could be started to read the document"))
        self._births.clear()
        for died in self._deaths.values():
            died.set_result(-signal.SIGKILL)
        self._deaths.clear()


def _environment() -> dict[str, str]:
    """Nothing of ours reaches the processes but where the package is; dates are read in UTC."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(Path(monitor.__file__).resolve().parent.parent),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
    }
