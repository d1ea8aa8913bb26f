"""Where the configuration is."""

import os
from pathlib import Path

import monitor
from monitor.errors import UsageError

LOCAL = Path("config")
SYSTEM = Path("/etc/parley")


def locate(explicit: Path | None) -> Path:
    """The directory to read: `explicit`, else ./config, else /etc/parley, else the one that came with the program.

    UsageError where `explicit` is no directory, and where the first that is there cannot be read: to go on to another
    would be to run on something else than the machine is set up for.
    """
    if explicit is not None:
        return _checked(explicit)
    for directory in (LOCAL, SYSTEM, *embedded()):
        if _is_directory(directory):
            return directory
    raise UsageError("there is no configuration: name the directory that holds parley.yaml with --config")


def embedded() -> tuple[Path, ...]:
    """Where the shipped configuration may be: inside the installed package, or beside it in a checkout."""
    package = Path(monitor.__file__).parent
    return package / "_config", package.parent / "config"


def _checked(directory: Path) -> Path:
    if _is_directory(directory):
        return directory
    if directory.exists():
        raise UsageError(f"{directory} is a file: name the directory that holds it, {directory.parent}")
    raise UsageError(
        f"there is no directory {directory}: name the one that holds parley.yaml, or leave --config out to use "
        f"./{LOCAL}, {SYSTEM} or the shipped configuration"
    )


def _is_directory(path: Path) -> bool:
    """Whether it is one, and can be looked into."""
    try:
        if path.is_dir():
            os.scandir(path).close()
            return True
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{path} cannot be read: {reason}. Run parley as the user it belongs to (`sudo -u parley parley …`), give "
            "yourself leave to read it, or name another with --config"
        ) from error
    return False
