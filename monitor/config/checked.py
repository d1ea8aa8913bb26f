"""What has been checked before: that a start need not try every lexicon and every example again."""

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path

import monitor


class Checked:
    """Remembers, in a file, the content that passed its checks last, and the program that made them.

    The file is a convenience. Where it cannot be read or written, and where anything has changed, all is checked again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def knows(self, content: str) -> bool:
        """Whether `content`, a hash of files, has passed the checks that this program makes."""
        with suppress(OSError, UnicodeDecodeError):
            return self._path.read_text("ascii") == _record(content)
        return False

    def note(self, content: str) -> None:
        """It has."""
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_name(f"{self._path.name}.new")
            fresh.write_text(_record(content), "ascii")
            fresh.replace(self._path)


def _record(content: str) -> str:
    return f"{content} {_program()}\n"


@cache
def _program() -> str:
    """A name for this program as it lies on the disk: any change of a module is another program."""
    root = Path(monitor.__file__).parent
    digest = hashlib.sha256(monitor.__version__.encode())
    for path in sorted(root.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path.relative_to(root)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]
