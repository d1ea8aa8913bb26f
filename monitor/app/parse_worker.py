"""The processes that read documents: a nursery that has loaded what it takes, and the workers that are born of it.

    python -m monitor.app.parse_worker CPU_SECONDS MEMORY_BYTES MAX_ENTRIES

The nursery's stdin is a Unix socket of packets, each of them JSON. It is told `{"bear": null}`, with a stream socket
for the worker to be, `{"kill": PID}` and `{"aside": PID}`; it tells `{"born": PID}`, in the order asked, and
`{"died": PID, "status": STATUS}`, the status negative for a signal. It ends with that socket, and its workers with it.

On its own socket a worker is sent documents of two frames, JSON about it and the body. The first has `url`, `headers`,
`timezone` and a `task`: `document` (with the `kind` of its source and the `listing` profile, or null), `careful` (a
feed for which the fast way has been tried), `article` (with a `selector`), `feeds` or `robots` (with `agent` and
`urls`). The answer begins with a frame of JSON, `{"error": [reason, detail]}` or `{"value": …, "batches": N}`; a value
is a ParsedFeed without its entries, an Article, a list of FoundFeeds or a RobotsVerdict, and after it come N frames
with lists of entries, none of them large unless an entry is. A frame is its length (4 bytes, big-endian) and bytes.
Nothing from a document is trusted here: the parent believes only what fits the format.
"""

import ctypes
import gc
import json
import math
import os
import resource
import selectors
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

from monitor.app.parse_frames import LENGTH, LONGEST_PACKET
from monitor.errors import ParseError
from monitor.model.catalog import ListingProfile, SourceKind
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.article import article_text
from monitor.parse.discovery import discover_feeds
from monitor.parse.document import parse_document
from monitor.parse.feed import parse_feed_carefully
from monitor.parse.robots import robots_verdict

_NICENESS = 2  # behind the service itself, which has everyone's deadlines to keep
_NICENESS_ASIDE = 10
_PR_SET_PDEATHSIG = 1
_BATCH = 64 * 1024  # characters of text, after which a batch of entries is full
_OUT_OF_MEMORY = b'{"error": ["memory_limit", "reading the document takes more memory than it may"]}'


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    cpu_seconds: float
    memory: int
    max_entries: int


def main(limits: Limits) -> None:
    """Bear workers until the socket ends."""
    # Whether to stop is for the parent to decide: the terminal's Ctrl-C and systemd's SIGTERM come to everyone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    home = socket.socket(fileno=os.dup(0))
    _close_standard_input()
    _die_with_parent()
    with suppress(OSError):  # a strict sandbox may forbid it
        os.nice(_NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, limits.memory)
    gc.freeze()  # what the workers share with us stays shared
    Nursery(home, limits).run()


class Nursery:
    """Bears and buries workers. One thread, so that forking is safe."""

    def __init__(self, home: socket.socket, limits: Limits) -> None:
        self._home = home
        self._limits = limits
        self._workers: set[int] = set()

    def run(self) -> None:
        reader, writer = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        signal.set_wakeup_fd(writer)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._home, selectors.EVENT_READ)
            selector.register(reader, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fd == reader:
                        os.read(reader, 512)
                    elif not self._obey():
                        return
                self._bury()

    def _obey(self) -> bool:
        """One packet; False at the end of the socket."""
        packet, descriptors, *_ = socket.recv_fds(self._home, LONGEST_PACKET, 1)
        if not packet:
            return False
        order = json.loads(packet)
        if "bear" in order:
            self._bear(descriptors[0])
        elif order.get("kill") in self._workers:
            os.kill(order["kill"], signal.SIGKILL)
        elif order.get("aside") in self._workers:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, order["aside"], _NICENESS_ASIDE)
        return True

    def _bear(self, descriptor: int) -> None:
        nursery = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(self._home, descriptor, nursery, self._limits)
        os.close(descriptor)
        self._workers.add(pid)
        self._tell({"born": pid})

    def _bury(self) -> None:
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                pid, status = ended
                self._workers.discard(pid)
                self._tell({"died": pid, "status": os.waitstatus_to_exitcode(status)})

    def _tell(self, what: object) -> None:
        self._home.send(json.dumps(what).encode())


def _live(home: socket.socket, descriptor: int, nursery: int, limits: Limits) -> NoReturn:
    """A worker's life, from its birth to its end."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        home.close()
        _die_with_parent()
        if os.getppid() == nursery:
            read_documents(socket.socket(fileno=descriptor), limits)
            status = 0
    finally:
        os._exit(status)


def read_documents(connection: socket.socket, limits: Limits) -> None:
    """Answer documents until the socket ends, or until one has used up the memory."""
    documents, answers = connection.makefile("rb"), connection.makefile("wb")
    while (head := _read_frame(documents)) is not None and (body := _read_frame(documents)) is not None:
        _limit(resource.RLIMIT_CPU, math.ceil(_cpu_used() + limits.cpu_seconds))
        frames = _answer(head, body, limits.max_entries)
        for frame in frames:
            answers.write(LENGTH.pack(len(frame)))
            answers.write(frame)
        answers.flush()
        _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)  # reading the next one is not that one's cost
        if frames == [_OUT_OF_MEMORY]:
            return  # what is left of the heap is in pieces


def _answer(head: bytes, body: bytes, max_entries: int) -> list[bytes]:
    try:
        return list(_frames(_read(json.loads(head), body, max_entries)))
    except MemoryError:
        return [_OUT_OF_MEMORY]
    except ParseError as error:
        reason, detail = error.reason, error.detail
    except Exception as error:  # noqa: BLE001 - a defect in reading one document is that document's failure
        reason, detail = "crashed", f"{type(error).__name__}: {error}"
    return [_json({"error": [reason, detail[:500]]})]


def _read(about: Mapping[str, Any], body: bytes, max_entries: int) -> object:
    headers, url, timezone = about["headers"], about["url"], about["timezone"]
    match about["task"]:
        case "careful":
            return parse_feed_carefully(body, headers, url, timezone, max_entries)
        case "article":
            return article_text(body, headers, about["selector"], timezone)
        case "feeds":
            return discover_feeds(body, headers, url)
        case "robots":
            return robots_verdict(body, about["agent"], about["urls"])
    listing = about["listing"] and ListingProfile(**about["listing"])
    return parse_document(body, headers, url, SourceKind(about["kind"]), listing, timezone, max_entries)


def _frames(value: Any) -> Iterator[bytes]:
    if not isinstance(value, ParsedFeed):
        plain = [asdict(each) for each in value] if isinstance(value, tuple) else asdict(value)
        yield _json({"value": plain, "batches": 0})
        return
    batches = list(_batches(value.entries))
    yield _json({"value": asdict(replace(value, entries=())), "batches": len(batches)})
    yield from map(_json, batches)


def _batches(entries: tuple[Entry, ...]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    size = 0
    for entry in entries:
        batch.append(asdict(entry))
        size += _BATCH // 256 + len(entry.title) + len(entry.text)
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _json(value: object) -> bytes:
    return json.dumps(value, default=_iso, ensure_ascii=False).encode()


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _read_frame(stream: BinaryIO) -> bytes | None:
    prefix = stream.read(LENGTH.size)
    if len(prefix) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(prefix)
    frame = stream.read(length)
    return frame if len(frame) == length else None


def _close_standard_input() -> None:
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)


def _limit(what: int, soft: int) -> None:
    """Set a soft limit. A sandbox may refuse; then the parent's deadline is what ends this process."""
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (soft, hard))


def _cpu_used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _die_with_parent() -> None:
    """Be killed when the parent is, even in the middle of a document (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main(Limits(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
