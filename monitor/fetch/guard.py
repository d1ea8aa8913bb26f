"""Which addresses may be dialled: every name is looked up once, every answer judged, and nothing else is dialled."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from monitor.errors import FetchError
from monitor.fetch.address import NAT64, Address, is_public, read_literal
from monitor.fetch.target import Target, read_target
from monitor.model.catalog import Network

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Name and port → literal addresses, in the order to be tried. OSError or UnicodeError where there are none."""


class SystemLookup:
    """The machine's resolver, in threads of its own: slow name servers must not hold up the program's other threads.

    Look-ups that waited `patience` for a thread are not started any more, so that none pile up while names fail.
    """

    def __init__(self, threads: int = 32, patience: timedelta = timedelta(seconds=10)) -> None:
        self._patience = patience.total_seconds()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        async with asyncio.timeout(self._patience):
            answers = await asyncio.get_running_loop().run_in_executor(self._pool, look_up)
        return [str(sockaddr[0]) for *_, sockaddr in answers]


class AddressGuard:
    """Lets through the public Internet and the networks of `allow`; everything else is refused by name."""

    def __init__(self, allow: tuple[Network, ...] = (), *, lookup: Lookup | None = None) -> None:
        self._allow = allow
        self._lookup = lookup or SystemLookup()

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Literal addresses that may be dialled, in order, looked up once.

        FetchError `address_refused` where any answer is not allowed (a mixed answer is an attack or a mistake), `dns`
        where there are no answers.
        """
        try:
            literal = read_literal(host)
        except ValueError as error:
            raise FetchError("address_refused", f"{host} is not a standard address", weight=1) from error
        addresses = [literal] if literal else await self._answers(host, port)
        for address in addresses:
            self._check(host, address)
        return tuple(dict.fromkeys(str(address) for address in addresses))

    async def check_host(self, host: str, port: int) -> None:
        """Judge a host that a proxy will look up and dial for us. FetchError `address_refused`.

        Behind a proxy the machine itself often cannot look up foreign names: one without an answer is the proxy's to
        judge.
        """
        try:
            await self.resolve(host, port)
        except FetchError as error:
            if error.reason != "dns":
                raise

    def check_url(self, url: str) -> Target:
        """The URL as it may be dialled; a literal in it is judged here, for literals bypass a resolver.

        FetchError `bad_url`, `scheme_refused` or `address_refused`.
        """
        target = read_target(url)
        literal = read_literal(target.host)
        if literal is not None:
            self._check(target.host, literal)
        return target

    def permits(self, address: Address) -> bool:
        """Whether `address` may be dialled. One that carries an IPv4 address is judged by what it carries."""
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            return self.permits(address.ipv4_mapped)
        if any(address in network for network in self._allow):
            return True
        if address in NAT64:
            return self.permits(IPv4Address(address.packed[-4:]))
        return is_public(address)

    async def _answers(self, host: str, port: int) -> list[Address]:
        try:
            answers = await self._lookup(host, port)
        except (OSError, UnicodeError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else "the name cannot be looked up"
            raise FetchError("dns", f"{host}: {why}", weight=0.25) from error
        if not answers:
            raise FetchError("dns", f"{host} has no address", weight=0.25)
        return [ip_address(answer) for answer in answers]

    def _check(self, host: str, address: Address) -> None:
        if self.permits(address):
            return
        named = host if host == str(address) else f"{host} is {address}, which"
        raise FetchError("address_refused", f"{named} is not a public address and not in network.allow", weight=1)


ANYWHERE = AddressGuard((ip_network("0.0.0.0/0"), ip_network("::/0")))
"""For dialling what an operator has named: the proxy."""
