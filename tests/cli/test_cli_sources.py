"""`parley sources add`, `verify`, `import` and `export`, as a user types them, over HTTP on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from monitor import config
from monitor.__main__ import COMMANDS
from monitor.cli import root
from monitor.clock import SystemClock
from tests.support.config_tree import SOURCE, Tree
from tests.support.feed_server import FeedServer, Publication
from tests.support.settled import Piece, rss

Parley = Callable[..., Result]
INDEX = b"""<html lang="uk"><head><title>Ministry</title>
<link rel="alternate" type="application/rss+xml" title="News" href="/gone.xml">
<link rel="alternate" type="application/rss+xml" title="News" href="/rss.xml">
<link rel="alternate" type="application/atom+xml" title="Speeches" href="/speeches.atom"></head>
<body>Hello</body></html>"""
LOGIN = b'<html><head><title>Log in</title></head><body><form><input type="password"></form></body></html>'


def page(now: datetime) -> bytes:
    items = "".join(
        f'<li class="news-item"><a href="/n/{number}">The minister opened school number {number}</a>'
        f'<time datetime="{(now - timedelta(days=number)).date()}">a day</time></li>'
        for number in range(1, 8)
    )
    return f"<html lang='en'><head><title>Press</title></head><body><ul>{items}</ul></body></html>".encode()


@pytest.fixture
async def feeds() -> AsyncIterator[FeedServer]:
    now = SystemClock().now()
    async with FeedServer() as server:
        pieces = [Piece(n, f"Text {n}", now - timedelta(days=n), f"Title {n}") for n in range(1, 10)]
        server.publish("/rss.xml", rss(pieces))
        server.publish("/", Publication(INDEX, "text/html"))
        server.publish("/news", Publication(page(now), "text/html"))
        server.publish("/login", Publication(LOGIN, "text/html"))
        server.publish("/empty.xml", rss(()))
        server.publish("/undated.xml", rss([Piece(n, f"Text {n}", None, f"Title {n}") for n in range(3)]))
        old = datetime(2020, 1, 1, tzinfo=UTC)
        server.publish("/old.xml", rss([Piece(n, "Text", old + timedelta(days=n), f"Title {n}") for n in range(3)]))
        server.publish("/ahead.xml", rss([Piece(1, "Text", now + timedelta(days=40), "Title")]))
        server.move("/moved.xml", "/rss.xml")
        server.fail("/gone.xml", 410)
        server.fail("/broken.xml", 500)
        yield server


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = Tree(tmp_path / "config")
    tree.write("parley.yaml", "contact: ops@example.org\nnetwork: {allow: [127.0.0.0/8]}\npolling: {host_gap: 0s}\n")
    return tree


@pytest.fixture
def parley(tree: Tree) -> Parley:
    """The command line in a thread of its own, for the server needs this one."""

    async def run(*words: str | Path, stdin: str | None = None) -> Result:
        arguments = [*map(str, words), "--config", str(tree.directory)]
        result = await asyncio.to_thread(CliRunner().invoke, root.build(COMMANDS), arguments, input=stdin)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


# add


async def test_add_finds_the_feed_of_a_page_shows_it_and_writes_it_when_asked(
    parley: Parley, tree: Tree, feeds: FeedServer
) -> None:
    words = ("sources", "add", feeds.url("/"), "--country", "UA")
    shown = await parley(*words, stdin="n\n")
    assert shown.exit_code == 1
    assert "Title 1" in shown.stdout
    assert "Title 9" not in shown.stdout
    assert "speeches.atom" in shown.stderr
    assert "Nothing was written" in shown.stderr
    assert not (tree.directory / "sources/ua.yaml").exists()
    assert (await parley(*words, stdin="y\n")).exit_code == 0
    written = (tree.directory / "sources/ua.yaml").read_text()
    assert written.startswith("# Ukraine.\n\nsources:\n  - id: ua-")
    (source,) = [each for each in tree.load().sources.values() if each.id != "aa-mfa-en"]
    assert (source.url, source.side, source.timezone, source.kind) == (
        feeds.url("/rss.xml"),
        "UA",
        "Europe/Kyiv",
        "feed",
    )
    again = await parley(*words)
    assert (again.exit_code, "has this address already" in again.stderr) == (2, True)


async def test_add_reads_a_page_of_news_and_minds_its_robots_txt(parley: Parley, tree: Tree, feeds: FeedServer) -> None:
    words = ("sources", "add", feeds.url("/news"), "--country", "UA", "--id", "ua-news", "--file", "aa", "--yes")
    feeds.publish("/robots.txt", Publication(b"User-agent: *\nDisallow: /news\n", "text/plain"))
    refused = await parley(*words)
    assert (refused.exit_code, "--ignore-robots" in refused.stderr) == (1, True)
    assert (tree.directory / "sources/aa.yaml").read_text() == SOURCE
    assert (await parley(*words, "--ignore-robots", "they agreed")).exit_code == 0
    text = (tree.directory / "sources/aa.yaml").read_text()
    assert text.startswith(SOURCE + "\n  - id: ua-news\n    name: Press\n")
    source = tree.load().sources["ua-news"]
    assert (source.kind, source.robots_ignored, source.lang) == ("page", "they agreed", "en")


async def test_add_as_json_writes_only_when_told_to(parley: Parley, tree: Tree, feeds: FeedServer) -> None:
    words = ("sources", "add", feeds.url("/rss.xml"), "--country", "UA", "--json")
    shown = json.loads((await parley(*words)).stdout)
    assert (shown["kind"], shown["entries"], shown["written"], shown["newest"][0]["title"]) == (
        "feed",
        9,
        False,
        "Title 1",
    )
    assert not (tree.directory / "sources/ua.yaml").exists()
    assert json.loads((await parley(*words, "--yes")).stdout)["written"] is True
    assert (tree.directory / "sources/ua.yaml").exists()


@pytest.mark.parametrize(
    ("path", "words", "told"),
    [
        ("/login", (), "asks to log in"),
        ("/gone.xml", (), "does not have it any more"),
        ("/nothing", (), "does not have it"),
        ("/", ("--kind", "sitemap"), "html_not_feed"),
        ("/rss.xml", ("--side", "Ukraine"), "not a side"),
        ("/rss.xml", ("--id", "Bad Id"), "not an id"),
        ("/rss.xml", ("--lang", "ua"), "country, not a language"),
    ],
)
async def test_add_says_what_is_wrong_and_writes_nothing(
    parley: Parley, tree: Tree, feeds: FeedServer, path: str, words: tuple[str, ...], told: str
) -> None:
    shown = await parley("sources", "add", feeds.url(path), "--country", "UA", "--yes", *words)
    assert shown.exit_code in {1, 78}
    assert told in shown.stderr
    assert sorted(each.name for each in (tree.directory / "sources").iterdir()) == ["aa.yaml"]


async def test_add_visits_no_address_that_the_service_would_not(parley: Parley, tree: Tree, feeds: FeedServer) -> None:
    tree.write("parley.yaml", "contact: ops@example.org\n")
    shown = await parley("sources", "add", feeds.url("/rss.xml"), "--country", "UA", "--yes")
    assert (shown.exit_code, "network.allow" in shown.stderr) == (1, True)
    assert feeds.answers == []


# verify


def write_sources(tree: Tree, feeds: FeedServer, **keys: str) -> None:
    """A source for each word: its address and, behind a blank, further keys."""
    lines = [
        f"  - {{id: {name}, name: {name}, url: '{feeds.url('/' + value.split(' ')[0])}', body: other, side: UA, "
        f"family: {name}, timezone: UTC{value.partition(' ')[2]}}}\n"
        for name, value in keys.items()
    ]
    tree.write("sources/aa.yaml", "sources:\n" + "".join(lines))


async def test_verify_names_what_has_become_of_each_source(parley: Parley, tree: Tree, feeds: FeedServer) -> None:
    feeds.publish("/robots.txt", Publication(b"User-agent: *\nDisallow: /closed\n", "text/plain"))
    write_sources(
        tree, feeds, sound="rss.xml", list="news , kind: page", moved="moved.xml", gone="gone.xml", html="?x",
        login="login", kind="rss.xml?y , kind: page", empty="empty.xml", undated="undated.xml", old="old.xml",
        ahead="ahead.xml", robots="closed , kind: page", broken="broken.xml", off="gone.xml?z , enabled: false",
    )  # fmt: skip
    checked = await parley("sources", "verify", "--json")
    assert checked.exit_code == 1
    rows = {row["id"]: row for row in json.loads(checked.stdout)}
    kinds = {name: [drift["kind"] for drift in row["drifts"]] for name, row in rows.items()}
    assert kinds == {
        "sound": [], "list": [], "moved": ["moved"], "gone": ["gone"], "html": ["html"], "login": ["login"],
        "kind": ["kind"], "empty": ["empty"], "undated": ["dates"], "old": ["stale"], "ahead": ["dates"],
        "robots": ["robots"], "broken": ["unreachable"],
    }  # fmt: skip
    assert rows["moved"]["moved_to"] == feeds.url("/rss.xml")
    assert feeds.url("/gone.xml") in rows["html"]["drifts"][0]["detail"]
    assert "/closed" not in {answer.path for answer in feeds.answers}
    shown = await parley("sources", "verify")
    assert "2 sources are as written, 11 drifted" in shown.stderr
    assert "sound" not in shown.stdout
    assert not (tree.directory.parent / "var").exists()


async def test_verify_takes_names_and_is_content_with_what_is_sound(
    parley: Parley, tree: Tree, feeds: FeedServer
) -> None:
    write_sources(tree, feeds, sound="rss.xml", gone="gone.xml", off="empty.xml , enabled: false")
    shown = await parley("sources", "verify", "sound")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "1 source is as written, 0 drifted" in shown.stderr
    assert [row["id"] for row in json.loads((await parley("sources", "verify", "off", "--json")).stdout)] == ["off"]
    assert len(json.loads((await parley("sources", "verify", "--disabled", "--json")).stdout)) == 3
    unknown = await parley("sources", "verify", "nobody")
    assert (unknown.exit_code, "no source 'nobody'" in unknown.stderr) == (2, True)


async def test_verify_asks_for_the_network_where_nothing_can_be_reached(
    parley: Parley, tree: Tree, feeds: FeedServer
) -> None:
    write_sources(tree, feeds, broken="broken.xml", another="broken.xml?x")
    assert "does this machine have a network?" in (await parley("sources", "verify")).stderr


async def test_verify_visits_one_host_by_one_request_at_a_time(parley: Parley, tree: Tree, feeds: FeedServer) -> None:
    names = {f"s{number}": f"rss.xml?{number} , host_gap: 100ms" for number in range(5)}
    write_sources(tree, feeds, **names)
    before = SystemClock().now()
    assert (await parley("sources", "verify")).exit_code == 0
    assert SystemClock().now() - before > timedelta(milliseconds=400)
    assert len(feeds.answers) == 5


# OPML


async def test_what_is_exported_comes_back_as_it_was(parley: Parley, tree: Tree, tmp_path: Path) -> None:
    tree.write(
        "sources/ua.yaml",
        """\
        # Ukraine.
        sources:
          - id: ua-page
            name: "Ministry & Co: <news>"
            url: https://mod.example.ua/news?a=1&b=2
            kind: page
            listing: {item: ".a > b", link: "a@href", month_first: true}
            body: defence
            side: UA
            family: ua-mod
            tier: 1
            shortest: 5m
            weight: 2.5
            mirrors: [https://other.example.ua/news]
            article: {selector: ".text", shorter_than: 200, hosts: [pages.example.ua]}
            host_gap: 5s
            timezone: Europe/Kyiv
            headers: {accept-language: uk, x-api-key: "${env:NOWHERE_KEY}"}
            identity: {ids: rotate}
            robots: {ignore: true, reason: they agreed}
            enabled: false
            evidence: documented 2026-03-18
            note: "12"
        """,
    )
    (tree.directory / "hook").write_text("x")
    tree.write(
        "sources/ua.yaml",
        (tree.directory / "sources/ua.yaml").read_text().replace("${env:NOWHERE_KEY}", "${file:hook}"),
    )
    before = config.read_sources(tree.directory)
    exported = tmp_path / "all.opml"
    assert (await parley("sources", "export", exported)).exit_code == 0
    assert "<outline" in (await parley("sources", "export")).stdout
    for path in (tree.directory / "sources").iterdir():
        path.unlink()
    brought = await parley("sources", "import", exported)
    assert (brought.exit_code, "2 sources written, 0 left out" in brought.stderr) == (0, True)
    after = config.read_sources(tree.directory)
    assert [(each.file, dict(each.keys)) for each in after.sources] == [
        (each.file, dict(each.keys)) for each in before.sources
    ]
    assert after.sources == before.sources
    again = await parley("sources", "import", exported)
    assert (again.exit_code, "0 sources written, 2 left out" in again.stderr) == (0, True)
    assert "sources/ua.yaml has it as `ua-page`" in again.stderr


OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Feeds</title></head><body>
<outline text="Ukraine"><outline text="Presidents"><outline text="Office" type="rss" language="uk-UA"
  xmlUrl="https://office.example.org/rss"/></outline></outline>
<outline text="UA"><outline title="Again" xmlUrl="http://mfa.example.org/feed/"/></outline>
<outline text="Le Monde" xmlUrl="https://lemonde.fr/rss"/>
<outline text="A blog" xmlUrl="https://blog.example.com/rss"/>
<outline text="A link" type="link" url="https://example.com/"/>
</body></opml>"""


async def test_of_another_programs_feeds_the_folder_or_the_address_tells_the_country(
    parley: Parley, tree: Tree, tmp_path: Path
) -> None:
    tried = await parley("sources", "import", "-", "--dry-run", stdin=OTHERS)
    assert (tried.exit_code, "2 sources would be written, 2 left out" in tried.stderr) == (1, True)
    assert [path.name for path in (tree.directory / "sources").iterdir()] == ["aa.yaml"]
    (tmp_path / "others.opml").write_text(OTHERS)
    brought = await parley("sources", "import", tmp_path / "others.opml")
    assert brought.exit_code == 1
    assert "others.opml:5: left out “Again”: sources/aa.yaml has it as `aa-mfa-en`" in brought.stderr
    assert "others.opml:7: left out “A blog”" in brought.stderr
    sources = tree.load().sources
    found = {(each.side, each.lang, each.url) for each in sources.values()}
    assert ("UA", "uk", "https://office.example.org/rss") in found
    assert ("FR", None, "https://lemonde.fr/rss") in found
    with_country = await parley("sources", "import", tmp_path / "others.opml", "--country", "INT")
    assert with_country.exit_code == 0
    assert "third" in {each.side for each in tree.load().sources.values()}


BOMB = "".join(f"<!ENTITY {chr(code + 1)} '&{chr(code)};&{chr(code)};'>" for code in range(ord("a"), ord("q")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<opml><body><outline", "well-formed"),
        ("<rss version='2.0'/>", "no OPML"),
        ("<opml version='2.0'><body/></opml>", "names no feed"),
        ("", "well-formed"),
        (
            f"<!DOCTYPE o [<!ENTITY a '{'x' * 1000}'>{BOMB}]><opml><body><outline xmlUrl='&q;'/></body></opml>",
            "entities",
        ),
    ],
)
async def test_what_is_no_opml_is_refused(parley: Parley, text: str, told: str) -> None:
    shown = await parley("sources", "import", "-", stdin=text)
    assert (shown.exit_code, told in shown.stderr) == (2, True)


async def test_an_opml_reaches_no_file_outside_and_reads_none(parley: Parley, tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    text = (
        f"<!DOCTYPE o [<!ENTITY s SYSTEM 'file://{tmp_path}/secret.txt'>]>"
        "<opml version='2.0' xmlns:parley='urn:parley:source'><body><outline text='x' parley:file='../desks.yaml'>"
        "<outline text='A' xmlUrl='https://a.example.ua/rss' parley:id='a' parley:side='UA' parley:body='other' "
        "parley:family='a' parley:timezone='UTC'/></outline>"
        "<outline text='UA'><outline xmlUrl='https://b.example.ua/rss'>&s;</outline></outline></body></opml>"
    )
    desks = (tree.directory / "desks.yaml").read_text()
    shown = await parley("sources", "import", "-", stdin=text)
    assert (shown.exit_code, "without folders" in shown.stderr) == (1, True)
    assert (tree.directory / "desks.yaml").read_text() == desks
    assert "a secret" not in (tree.directory / "sources/ua.yaml").read_text()


async def test_a_value_that_no_source_may_have_is_shown_in_the_opml(parley: Parley, tree: Tree) -> None:
    text = "<opml version='2.0'><body><outline text='UA'>\n<outline text='A' xmlUrl='ftp://a.example.ua/rss'/></outline></body></opml>"
    shown = await parley("sources", "import", "-", stdin=text)
    assert shown.exit_code == 78
    assert "standard input:2:1: not an http or https URL" in shown.stderr
