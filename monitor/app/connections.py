"""What a catalog needs of the outer world: the guarded client and the senders. A reload makes a new set."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Self

from rich.console import Console

import monitor
from monitor.clock import Clock
from monitor.deliver.console import ConsoleSender
from monitor.deliver.email import EmailSender
from monitor.deliver.webhook import WebhookSender
from monitor.fetch import AddressGuard, GuardedClient, default_tls
from monitor.model.catalog import Catalog, ChannelKind, FetchLimits, Network, Settings
from monitor.model.ports import Sender


@dataclass(frozen=True, slots=True)
class Reach:
    """The settings that connections depend on."""

    contact: str
    allow: tuple[Network, ...]
    proxy: str | None
    authorities: str | None
    limits: FetchLimits

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.contact, settings.allow, settings.proxy, settings.authorities, settings.fetch)


class Connections:
    """The client and the senders in force. An async context manager; `renew` replaces them where settings changed."""

    def __init__(self, catalog: Catalog, clock: Clock, console: Console) -> None:
        self._clock = clock
        self._console = console
        self._reach = Reach.of(catalog.settings)
        self._open = AsyncExitStack()
        self._retiring: set[asyncio.Task[None]] = set()
        self.client: GuardedClient
        self.senders: dict[ChannelKind, Sender]

    async def __aenter__(self) -> Self:
        await self._connect()
        return self

    async def __aexit__(self, *_exception: object) -> None:
        for task in self._retiring:
            task.cancel()
        await asyncio.gather(*self._retiring, return_exceptions=True)
        await self._open.aclose()

    async def renew(self, catalog: Catalog) -> None:
        """Connect anew when the catalog asks for it; what is under way on the old client may finish first."""
        reach = Reach.of(catalog.settings)
        if reach == self._reach:
            return
        old, patience = self._open, 2 * self._reach.limits.deadline.total_seconds()
        self._reach, self._open = reach, AsyncExitStack()
        await self._connect()
        task = asyncio.create_task(_close_later(old, patience))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)

    async def _connect(self) -> None:
        guard = AddressGuard(self._reach.allow)
        client = guarded_client(self._reach, guard, self._clock)
        self.senders = {
            ChannelKind.EMAIL: EmailSender(guard),
            ChannelKind.WEBHOOK: WebhookSender(client, self._clock),
            ChannelKind.CONSOLE: ConsoleSender(self._console),
        }
        self.client = await self._open.enter_async_context(client)


def guarded_client(reach: Reach, guard: AddressGuard, clock: Clock) -> GuardedClient:
    """The client that visits sources, not yet entered."""
    return GuardedClient(
        f"Parley/{monitor.__version__} (+{reach.contact})",
        reach.limits,
        guard,
        clock,
        tls=default_tls(reach.authorities),
        proxy=reach.proxy,
    )


async def _close_later(connections: AsyncExitStack, seconds: float) -> None:
    try:
        await asyncio.sleep(seconds)
    finally:
        await connections.aclose()
