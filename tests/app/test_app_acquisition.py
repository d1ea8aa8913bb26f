"""Acquisition through the whole service: what a source's answers mean for the next visit, and what is told of it."""

import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from monitor.clock import SteppedClock
from monitor.store import views
from monitor.store.tables import items
from tests.support.settled import Desk, Piece, rss, running
from tests.support.site import Page, Site

NEWS = "An exchange of prisoners took place near the border: {} servicemen came home this morning."
MINUTES = timedelta(minutes=1)
OPERATORS = "  - {id: operators, name: Operators, timezone: UTC, channels: [hook]}\n"


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock, database_url: str) -> AsyncIterator[Desk]:
    """The service with a desk for its operators; its feeds are asked every five minutes."""
    async with running(tmp_path, "mod", "agency", clock=clock, database=database_url) as desk:
        desks = desk.directory / "desks.yaml"
        desks.write_text(desks.read_text() + OPERATORS)
        await desk.service.reload()
        yield desk


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site(hosts=3) as site:
        yield site


async def watch(desk: Desk, *sources: str) -> None:
    """Replaces the sources by these: `id`, URL and further keys, as YAML."""
    text = "".join(
        f"  - {{id: {each}, name: Ministry, body: defence, side: RU, family: f, lang: en, timezone: UTC}}\n"
        for each in sources
    )
    (desk.directory / "sources" / "all.yaml").write_text(f"sources:\n{text}")
    await desk.service.reload()


def feed(*texts: str, etag: str | None = None, **headers: str) -> Page:
    """A feed that answers conditional requests where it has an ETag."""
    publication = rss([Piece(number, text) for number, text in enumerate(texts)])
    named = {name.replace("_", "-"): value for name, value in headers.items()} | ({"ETag": etag} if etag else {})

    def page(request: web.Request) -> web.Response:
        if etag is not None and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers=named)
        return web.Response(body=publication.body, headers={"Content-Type": "application/rss+xml", **named})

    return page


def answering(status: int, body: str = "", **headers: str) -> Page:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.Response(status=status, text=body, content_type="text/html", headers=named)


def row(desk: Desk, source_id: str = "mod") -> dict[str, Any]:
    with desk.service.database.reading() as tx:
        return {each["id"]: each for each in views.source_list(tx)}[source_id]


def notices(desk: Desk) -> list[tuple[str, str]]:
    """What reached the operators' receiver: type and reason, in order."""
    bodies = [json.loads(hook.body) for hook in desk.receiver.hooks]
    return [(each["type"], each["data"]["reason"]) for each in bodies if each["data"]["desk"]["id"] == "operators"]


async def until(desk: Desk, done: Callable[[], bool], step: timedelta = 5 * MINUTES, most: int = 60) -> int:
    """Goes on until `done`; how many steps it took."""
    for number in range(most):
        if done():
            return number
        await desk.later(step)
    raise AssertionError("it never came to that")


async def test_a_login_page_is_told_once_and_its_end_once(desk: Desk) -> None:
    await desk.service.settle()
    login = "<html><body><form><input type='password' name='password'></form>Please log in</body></html>"
    desk.feeds.publish("/mod.xml", type(rss(()))(login.encode(), "text/html"))
    await until(desk, lambda: row(desk)["condition"] == "login")
    for _ in range(6):
        await desk.later(timedelta(hours=1))
    assert notices(desk) == [("alert.raised", "login")]
    desk.feeds.publish("/mod.xml", rss([Piece(1, "The minister opened a school.")]))
    await until(desk, lambda: row(desk)["condition"] == "ok", timedelta(hours=1))
    for _ in range(8):
        await desk.later()
    assert notices(desk) == [("alert.raised", "login"), ("alert.revised", "recovered")]
    (first, last) = [json.loads(hook.body)["data"] for hook in desk.receiver.hooks]
    assert first["thread_key"] == last["thread_key"], "one thread"
    assert first["severity"] == "note"
    with desk.service.database.reading() as tx:
        assert [each["state"] for each, _ in views.alert_list(tx, notices=True)] == ["closed"]
        assert views.alert_list(tx) == []


async def test_failing_once_is_no_news_and_being_down_is(desk: Desk, site: Site) -> None:
    await watch(desk, f"mod, url: '{site.url('/a.xml')}', every: 5m")
    site.pages["/a.xml"] = feed("The minister opened a school.")
    await desk.service.settle()
    del site.pages["/a.xml"]
    await desk.later(6 * MINUTES)
    assert (row(desk)["condition"], notices(desk)) == ("failing", [])
    await until(desk, lambda: row(desk)["condition"] == "down")
    assert notices(desk) == [("alert.raised", "down")]
    assert "http_404" in row(desk)["condition_reason"]


async def test_validators_that_lie_are_found_and_no_longer_used(desk: Desk, site: Site) -> None:
    await watch(desk, f"mod, url: '{site.url('/a.xml')}', every: 5m")
    site.pages["/a.xml"] = feed("The minister opened a school.", etag='"same"')
    await desk.service.settle()
    site.pages["/a.xml"] = feed("The minister opened a school.", NEWS.format(84), etag='"same"')
    await until(desk, lambda: row(desk)["condition"] == "validators_lie")
    conditional = [each.conditional for each in site.asked]
    assert conditional[:12] == [False] + [True] * 10 + [False] or conditional[:13] == [False] + [True] * 11 + [False]
    site.pages["/a.xml"] = feed("The minister opened a school.", NEWS.format(84), "A third piece.", etag='"same"')
    asked = len(site.asked)
    await desk.later()
    assert not any(each.conditional for each in site.asked[asked:])
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["items"] == 3
    assert notices(desk) == [("alert.raised", "validators_lie")]


async def test_a_host_that_is_busy_is_left_alone_whole(desk: Desk, site: Site) -> None:
    await watch(desk, f"mod, url: '{site.url('/a.xml')}', every: 5m", f"agency, url: '{site.url('/b.xml')}', every: 5m")
    site.pages["/a.xml"] = site.pages["/b.xml"] = feed()
    await desk.service.settle()
    site.pages["/a.xml"] = site.pages["/b.xml"] = answering(503, Retry_After="3600")
    asked = len(site.asked)
    await desk.later()
    assert len(site.asked) == asked + 1, "the other source waits too"
    await desk.later(55 * MINUTES)
    assert len(site.asked) == asked + 1
    await desk.later(6 * MINUTES)
    assert len(site.asked) == asked + 2, "the next one hears it for both"


async def test_where_a_source_has_moved_is_learnt_and_a_new_address_that_fails_is_forgotten(
    desk: Desk, site: Site
) -> None:
    await watch(
        desk, f"mod, url: '{site.url('/old.xml')}', every: 5m, headers: {{Authorization: '${{file:hook.secret}}'}}"
    )
    site.pages["/old.xml"] = answering(301, Location=site.url("/new.xml", host=1))
    site.pages["/new.xml"] = feed("The minister opened a school.")
    await until(desk, lambda: row(desk)["condition"] == "moved")
    assert row(desk)["address"] == site.url("/new.xml", host=1)
    asked = len(site.asked)
    for _ in range(3):
        await desk.later()
    assert {(each.host, each.path, each.authorised) for each in site.asked[asked:]} == {(1, "/new.xml", False)}
    assert row(desk)["condition"] == "moved"
    del site.pages["/new.xml"]
    site.pages["/old.xml"] = feed("The minister opened a school.", "He closed it again.")
    await desk.later()
    await until(desk, lambda: row(desk)["condition"] == "ok")
    assert row(desk)["address"] is None
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["items"] == 2


async def test_a_mirror_serves_while_the_first_fails_and_gives_way_when_it_lives_again(desk: Desk, site: Site) -> None:
    mirrors = f"mirrors: ['{site.url('/a.xml', 1)}', '{site.url('/a.xml', 2)}']"
    await watch(desk, f"mod, url: '{site.url('/a.xml')}', every: 5m, {mirrors}")
    broken = {0: False, 1: True, 2: False}

    def page(request: web.Request) -> web.Response:
        host = site.asked[-1].host
        if broken[host]:
            return web.Response(status=500)
        links = "".join(
            f"<item><title>Piece {number}</title><link>{site.url(f'/n/{number}', host)}</link></item>"
            for number in range(published)
        )
        return web.Response(text=f"<rss version='2.0'><channel><title>t</title>{links}</channel></rss>")

    site.pages["/a.xml"] = page
    published = 3
    await desk.service.settle()
    broken[0] = True
    published = 4
    await until(desk, lambda: row(desk)["condition"] == "mirror")
    assert row(desk)["address"] == site.url("/a.xml", 2)
    assert "http_500" in row(desk)["condition_reason"]
    for _ in range(12):
        await desk.later()
    tried = [each.host for each in site.asked if each.path == "/a.xml"][-12:]
    assert set(tried) == {0, 2}, "the first is tried now and then"
    assert tried.count(0) <= 3
    assert (row(desk)["condition"], row(desk)["failures"]) == ("mirror", 0)
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["items"] == 4, "the same pieces by any address"
        links = set(tx.connection.execute(items.select().with_only_columns(items.c.link)).scalars())
    assert links == {site.url(f"/n/{number}") for number in range(4)}
    broken[0] = False
    await until(desk, lambda: row(desk)["condition"] == "ok")
    assert row(desk)["address"] is None
    for _ in range(3):
        await desk.later()
    assert notices(desk) == [("alert.raised", "mirror"), ("alert.revised", "recovered")]


async def test_publishers_are_heeded_within_the_operators_bounds(desk: Desk, site: Site) -> None:
    wishes = {
        "cached": (feed(Cache_Control="max-age=1800"), 30),
        "cached-long": (feed(Cache_Control="max-age=86400"), 60),
        "free": (feed(), 2),
    }
    await watch(desk, *(f"{name}, url: '{site.url(f'/{name}')}'" for name in wishes))
    for name, (page, _) in wishes.items():
        site.pages[f"/{name}"] = page
    await desk.service.settle()
    for name, (_, minutes) in wishes.items():
        wait = row(desk, name)["due_at"] - desk.clock.now()
        assert wait == pytest.approx(minutes * MINUTES, rel=0.05), name


async def test_a_match_brings_the_next_visits_nearer(desk: Desk, site: Site) -> None:
    bounds = "shortest: 1m, longest: 6h"
    await watch(desk, f"mod, url: '{site.url('/a')}', {bounds}", f"agency, url: '{site.url('/b')}', {bounds}")
    parley = desk.directory / "parley.yaml"
    parley.write_text(parley.read_text() + "budget: {per_hour: 2}\n")
    await desk.service.reload()
    site.pages["/a"] = site.pages["/b"] = feed("The minister opened a school.")
    await desk.service.settle()
    desk.clock.advance(6 * MINUTES)
    await desk.service.look_around()
    site.pages["/a"] = feed("The minister opened a school.", NEWS.format(84))
    site.pages["/b"] = feed("The minister opened a school.", "He closed it again.")
    await until(desk, lambda: row(desk)["boosted_until"] is not None, timedelta(hours=1))
    await until(
        desk, lambda: row(desk, "agency")["last_new_at"] == row(desk, "agency")["last_ok_at"], timedelta(hours=1)
    )
    matched = row(desk)["due_at"] - row(desk)["last_poll_at"]
    assert row(desk)["boosted_until"] - row(desk)["last_new_at"] == timedelta(hours=2)
    plain = row(desk, "agency")["due_at"] - row(desk, "agency")["last_poll_at"]
    assert matched < plain / 1.5


async def test_visits_that_are_not_made_are_told_but_not_those_of_a_night_without_service(
    tmp_path: Path, clock: SteppedClock
) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        desks = desk.directory / "desks.yaml"
        desks.write_text(desks.read_text() + OPERATORS)
        await desk.service.reload()
        await desk.service.settle()
        desk.clock.advance(timedelta(hours=8))
        await desk.service.poller.tell_overdue(desk.clock.now() - MINUTES)
        assert row(desk)["condition"] == "ok", "the service has only just begun"
        await desk.service.poller.tell_overdue(desk.clock.now() - timedelta(hours=1))
        await desk.service.poller.tell_overdue(desk.clock.now() - timedelta(hours=1))
        assert row(desk)["condition"] == "overdue"
        for _ in range(4):
            await desk.later()
        assert notices(desk) == [("alert.raised", "overdue"), ("alert.revised", "recovered")]


async def test_the_price_is_made_and_kept(desk: Desk) -> None:
    await desk.service.settle()
    desk.clock.advance(6 * MINUTES)
    await desk.service.look_around()
    with desk.service.database.reading() as tx:
        first = views.totals(tx)["prices"]
    assert first["at"] == desk.clock.now()
    assert first["expected"] == pytest.approx(24, rel=0.1), "two sources at a fixed interval of five minutes"
    desk.clock.advance(MINUTES)
    await desk.service.look_around()
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["prices"]["at"] == first["at"], "not before five minutes are over"
