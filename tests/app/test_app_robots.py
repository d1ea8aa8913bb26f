"""robots.txt: read once a day for each host, honoured for pages, in the host's spacing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.clock import SteppedClock
from monitor.model.plan import PollSummary
from monitor.store.tables import hosts, items
from tests.support.feed_server import Publication
from tests.support.settled import Desk, Piece, rss, running

PAGE = """<html><body><ul>
<li class="piece"><a href="/n/1">The minister opened a school</a> <time datetime="2025-06-09">today</time></li>
<li class="piece"><a href="/n/2">The minister opened a bridge</a> <time datetime="2025-06-09">today</time></li>
</ul></body></html>"""
LISTING = "listing: {item: .piece, link: a@href, title: a, date: time@datetime}"


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock) -> AsyncIterator[Desk]:
    async with running(tmp_path, "mod", clock=clock) as desk:
        desk.feeds.publish("/mod.xml", Publication(PAGE.encode(), "text/html"))
        await become(desk, f"kind: page, {LISTING}")
        yield desk


async def become(desk: Desk, keys: str) -> None:
    path = desk.directory / "sources" / "all.yaml"
    path.write_text(path.read_text().replace("kind: feed", keys))
    await desk.service.reload()


def robots(desk: Desk, *lines: str) -> None:
    desk.feeds.publish("/robots.txt", Publication("\n".join(lines).encode(), "text/plain"))


def asked(desk: Desk) -> list[str]:
    return [answer.path for answer in desk.feeds.answers]


async def visit(desk: Desk) -> PollSummary:
    summary = await desk.service.poll("mod")
    assert summary is not None
    return summary


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ((), "ok"),
        (("User-agent: *", "Disallow: /private/"), "ok"),
        (("User-agent: *", "Disallow: /"), "failed"),
        (("User-agent: *", "Disallow: /*.xml$"), "failed"),
        (("User-agent: *", "Disallow: /*.xml$", "Allow: /mod.xml"), "ok"),
        (("User-agent: parley", "Disallow: /mod", "", "User-agent: *", "Disallow:"), "failed"),
        (("User-agent: parley", "Disallow:", "", "User-agent: *", "Disallow: /"), "ok"),
        (("<html><body>Not what was asked for</body></html>",), "ok"),
    ],
)
async def test_what_robots_txt_says_decides_whether_a_page_is_visited(
    desk: Desk, lines: tuple[str, ...], outcome: str
) -> None:
    robots(desk, *lines)
    summary = await visit(desk)
    assert (summary.outcome, summary.reason) == (outcome, "robots_disallowed" if outcome == "failed" else None)
    assert asked(desk) == ["/robots.txt", "/mod.xml"][: 1 if outcome == "failed" else 2]
    assert "robots: {ignore: true" in summary.detail or outcome == "ok"


async def test_it_is_read_once_a_day(desk: Desk) -> None:
    robots(desk, "User-agent: *", "Disallow: /private/")
    for _ in range(4):
        await visit(desk)
        desk.clock.advance(timedelta(hours=7))
    assert asked(desk).count("/robots.txt") == 1
    robots(desk, "User-agent: *", "Disallow: /")
    assert (await visit(desk)).reason == "robots_disallowed"
    assert asked(desk).count("/robots.txt") == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_without_one_everything_is_allowed(desk: Desk, status: int) -> None:
    desk.feeds.fail("/robots.txt", status)
    assert (await visit(desk)).outcome == "ok"


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_host_that_cannot_give_it_is_asked_again_and_its_pages_wait(desk: Desk, status: int) -> None:
    desk.feeds.fail("/robots.txt", status)
    summary = await visit(desk)
    assert (summary.outcome, summary.reason) == ("failed", "robots_unavailable")
    assert f"http_{status}" in summary.detail
    await visit(desk)
    assert asked(desk) == ["/robots.txt"]
    desk.clock.advance(timedelta(minutes=6))
    robots(desk, "User-agent: *", "Allow: /")
    assert (await visit(desk)).outcome == "ok"


async def test_what_it_said_before_holds_while_it_cannot_be_had(desk: Desk) -> None:
    robots(desk, "User-agent: *", "Disallow: /private/", "Crawl-delay: 1")
    await visit(desk)
    desk.feeds.fail("/robots.txt", 503)
    desk.clock.advance(timedelta(hours=25))
    assert (await visit(desk)).outcome in {"ok", "unchanged"}
    assert rests(desk) == timedelta(seconds=1)


async def test_feeds_and_sitemaps_are_for_programs(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        robots(desk, "User-agent: *", "Disallow: /")
        desk.feeds.publish("/mod.xml", rss([Piece(1, "News")]))
        assert (await visit(desk)).outcome == "ok"
        assert asked(desk) == ["/mod.xml"]


async def test_an_operator_may_have_a_reason_to_ignore_it(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        robots(desk, "User-agent: *", "Disallow: /")
        desk.feeds.publish("/mod.xml", Publication(PAGE.encode(), "text/html"))
        await become(desk, f"kind: page, {LISTING}, robots: {{ignore: true, reason: the ministry agreed}}")
        assert (await visit(desk)).outcome == "ok"
        assert asked(desk) == ["/mod.xml"]


async def test_where_a_redirect_leads_is_asked_about_before_it_is_visited(desk: Desk) -> None:
    robots(desk, "User-agent: *", "Disallow: /private/")
    desk.feeds.publish("/private/mod.xml", Publication(PAGE.encode(), "text/html"))
    desk.feeds.move("/mod.xml", "/private/mod.xml", 302)
    assert (await visit(desk)).reason == "robots_disallowed"
    assert "/private/mod.xml" not in asked(desk)


def rests(desk: Desk) -> timedelta:
    """For how long the host is left alone from now on."""
    with desk.service.database.reading() as tx:
        return tx.connection.execute(select(hosts.c.next_at)).scalar_one() - tx.now


async def test_reading_it_is_a_visit_after_which_the_host_rests(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        robots(desk, "User-agent: *", "Crawl-delay: 20")
        desk.feeds.publish("/mod.xml", Publication(PAGE.encode(), "text/html"))
        await become(desk, f"kind: page, {LISTING}, host_gap: 2s")
        await desk.service.settle()
        assert asked(desk) == ["/robots.txt"]
        assert rests(desk) == timedelta(seconds=20)
        await desk.later(timedelta(seconds=19))
        assert asked(desk) == ["/robots.txt"]
        await desk.later(timedelta(seconds=1))
        assert asked(desk) == ["/robots.txt", "/mod.xml"]
        assert rests(desk) == timedelta(seconds=20)
        with desk.service.database.reading() as tx:
            assert len(tx.connection.execute(select(items.c.id)).all()) == 2


async def test_a_large_one_is_read_as_far_as_500_kilobytes(desk: Desk) -> None:
    filler = ["# nothing"] * 60_000
    robots(desk, "User-agent: *", *filler, "Disallow: /")
    assert (await visit(desk)).outcome == "ok"


async def test_one_that_takes_for_ever_to_read_is_no_permission(desk: Desk) -> None:
    agents = [f"User-agent: a{number}" for number in range(6000)]
    robots(desk, *agents, *(f"Allow: /{number}" for number in range(6000)))
    summary = await visit(desk)
    assert (summary.outcome, summary.reason) == ("failed", "robots_unreadable")
