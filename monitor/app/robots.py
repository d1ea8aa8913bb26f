"""robots.txt (RFC 9309), honoured for pages: listing pages and articles. Feeds and sitemaps are published for programs.

What it says is kept a day for each host. Where there is none (4xx) everything is allowed; where it cannot be had (5xx,
429, no answer) pages have to wait, but for a host whose older word is still known. Redirects are followed as for any
document, and where they lead nowhere there is none.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.clock import Clock
from monitor.errors import FetchError, ParseError
from monitor.model.catalog import host_of
from monitor.model.content import Document, Request, RobotsVerdict
from monitor.model.ports import Fetcher

AGENT = "Parley"
"""The name that a robots.txt calls us by."""
LARGEST = 500 * 1000
KEPT = timedelta(hours=24)
PATIENCE = timedelta(minutes=5)
"""How long a host that could not give its robots.txt is not asked for it again."""
LONGEST_DELAY = timedelta(hours=1)
MOST_HOSTS = 5000
MOST_ADDRESSES = 1000

_NONE = re.compile(r"http_4(?!29)\d\d|empty|redirect_\w+")
"""The failures that mean that a host has no robots.txt."""
_OURS = frozenset({"address_refused", "bad_url", "scheme_refused"})
"""Failures that say nothing of robots.txt: the page itself may not be visited either."""
_WAITING = 0.25

Reader = Callable[[Document, str, list[str]], Awaitable[RobotsVerdict]]
"""`ParsePool.robots`."""


@dataclass(slots=True)
class _Said:
    """What a host's robots.txt says: `document` is None where it has none. `verdicts` are those given so far."""

    document: Document | None
    until: datetime
    delay: timedelta = timedelta(0)
    verdicts: dict[str, bool] = field(default_factory=dict)
    failure: FetchError | None = None


class Robots:
    """What the hosts allow us. `fetcher` gives the client in force; `read` is the parser's."""

    def __init__(self, fetcher: Callable[[], Fetcher], read: Reader, clock: Clock) -> None:
        self._fetcher = fetcher
        self._read = read
        self._clock = clock
        self._said: dict[str, _Said] = {}

    def knows(self, url: str) -> bool:
        """Whether `admit` answers for this address without a visit to its host."""
        said = self._said.get(host_of(url))
        return said is not None and self._clock.now() < said.until

    async def look(self, url: str) -> bool:
        """Read the robots.txt of the address's host unless it is known; whether that was a visit to the host.
        ParseError `stopped` where the parser is."""
        if self.knows(url):
            return False
        host = host_of(url)
        before = self._said.pop(host, None)
        while len(self._said) >= MOST_HOSTS:
            self._said.pop(next(iter(self._said)))
        said = self._said[host] = await self._visit(url, before)
        return said.failure is None or said.failure.reason not in _OURS

    async def admit(self, url: str) -> None:
        """Returns where the address may be visited. FetchError `robots_disallowed`, or `robots_unavailable` and
        `robots_unreadable` (both temporary) where its host's robots.txt cannot be had."""
        await self.look(url)
        host = host_of(url)
        said = self._said[host]
        if said.failure is not None:
            raise said.failure
        if said.document is None:
            return
        if url not in said.verdicts:
            await self._judge(url, said)
        if not said.verdicts[url]:
            place = urlsplit(said.document.url).netloc
            raise FetchError(
                "robots_disallowed",
                f"the robots.txt of {place} asks not to visit {urlsplit(url).path or '/'}; to visit it all the same, "
                "give the source `robots: {ignore: true, reason: …}`",
                weight=1,
            )

    def delay(self, host: str) -> timedelta:
        """The pause that a host's robots.txt asks for, as far as it is known; at most an hour."""
        said = self._said.get(host)
        return said.delay if said is not None else timedelta(0)

    async def _visit(self, url: str, before: _Said | None) -> _Said:
        parts = urlsplit(url)
        request = Request(
            "robots.txt",
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/robots.txt",
            headers={"accept": "text/plain, */*;q=0.1"},
            at_most=LARGEST,
        )
        try:
            document = await self._fetcher().fetch(request)
            said = _Said(document, self._clock.now() + KEPT)
            await self._judge(url, said)
        except (FetchError, ParseError) as error:
            return self._without(error, before)
        return said

    async def _judge(self, url: str, said: _Said) -> None:
        assert said.document is not None
        if len(said.verdicts) >= MOST_ADDRESSES:
            said.verdicts.clear()
        verdict = await self._read(said.document, AGENT, [url])
        said.verdicts[url] = url in verdict.allowed
        said.delay = min(timedelta(seconds=min(verdict.crawl_delay or 0.0, 86_400.0)), LONGEST_DELAY)

    def _without(self, error: FetchError | ParseError, before: _Said | None) -> _Said:
        now = self._clock.now()
        if isinstance(error, FetchError) and _NONE.fullmatch(error.reason):
            return _Said(None, now + KEPT)
        if error.reason == "stopped":
            raise error
        if isinstance(error, FetchError) and error.reason in _OURS:
            return _Said(None, now + PATIENCE, failure=error)
        if before is not None and before.failure is None:
            return _Said(before.document, now + PATIENCE, before.delay, before.verdicts)
        return _Said(None, now + PATIENCE, failure=_unavailable(error))


def _unavailable(error: FetchError | ParseError) -> FetchError:
    if isinstance(error, ParseError):
        detail = f"the host's robots.txt cannot be read ({error.detail}), so its pages have to wait"
        return FetchError("robots_unreadable", detail, weight=_WAITING)
    detail = f"the host's robots.txt cannot be had ({error}), so its pages have to wait"
    return FetchError("robots_unavailable", detail, weight=_WAITING, retry_after=error.retry_after, status=error.status)
