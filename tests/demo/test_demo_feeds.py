"""The bodies' sites answer as good publishers do."""

import gzip
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from monitor.clock import SteppedClock
from monitor.demo.feeds import Site, edition
from monitor.demo.scenario import START, Body, load

BODIES = load().bodies


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(START, running=False)


@pytest.fixture(params=BODIES, ids=lambda body: body.id)
async def site(request: pytest.FixtureRequest, clock: SteppedClock) -> AsyncIterator[Site]:
    async with Site(request.param, clock) as site:
        yield site


@pytest.fixture
async def visitor() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["Accept-Encoding"]) as session:
        yield session


def next_publication(body: Body) -> timedelta:
    """From the start to the first piece of the body's first feed after it."""
    return next(piece.at for piece in body.pieces if piece.at > START and piece.lang == body.feeds[0].lang) - START


async def test_a_feed_comes_whole_with_validators_and_its_encoding(site: Site, visitor: aiohttp.ClientSession) -> None:
    feed = site.body.feeds[0]
    async with visitor.get(site.url(feed)) as answer:
        body = await answer.read()
    assert answer.status == 200
    assert answer.headers["ETag"].startswith('"')
    assert "Last-Modified" in answer.headers
    assert answer.charset == feed.encoding
    assert body == edition(site.body, feed, START).document


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(("header", "validator"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")])
async def test_its_validators_are_answered_by_304_until_something_is_published(
    site: Site, visitor: aiohttp.ClientSession, clock: SteppedClock, encoding: str, header: str, validator: str
) -> None:
    url, accept = site.url(site.body.feeds[0]), {"Accept-Encoding": encoding}
    async with visitor.get(url, headers=accept) as first:
        known = {**accept, header: first.headers[validator]}
    async with visitor.get(url, headers=known) as again:
        assert (again.status, await again.read()) == (304, b"")
    clock.advance(next_publication(site.body))
    async with visitor.get(url, headers=known) as later:
        assert later.status == 200
    assert (site.visits.requests, site.visits.not_modified) == (3, 1)


async def test_a_feed_is_packed_only_for_those_who_accept_it(site: Site, visitor: aiohttp.ClientSession) -> None:
    url = site.url(site.body.feeds[0])
    async with visitor.get(url) as plain, visitor.get(url, headers={"Accept-Encoding": "gzip, br"}) as packed:
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(await packed.read()) == await plain.read()
        assert plain.headers["ETag"] != packed.headers["ETag"]


async def test_a_wrong_tag_outweighs_a_right_date(site: Site, visitor: aiohttp.ClientSession) -> None:
    url = site.url(site.body.feeds[0])
    async with visitor.get(url) as first:
        stamp = first.headers["Last-Modified"]
    async with visitor.get(url, headers={"If-None-Match": '"other"', "If-Modified-Since": stamp}) as second:
        assert second.status == 200


async def test_a_page_that_is_not_there_is_404(site: Site, visitor: aiohttp.ClientSession) -> None:
    async with visitor.get(site.url(site.body.feeds[0]) + "/none") as answer:
        assert answer.status == 404
