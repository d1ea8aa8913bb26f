"""A network of our own: whatever is dialled by mistake, nothing but loopback is there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

_MARK = "PARLEY_TESTS_IN_NAMESPACE"
_RAISE_LOOPBACK = 'ip link set lo up && exec "$@"'


def is_apart() -> bool:
    """Whether this process is in such a namespace already."""
    return _MARK in os.environ


def command_apart(command: Sequence[str]) -> list[str] | None:
    """`command` so that it runs in a network namespace with loopback alone; None where the system does not let it."""
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        return None
    for options in (["--net"], ["--net", "--map-root-user"]):
        inside = ["unshare", *options, "sh", "-c", _RAISE_LOOPBACK, "sh"]
        if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode == 0:
            return [*inside, "env", f"{_MARK}=1", *command]
    return None


def rerun_apart(arguments: Sequence[str]) -> None:
    """Replaces this process by the same command in a namespace; returns where there is none to be had."""
    command = command_apart([sys.executable, "-m", "tests.hostile", *arguments])
    if command is not None:
        os.execvp(command[0], command)
