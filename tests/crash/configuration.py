"""The configuration of the service under trial: files like any operator's, with the shortest waits they may hold."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.crash.feeds import LOOPBACK, FeedSite
from tests.crash.receivers import TIMEOUT

HOOK, MAIL = "desk-hook", "desk-mail"
SECRET = "whsec_4T1mE9b0yqv2m3c6S8KxQJxw0nZ5u7RrLhYdGfAaPs8="
_RETRIES = ["200ms"] * 400  # a kill costs the attempt under way, too; none may run out of attempts
_RULES = {
    "exchange-en": ("prisoner exchange", "The prisoner exchange is over.", "A foreign exchange office opened."),
    "exchange-ru": ("обмен* пленными", "Прошёл обмен пленными.", "Открылся пункт обмена валюты."),
    "exchange-uk": ("обмін* полоненими", "Відбувся обмін полоненими.", "Відкрився пункт обміну валюти."),
}


def write_configuration(
    directory: Path, sites: Sequence[FeedSite], *, hook_url: str, mail_port: int, parser_memory: int
) -> None:
    """parley.yaml, sources, rules, desks. `parser_memory` in bytes: what a parser may use, and its mark."""
    _write(directory / "parley.yaml", _service(parser_memory))
    _write(directory / "sources" / "feeds.yaml", {"sources": [_source(site) for site in sites]})
    _write(directory / "rules" / "exchange.yaml", {"rules": [_rule(rule_id) for rule_id in _RULES]})
    _write(directory / "desks.yaml", _desks(hook_url, mail_port))
    (directory / "webhook-key").write_text(SECRET)


def _service(parser_memory: int) -> dict[str, Any]:
    """Few visits at a time, for what a kill interrupts is left alone until its lease is over."""
    return {
        "contact": "trial@parley.example",
        "network": {"allow": ["127.0.0.0/8"], "deadline": "1s"},
        "polling": {"every": "1s", "host_gap": "0s", "concurrency": 2},
        "parsing": {"deadline": "2s", "memory": f"{parser_memory}B"},
        "log": {"format": "json", "level": "info"},
    }


def _source(site: FeedSite) -> dict[str, Any]:
    return {
        "id": f"feed-{site.index}",
        "name": f"Ministry {site.index}",
        "url": site.url,
        "body": "defence",
        "side": ("RU", "UA", "third")[site.index % 3],
        "family": f"ministry-{site.index}",
        "timezone": "UTC",
    }


def _rule(rule_id: str) -> dict[str, Any]:
    keyword, match, no_match = _RULES[rule_id]
    return {
        "id": rule_id,
        "title": "Prisoner exchange",
        "topic": "exchange",
        "severity": "urgent",
        "any": [{"keyword": keyword}],
        "examples": {"match": [match], "no_match": [no_match]},
    }


def _desks(hook_url: str, mail_port: int) -> dict[str, Any]:
    waits = {"retries": _RETRIES, "timeout": f"{round(TIMEOUT * 1000)}ms"}
    hook = {"id": HOOK, "kind": "webhook", "url": hook_url, "secret": "${file:webhook-key}"}
    mail = {
        "id": MAIL,
        "kind": "email",
        "relay": {"host": LOOPBACK, "port": mail_port, "security": "none"},
        "from": "parley@parley.example",
        "to": ["desk@parley.example"],
    }
    return {
        "channels": [{**hook, **waits}, {**mail, **waits}],
        "desks": [{"id": "desk", "name": "Desk", "timezone": "UTC", "channels": [HOOK, MAIL]}],
    }


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
