"""A visit as HTTP: conditional requests, redirects, statuses, TLS, and posts to receivers."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import aiohttp
import pytest

from monitor.clock import SteppedClock
from monitor.errors import FetchError
from monitor.fetch import AddressGuard, GuardedClient, Lookup
from monitor.fetch.connector import guarded_session
from monitor.model.catalog import FetchLimits
from monitor.model.content import Document, Request
from monitor.model.ports import Reply
from tests.support.hostile import FEED, HostileServer, Serve, Visit

NOW = datetime(2025, 6, 2, 12, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.0/8"),)
CERTIFICATE = Path(__file__).parent / "feeds_test.pem"
USER_AGENT = "Parley/test (+mailto:desk@example.org)"


async def home(host: str, port: int) -> Sequence[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


@asynccontextmanager
async def client_for(
    lookup: Lookup = home, *, deadline: float = 1.5, tls: ssl.SSLContext | None = None
) -> AsyncIterator[GuardedClient]:
    limits = FetchLimits(deadline=timedelta(seconds=deadline))
    clock = SteppedClock(NOW, running=False)
    async with GuardedClient(USER_AGENT, limits, AddressGuard(LOOPBACK, lookup=lookup), clock, tls) as client:
        yield client


async def visit(server: HostileServer, name: str, host: str = "127.0.0.1", **validators: str) -> Document:
    async with client_for() as client:
        return await client.fetch(Request("s", server.url(name, host), **validators))


async def failure(server: HostileServer, name: str, **validators: str) -> FetchError:
    with pytest.raises(FetchError) as failed:
        await visit(server, name, **validators)
    return failed.value


def status(code: int, **headers: str) -> Serve:
    async def serve(visit: Visit) -> None:
        await visit.answer(code, b"words", **headers)

    return serve


def redirect(code: int, location: str) -> Serve:
    async def serve(visit: Visit) -> None:
        await visit.redirect(location.format(port=visit.port), code)

    return serve


# Documents


async def test_a_document_is_what_was_served_and_when() -> None:
    async with HostileServer() as server:
        document = await visit(server, "normal")
    assert document == Document(
        url=server.url("normal"),
        status=200,
        headers={"content-type": "application/rss+xml", "etag": '"1"'},
        body=FEED,
        fetched_at=NOW,
    )


async def test_a_request_says_who_asks_and_what_it_can_read() -> None:
    async with HostileServer() as server:
        await visit(server, "normal")
        sent = server.seen[0].headers
    assert sent["user-agent"] == USER_AGENT
    assert sent["accept-encoding"] == "gzip, deflate, br, zstd"
    assert sent["connection"] == "close"
    assert "application/rss+xml" in sent["accept"]
    assert not {"cookie", "authorization", "if-none-match", "if-modified-since"} & sent.keys()


async def test_validators_go_round_verbatim_and_save_the_body() -> None:
    async with HostileServer() as server:
        first = await visit(server, "normal")
        assert first.etag is not None
        second = await visit(server, "normal", etag=first.etag, last_modified="Mon, 02 Jun 2025 09:00:00 GMT")
        sent = server.seen[1].headers
    assert (second.status, second.body, second.etag) == (304, b"", '"1"')
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"1"', "Mon, 02 Jun 2025 09:00:00 GMT")


async def test_a_validator_no_header_can_carry_is_not_sent() -> None:
    async with HostileServer() as server:
        document = await visit(server, "normal", etag='"a"\r\nX-Injected: 1')
        sent = server.seen[0].headers
    assert document.status == 200
    assert not {"if-none-match", "x-injected"} & sent.keys()


async def test_headers_that_say_nothing_useful_are_not_kept() -> None:
    async def two_tags(visit: Visit) -> None:
        length = str(len(FEED))
        lines = b'HTTP/1.1 200 OK\r\nETag: "a"\r\nETag: "b"\r\nServer: nginx\r\nExpires: \xd0\xb0\r\n'
        await visit.send(lines + f"Content-Length: {length}\r\nDate: now\r\n\r\n".encode() + FEED)

    async with HostileServer({"two_tags": two_tags}) as server:
        document = await visit(server, "two_tags")
    assert document.headers == {"date": "now"}


async def test_credentials_of_a_source_are_sent_but_stay_out_of_the_document() -> None:
    async with HostileServer() as server:
        document = await visit(server, "normal", host="reader:s3cret@127.0.0.1")
        sent = server.seen[0].headers
    assert sent["authorization"] == "Basic cmVhZGVyOnMzY3JldA=="
    assert document.url == server.url("normal")


# Redirects


@pytest.mark.parametrize(
    ("codes", "moved"), [((301,), True), ((308, 301), True), ((302,), False), ((301, 307), False), ((303, 308), False)]
)
async def test_only_permanent_redirects_move_a_source(codes: tuple[int, ...], *, moved: bool) -> None:
    pages = {f"hop{n}": redirect(code, f"/hop{n + 1}") for n, code in enumerate(codes)}
    pages[f"hop{len(codes)}"] = status(200)
    async with HostileServer(pages) as server:
        document = await visit(server, "hop0")
        final = server.url(f"hop{len(codes)}")
    assert document.url == final
    assert document.moved_to == (final if moved else None)


async def test_validators_and_credentials_stay_with_their_host() -> None:
    pages = {"start": redirect(302, "/next"), "next": redirect(302, "http://moved.test:{port}/normal")}
    async with HostileServer(pages) as server:
        document = await visit(server, "start", host="user:secret@feeds.test", etag='"1"')
        start, following, other = (set(seen.headers) for seen in server.seen)
    assert document.status == 200
    assert {"if-none-match", "authorization"} <= start & following
    assert not {"if-none-match", "authorization"} & other


# Statuses


@pytest.mark.parametrize(
    ("code", "weight"), [(400, 0.5), (401, 0.5), (403, 0.5), (404, 1), (408, 0.25), (410, 1), (429, 0.25), (500, 0.25)]
)
async def test_a_status_names_itself_and_weighs_what_it_means(code: int, weight: float) -> None:
    async with HostileServer({"page": status(code)}) as server:
        failed = await failure(server, "page")
    assert (failed.reason, failed.status, failed.weight) == (f"http_{code}", code, weight)
    assert failed.retry_after is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Mon, 02 Jun 2025 12:10:00 GMT", 600),
        ("Mon, 02 Jun 2025 15:10:00 +0300", 600),
        ("Sun, 01 Jun 2025 12:00:00 GMT", 0),
        ("Mon, 02 Jun 2099 12:00:00 GMT", 86_400),
        ("9" * 400, 86_400),
        ("-5", None),
        ("soon", None),
        ("Mon, 99 Jun 2025 12:00:00 GMT", None),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
async def test_a_wait_asked_for_is_understood(code: int, said: str, seconds: float | None) -> None:
    async with HostileServer({"page": status(code, retry_after=said)}) as server:
        failed = await failure(server, "page")
    assert failed.retry_after == seconds


async def test_an_unasked_304_is_a_failure_even_where_validators_were_lost_on_the_way() -> None:
    pages = {"start": redirect(302, "http://moved.test:{port}/unasked_304")}
    async with HostileServer(pages) as server:
        failed = await failure(server, "start", etag='"1"')
    assert failed.reason == "unasked_304"


# Connections


async def test_nobody_there_is_temporary() -> None:
    async with HostileServer() as server:
        pass
    failed = await failure(server, "normal")
    assert (failed.reason, failed.weight) == ("connect", 0.25)


async def test_a_name_is_looked_up_once_a_visit_and_not_remembered() -> None:
    """A name that changes its address between check and connection has nothing to change: there is one look-up."""
    answers = iter([["127.0.0.1"], ["169.254.169.254"]])

    async def rebinding(host: str, port: int) -> Sequence[str]:
        return next(answers)

    async with HostileServer() as server, client_for(rebinding) as client:
        request = Request("s", server.url("normal", "rebinding.test"))
        assert (await client.fetch(request)).status == 200
        with pytest.raises(FetchError) as refused:
            await client.fetch(request)
    assert refused.value.reason == "address_refused"
    assert server.hits["normal"] == 1


async def test_a_literal_that_nobody_checked_is_still_not_dialled() -> None:
    async with HostileServer() as server:
        session = guarded_session(AddressGuard(lookup=home), FetchLimits(), ssl.create_default_context())
        async with session:
            with pytest.raises(aiohttp.ClientConnectorError, match="not permitted"):
                await session.get(server.url("canary"))
    assert server.canary_hits == 0


async def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with HostileServer() as server:
        assert (await visit(server, "normal", host="feeds.test")).status == 200


# TLS


def server_tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


async def over_tls(host: str, trust: ssl.SSLContext | None) -> Document:
    async with HostileServer(tls=server_tls()) as server, client_for(tls=trust) as client:
        return await client.fetch(Request("s", server.url("normal", host)))


async def test_a_certificate_of_a_trusted_authority_is_accepted_on_its_name() -> None:
    document = await over_tls("feeds.test", ssl.create_default_context(cafile=CERTIFICATE))
    assert document.body == FEED


@pytest.mark.parametrize("host", ["other.test", "127.0.0.1"])
async def test_a_certificate_for_another_name_is_refused(host: str) -> None:
    with pytest.raises(FetchError) as refused:
        await over_tls(host, ssl.create_default_context(cafile=CERTIFICATE))
    assert (refused.value.reason, refused.value.weight) == ("tls", 0.5)


async def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    with pytest.raises(FetchError, match="self-signed certificate") as refused:
        await over_tls("feeds.test", None)
    assert refused.value.reason == "tls"


async def test_https_to_a_server_without_tls_is_refused() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server, client_for() as client:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError) as refused:
            await client.fetch(Request("s", f"https://127.0.0.1:{port}/"))
    assert refused.value.reason == "tls"


# Posts


async def post(server: HostileServer, name: str, host: str = "127.0.0.1") -> Reply:
    async with client_for() as client:
        return await client.post(
            server.url(name, host),
            headers={"Content-Type": "application/json", "webhook-id": "msg_1"},
            body=b'{"alert": 1}',
            deadline=timedelta(seconds=0.4),
            read_limit=4,
        )


async def test_a_post_carries_its_headers_and_reads_no_more_than_asked() -> None:
    async with HostileServer({"hook": status(202)}) as server:
        reply = await post(server, "hook", "user:secret@hooks.test")
        seen = server.seen[0]
    assert reply == Reply(202, {}, b"word")
    assert seen.body == b'{"alert": 1}'
    sent = {name: seen.headers[name] for name in ("content-type", "webhook-id", "user-agent", "authorization")}
    assert sent == {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "user-agent": USER_AGENT,
        "authorization": "Basic dXNlcjpzZWNyZXQ=",
    }


@pytest.mark.parametrize(("code", "headers"), [(301, {}), (410, {}), (429, {"retry-after": "30"}), (500, {})])
async def test_a_post_takes_every_status_as_an_answer(code: int, headers: dict[str, str]) -> None:
    sent = {"location": "/canary", **{name.replace("-", "_"): value for name, value in headers.items()}}
    async with HostileServer({"hook": status(code, **sent)}) as server:
        reply = await post(server, "hook")
        assert (reply.status, reply.headers) == (code, headers)
        assert server.canary_hits == 0


@pytest.mark.parametrize("name", ["endless_body", "byte_a_second", "length_too_long"])
async def test_an_answer_is_an_answer_though_its_body_does_not_end(name: str) -> None:
    async with HostileServer() as server:
        reply = await post(server, name)
    assert reply.status == 200
    assert len(reply.body) <= 4


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("silent", "deadline"),
        ("reset", "closed"),
        ("random_bytes", "not_http"),
        ("endless_headers", "headers_too_large"),
    ],
)
async def test_where_there_is_no_answer_there_is_a_reason(name: str, reason: str) -> None:
    async with HostileServer() as server:
        with pytest.raises(FetchError) as failed:
            await post(server, name)
    assert failed.value.reason == reason


async def test_a_post_may_not_go_inside() -> None:
    async with client_for() as client:
        with pytest.raises(FetchError) as refused:
            await client.post(
                "http://10.0.0.1/hook", headers={}, body=b"{}", deadline=timedelta(seconds=1), read_limit=1
            )
    assert refused.value.reason == "address_refused"
