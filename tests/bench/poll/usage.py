"""What a process and all that it started have used: CPU seconds, and memory that is theirs alone or shared fairly."""

import os
from collections import defaultdict
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """The process and its living descendants."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _stat(stat)
        if fields:
            children[int(fields[1])].append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children[each]
    return found


def cpu_seconds(pid: int) -> float:
    """Of the whole tree, those descendants included that have ended and been waited for."""
    ticks = 0
    for each in tree(pid):
        fields = _stat(Path(f"/proc/{each}/stat"))
        if fields:
            ticks += sum(map(int, fields[11:15]))
    return ticks / _TICKS


def pss_mb(pid: int) -> float:
    """Proportional set size of the whole tree, in MB of 1,000,000 bytes."""
    total = 0
    for each in tree(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue  # it has ended
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total * 1024 / 1e6


def _stat(path: Path) -> list[str]:
    """The fields behind the command's name: state, parent, …"""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
