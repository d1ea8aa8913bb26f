"""The other programs, each with a folder of its own; where one is not there, it is left out, loudly."""

import shutil
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

READER = """
import sys
from reader import make_reader
reader = make_reader(sys.argv[1])
if sys.argv[2] == "add":
    for url in open(sys.argv[3]).read().split():
        reader.add_feed(url)
else:
    reader.update_feeds(scheduled=False, workers=20)  # by itself it would visit none again within the hour
    print(reader.get_entry_counts().total)
"""


class Peer(ABC):
    """`prepare` subscribes; `sweep` is the command that visits every feed once; `count` how many entries it has."""

    name: str

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    @staticmethod
    @abstractmethod
    def missing() -> str | None:
        """Why it cannot take part, with the command that mends it; None where it can."""

    @abstractmethod
    def prepare(self, urls: Sequence[str]) -> None: ...

    @property
    @abstractmethod
    def sweep(self) -> list[str]: ...

    @abstractmethod
    def count(self, output: str) -> int: ...


class Reader(Peer):
    """The library `reader`, with twenty workers."""

    name = "reader"

    @staticmethod
    def missing() -> str | None:
        probe = subprocess.run([sys.executable, "-c", "import reader"], capture_output=True, check=False)
        return "it is not installed: .venv/bin/pip install reader sgmllib3k" if probe.returncode else None

    def prepare(self, urls: Sequence[str]) -> None:
        (self.folder / "urls").write_text("\n".join(urls))
        subprocess.run([*self._command, "add", str(self.folder / "urls")], check=True)

    @property
    def _command(self) -> list[str]:
        return [sys.executable, "-c", READER, str(self.folder / "reader.sqlite")]

    @property
    def sweep(self) -> list[str]:
        return [*self._command, "update"]

    def count(self, output: str) -> int:
        return int(output.rsplit(maxsplit=1)[-1])


class Rss2email(Peer):
    """rss2email, `run --no-send`: everything but the mail itself."""

    name = "rss2email"

    @staticmethod
    def missing() -> str | None:
        return None if shutil.which("r2e") else "it is not installed: apt-get install rss2email"

    def prepare(self, urls: Sequence[str]) -> None:
        feeds = "".join(f"[feed.m{number}]\nurl = {url}\n" for number, url in enumerate(urls))
        (self.folder / "config").write_text(f"[DEFAULT]\nto = desk@example.org\nverbose = error\n{feeds}")

    @property
    def sweep(self) -> list[str]:
        return ["r2e", "-c", str(self.folder / "config"), "-d", str(self.folder / "data.json"), "run", "--no-send"]

    def count(self, output: str) -> int:
        return (self.folder / "data.json").read_text().count('"hash":')


class Newsboat(Peer):
    """newsboat, `-x reload`, with twenty threads."""

    name = "newsboat"

    @staticmethod
    def missing() -> str | None:
        return None if shutil.which("newsboat") else "it is not installed: apt-get install newsboat"

    def prepare(self, urls: Sequence[str]) -> None:
        (self.folder / "urls").write_text("\n".join(urls) + "\n")
        (self.folder / "config").write_text("reload-threads 20\n")

    @property
    def sweep(self) -> list[str]:
        files = ("-u", "urls", "-C", "config", "-c", "cache.db")
        return [
            "newsboat",
            *(part if part.startswith("-") else str(self.folder / part) for part in files),
            "-x",
            "reload",
        ]

    def count(self, output: str) -> int:
        with sqlite3.connect(self.folder / "cache.db") as cache:
            return int(cache.execute("SELECT count(*) FROM rss_item").fetchone()[0])


PEERS: tuple[type[Peer], ...] = (Reader, Rss2email, Newsboat)
