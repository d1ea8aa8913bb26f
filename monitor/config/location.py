"""Where the configuration is."""

from pathlib import Path

import monitor
from monitor.errors import UsageError

LOCAL = Path("config")
SYSTEM = Path("/etc/parley")


def locate(explicit: Path | None) -> Path:
    """The directory to read: `explicit`, else ./config, else /etc/parley, else the one that came with the program.

    UsageError where `explicit` is no directory.
    """
    if explicit is not None:
        return _checked(explicit)
    for directory in (LOCAL, SYSTEM, *embedded()):
        if directory.is_dir():
            return directory
    raise UsageError("there is no configuration: name the directory that holds parley.yaml with --config")


def embedded() -> tuple[Path, ...]:
    """Where the shipped configuration may be: inside the installed package, or beside it in a checkout."""
    package = Path(monitor.__file__).parent
    return package / "_config", package.parent / "config"


def _checked(directory: Path) -> Path:
    if directory.is_dir():
        return directory
    if directory.exists():
        raise UsageError(f"{directory} is a file: name the directory that holds it, {directory.parent}")
    raise UsageError(
        f"there is no directory {directory}: name the one that holds parley.yaml, or leave --config out to use "
        f"./{LOCAL}, {SYSTEM} or the shipped configuration"
    )
