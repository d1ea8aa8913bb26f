"""URLs: what is dialled, what is shown, and where a redirect may lead."""

from ipaddress import ip_network

import pytest

from monitor.errors import FetchError
from monitor.fetch import AddressGuard, redact
from monitor.fetch.redirect import next_target
from monitor.fetch.target import read_target

GUARD = AddressGuard((ip_network("127.0.0.0/8"),))


@pytest.mark.parametrize(
    ("url", "dialled"),
    [
        ("https://Ministry.Example/feed", "https://ministry.example/feed"),
        ("https://ministry.example", "https://ministry.example/"),
        ("https://ministry.example:443/feed?lang=uk#top", "https://ministry.example/feed?lang=uk"),
        ("http://ministry.example:8080/", "http://ministry.example:8080/"),
        (" https://ministry.example/ ", "https://ministry.example/"),
        ("https://міністерство.укр/Н", "https://xn--b1afuehkfcgd7sb.xn--j1amh/%D0%9D"),
        ("https://user:secret@ministry.example/feed", "https://ministry.example/feed"),
        ("http://2130706433:8080/", "http://127.0.0.1:8080/"),
        ("http://[::ffff:127.0.0.1]/", "http://127.0.0.1/"),
        ("http://[2606:4700::1]:8080/", "http://[2606:4700::1]:8080/"),
    ],
)
def test_a_url_is_dialled_in_one_form(url: str, dialled: str) -> None:
    assert read_target(url).url == dialled


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://ministry.example/feed", "scheme_refused"),
        ("file:///etc/passwd", "scheme_refused"),
        ("ministry.example/feed", "scheme_refused"),
        ("http:///feed", "bad_url"),
        ("http://ministry.example:99999/", "bad_url"),
        ("http://ministry.example:x/", "bad_url"),
        ("http://[::1/", "bad_url"),
        ("http://[fe80::1%25eth0]/", "bad_url"),
        ("http://%31%32%37.0.0.1/", "bad_url"),
        ("http://public.example\\@127.0.0.1/", "bad_url"),
        ("http://public.example/\r\nX-Injected: 1", "bad_url"),
        ("http://" + "a" * 70 + ".example\u0301/", "bad_url"),
    ],
)
def test_what_readers_of_urls_may_read_differently_is_refused(url: str, reason: str) -> None:
    with pytest.raises(FetchError) as refused:
        GUARD.check_url(url)
    assert (refused.value.reason, refused.value.weight) == (reason, 1)


def test_credentials_become_a_header_and_are_not_shown() -> None:
    target = read_target("https://us%40er:p%3Aass@ministry.example/feed")
    assert target.authorization == "Basic dXNAZXI6cDphc3M="
    assert "dXNA" not in repr(target)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:secret@ministry.example:8443/feed?token=1#x", "https://ministry.example:8443/feed?…"),
        ("https://ministry.example/feed", "https://ministry.example/feed"),
        ("http://[broken", "(unreadable URL)"),
    ],
)
def test_a_url_is_shown_without_secrets(url: str, shown: str) -> None:
    assert redact(url) == shown


@pytest.mark.parametrize(
    ("location", "leads_to"),
    [
        ("/new feed", "https://ministry.example/new%20feed"),
        ("?page=2", "https://ministry.example/old?page=2"),
        ("//other.example/feed", "https://other.example/feed"),
        ("https://other.example/feed#x", "https://other.example/feed"),
    ],
)
def test_a_location_is_read_from_where_it_was_given(location: str, leads_to: str) -> None:
    assert next_target(read_target("https://ministry.example/old"), location, GUARD).url == leads_to


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        (None, "redirect_refused"),
        ("", "redirect_refused"),
        ("http://ministry.example/old", "redirect_refused"),
        ("javascript:alert(1)", "redirect_refused"),
        ("https://user:secret@ministry.example/", "redirect_refused"),
        ("https://@ministry.example/", "redirect_refused"),
        ("https://[broken/", "redirect_refused"),
        ("/feed\r\nX: y", "redirect_refused"),
        ("https://0xa9fea9fe/", "address_refused"),
    ],
)
def test_a_redirect_may_not_lead_everywhere(location: str | None, reason: str) -> None:
    with pytest.raises(FetchError) as refused:
        next_target(read_target("https://ministry.example/old"), location, GUARD)
    assert refused.value.reason == reason
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("/new", True),
        ("https://ministry.example/new", True),
        ("https://other.example/new", False),
        ("http://ministry.example:8080/new", False),
    ],
)
def test_credentials_stay_with_their_host(location: str, *, kept: bool) -> None:
    start = read_target("http://user:secret@ministry.example/old")
    assert (next_target(start, location, GUARD).authorization is not None) is kept
