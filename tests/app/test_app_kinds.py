"""Sources that are no feeds, through the whole service: listing pages, sitemaps and their indexes."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.clock import SteppedClock
from monitor.store.tables import items
from tests.support.feed_server import Publication
from tests.support.settled import Desk, running

NEWS = "An exchange of prisoners took place near the border: 84 servicemen came home this morning."
PAGE = """<html><head><title>News</title></head><body><ul class="news">
<li class="piece"><h3><a href="/n/{number}">{title}</a></h3><time datetime="{when}">today</time><p>{text}</p></li>
<li class="piece"><h3><a href="/n/1">The minister opened a school</a></h3><time datetime="{when}">today</time></li>
</ul></body></html>"""


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock) -> AsyncIterator[Desk]:
    async with running(tmp_path, "mod", clock=clock) as desk:
        yield desk


async def become(desk: Desk, keys: str) -> None:
    """Makes the source one of another kind."""
    path = desk.directory / "sources" / "all.yaml"
    path.write_text(path.read_text().replace("kind: feed", keys))
    await desk.service.reload()


def titles(desk: Desk) -> list[str]:
    with desk.service.database.reading() as tx:
        return list(tx.connection.execute(select(items.c.title).order_by(items.c.id)).scalars())


async def test_a_listing_page_is_read_by_its_selectors_and_alerts(desk: Desk) -> None:
    await become(desk, "kind: page, listing: {item: .piece, link: h3 a@href, title: h3, date: time@datetime, text: p}")
    when = desk.clock.now().isoformat()
    page = PAGE.format(number=2, title="Weather", text="The weather is fine in the whole of the country.", when=when)
    desk.feeds.publish("/mod.xml", Publication(page.encode(), "text/html"))
    await desk.service.settle()
    page = PAGE.format(number=3, title="Statement", text=NEWS, when=when)
    desk.feeds.publish("/mod.xml", Publication(page.encode(), "text/html"))
    await desk.later()
    assert sorted(titles(desk)) == ["Statement", "The minister opened a school", "Weather"]
    assert len(desk.receiver.hooks) == 1


def sitemap(desk: Desk, *numbers: int) -> Publication:
    day = desk.clock.now().date().isoformat()
    urls = "".join(
        f"<url><loc>{desk.feeds.url(f'/n/{number}/exchange-of-prisoners')}</loc><lastmod>{day}</lastmod></url>"
        for number in numbers
    )
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    return Publication(body.encode(), "application/xml")


async def test_of_an_index_of_sitemaps_the_newest_parts_are_read(desk: Desk) -> None:
    await become(desk, "kind: sitemap")
    now = desk.clock.now()
    parts = "".join(
        f"<sitemap><loc>{desk.feeds.url(f'/part-{part}.xml')}</loc>"
        f"<lastmod>{(now - timedelta(days=part)).isoformat()}</lastmod></sitemap>"
        for part in range(6)
    )
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'
    desk.feeds.publish("/mod.xml", Publication(index.encode(), "application/xml"))
    for part in range(6):
        desk.feeds.publish(f"/part-{part}.xml", sitemap(desk, 10 * part, 10 * part + 1))
    await desk.service.settle()
    asked = [answer.path for answer in desk.feeds.answers if answer.path.startswith("/part")]
    assert sorted(asked) == ["/part-0.xml", "/part-1.xml", "/part-2.xml"]
    assert len(titles(desk)) == 6


async def test_a_part_that_is_away_is_named_and_the_others_are_read(desk: Desk) -> None:
    await become(desk, "kind: sitemap")
    parts = "".join(f"<sitemap><loc>{desk.feeds.url(f'/part-{part}.xml')}</loc></sitemap>" for part in range(2))
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>'
    desk.feeds.publish("/mod.xml", Publication(index.encode(), "application/xml"))
    desk.feeds.publish("/part-1.xml", sitemap(desk, 1, 2))
    summary = await desk.service.poll("mod")
    assert summary is not None
    assert (summary.outcome, summary.reason, summary.entries) == ("ok", "part_http_404", 2)
