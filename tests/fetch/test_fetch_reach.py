"""How sources are reached: through a proxy, with headers of their own, trusting authorities of the operator's."""

import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from monitor.clock import SteppedClock
from monitor.errors import FetchError
from monitor.fetch import AddressGuard, GuardedClient, Lookup, default_tls
from monitor.model.catalog import FetchLimits
from monitor.model.content import Request
from tests.support.hostile import FEED, HostileServer, Visit
from tests.support.proxy import ForwardProxy

LOOPBACK = (ip_network("127.0.0.0/8"),)
CERTIFICATE = Path(__file__).parent / "feeds_test.pem"
PUBLIC = "93.184.216.34"


async def public(host: str, port: int) -> Sequence[str]:
    """Every name has a public address; nothing here ever dials it."""
    return [PUBLIC]


async def unknown(host: str, port: int) -> Sequence[str]:
    raise OSError("no such name")


async def home(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def client_for(
    lookup: Lookup, *, proxy: str | None = None, tls: ssl.SSLContext | None = None, loopback: bool = False
) -> GuardedClient:
    limits = FetchLimits(deadline=timedelta(seconds=2))
    guard = AddressGuard(LOOPBACK if loopback else (), lookup=lookup)
    clock = SteppedClock(datetime(2025, 6, 2, 12, tzinfo=UTC), running=False)
    return GuardedClient("Parley/test", limits, guard, clock, tls, proxy)


async def serve_feed(visit: Visit) -> None:
    await visit.answer(200, FEED, content_type="application/rss+xml")


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


# A proxy


@pytest.mark.parametrize("lookup", [public, unknown], ids=["known-here", "known-to-the-proxy-alone"])
async def test_a_proxy_is_all_that_is_dialled(lookup: Lookup) -> None:
    async with (
        HostileServer({"feed": serve_feed}) as server,
        ForwardProxy({"feeds.test": server.port}) as proxy,
        client_for(lookup, proxy=proxy.url()) as client,
    ):
        document = await client.fetch(Request("s", "http://feeds.test/feed"))
    assert document.body == FEED
    assert document.url == "http://feeds.test/feed"
    assert proxy.asked == ["GET http://feeds.test/feed"]


async def test_https_passes_a_proxy_unread() -> None:
    tls = default_tls(CERTIFICATE.read_text())
    async with HostileServer({"feed": serve_feed}, tls=server_tls()) as server:
        names = {"feeds.test": server.port}
        async with ForwardProxy(names) as proxy, client_for(public, proxy=proxy.url(), tls=tls) as client:
            document = await client.fetch(Request("s", "https://feeds.test/feed"))
    assert document.body == FEED
    assert proxy.asked == ["CONNECT feeds.test:443"]


async def through_a_strict_proxy(credentials: str) -> bytes:
    async with (
        HostileServer({"feed": serve_feed}) as server,
        ForwardProxy({"feeds.test": server.port}, credentials="parley:right") as proxy,
        client_for(public, proxy=proxy.url(credentials)) as client,
    ):
        return (await client.fetch(Request("s", "http://feeds.test/feed"))).body


async def test_a_proxy_is_told_who_is_there() -> None:
    assert await through_a_strict_proxy("parley:right") == FEED


async def test_a_proxy_that_does_not_know_us_is_named() -> None:
    with pytest.raises(FetchError) as refused:
        await through_a_strict_proxy("parley:wrong")
    assert refused.value.reason == "http_407"
    assert "wrong" not in refused.value.detail


async def test_a_proxy_that_is_away_is_named() -> None:
    async with ForwardProxy() as proxy:
        url = proxy.url()
    async with client_for(public, proxy=url) as client:
        with pytest.raises(FetchError) as failed:
            await client.fetch(Request("s", "http://feeds.test/feed"))
    assert (failed.value.reason, failed.value.weight) == ("proxy", 0.25)


@pytest.mark.parametrize("url", ["http://127.0.0.1/feed", "http://169.254.169.254/feed", "http://inside.test/feed"])
async def test_a_proxy_is_no_way_round_the_guard(url: str) -> None:
    async with ForwardProxy() as proxy, client_for(home, proxy=proxy.url()) as client:
        with pytest.raises(FetchError) as refused:
            await client.fetch(Request("s", url))
    assert refused.value.reason == "address_refused"
    assert proxy.asked == []


# Headers


async def test_a_sources_headers_go_to_its_own_host_alone() -> None:
    async def elsewhere(visit: Visit) -> None:
        await visit.redirect(f"http://other.test:{visit.port}/feed")

    pages = {"feed": serve_feed, "elsewhere": elsewhere}
    async with HostileServer(pages) as server, client_for(home, loopback=True) as client:
        url = server.url("elsewhere", "feeds.test")
        headers = {"x-api-key": "sesame", "accept": "application/xml"}
        await client.fetch(Request("s", url, headers=headers))
        asked, redirected = (visit.headers for visit in server.seen)
    assert (asked["x-api-key"], asked["accept"]) == ("sesame", "application/xml")
    assert "x-api-key" not in redirected
    assert redirected["accept"] != "application/xml"


# Authorities


async def test_an_operators_authority_is_trusted_beside_the_machines() -> None:
    trusting = default_tls(CERTIFICATE.read_text())
    assert len(trusting.get_ca_certs()) > 1
    async with HostileServer({"feed": serve_feed}, tls=server_tls()) as server:
        url = server.url("feed", "feeds.test").replace("http://", "https://")
        async with client_for(home, tls=trusting, loopback=True) as client:
            assert (await client.fetch(Request("s", url))).body == FEED
        async with client_for(home, tls=default_tls(), loopback=True) as client:
            with pytest.raises(FetchError) as refused:
                await client.fetch(Request("s", url))
    assert refused.value.reason == "tls"
