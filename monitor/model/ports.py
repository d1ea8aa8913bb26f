"""What rooms need of each other without knowing each other. The edges implement it; `app` wires it."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model.alert import Delivery, KnownAlert, Settlement
from monitor.model.catalog import Channel, ListingProfile, SourceKind
from monitor.model.content import Document, KnownItem, ParsedFeed, Request, Sibling
from monitor.model.event import KnownEvent
from monitor.model.fact import Kind
from monitor.model.identity import IdentityHabits
from monitor.model.story import KnownStories

Admit = Callable[[str], Awaitable[None]]
"""Asked before an address is visited; raises FetchError where it must not be."""


class Fetcher(Protocol):
    """Visits sources."""

    async def fetch(self, request: Request, admit: Admit | None = None) -> Document:
        """The document, or FetchError with a reason within the guard's deadline. `admit` is asked about every address
        that a redirect leads to."""
        ...


class Parser(Protocol):
    """Reads documents within limits: what may take long, elsewhere, in a process that may be killed."""

    async def parse(
        self,
        document: Document,
        timezone: str,
        kind: SourceKind = SourceKind.FEED,
        listing: ListingProfile | None = None,
    ) -> ParsedFeed:
        """The entries, or ParseError with a reason within the limits."""
        ...


class KnownItems(Protocol):
    """What the store knows of a source's items. One batched look-up a poll; unknown keys are absent."""

    def by_primary(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        """Items by a name within their source: what the feed calls them, and their `Aliases`. Several where one name
        has been used for several items."""
        ...

    def by_exact(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownItem]:
        """Items by id, link and text together, in any of their versions."""
        ...

    def by_copy(self, keys: Sequence[str]) -> Mapping[str, int]:
        """Item ids by fingerprint over all sources, the oldest first seen."""
        ...

    def by_url(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        """Items of all other sources by their canonical link."""
        ...

    def text(self, item_id: int) -> str:
        """The text of an item's newest version. Asked for where names leave doubt, which is seldom."""
        ...


class KnownAlerts(Protocol):
    """What the store knows of alerts."""

    def alert(self, alert_id: int) -> KnownAlert:
        """An alert as it stands."""
        ...

    def siblings(self, key: str) -> Sequence[Sibling]:
        """The items whose text (`IdentityKeys.copy`) or page (`Aliases.url`) this is, the newest first, as many as
        matter."""
        ...


class KnownSources(Protocol):
    """What the store knows of a source beside its row."""

    def habits(self, source_id: str) -> IdentityHabits:
        """What was learned of how a source names its entries."""
        ...

    def watched(self, source_id: str, since: datetime) -> Sequence[KnownItem]:
        """The source's items first seen at or after `since` that desks were told of, but for those withdrawn."""
        ...


class KnownArticles(Protocol):
    """What the store knows of the pages behind entries."""

    def article(self, item_id: int) -> str | None:
        """The text of the item's page as it was read last."""
        ...


class KnownEvents(Protocol):
    """What the store knows of events."""

    def tells_of_events(self, item_key: str) -> bool:
        """Whether the item has made a claim of an event."""
        ...

    def events_around(
        self, item_key: str, kinds: Collection[Kind], sides: Collection[str] | None, since: datetime, until: datetime
    ) -> Sequence[KnownEvent]:
        """Every event, whole, that holds a claim of the item; and every one of these kinds of which something was said
        from `since` to `until`, between any of `sides` (None for all) or between nobody that is known. Whoever asks has
        these kinds for himself until his transaction ends."""
        ...


class Known(KnownItems, KnownAlerts, KnownArticles, KnownEvents, KnownSources, KnownStories, Protocol):
    """All that deciding a poll may ask of the store."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer, read up to the limit asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Http(Protocol):
    """Outgoing HTTP behind the address guard, for receivers."""

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: timedelta, read_limit: int
    ) -> Reply:
        """The answer whatever its status; redirects are not followed. FetchError where there is none."""
        ...


class Addresses(Protocol):
    """The address guard itself, for protocols other than HTTP."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Literal addresses that may be dialled, in order. FetchError `dns` or `address_refused` for none."""
        ...


class Sender(Protocol):
    """One kind of channel."""

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        """Hands the delivery over and returns what the other side said (a short line). DeliveryError otherwise."""
        ...


class Outbox(Protocol):
    """The deliveries that are due. A claim is a lease: what is not settled in its time is due again."""

    async def claim(self, channel_id: str, limit: int) -> Sequence[Delivery]:
        """Up to `limit` due deliveries of a channel, the longest due first, each with its attempt counted."""
        ...

    async def settle(self, delivery: Delivery, settlement: Settlement) -> None:
        """Ends the attempt. Where the lease was lost meanwhile, `sent` still counts and anything else is ignored."""
        ...


class Wakes(Protocol):
    """The engine's one seam: what is committed in `tx` may need draining under (kind, key)."""

    def wake(self, tx: "Transaction", kind: str, key: str) -> None: ...


class Transaction(Protocol):
    """An open transaction, as far as an engine needs it."""

    def after_commit(self, act: "AfterCommit") -> None:
        """Run `act` once the transaction is committed; never when it is rolled back."""
        ...


class AfterCommit(Protocol):
    def __call__(self) -> None: ...
