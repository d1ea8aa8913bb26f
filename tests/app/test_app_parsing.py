"""The pool of parser processes: hostile documents end by name, and the next document is read as if nothing had been."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.parsing import ParsePool
from monitor.errors import ParseError
from monitor.model.catalog import ListingProfile, ParseLimits, SourceKind
from monitor.model.content import Document, Entry, ParsedFeed

LIMITS = ParseLimits(
    cpu=timedelta(seconds=1), memory=400 * 1024 * 1024, deadline=timedelta(seconds=40), max_entries=1000, workers=2
)
URL = "https://mod.example/feed.xml"
SLOW = b"<author>" + b"a" * 262_144 + b"</author>R&D"  # minutes of processor time, if it were let


@pytest.fixture
async def pool() -> AsyncIterator[ParsePool]:
    pool = ParsePool(LIMITS)
    yield pool
    await pool.close()


def document(body: bytes, url: str = URL) -> Document:
    return Document(
        url=url,
        status=200,
        headers={"content-type": "application/rss+xml"},
        body=body,
        fetched_at=datetime(2025, 6, 2, 10, tzinfo=UTC),
    )


def rss(item: bytes, before: bytes = b"") -> bytes:
    return before + b'<rss version="2.0"><channel><title>News</title><item>' + item + b"</item></channel></rss>"


WELL_FORMED = rss("<guid>1</guid><title>Обмін</title><pubDate>2025-06-02 10:00</pubDate>".encode())
NORMAL = WELL_FORMED.replace(b"News", b"News & more")  # as normal as a feed can be that takes a process to read
ENTRY = Entry(id="1", link=None, title="Обмін", text="", published=datetime(2025, 6, 2, 7, tzinfo=UTC))


async def reason(pool: ParsePool, body: bytes, url: str = URL) -> str:
    """The reason of the refusal, `read` where there is none."""
    try:
        await pool.parse(document(body, url), "UTC")
    except ParseError as refused:
        return refused.reason
    return "read"


async def test_a_document_is_read_as_by_the_parser_itself(pool: ParsePool) -> None:
    feed = await pool.parse(document(NORMAL), "Europe/Kyiv")
    assert feed == ParsedFeed(entries=(ENTRY,), title="News & more", warning="ill_formed_xml")
    assert feed.entries[0].published is not None
    assert feed.entries[0].published.tzinfo is UTC


async def test_what_is_well_formed_is_read_without_a_process(pool: ParsePool) -> None:
    feed = await pool.parse(document(WELL_FORMED), "Europe/Kyiv")
    assert feed == ParsedFeed(entries=(ENTRY,), title="News")
    large = rss(b"</item><item><title>t</title>" + b"<category>of little use</category>" * 20, b" " * 70_000)
    assert len((await pool.parse(document(large), "UTC")).entries) == 2
    assert children() == set()


HELD: dict[str, bytes] = {
    "empty items": b"</item><item>",
    "items": b"</item><item><title>a</title><link>b</link><guid>c</guid><pubDate>02 Jun 2025 10:00 GMT</pubDate>",
    "links": b'<link href="a"/>',
    "dates": "<pubDate>2 чэрвеня 2025</pubDate>".encode(),
    "contents": b"<summary>&lt;b&gt;&amp;amp;</summary>",
    "markup": b"</item><item><description>" + b"&lt;p&gt;" * 1_000 + b"</description>",
    "unknown": b"<a/>",
}


@pytest.mark.parametrize("size", [16_000, 500_000], ids=["small", "large"])
@pytest.mark.parametrize("name", HELD)
async def test_the_event_loop_is_not_held(pool: ParsePool, name: str, size: int) -> None:
    held = HELD[name]
    body = rss(held * (size // len(held)))
    await reason(pool, NORMAL)
    for _ in range(5):  # the machine is not ours alone
        held_for = await longest_hold(pool, body)
        if held_for < 0.05:
            return
    pytest.fail(f"held for {held_for:.3f} s")


async def longest_hold(pool: ParsePool, body: bytes) -> float:
    """Seconds for which, at the longest, nobody else had a turn while the document was read."""
    reading = asyncio.ensure_future(reason(pool, body))
    longest = 0.0
    while not reading.done():
        before = time.monotonic()
        await asyncio.sleep(0)
        longest = max(longest, time.monotonic() - before)
    assert await reading == "read"
    return longest


async def test_many_entries_come_back_in_batches(pool: ParsePool) -> None:
    body = rss(
        b"".join(
            b"</item><item><guid>%d</guid><description>%b</description>" % (n, b"a & b " * 200) for n in range(900)
        )
    )
    feed = await pool.parse(document(body), "UTC")
    assert [entry.id for entry in feed.entries[1:]] == [str(n) for n in range(900)]
    assert {len(entry.text) for entry in feed.entries[1:]} == {1199}


async def test_other_kinds_are_read_in_processes(pool: ParsePool) -> None:
    sitemap = b"<urlset><url><loc>https://mod.example/1</loc><lastmod>2025-06-02</lastmod></url></urlset>"
    page = b"<html><ul class=n><li><time>2025-06-02</time> <a href=/1>Talks were held in Istanbul</a></ul></html>"
    listing = ListingProfile("own", item=".n li")
    assert [e.link for e in (await pool.parse(document(sitemap), "UTC", SourceKind.SITEMAP)).entries] == [
        "https://mod.example/1"
    ]
    (entry,) = (await pool.parse(document(page), "UTC", SourceKind.PAGE, listing)).entries
    assert (entry.title, entry.published) == ("Talks were held in Istanbul", datetime(2025, 6, 2, tzinfo=UTC))


async def test_articles_and_feeds_of_pages(pool: ParsePool) -> None:
    paragraphs = "".join(
        f"<p>The delegations met for the {n}th time, and spoke of many lists and names.</p>" for n in range(5, 9)
    )
    head = "<link rel=alternate type=application/rss+xml href=/rss>"
    page = f"<html><head>{head}</head><article><h1>Met</h1>{paragraphs}</article></html>"
    article = await pool.article(document(page.encode()), "UTC", "article p")
    assert article.title == "Met"
    assert article.text.count("delegations") == 4
    assert [feed.url for feed in await pool.feeds(document(page.encode()))] == ["https://mod.example/rss"]
    with pytest.raises(ParseError, match="no_article"):
        await pool.article(document(b"<html><body>nothing</body></html>"), "UTC")


async def test_refusals_of_the_parser_come_through_and_keep_the_process(pool: ParsePool) -> None:
    await reason(pool, NORMAL)
    before = children()
    assert await reason(pool, b"") == "empty"
    assert await reason(pool, b"<!DOCTYPE html><html></html>") == "html_not_feed"
    assert children() == before


def bomb_of_entities() -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    return rss(b"<title>&a9;</title>", b'<!DOCTYPE r [<!ENTITY a0 "ha">' + levels + b"]>")


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "attributes": (
        lambda: rss(b"<description><a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b">x</a></description>"),
        {"cpu_limit"},
    ),
    "author": (lambda: rss(SLOW), {"cpu_limit"}),
    "comments": (
        lambda: rss(b"<description><![CDATA[" + b"<!--" * 125_000 + b"]]></description>"),
        {"read", "cpu_limit"},
    ),
    "entities": (bomb_of_entities, {"entity_bomb"}),
    "external": (
        lambda: rss(b"<title>&x;</title>", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        {"read"},
    ),
    "depth": (lambda: rss(b"<x>" * 100_000 + b"</x>" * 100_000), {"read", "cpu_limit"}),
    "items": (lambda: rss(b"</item><item>" * 100_000), {"read", "cpu_limit"}),
    "title": (lambda: rss(b"<title>" + b"x" * 30_000_000 + b"</title>"), {"read", "cpu_limit", "memory_limit"}),
    "utf-16 that says utf-8": (
        lambda: b"\xff\xfe" + ("<?xml version='1.0' encoding='utf-8'?>" + NORMAL.decode()).encode("utf-16-le"),
        {"read"},
    ),
    "nul": (lambda: rss(b"<title>a\x00b&#0;c&#xD800;</title>"), {"read"}),
    "json depth": (lambda: b"[" * 100_000, {"unreadable"}),
    "random": (lambda: bytes(range(256)) * 1000, {"not_a_feed"}),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_document_ends_by_name_and_the_next_is_read(pool: ParsePool, name: str) -> None:
    make, reasons = HOSTILE[name]
    assert await reason(pool, make()) in reasons
    assert (await pool.parse(document(NORMAL), "Europe/Kyiv")).entries == (ENTRY,)


async def test_memory_is_limited() -> None:
    pool = ParsePool(replace(LIMITS, memory=220 * 1024 * 1024, cpu=timedelta(seconds=10)))
    try:
        assert await reason(pool, rss(b"<title>" + b"x" * 40_000_000 + b"</title>")) == "memory_limit"
        assert await reason(pool, NORMAL) == "read"
    finally:
        await pool.close()


async def test_the_deadline_ends_what_the_processor_limit_does_not() -> None:
    pool = ParsePool(replace(LIMITS, cpu=timedelta(seconds=100), deadline=timedelta(seconds=2)))
    try:
        started = time.monotonic()
        assert await reason(pool, rss(SLOW)) == "deadline"
        assert time.monotonic() - started < 5
        assert children() == set()
        assert await reason(pool, NORMAL) == "read"
    finally:
        await pool.close()


async def test_entries_beyond_the_limit_are_counted(pool: ParsePool) -> None:
    feed = await pool.parse(document(rss(b"</item><item>" * 1004)), "UTC")
    assert len(feed.entries) == 1000
    assert feed.skipped == 5


async def test_the_processor_limit_is_of_one_document_not_of_the_process(pool: ParsePool) -> None:
    long = rss(b"</item><item><title>t & u</title>" * 300)
    for _ in range(20):  # together well over one second in one process
        assert await reason(pool, long) == "read"
    assert len(children()) == 1


async def test_others_are_read_while_slow_documents_go_on_aside(pool: ParsePool) -> None:
    await asyncio.gather(reason(pool, NORMAL), reason(pool, NORMAL))
    slow = [asyncio.ensure_future(reason(pool, rss(SLOW))) for _ in range(2 * LIMITS.workers)]
    await asyncio.sleep(0)  # let them take their places
    assert await reason(pool, NORMAL) == "read"
    assert not any(task.done() for task in slow)
    assert set(await asyncio.gather(*slow)) == {"cpu_limit"}
    assert await reason(pool, NORMAL) == "read"
    assert len(children()) <= LIMITS.workers


async def test_of_many_slow_documents_the_longest_read_is_given_up_for_the_others() -> None:
    pool = ParsePool(replace(LIMITS, cpu=timedelta(seconds=100), workers=1))
    try:
        slow = [asyncio.ensure_future(reason(pool, rss(SLOW))) for _ in range(4)]
        assert await slow[0] == "deadline"
        assert len(children()) <= 3
        assert await reason(pool, NORMAL) == "read"
    finally:
        await pool.close()
    assert set(await asyncio.gather(*slow[1:])) <= {"deadline", "stopped"}


async def test_small_documents_need_not_wait_for_large_ones(pool: ParsePool) -> None:
    large = rss(b"<description>" + b"R&D " + b"word " * 400_000 + b"</description>")
    waiting = [asyncio.ensure_future(reason(pool, large)) for _ in range(6)]
    await asyncio.sleep(0)  # let them queue up
    assert await reason(pool, NORMAL) == "read"
    assert sum(task.done() for task in waiting) <= LIMITS.workers
    assert set(await asyncio.gather(*waiting)) == {"read"}


async def test_many_documents_use_few_processes(pool: ParsePool) -> None:
    assert set(await asyncio.gather(*(reason(pool, NORMAL) for _ in range(60)))) == {"read"}
    assert 1 <= len(children()) <= LIMITS.workers


async def test_a_process_that_was_killed_is_replaced(pool: ParsePool) -> None:
    await reason(pool, NORMAL)
    (child,) = children()
    os.kill(child, signal.SIGKILL)
    await until(lambda: state(child) == "gone")
    assert await reason(pool, NORMAL) in {"crashed", "read"}  # as the event loop has heard of it or not
    assert await reason(pool, NORMAL) == "read"
    assert child not in children()


async def test_a_nursery_that_was_killed_is_replaced(pool: ParsePool) -> None:
    await reason(pool, NORMAL)
    (nursery,) = parsers_below({os.getpid()})
    slow = asyncio.ensure_future(reason(pool, rss(SLOW)))
    await until(lambda: any(state(child) == "R" for child in children()))
    os.kill(nursery, signal.SIGKILL)
    assert await slow == "crashed"
    assert await reason(pool, NORMAL) == "read"
    assert nursery not in parsers_below({os.getpid()})


async def test_a_cancelled_read_leaves_nothing_behind(pool: ParsePool) -> None:
    task = asyncio.ensure_future(reason(pool, rss(SLOW)))
    await until(lambda: len(children()) == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == set()
    assert await reason(pool, NORMAL) == "read"


async def test_who_has_a_clean_record_does_not_wait_for_those_who_have_none() -> None:
    pool = ParsePool(replace(LIMITS, cpu=timedelta(seconds=100), deadline=timedelta(seconds=100)))
    assert await reason(pool, NORMAL) == "read"
    tasks = [asyncio.ensure_future(reason(pool, rss(SLOW), f"https://{n}.example/")) for n in range(9)]
    await until(lambda: len(children()) >= 5)
    async with asyncio.timeout(4):  # before any of them is given up
        assert await reason(pool, NORMAL) == "read"
    await pool.close()
    await asyncio.gather(*tasks)


async def test_closing_ends_documents_and_processes() -> None:
    pool = ParsePool(replace(LIMITS, cpu=timedelta(seconds=100), deadline=timedelta(seconds=100)))
    tasks = [asyncio.ensure_future(reason(pool, rss(SLOW))) for _ in range(6)]
    await until(lambda: len(children()) == len(tasks) - 1)  # one of them waits
    await pool.close()
    assert await asyncio.gather(*tasks) == ["stopped"] * 6
    assert children() == set()
    assert await reason(pool, NORMAL) == "stopped"


async def test_no_process_outlives_a_parent_that_is_killed() -> None:
    root = Path(__file__).parents[2]
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, cwd=root)
    await until(lambda: len(children(parent.pid)) == 1)
    (orphan,) = children(parent.pid)
    parent.kill()
    await parent.wait()
    await until(lambda: state(orphan) == "gone")


PARENT = """
import asyncio
from datetime import UTC, datetime, timedelta
from monitor.app.parsing import ParsePool
from monitor.model.catalog import ListingProfile, ParseLimits, SourceKind
from monitor.model.content import Document

body = b'<rss version="2.0"><channel><item><author>' + b"a" * 262144 + b"</author>R&D</item></channel></rss>"
document = Document("https://mod.example/", 200, {}, body, datetime(2025, 6, 2, tzinfo=UTC))
limits = ParseLimits(cpu=timedelta(seconds=100), deadline=timedelta(seconds=100))
asyncio.run(ParsePool(limits).parse(document, "UTC"))
"""


def children(parent: int | None = None) -> set[int]:
    """The processes that read documents for a process: the children of its nurseries."""
    nurseries = parsers_below({parent or os.getpid()})
    return parsers_below(nurseries)


def parsers_below(parents: set[int]) -> set[int]:
    """By /proc."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) in parents and fields[0] != "Z" and b"parse_worker" in command:
            found.add(int(stat.parent.name))
    return found


def state(pid: int) -> str:
    """`gone`, also for one that only waits to be reaped."""
    try:
        letter = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"
    return "gone" if letter == "Z" else letter


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not holds():  # noqa: ASYNC110 - what other processes do comes with no event
            await asyncio.sleep(0.02)
