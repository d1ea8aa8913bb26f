"""Where the desk's messages arrive: a mail server and a webhook receiver on loopback that keep what they get."""

import asyncio
import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from monitor.clock import Clock

PATH = "/parley"
TOLERANCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as it came in."""

    message: Message
    sender: str
    recipients: tuple[str, ...]

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "")

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(str(self.message["Subject"] or ""))))


class MailServer:
    """An SMTP server on 127.0.0.1 that accepts everything and saves each letter as `NNNN.eml` in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.letters: list[Letter] = []
        self._folder = folder
        self._server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        if self._server is None:
            raise RuntimeError("the mail server is not running")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(self, hostname="mail.example", ident="Rehearsal", enable_SMTPUTF8=True, loop=loop),
            "127.0.0.1",
            0,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's name and signature
        """Called by aiosmtpd with a whole letter; answers once it is on disk."""
        content = envelope.original_content or b""
        letter = Letter(message_from_bytes(content), envelope.mail_from or "", tuple(envelope.rcpt_tos))
        number = len(self.letters) + 1
        (self._folder / f"{number:04}.eml").write_bytes(content)
        self.letters.append(letter)
        return f"250 2.0.0 kept as {number:04}.eml"


@dataclass(frozen=True, slots=True)
class Call:
    """A webhook as it came in. `fault` says why it was refused: `signature`, `timestamp`, `payload`, or None."""

    id: str
    timestamp: str
    payload: Any
    fault: str | None

    @property
    def verified(self) -> bool:
        return self.fault is None


class WebhookReceiver:
    """An HTTP receiver on 127.0.0.1 that checks Standard Webhooks signatures with its own few lines.

    `secret` is in the form `whsec_…`. Every call becomes a line of `file`; one that fails the check is answered 401.
    """

    def __init__(self, secret: str, file: Path, clock: Clock) -> None:
        self.calls: list[Call] = []
        self._key = base64.b64decode(secret.removeprefix("whsec_"))
        self._file = file
        self._clock = clock
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{PATH}"

    async def __aenter__(self) -> Self:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        application = web.Application()
        application.router.add_post(PATH, self._receive)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        call = self._read(request, await request.read())
        self.calls.append(call)
        line = {"webhook_id": call.id, "timestamp": call.timestamp, "fault": call.fault, "payload": call.payload}
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        return web.Response(status=204) if call.verified else web.Response(status=401, text=f"refused: {call.fault}")

    def _read(self, request: web.Request, body: bytes) -> Call:
        call_id = request.headers.get("webhook-id", "")
        timestamp = request.headers.get("webhook-timestamp", "")
        if not self._signed(f"{call_id}.{timestamp}.".encode() + body, request.headers.get("webhook-signature", "")):
            return Call(call_id, timestamp, None, "signature")
        if not timestamp.isdecimal() or abs(self._clock.now().timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
            return Call(call_id, timestamp, None, "timestamp")
        try:
            return Call(call_id, timestamp, json.loads(body), None)
        except ValueError:
            return Call(call_id, timestamp, None, "payload")

    def _signed(self, content: bytes, signatures: str) -> bool:
        """Whether one of the space-separated `v1,BASE64` is ours; several are sent while a secret is rotated."""
        expected = hmac.digest(self._key, content, "sha256")
        return any(
            hmac.compare_digest(expected, _decoded(value))
            for version, _, value in (each.partition(",") for each in signatures.split())
            if version == "v1"
        )


def _decoded(value: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
