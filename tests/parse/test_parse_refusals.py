"""What stands in the place of a feed is named; and one entry that cannot be read costs no other."""

import pytest

from monitor.errors import ParseError
from monitor.model.content import Entry, ParsedFeed
from monitor.parse.bounds import bounded
from monitor.parse.feed import parse_feed
from monitor.parse.gathering import gather


def reason(body: str) -> str:
    with pytest.raises(ParseError) as refused:
        parse_feed(body.encode(), {"content-type": "text/html"}, "https://mod.example/rss", "UTC", 10)
    return refused.value.reason


@pytest.mark.parametrize(
    "page",
    [
        "<title>Just a moment...</title><script>window._cf_chl_opt = {}</script>",
        "<title>Attention Required! | Cloudflare</title>",
        "<title>DDoS-Guard</title><p>Checking your browser before accessing mod.example</p>",
        "<title>Проверка браузера</title><p>Подождите.</p>",
        "<title>mod.example</title><div>Protected by Variti</div>",
        "<title>mod.example</title><iframe src='/_Incapsula_Resource?x=1'></iframe>",
        "<title>mod.example</title><script>document.cookie='k=1';location.reload();</script>",
        "<title>mod.example</title><div class='g-recaptcha'></div>",
        "<title>Робот?</title><form class='smartcaptcha'></form>",
    ],
)
def test_challenges(page: str) -> None:
    assert reason(f"<!DOCTYPE html><html><head>{page}</head><body></body></html>") == "challenge"


@pytest.mark.parametrize(
    "page",
    [
        "<form><input name=u><input type='password' name=p></form>",
        "<title>Вход в систему</title>",
        "<title>Log in</title>",
    ],
)
def test_logins(page: str) -> None:
    assert reason(f"<!DOCTYPE html><html><head></head><body>{page}</body></html>") == "login"


def test_other_pages_and_nothing() -> None:
    assert reason("<html><body>The ministry has moved. No captions here.</body></html>") == "html_not_feed"
    assert reason("\n \n") == "empty"


def test_a_feed_that_speaks_of_captchas_is_a_feed() -> None:
    item = "<item><title>Just a moment: captcha &amp; password</title></item>"
    feed = parse_feed(
        f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), {}, "https://m.example/", "UTC", 9
    )
    assert len(feed.entries) == 1


@pytest.mark.parametrize("cut", [5, 30, 60])
def test_a_feed_cut_short_is_read_and_named(cut: int) -> None:
    items = "".join(f"<item><title>Talks {n}</title><link>/{n}</link></item>" for n in range(4))
    body = f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"
    feed = parse_feed(body[:-cut].encode(), {}, "https://mod.example/rss", "UTC", 10)
    assert [entry.title for entry in feed.entries][:3] == ["Talks 0", "Talks 1", "Talks 2"]
    assert feed.warning == "truncated"


def test_an_entry_that_cannot_be_read_is_told_and_costs_no_other() -> None:
    def read(piece: str) -> Entry | None:
        return Entry(piece, None, str(int(piece)), "") if piece != "0" else None

    entries, unreadable = gather(["1", "two\0", "0", "3"], read)
    assert [entry.id for entry in entries] == ["1", "3"]
    assert unreadable == ("entry 2: ValueError: invalid literal for int() with base 10: 'two\\x00'",)
    assert bounded(ParsedFeed(entries, unreadable=unreadable)).warning == "entries_unreadable"
    assert bounded(ParsedFeed(entries, warning="truncated", unreadable=unreadable)).warning == "truncated"


def test_no_more_is_told_than_a_reader_can_bear_and_no_memory_is_no_entry() -> None:
    assert len(gather(["x"] * 500, lambda piece: Entry(piece, None, str(int(piece)), ""))[1]) == 20

    def exhausted(_piece: str) -> Entry:
        raise MemoryError

    with pytest.raises(MemoryError):
        gather(["x"], exhausted)
