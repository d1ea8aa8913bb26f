"""The process that reads documents, one after the other, and may be killed at any of them.

    python -m monitor.app.parse_worker CPU_SECONDS MEMORY_BYTES MAX_ENTRIES

On stdin a document is two frames: JSON `{url, headers, timezone}`, then the body. On stdout an empty frame says that
the process is ready, and the answer to each document is one frame of JSON: `{"feed": ParsedFeed}` or
`{"error": [reason, detail]}`. A frame is its length (4 bytes, big-endian) and bytes.
End of stdin ends the process. Nothing from a document is trusted here: the parent believes only what fits the format.
"""

import ctypes
import json
import math
import os
import resource
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import BinaryIO

from monitor.errors import ParseError
from monitor.parse import parse_feed

LENGTH = struct.Struct(">I")
_PR_SET_PDEATHSIG = 1
_OUT_OF_MEMORY = b'{"error": ["memory_limit", "reading the document takes more memory than it may"]}'


def main(cpu_seconds: float, memory: int, max_entries: int) -> None:
    """Answer documents until stdin ends, or until one has used up the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the parent to decide upon
    documents, answers = sys.stdin.buffer, _take_stdout()
    _die_with_parent()
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_AS, memory)
    _say(answers, b"")
    while (head := _read_frame(documents)) is not None and (body := _read_frame(documents)) is not None:
        _limit(resource.RLIMIT_CPU, math.ceil(_cpu_used() + cpu_seconds))
        answer = _answer(head, body, max_entries)
        _say(answers, answer)
        _limit(resource.RLIMIT_CPU, resource.RLIM_INFINITY)  # reading the next one is not that one's cost
        if answer is _OUT_OF_MEMORY:
            return  # what is left of the heap is in pieces


def _answer(head: bytes, body: bytes, max_entries: int) -> bytes:
    try:
        about = json.loads(head)
        feed = parse_feed(body, about["headers"], about["url"], about["timezone"], max_entries)
        return json.dumps({"feed": asdict(feed)}, default=_iso, ensure_ascii=False).encode()
    except MemoryError:
        return _OUT_OF_MEMORY
    except ParseError as error:
        reason, detail = error.reason, error.detail
    except Exception as error:  # noqa: BLE001 - a defect in reading one document is that document's failure
        reason, detail = "crashed", f"{type(error).__name__}: {error}"
    return json.dumps({"error": [reason, detail[:500]]}).encode()


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


def _say(answers: BinaryIO, frame: bytes) -> None:
    answers.write(LENGTH.pack(len(frame)))
    answers.write(frame)
    answers.flush()


def _take_stdout() -> BinaryIO:
    """The answers' own descriptor; whatever else prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return answers


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
    main(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
