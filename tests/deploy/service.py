"""The unit, looked at from outside: systemctl, journalctl, the command line of Parley."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.deploy.sandbox import Sandbox

T = TypeVar("T")
UNIT = "parley.service"
_GLANCE = 0.2  # seconds between two looks


def until(look: Callable[[], T], within: float) -> tuple[T, float]:
    """What `look` says once it is true, else what it said last; and the seconds that took."""
    start = time.monotonic()
    while True:
        seen, passed = look(), time.monotonic() - start
        if seen or passed > within:
            return seen, passed
        time.sleep(_GLANCE)


@dataclass(frozen=True)
class Line:
    """A line of the unit's journal."""

    text: str
    pid: int

    @property
    def event(self) -> dict[str, Any] | None:
        """The line as the service logs; None where it is anything else."""
        try:
            event = json.loads(self.text)
        except ValueError:
            return None
        return event if isinstance(event, dict) else None


class Service:
    """parley.service in a sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def systemctl(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self._sandbox.run("systemctl", *words)

    def show(self) -> dict[str, str]:
        """Every property of the unit."""
        pairs = (line.partition("=") for line in self._sandbox.read("systemctl", "show", UNIT).splitlines())
        return {name: value for name, _, value in pairs}

    @property
    def pid(self) -> int:
        return int(self.show()["MainPID"])

    @property
    def status(self) -> str:
        return self.show()["StatusText"]

    def back_from(self, pid: int, within: float) -> tuple[bool, float]:
        """Whether the service is ready again, as another process than `pid`; and after how many seconds."""

        def ready() -> bool:
            now = self.show()
            return now["SubState"] == "running" and now["MainPID"] not in {"0", str(pid)}

        return until(ready, within)

    def kill(self, signal: str) -> None:
        self._sandbox.read("kill", f"-{signal}", str(self.pid))

    def workers(self) -> list[int]:
        """The processes that read documents."""
        listed = self._sandbox.run("pgrep", "--full", "monitor.app.parse_worker").stdout
        return [int(line) for line in listed.split()]

    def journal(self) -> list[Line]:
        printed = self._sandbox.read("journalctl", "--unit", UNIT, "--output", "json", "--no-pager")
        records = map(json.loads, printed.splitlines())
        return [
            Line(text=str(record["MESSAGE"]), pid=int(record["_PID"]))
            for record in records
            if record.get("SYSLOG_IDENTIFIER") == "parley"
        ]

    def events(self, name: str) -> list[dict[str, Any]]:
        """What the service has logged as `name`."""
        found = (line.event for line in self.journal())
        return [event for event in found if event is not None and event.get("event") == name]

    def sources(self) -> dict[str, dict[str, Any]]:
        """`parley sources list`, by id. The secrets are not at hand where no credentials are installed."""
        listed = self._sandbox.read(
            "env",
            "CREDENTIALS_DIRECTORY=/etc/parley/credentials",
            *("/usr/local/bin/parley", "sources", "list", "--config", "/etc/parley", "--json"),
        )
        return {row["id"]: row for row in json.loads(listed)}
