"""A network of our own: whatever is dialled by mistake, nothing but ourselves is there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

_MARK = "PARLEY_TESTS_IN_NAMESPACE"
# Every address there is leads to ourselves, and every name is asked of us.
_MAKE_INTERNET = """
set -e
ip link set lo up
ip route add local 0.0.0.0/0 dev lo
ip -6 route add local ::/0 dev lo || true
made=$(mktemp -d)
echo 'nameserver 127.0.0.53' > "$made/resolv.conf"
echo '127.0.0.1 localhost' > "$made/hosts"
mount --bind "$made/resolv.conf" /etc/resolv.conf
mount --bind "$made/hosts" /etc/hosts
rm -r "$made"
exec "$@"
"""


def is_apart() -> bool:
    """Whether this process is in such a namespace already."""
    return _MARK in os.environ


def command_apart(command: Sequence[str]) -> list[str] | None:
    """`command` so that it runs in a network namespace where all addresses are our own and names are looked up at
    127.0.0.53; None where the system does not let it."""
    if any(shutil.which(tool) is None for tool in ("unshare", "ip", "mount")):
        return None
    for options in (["--net", "--mount"], ["--net", "--mount", "--map-root-user"]):
        inside = ["unshare", *options, "sh", "-c", _MAKE_INTERNET, "sh"]
        if subprocess.run([*inside, "true"], capture_output=True, check=False).returncode == 0:
            return [*inside, "env", f"{_MARK}=1", *command]
    return None


def rerun_apart(arguments: Sequence[str]) -> None:
    """Replaces this process by the same command in a namespace; returns where there is none to be had."""
    command = command_apart([sys.executable, "-m", "tests.hostile", *arguments])
    if command is not None:
        os.execvp(command[0], command)
