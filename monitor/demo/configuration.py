"""Writes the rehearsal's configuration: files like any operator's, with the real ports and what is shipped."""

import base64
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from monitor.app.lock import owning
from monitor.config.location import embedded
from monitor.demo.feeds import Site
from monitor.demo.receivers import MailServer, WebhookReceiver
from monitor.errors import UsageError

MARK = ".parley-demo"
EMAIL, WEBHOOK, CONSOLE = "desk-email", "desk-webhook", "desk-console"


@dataclass(frozen=True, slots=True)
class Stage:
    """The state folder and what stands where in it."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "config"

    @property
    def database(self) -> Path:
        return self.folder / "parley.db"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database.resolve()}"

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    @property
    def webhooks(self) -> Path:
        return self.folder / "webhooks.jsonl"

    @property
    def signing_key(self) -> Path:
        return self.folder / "secrets" / "webhook-key"


def clear_stage(folder: Path) -> Stage:
    """An empty state folder, where an earlier rehearsal may have stood.

    UsageError where `folder` holds anything that no rehearsal has left there: it is not deleted. StoreError where
    another rehearsal is under way in it.
    """
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise UsageError(
                f"{folder} holds files that are not of a rehearsal: name another folder with --state, or empty it"
            )
        with owning(folder):
            shutil.rmtree(folder)
    elif folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file: name a folder with --state")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Made by `parley demo`, which deletes this folder when it runs again.\n", "utf-8")
    return Stage(folder)


def new_signing_key(stage: Stage) -> str:
    """A fresh webhook secret, kept outside the configuration and readable to its owner alone."""
    key = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    stage.signing_key.parent.mkdir(mode=0o700, exist_ok=True)
    stage.signing_key.touch(mode=0o600)
    stage.signing_key.write_text(key + "\n", "ascii")
    return key


def write_configuration(stage: Stage, sites: Iterable[Site], mail: MailServer, webhooks: WebhookReceiver) -> None:
    """parley.yaml, sources, desks, and rules and lexicon as they are shipped."""
    for folder in ("rules", "lexicon"):
        shutil.copytree(_shipped() / folder, stage.config / folder)
    _write(stage.config / "parley.yaml", "The service.", _service(stage))
    _write(stage.config / "sources" / "demo.yaml", "The rehearsal's feeds, on loopback.", {"sources": _sources(sites)})
    _write(stage.config / "desks.yaml", "Who is told, and how.", _desks(stage, mail, webhooks))


def _shipped() -> Path:
    for directory in embedded():
        if (directory / "rules").is_dir():
            return directory
    raise UsageError("the shipped configuration is not part of this installation")


def _service(stage: Stage) -> dict[str, Any]:
    return {
        "contact": "rehearsal@parley.example",
        "database": stage.database_url,
        "network": {"allow": ["127.0.0.0/8"]},
        "polling": {"every": "1m", "host_gap": "0s"},
        "log": {"level": "warning"},
    }


def _sources(sites: Iterable[Site]) -> list[dict[str, Any]]:
    return [
        {
            "id": feed.id,
            "name": site.body.name,
            "url": site.url(feed),
            "body": site.body.kind,
            "side": site.body.side,
            "family": site.body.family,
            "lang": feed.lang,
            "timezone": site.body.timezone,
        }
        for site in sites
        for feed in site.body.feeds
    ]


def _desks(stage: Stage, mail: MailServer, webhooks: WebhookReceiver) -> dict[str, Any]:
    relay = {"host": "127.0.0.1", "port": mail.port, "security": "none"}
    key = f"${{file:{Path('..') / stage.signing_key.relative_to(stage.folder)}}}"
    return {
        "channels": [
            {
                "id": EMAIL,
                "kind": "email",
                "relay": relay,
                "from": "parley@parley.example",
                "to": ["desk@parley.example"],
            },
            {"id": WEBHOOK, "kind": "webhook", "url": webhooks.url, "secret": key},
            {"id": CONSOLE, "kind": "console"},
        ],
        "desks": [
            {"id": "desk", "name": "Rehearsal desk", "timezone": "UTC", "channels": [EMAIL, WEBHOOK, CONSOLE]},
        ],
    }


def _write(path: Path, what: str, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
    path.write_text(f"# {what} Written by `parley demo`.\n{written}", "utf-8")
