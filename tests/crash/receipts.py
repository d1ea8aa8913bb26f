"""What the receivers got, in the terms in which it is judged."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from standardwebhooks import Webhook

from tests.crash.configuration import HOOK, MAIL, SECRET
from tests.support.receivers import Hook, Mail

_PATH = re.compile(r"https://feed-\d+\.example/(\S+)")


@dataclass(frozen=True, slots=True)
class Telling:
    """An alert revision over a channel: what has to arrive, once or more."""

    alert: str
    revision: int
    channel: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """One arrival. `id` is what makes a repeat recognisable: the webhook-id, or the Message-ID.

    `piece` is the path of what is told, `title` its wording; a mail tells neither by itself. `signed` is of webhooks.
    """

    telling: Telling
    id: str
    body: bytes
    piece: str | None = None
    title: str | None = None
    signed: bool = True


def read_hook(hook: Hook) -> Receipt:
    told = json.loads(hook.body)["data"]
    link = _PATH.fullmatch(told["url"] or "")
    return Receipt(
        Telling(told["alert"], told["revision"], HOOK),
        id=hook.id,
        body=hook.body,
        piece=link[1] if link else "(no link)",
        title=told["title"],
        signed=is_signed(hook.headers, hook.body),
    )


def read_mail(mail: Mail) -> Receipt:
    message = mail.message
    telling = Telling(str(message["X-Parley-Alert"]), int(message["X-Parley-Revision"]), MAIL)
    return Receipt(telling, id=str(message["Message-ID"]), body=mail.raw)


def is_signed(headers: Mapping[str, str], body: bytes) -> bool:
    """By the library that receivers use; not by its `verify`, which would find a signature of minutes ago too old."""
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal():
        return False
    moment = datetime.fromtimestamp(int(timestamp), UTC)
    signature = Webhook(SECRET).sign(headers.get("webhook-id", ""), moment, body.decode())
    return signature in headers.get("webhook-signature", "").split()
