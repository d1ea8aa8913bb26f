"""What goes into the sandbox: wheels, the deploy folder, a world to watch, and a configuration that watches it."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from tests.deploy.world import PORT

PROJECT = Path(__file__).resolve().parents[2]
INSIDE = Path("/srv/share")
LOOPBACK, WALLED = "127.0.0.1", "10.99.0.1"
HOOK_TOKEN = "t0ken-of-the-hook-that-nobody-may-read"
SIGNING_KEY = "whsec_c2lnbmluZy1rZXktdGhhdC1ub2JvZHktbWF5LXJlYWQ="

_SERVICE = """\
contact: operator@parley.example
network:
  allow: [127.0.0.0/8, 10.99.0.0/24]
  deadline: 2s
polling:
  every: 1s
  host_gap: 0s
"""
_SOURCE = """\
  - id: {id}
    name: Ministry {id}
    url: http://{address}:{port}/{id}.xml
    body: foreign
    side: UA
    family: {id}
    lang: en
    timezone: UTC
"""
_RULES = """\
rules:
  - id: swap
    title: Prisoner swap
    topic: exchange
    severity: urgent
    any:
      - keyword: prisoners
    examples:
      match: [The prisoners are home.]
      no_match: [The price of wheat rose.]
"""
_DESKS = f"""\
channels:
  - id: hook
    kind: webhook
    url: http://{LOOPBACK}:{PORT}/hook/${{credential:hook-token}}
    secret: ${{credential:signing-key}}
    retries: [1s, 1s, 1s, 1s]
desks:
  - id: desk
    name: Desk
    timezone: UTC
    channels: [hook]
"""
_CREDENTIALS = """\
[Service]
LoadCredential=hook-token:/etc/parley/credentials/hook-token
LoadCredential=signing-key:/etc/parley/credentials/signing-key
"""
_WORLD = f"""\
[Service]
ExecStart=/usr/bin/python3 {INSIDE}/world.py {INSIDE}
"""


def system_python() -> Path | None:
    """The system's Python of the version that runs this, which the wheels fit; None where there is none."""
    path = Path(f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
    return path if path.exists() else None


@dataclass(frozen=True)
class Stage:
    """A folder outside, /srv/share inside."""

    folder: Path

    def lay_out(self) -> None:
        """Everything but the wheels."""
        shutil.copytree(PROJECT / "deploy", self.folder / "deploy")
        shutil.copy(Path(__file__).with_name("world.py"), self.folder)
        self.write("world.service", _WORLD)
        self.write("credentials.conf", _CREDENTIALS)
        self.write("credentials/hook-token", HOOK_TOKEN + "\n")
        self.write("credentials/signing-key", SIGNING_KEY + "\n")
        self.write("config/parley.yaml", _SERVICE)
        self.write("config/desks.yaml", _DESKS)
        self.lay_rules()
        self.sources({"near": LOOPBACK, "walled": WALLED})

    def build_wheels(self) -> None:
        """Parley's and its dependencies' wheels, in `wheels`. CalledProcessError where they cannot be had."""
        pip = [sys.executable, "-m", "pip", "wheel", "-qq", "--disable-pip-version-check", "--no-input"]
        where = ["--constraint", str(PROJECT / "constraints.txt"), "--wheel-dir", str(self.folder / "wheels")]
        subprocess.run([*pip, *where, str(PROJECT)], check=True)

    def lay_rules(self) -> None:
        self.write("config/rules/swap.yaml", _RULES)

    def sources(self, addresses: Mapping[str, str]) -> None:
        """Sources by name, at /NAME.xml of the world at that address."""
        tables = "".join(_SOURCE.format(id=name, address=address, port=PORT) for name, address in addresses.items())
        self.write("config/sources/all.yaml", "sources:\n" + tables)

    def publish(self, name: str, titles: Sequence[str], moment: datetime) -> None:
        """The feed of the source `name`, with one entry a title, all of `moment`."""
        items = "".join(
            f"<item><title>{title}</title><link>https://mfa.parley.example/{name}/{number}</link>"
            f"<guid>{number}</guid><pubDate>{format_datetime(moment)}</pubDate></item>"
            for number, title in enumerate(titles)
        )
        self.write(
            f"{name}.xml",
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>',
        )

    def write(self, name: str, text: str) -> None:
        """A whole file at once: it is being read meanwhile."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(text, "utf-8")
        draft.replace(path)
