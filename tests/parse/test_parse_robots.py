"""What a robots.txt says to one visitor."""

import pytest

from monitor.parse.robots import robots_verdict

HOST = "https://mfa.example"


def allows(text: str, path: str, agent: str = "Parley") -> bool:
    return HOST + path in robots_verdict(text.encode(), agent, [HOST + path]).allowed


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/list", False),
        ("/private/news/1", True),
        ("/files/a.pdf", False),
        ("/files/a.pdf?page=1", True),
        ("/search?q=a&print=1", False),
        ("/новости", True),
        ("/тайна/1", False),
    ],
)
def test_the_longest_pattern_decides(path: str, allowed: bool) -> None:
    text = (
        "User-agent: *\nDisallow: /private\nAllow: /private/news\nDisallow: /*.pdf$\nDisallow: /*print=\n"
        "Disallow: /%D1%82%D0%B0%D0%B9%D0%BD%D0%B0\n"
    )
    assert allows(text, path) is allowed


def test_a_group_of_our_own_is_the_only_one_that_counts() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Parley\nDisallow: /private\nCrawl-delay: 2.5\n"
    assert allows(text, "/news")
    assert not allows(text, "/private")
    assert not allows(text, "/news", agent="Other")
    assert robots_verdict(text.encode(), "Parley", []).crawl_delay == 2.5
    assert robots_verdict(text.encode(), "Other", []).crawl_delay is None


@pytest.mark.parametrize("text", ["", "\ufeffUser-agent: *\nDisallow:", "<html><h1>Not found</h1></html>", "\x00\xff"])
def test_what_forbids_nothing_allows_everything(text: str) -> None:
    assert allows(text, "/news")


def test_a_byte_order_mark_and_windows_line_ends_hide_nothing() -> None:
    assert not allows("\ufeffUser-agent: *\r\nDisallow: /news\r\n", "/news")


@pytest.mark.parametrize("delay", ["inf", "nan", "-3", "soon"])
def test_a_delay_that_is_none_is_none(delay: str) -> None:
    assert robots_verdict(f"User-agent: *\nCrawl-delay: {delay}".encode(), "Parley", []).crawl_delay is None
