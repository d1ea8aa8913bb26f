"""A systemd in namespaces of its own on this machine, by a tool that knows `start FOLDER`, `exec` and `stop`."""

import os
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

_INIT = "^/lib/systemd/systemd --system --unit=sandbox.target"


def reason_to_skip(tool: Path) -> str | None:
    """Why there can be no sandbox here, or None."""
    if not os.access(tool, os.X_OK):
        return f"there is no tool {tool}; name it with --sandbox"
    if os.geteuid() != 0:
        return "a systemd of one's own needs root"
    if "cgroup2" not in Path("/proc/filesystems").read_text("utf-8").split():
        return "the kernel has no cgroup v2"
    if not Path("/lib/systemd/systemd").exists():
        return "systemd is not installed"
    if subprocess.run(["pgrep", "--full", _INIT], check=False, stdout=subprocess.DEVNULL).returncode == 0:
        return "another sandbox is running"
    return None


class Sandbox:
    """A context manager; `share` is /srv/share inside. Loopback is its only network."""

    def __init__(self, tool: Path, share: Path) -> None:
        self._tool = str(tool.resolve())
        self._share = str(share)

    def __enter__(self) -> Self:
        try:
            self._call("start", self._share)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, *command: str, timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """The command's outcome, whatever it is; output and talk as text."""
        return self._call("exec", *command, check=False, timeout=timeout)

    def read(self, *command: str) -> str:
        """What the command prints; CalledProcessError where it fails."""
        return self._call("exec", *command).stdout

    def _stop(self) -> None:
        self._call("stop", check=False)

    def _call(self, *words: str, check: bool = True, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self._tool, *words],
            check=check,
            timeout=timeout,
            encoding="utf-8",
            errors="replace",
            capture_output=True,
            stdin=subprocess.DEVNULL,
        )
