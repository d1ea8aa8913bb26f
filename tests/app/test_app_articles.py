"""The pages behind entries that say too little, through the whole service."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from monitor.clock import SteppedClock
from monitor.store.tables import articles, hosts, items, versions
from tests.support.feed_server import Publication
from tests.support.settled import Desk, running

STUB = "An exchange of prisoners took place."
REST = (
    "The ministry said that 84 servicemen were returned in the exchange. Their families waited for them at the "
    "hospital of the region, where physicians will look after them in the coming days. The minister thanked everyone."
)
LEXICON = Path("config/lexicon/en.yaml").read_bytes()


@dataclass(frozen=True)
class Told:
    """An entry with a page: `link` is a path of the server."""

    number: int
    text: str
    link: str

    def item(self, desk: Desk) -> str:
        when = desk.clock.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
        link = self.link if "://" in self.link else desk.feeds.url(self.link)
        return (
            f"<item><guid isPermaLink='false'>id-{self.number}</guid><title>Statement</title><link>{link}</link>"
            f"<description>{self.text}</description><pubDate>{when}</pubDate></item>"
        )


def feed(desk: Desk, *entries: Told) -> None:
    items_ = "".join(entry.item(desk) for entry in entries)
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>{items_}</channel></rss>"
    desk.feeds.publish("/mod.xml", Publication(body.encode(), "application/rss+xml"))


def page(desk: Desk, path: str, *paragraphs: str) -> None:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    body = (
        "<html><head><title>Statement</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<article class='text'><h1>Statement</h1>{text}</article><footer>Imprint</footer></body></html>"
    )
    desk.feeds.publish(path, Publication(body.encode(), "text/html"))


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock) -> AsyncIterator[Desk]:
    async with running(tmp_path, "mod", clock=clock) as desk:
        (desk.directory / "lexicon").mkdir()
        (desk.directory / "lexicon" / "en.yaml").write_bytes(LEXICON)
        await desk.service.reload()
        await desk.service.settle()  # the baseline
        yield desk


async def become(desk: Desk, keys: str) -> None:
    path = desk.directory / "sources" / "all.yaml"
    path.write_text(path.read_text().replace("every: 5m", f"every: 5m, {keys}"))
    await desk.service.reload()


def asked(desk: Desk) -> list[str]:
    return [answer.path for answer in desk.feeds.answers if answer.path != "/mod.xml"]


def texts(desk: Desk) -> list[tuple[str, str]]:
    with desk.service.database.reading() as tx:
        rows = tx.connection.execute(select(versions.c.identity_reason, versions.c.text).order_by(versions.c.id))
        return [(row.identity_reason, row.text) for row in rows]


def row_of(desk: Desk) -> Any:
    with desk.service.database.reading() as tx:
        return tx.connection.execute(select(articles)).one()


async def test_the_desk_is_told_at_once_and_the_page_is_a_new_version(desk: Desk) -> None:
    page(desk, "/n/1", STUB, REST)
    desk.feeds.fail("/n/1", 503)
    feed(desk, Told(1, STUB, "/n/1"))
    await desk.later()
    assert len(desk.receiver.hooks) == 1
    assert asked(desk) == ["/robots.txt", "/n/1"]
    assert [reason for reason, _ in texts(desk)] == ["first_seen"]
    page(desk, "/n/1", STUB, REST)
    await desk.later()
    (first, second) = texts(desk)
    assert (first, second[0]) == (("first_seen", STUB), "article")
    assert STUB in second[1]
    assert "84 servicemen" in second[1]
    assert "Imprint" not in second[1]
    assert len(desk.receiver.hooks) == 2, "84 is news"
    told = [json.loads(hook.body)["data"]["revision"] for hook in desk.receiver.hooks]
    assert told == [1, 2]


async def test_what_the_feed_goes_on_showing_is_still_the_same_item(desk: Desk) -> None:
    page(desk, "/n/1", STUB, REST)
    feed(desk, Told(1, STUB, "/n/1"))
    await desk.later()
    for number in range(2, 4):
        page(desk, f"/n/{number}", "The weather is fine, and so it will stay for the whole of the coming week. " * 3)
        feed(desk, Told(number, "Weather.", f"/n/{number}"), Told(1, STUB, "/n/1"))
        await desk.later()
    with desk.service.database.reading() as tx:
        assert len(tx.connection.execute(select(items.c.id)).all()) == 3
    assert [reason for reason, _ in texts(desk)] == ["first_seen", "article"] * 3
    assert asked(desk).count("/n/1") == 1


async def test_a_page_that_says_no_more_is_no_news(desk: Desk) -> None:
    page(desk, "/n/1", STUB, "The ministry thanks everyone who has helped to bring them home, and wishes them well.")
    feed(desk, Told(1, STUB, "/n/1"))
    await desk.later()
    assert [reason for reason, _ in texts(desk)] == ["first_seen", "article"]
    assert len(desk.receiver.hooks) == 1


async def test_what_only_the_page_says_is_told(desk: Desk) -> None:
    page(desk, "/n/1", "The minister spoke to the press.", STUB, REST)
    feed(desk, Told(1, "The minister spoke to the press.", "/n/1"))
    await desk.later()
    assert len(desk.receiver.hooks) == 1
    assert json.loads(desk.receiver.hooks[0].body)["data"]["revision"] == 1


async def test_a_changed_stub_keeps_what_its_page_said_and_has_it_read_again(desk: Desk) -> None:
    page(desk, "/n/1", "The minister spoke to the press.", STUB, REST)
    feed(desk, Told(1, "The minister spoke to the press.", "/n/1"))
    await desk.later()
    page(desk, "/n/1", "The minister spoke to the press today.", STUB, REST.replace("84", "86"))
    desk.feeds.fail("/n/1", 503)
    feed(desk, Told(1, "The minister spoke to the press today.", "/n/1"))
    await desk.later()
    assert len(desk.receiver.hooks) == 1, "that the feed does not say it is no reason to withdraw it"
    assert "84 servicemen" in texts(desk)[-1][1]
    page(desk, "/n/1", "The minister spoke to the press today.", STUB, REST.replace("84", "86"))
    await desk.later()
    assert "86 servicemen" in texts(desk)[-1][1]
    assert "84 servicemen" not in texts(desk)[-1][1]
    assert len(desk.receiver.hooks) == 2


@pytest.mark.parametrize(
    ("text", "link", "keys"),
    [
        ("A whole text. " * 40, "/n/1", ""),
        ("Short.", "http://127.0.0.2:9/n/1", ""),
        ("Short.", "/", ""),
        ("Short.", "/report.pdf", ""),
        ("Short.", "/n/1", "article: {fetch: never}"),
        ("Six words are enough for this.", "/n/1", "article: {shorter_than: 20}"),
    ],
)
async def test_pages_that_are_not_visited(desk: Desk, text: str, link: str, keys: str) -> None:
    if keys:
        await become(desk, keys)
    page(desk, "/n/1", REST)
    feed(desk, Told(1, text, link))
    await desk.later()
    assert asked(desk) == []


async def test_a_text_that_breaks_off_wants_its_page(desk: Desk) -> None:
    page(desk, "/n/1", "A whole text. " * 60)
    feed(desk, Told(1, "A whole text. " * 40 + "[…]", "/n/1"))
    await desk.later()
    assert "/n/1" in asked(desk)
    assert "[…]" not in texts(desk)[-1][1]


async def test_old_entries_want_no_page(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        feed(desk, Told(1, "Short.", "/n/1"))
        desk.clock.advance(timedelta(hours=30))
        await desk.service.settle()
        assert [reason for reason, _ in texts(desk)] == ["first_seen"]
        assert asked(desk) == []


async def test_a_poll_wants_the_pages_of_its_newest_entries(desk: Desk) -> None:
    feed(desk, *(Told(number, f"Short {number}.", f"/n/{number}") for number in range(100)))
    await desk.later()
    assert len(set(asked(desk)) - {"/robots.txt"}) == 20


async def test_a_selector_says_where_the_text_is(desk: Desk) -> None:
    await become(desk, "article: {selector: '.right'}")
    body = f"<html><body><article><p>{'Wrong. ' * 60}</p></article><div class='right'>{REST}</div></body></html>"
    desk.feeds.publish("/n/1", Publication(body.encode(), "text/html"))
    feed(desk, Told(1, "Short.", "/n/1"))
    await desk.later()
    assert texts(desk)[-1] == ("article", f"Short.\n\n{REST}")


async def test_robots_txt_is_honoured_for_pages_and_the_feed_is_read_on(desk: Desk) -> None:
    desk.feeds.publish("/robots.txt", Publication(b"User-agent: *\nDisallow: /n/\n", "text/plain"))
    page(desk, "/n/1", REST)
    feed(desk, Told(1, STUB, "/n/1"))
    await desk.later()
    assert asked(desk) == ["/robots.txt"]
    assert (row_of(desk).due_at, row_of(desk).reason) == (None, "robots_disallowed")
    assert len(desk.receiver.hooks) == 1


async def test_a_page_that_cannot_be_read_is_given_up_in_the_end(desk: Desk) -> None:
    feed(desk, Told(1, STUB, "/n/1"))
    await desk.later()
    for wait in (2, 10, 60, 360):
        assert row_of(desk).reason == "http_404"
        assert row_of(desk).due_at == desk.clock.now() + timedelta(minutes=wait)
        await desk.later(timedelta(minutes=wait))
    assert (row_of(desk).due_at, row_of(desk).failures) == (None, 5)
    assert asked(desk).count("/n/1") == 5


async def test_pages_are_visited_in_the_spacing_of_their_host_and_sources_come_first(
    tmp_path: Path, clock: SteppedClock
) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        await become(desk, "host_gap: 10s")
        await desk.service.settle()
        desk.clock.advance(timedelta(minutes=10))
        for number in (1, 2):
            page(desk, f"/n/{number}", REST)
        feed(desk, Told(1, "One.", "/n/1"), Told(2, "Two.", "/n/2"))
        seen = []
        for _ in range(4):
            await desk.service.settle()
            seen.append(desk.feeds.answers[-1].path)
            with desk.service.database.reading() as tx:
                assert tx.connection.execute(select(hosts.c.next_at)).scalar_one() == desk.clock.now() + timedelta(
                    seconds=10
                )
            desk.clock.advance(timedelta(seconds=10))
        assert seen == ["/mod.xml", "/robots.txt", "/n/2", "/n/1"]


async def test_a_sitemap_gets_titles_and_texts_from_its_pages(desk: Desk) -> None:
    path = desk.directory / "sources" / "all.yaml"
    path.write_text(path.read_text().replace("kind: feed", "kind: sitemap"))
    await desk.service.reload()
    page(desk, "/n/1", STUB, REST)
    when = desk.clock.now().isoformat()
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc>{desk.feeds.url('/n/1')}</loc><lastmod>{when}</lastmod></url></urlset>"
    )
    desk.feeds.publish("/mod.xml", Publication(body.encode(), "application/xml"))
    await desk.later()
    assert len(desk.receiver.hooks) == 1
    with desk.service.database.reading() as tx:
        assert tx.connection.execute(select(items.c.title)).scalar_one() == "Statement"
    await desk.later()
    assert asked(desk).count("/n/1") == 1


async def test_posts_of_a_channel_are_whole(desk: Desk) -> None:
    assert desk.service.catalog.sources["mod"].article.fetch
    path = desk.directory / "sources" / "all.yaml"
    path.write_text(path.read_text().replace("kind: feed", "kind: page, listing: telegram"))
    await desk.service.reload()
    assert not desk.service.catalog.sources["mod"].article.fetch
