"""Whatever a server does, the visit ends in time, with a named reason and bounded memory."""

import asyncio
import time
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from monitor.clock import SteppedClock
from monitor.errors import FetchError
from monitor.fetch import AddressGuard, GuardedClient
from monitor.model.catalog import FetchLimits
from monitor.model.content import Document, Request
from tests.support.hostile import FEED, REASONS, HostileServer

LIMITS = FetchLimits(deadline=timedelta(seconds=1.5))
MEBIBYTE = 1 << 20


async def leads_inside(host: str, port: int) -> Sequence[str]:
    """A resolver under which every name leads to one private address."""
    return ["10.0.0.5"]


@pytest.fixture
async def server() -> AsyncIterator[HostileServer]:
    async with HostileServer() as server:
        yield server


@pytest.fixture
async def client() -> AsyncIterator[GuardedClient]:
    guard = AddressGuard((ip_network("127.0.0.0/8"),), lookup=leads_inside)
    clock = SteppedClock(datetime(2025, 6, 2, 12, tzinfo=UTC), running=False)
    async with GuardedClient("Parley/test (+mailto:desk@example.org)", LIMITS, guard, clock) as client:
        yield client


async def outcome(client: GuardedClient, url: str) -> Document | FetchError:
    try:
        return await client.fetch(Request("s", url))
    except FetchError as error:
        return error


@pytest.mark.parametrize("name", REASONS)
async def test_every_behaviour_ends_in_time_with_its_reason(
    client: GuardedClient, server: HostileServer, name: str
) -> None:
    started = time.monotonic()
    result = await outcome(client, server.url(name))
    took = time.monotonic() - started

    reason = result.reason if isinstance(result, FetchError) else None
    assert reason == REASONS[name], result
    assert took < LIMITS.deadline.total_seconds() + 1
    assert server.canary_hits == 0
    if isinstance(result, Document):
        assert result.body == FEED


@pytest.mark.parametrize("name", ["gzip_bomb", "brotli_bomb", "zstd_bomb", "double_gzip", "endless_body"])
async def test_a_bomb_costs_no_more_memory_than_the_limits(
    client: GuardedClient, server: HostileServer, name: str
) -> None:
    await outcome(client, server.url("normal"))
    tracemalloc.start()
    try:
        await outcome(client, server.url(name))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2 * LIMITS.max_body + 4 * MEBIBYTE


async def test_hostile_servers_do_not_hold_up_the_others(client: GuardedClient, server: HostileServer) -> None:
    """A good source is visited again and again while everything else goes wrong."""
    hostile = asyncio.gather(*(outcome(client, server.url(name)) for name in REASONS))
    good = []
    while not hostile.done():
        good.append(await outcome(client, server.url("normal")))
    await hostile
    assert len(good) > 5
    assert all(isinstance(result, Document) for result in good)


async def test_every_failure_is_a_sentence_without_the_path(client: GuardedClient, server: HostileServer) -> None:
    url = server.url("close_at_once").replace("//", "//user:hunter2@") + "?token=s3cret"
    result = await outcome(client, url)
    assert isinstance(result, FetchError)
    assert result.reason == "closed"
    assert not any(secret in str(result) for secret in ("user", "hunter2", "s3cret"))


async def test_a_wait_of_thirty_years_is_cut_to_a_day(client: GuardedClient, server: HostileServer) -> None:
    result = await outcome(client, server.url("wait_for_ages"))
    assert isinstance(result, FetchError)
    assert (result.retry_after, result.weight, result.status) == (86_400, 0.25, 503)


async def test_an_etag_beyond_a_kilobyte_is_not_kept(client: GuardedClient, server: HostileServer) -> None:
    result = await outcome(client, server.url("etag_2k"))
    assert isinstance(result, Document)
    assert result.etag is None


async def test_cookies_are_not_sent_back(client: GuardedClient, server: HostileServer) -> None:
    await outcome(client, server.url("fifty_cookies"))
    await outcome(client, server.url("fifty_cookies"))
    assert [visit.path for visit in server.seen] == ["/fifty_cookies", "/fifty_cookies"]
    assert not any("cookie" in visit.headers for visit in server.seen)


async def test_lookups_count_against_the_deadline() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    clock = SteppedClock(datetime(2025, 6, 2, tzinfo=UTC), running=False)
    limits = replace(LIMITS, deadline=timedelta(seconds=0.2))
    async with GuardedClient("Parley/test", limits, AddressGuard(lookup=never), clock) as client:
        result = await outcome(client, "http://slow-names.example/")
    assert isinstance(result, FetchError)
    assert (result.reason, result.weight) == ("deadline", 0.25)
