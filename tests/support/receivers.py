"""Real receivers on loopback that can be told to misbehave: an SMTP server and a webhook receiver.

Both are asynchronous context managers that listen on a free port of 127.0.0.1 within the running loop.
"""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import TracebackType
from typing import Literal, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOOPBACK = "127.0.0.1"

Stage = Literal["mail", "rcpt", "data"]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it was accepted: the envelope and the bytes between DATA and the dot."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    tls: bool
    user: str | None

    @property
    def message(self) -> EmailMessage:
        return BytesParser(policy=policy.default).parsebytes(self.raw)

    def part(self, kind: Literal["plain", "html"]) -> str:
        body = self.message.get_body((kind,))
        assert body is not None
        return str(body.get_content())


@dataclass(slots=True)
class SmtpFault:
    """What happens at a stage, `times` times: a reply instead of ours, silence, or a dropped connection.

    `only` limits a fault at `rcpt` to one address. With `after=True` a mail is taken before the fault at `data`.
    """

    stage: Stage
    act: Literal["reply", "hang", "drop"]
    reply: str = ""
    only: str | None = None
    after: bool = False
    times: int = 1_000_000


class SmtpReceiver:
    """Collects mails. `tls` offers STARTTLS, or with `implicit_tls` speaks TLS from the first byte."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
        faults: Iterable[SmtpFault] = (),
    ) -> None:
        self.mails: list[Mail] = []
        self.faults = list(faults)
        self.connections = 0
        self.port = 0
        self.host = LOOPBACK
        self._tls = tls
        self._implicit = implicit_tls
        self._login = login
        self._server: asyncio.Server | None = None
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, self.host, 0, ssl=self._tls if self._implicit else None)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._released.set()
        assert self._server is not None
        self._server.close()

    def _protocol(self) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            hostname="relay.test",
            tls_context=None if self._implicit else self._tls,
            auth_require_tls=False,
            authenticator=self._authenticate if self._login else None,
            timeout=20,
            loop=asyncio.get_running_loop(),
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode())
        return AuthResult(success=given == self._login, handled=False, auth_data=data)

    async def handle_MAIL(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._misbehave(server, "mail", address)
        envelope.mail_from = address
        return reply or "250 2.1.0 sender ok"

    async def handle_RCPT(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._misbehave(server, "rcpt", address)
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 recipient ok"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        reply = await self._misbehave(server, "data", None, taken=self._mail(session, envelope))
        if reply is None:
            self.mails.append(self._mail(session, envelope))
        return reply or f"250 2.0.0 queued as {len(self.mails)}"

    def _mail(self, session: Session, envelope: Envelope) -> Mail:
        content = envelope.content
        return Mail(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=content if isinstance(content, bytes) else (content or "").encode(),
            tls=session.ssl is not None or self._implicit,
            user=cast("LoginPassword", session.auth_data).login.decode() if session.authenticated else None,
        )

    async def _misbehave(
        self, server: SMTP, stage: Stage, address: str | None, taken: Mail | None = None
    ) -> str | None:
        """The reply of the first fault that is due, None where there is none; hangs or drops if that is its act."""
        fault = next((f for f in self.faults if f.stage == stage and f.times and f.only in {None, address}), None)
        if fault is None:
            return None
        fault.times -= 1
        if fault.after and taken is not None:
            self.mails.append(taken)
        if fault.act == "hang":
            await self._released.wait()
        if fault.act == "drop":
            cast("asyncio.Transport", server.transport).abort()
        return fault.reply or "451 4.3.0 gone"


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as it arrived; header names are lower-case."""

    id: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request is answered. It is recorded unless `record` is off, then waits `delay` seconds.

    With `reset` the connection is torn down in place of the answer; `flood` follows the body with that many bytes.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    delay: float = 0
    reset: bool = False
    record: bool = True
    flood: int = 0


class WebhookReceiver:
    """Records webhooks. `script` gives the answer to the n-th request (from 0); every answer is 200 without one."""

    def __init__(self, script: Callable[[int], Answer] | None = None) -> None:
        self.hooks: list[Hook] = []
        self.requests = 0
        self.port = 0
        self._script = script or (lambda _: Answer())
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def ids(self) -> list[str]:
        return [hook.id for hook in self.hooks]

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, LOOPBACK, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            # A peer that leaves early, and the receiver's own end, are the ordinary ends of a connection.
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                while await self._answer(reader, writer):
                    pass
        finally:
            writer.transport.abort()
            self._talks.discard(talk)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answers one request; False where the connection is over."""
        hook = await _read_hook(reader)
        answer = self._script(self.requests)
        self.requests += 1
        if answer.record:
            self.hooks.append(hook)
        await asyncio.sleep(answer.delay)
        if answer.reset:
            return False
        length = len(answer.body) + answer.flood
        head = [f"HTTP/1.1 {answer.status} Scripted", f"content-length: {length}"]
        head += [f"{name}: {value}" for name, value in answer.headers.items()]
        writer.write("\r\n".join([*head, "", ""]).encode() + answer.body)
        for at in range(0, answer.flood, 65536):
            writer.write(b"x" * min(65536, answer.flood - at))
            await writer.drain()
        await writer.drain()
        return True


async def _read_hook(reader: asyncio.StreamReader) -> Hook:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Hook(id=headers.get("webhook-id", ""), path=head[0].split(" ")[1], headers=headers, body=body)
