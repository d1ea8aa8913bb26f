"""Hands mails to an SMTP relay."""

import asyncio
import contextlib
import socket
import ssl
from ipaddress import ip_address

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused

from monitor.deliver.display import one_line
from monitor.deliver.email.account import Account, Accounts, told_answers
from monitor.deliver.email.failures import failure_of
from monitor.deliver.email.message import compose
from monitor.deliver.retry import ChannelError
from monitor.errors import DeliveryError, FetchError
from monitor.model.alert import Delivery
from monitor.model.catalog import Channel, Relay
from monitor.model.ports import Addresses

_LONGEST_CONNECT = 10.0
_LONGEST_QUIT = 2.0
_LONGEST_REPLY = 200


class EmailSender:
    """Sends each delivery as one mail to all of a channel's recipients over a connection of its own.

    Recipients who were put off (4xx) beside others who took the mail are asked again at the next attempt, they alone.

    The relay's name is resolved by `addresses` and only what that allows is dialled; certificates are verified against
    the name. `tls` replaces the system's trust, for relays with a certificate authority of their own.
    """

    def __init__(self, addresses: Addresses, *, tls: ssl.SSLContext | None = None) -> None:
        self._addresses = addresses
        self._tls = tls
        self._accounts = Accounts()

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """What the relay said; it begins with `partly` where it refused some recipients for good.

        DeliveryError: `some_refused` (put off beside others who took it), `refused` (permanent where all recipients or
        the mail itself got a 5xx), `unmailable` and `header_mismatch` (permanent). ChannelError: `no_relay`,
        `bad_address`, `dns`, `address_refused`, `connect`, `timeout`, `tls`, `auth`, `sender_refused`, `unavailable`,
        `disconnected`, `protocol`.
        """
        relay = channel.relay
        if relay is None or channel.sender is None or not channel.to:
            raise ChannelError("no_relay", f"channel {channel.id} names no relay, sender or recipient")
        account = self._accounts.of(delivery.key)
        to_ask = account.to_ask(channel.to)
        if to_ask:
            wire = compose(channel, delivery)
            account = await self._hand_over(relay, channel, account, to_ask, wire)
        if account.put_off:
            self._accounts.keep(delivery.key, account)
        else:
            self._accounts.close(delivery.key)
        return _outcome(account, f"{relay.host}:{relay.port}")

    async def _hand_over(
        self, relay: Relay, channel: Channel, account: Account, to_ask: list[str], wire: bytes
    ) -> Account:
        """One SMTP session; the account after it."""
        place = f"{relay.host}:{relay.port}"
        seconds = channel.timeout.total_seconds()
        client: SMTP | None = None
        try:
            async with asyncio.timeout(seconds):
                client = self._client(relay, await self._dial(relay, place, seconds), seconds)
                await client.connect()
                refused, answer = await client.sendmail(channel.sender or "", to_ask, wire)
            await _part(client)
        except TimeoutError as error:
            raise ChannelError("timeout", f"{place} did not finish in {seconds:g} s") from error
        except SMTPRecipientsRefused as error:
            return account.after({}, {reply.recipient: (reply.code, reply.message) for reply in error.recipients})
        except (SMTPException, OSError, ValueError) as error:
            raise failure_of(error, place) from error
        finally:
            if client is not None:
                client.close()
        accepted = one_line(answer, _LONGEST_REPLY) or "accepted"
        return account.after(
            {to: accepted for to in to_ask if to not in refused},
            {to: (reply.code, reply.message) for to, reply in refused.items()},
        )

    async def _dial(self, relay: Relay, place: str, seconds: float) -> socket.socket:
        """A connected socket to the first of the checked addresses that answers."""
        try:
            literals = await self._addresses.resolve(relay.host, relay.port)
        except FetchError as error:
            raise ChannelError(error.reason, f"{place}: {error.detail}") from error
        failure = "no address"
        for literal in literals:
            try:
                async with asyncio.timeout(min(_LONGEST_CONNECT, seconds / len(literals))):
                    return await _connect(literal, relay.port)
            except TimeoutError:
                failure = f"no answer from {literal}"
            except OSError as error:
                failure = f"{literal}: {error.strerror or type(error).__name__}"
        raise ChannelError("connect", f"{place}: {failure}")

    def _client(self, relay: Relay, sock: socket.socket, seconds: float) -> SMTP:
        """An SMTP session on the socket; it greets with its own address, which asks no resolver and tells no name."""
        if self._tls is None and relay.security != "none":
            self._tls = ssl.create_default_context()
        own = sock.getsockname()[0]
        return SMTP(
            hostname=relay.host,
            sock=sock,
            local_hostname=f"[IPv6:{own}]" if ":" in own else f"[{own}]",
            username=relay.username,
            password=relay.password,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",
            tls_context=self._tls,
            timeout=seconds,
        )


def _outcome(account: Account, place: str) -> str:
    """The account in words where somebody took the mail and nobody is put off; else its DeliveryError."""
    refusals = f"{place} refused {told_answers({**account.put_off, **account.refused})}"
    if not account.took:
        raise DeliveryError("refused", refusals, permanent=not account.put_off)
    if account.put_off:
        raise DeliveryError("some_refused", f"{refusals}; others took it")
    return account.told()


async def _connect(literal: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ip_address(literal).version == 6 else socket.AF_INET  # noqa: PLR2004 - IP version
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (literal, port))
    except BaseException:
        sock.close()
        raise
    return sock


async def _part(client: SMTP) -> None:
    """Says goodbye. The mail is accepted by now, so nothing that happens here may fail the delivery."""
    with contextlib.suppress(SMTPException, OSError, TimeoutError):
        await client.quit(timeout=_LONGEST_QUIT)
