"""The attacks: what each hostile source serves, and by which reasons a visit of it may end."""

import asyncio
import itertools
from collections.abc import Callable, Iterable

from tests.hostile.addresses import ADDRESSES
from tests.hostile.attack import OK, Attack
from tests.hostile.tls import TLS_ATTACKS, can_make_certificates
from tests.support.hostile import BEHAVIOURS, FEED, REASONS, Serve, Visit, page, raw

_GIVEN_UP = frozenset({"cpu_limit", "deadline"})
_READ = frozenset({OK})
# `localhost` and 127.0.0.1 are the same to a service that is allowed to visit loopback.
_NOT_HERE = {"redirect_localhost", "canary"}


def attacks(quadratic_copies: int, *, flood: bool, apart: bool) -> dict[str, Attack]:
    """Every attack by its name; the quadratic documents several times, so that they come together. What must not be
    tried in the network of this machine is left out where the run is not `apart`.

    The flood is no trick but an honest feed of thousands of new entries at every visit, and the store has one writer.
    """
    by_server = {
        name: Attack(serve, frozenset({REASONS[name] or OK}))
        for name, serve in BEHAVIOURS.items()
        if name not in _NOT_HERE
    }
    by_document = {name: Attack(_document(make), reasons) for name, (make, reasons) in _DOCUMENTS.items()}
    quadratic = {
        f"{name}_{number}": by_document[name] for name in _QUADRATIC for number in range(2, quadratic_copies + 1)
    }
    others = {**_MORE_SERVERS, "redirect_unlisted": Attack(_redirect("http://[::1]:{port}/canary"), _REFUSED)}
    if apart:
        others |= {**_REDIRECTS_WITHIN, **ADDRESSES, **(TLS_ATTACKS if can_make_certificates() else {})}
    if flood:
        others["flood"] = Attack(_flood(), _READ | _GIVEN_UP)
    return {**by_server, **by_document, **quadratic, **others}


def _redirect(location: str) -> Serve:
    async def serve(visit: Visit) -> None:
        await visit.redirect(location.format(port=visit.port))

    return serve


async def _shrinking(visit: Visit) -> None:
    """Twenty entries to who comes for the first time, and none to who has been there."""
    items = b"" if "if-none-match" in visit.headers else _items(range(20))
    await visit.answer(body=_channel(items), etag=f'"{len(items)}"', content_type="application/rss+xml")


def _changing() -> Serve:
    """The same entries with other ids at every visit."""
    numbers = itertools.count()

    async def serve(visit: Visit) -> None:
        visited = next(numbers)
        items = b"".join(
            b"<item><guid>%d-%d</guid><title>Statement %d</title><link>https://ministry.example/%d</link></item>"
            % (visited, n, n, n)
            for n in range(20)
        )
        await visit.answer(body=_channel(items), content_type="application/rss+xml")

    return serve


async def _password_to_another(visit: Visit) -> None:
    """Sends who comes with a password to another host, where it must not be told."""
    if visit.path.endswith("?another"):
        leaked = "authorization" in visit.headers
        await visit.answer(500 if leaked else 200, FEED, content_type="application/rss+xml")
    else:
        await visit.redirect(f"http://elsewhere.example:{visit.port}{visit.path}?another", 307)


async def _slow_parts(visit: Visit) -> None:
    """An index of sitemaps whose parts never come."""
    if "?" in visit.path:
        await asyncio.Event().wait()
    parts = "".join(f"<sitemap><loc>{visit.path}?{n}</loc></sitemap>" for n in range(9))
    await visit.answer(body=f"<sitemapindex>{parts}</sitemapindex>".encode(), content_type="application/xml")


# SETTINGS, then streams that are reset before they begin.
_HTTP_2 = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + b"\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x08" * 10_000
_CAPTCHA = b"<!DOCTYPE html><html><title>Just a moment...</title><form id='captcha'></form></html>"
_REFUSED = frozenset({"address_refused"})

_MORE_SERVERS: dict[str, Attack] = {
    "http_2": Attack(raw(_HTTP_2), frozenset({"not_http", "headers_too_large"})),
    "typed_as_image": Attack(page(content_type="image/png"), _READ),
    "captcha": Attack(page(_CAPTCHA, content_type="text/html"), frozenset({"challenge"})),
    "slow_parts": Attack(_slow_parts, _READ, kind="sitemap"),
    "shrinking": Attack(_shrinking, _READ | {"shrunk"}),
    "changing_ids": Attack(_changing(), _READ),
    "clock_of_1970": Attack(page(date="Thu, 01 Jan 1970 00:00:00 GMT"), _READ),
    "clock_of_2099": Attack(page(date="Thu, 31 Dec 2099 23:59:59 GMT"), _READ),
}
_REDIRECTS_WITHIN: dict[str, Attack] = {
    "redirect_localhost": Attack(_redirect("http://localhost/canary"), _REFUSED),
    "redirect_credentials": Attack(
        _redirect("http://user:pass@elsewhere.example/canary"), frozenset({"redirect_refused"})
    ),
    "redirect_metadata_decimal": Attack(_redirect("http://2852039166/canary"), _REFUSED),
    "redirect_metadata_mapped": Attack(_redirect("http://[::ffff:a9fe:a9fe]/canary"), _REFUSED),
    "redirect_metadata_name": Attack(_redirect("http://metadata.example/canary"), _REFUSED),
    "redirect_loopback_6": Attack(_redirect("http://[::1]/canary"), _REFUSED),
    "password_to_another": Attack(_password_to_another, _READ, authorization="Basic ZGVzazpodW50ZXIy"),
}


def _document(make: Callable[[], bytes]) -> Serve:
    """A document that is made when it is first asked for."""
    made: list[bytes] = []

    async def serve(visit: Visit) -> None:
        made[:] = made or [make()]
        await visit.answer(body=made[0], content_type="application/rss+xml")

    return serve


def _rss(item: bytes, before: bytes = b"") -> bytes:
    return before + _channel(b"<item>" + item + b"</item>")


def _channel(items: bytes) -> bytes:
    return b'<rss version="2.0"><channel><title>News</title>' + items + b"</channel></rss>"


def _items(numbers: Iterable[int]) -> bytes:
    return b"".join(b"<item><guid>%d</guid><title>Item</title></item>" % number for number in numbers)


def _attributes() -> bytes:
    return _rss(b"<description><a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b">x</a></description>")


def _author() -> bytes:
    """Ill-formed by its ampersand, so that it is read by the reader that mends, and pays for it."""
    return _rss(b"<title>R & D</title><author>" + b"a" * 262_144 + b"</author>")


def _entities_in_entities() -> bytes:
    levels = b"\n".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(9))
    return _rss(b"<title>&a9;</title>", b'<!DOCTYPE rss [\n<!ENTITY a0 "ha">\n' + levels + b"\n]>\n")


def _long_entity() -> bytes:
    return _rss(
        b"<title>" + b"&a;" * 200_000 + b"</title>", b'<!DOCTYPE rss [\n<!ENTITY a "' + b"x" * 100_000 + b'">\n]>\n'
    )


def _external_entity() -> bytes:
    return _rss(b"<title>&x;</title>", b'<!DOCTYPE rss [\n<!ENTITY x SYSTEM "file:///etc/passwd">\n]>\n')


def _flood() -> Serve:
    """As many entries as a document may have, new ones at every visit."""
    numbers = itertools.count()

    async def serve(visit: Visit) -> None:
        await visit.answer(body=_channel(_items(itertools.islice(numbers, 5000))))

    return serve


_QUADRATIC = ("quadratic_attributes", "quadratic_author")
_DOCUMENTS: dict[str, tuple[Callable[[], bytes], frozenset[str]]] = {
    "quadratic_attributes": (_attributes, _GIVEN_UP),
    "quadratic_author": (_author, _GIVEN_UP),
    "long_author": (lambda: _rss(b"<author>" + b"a" * 262_144 + b"</author>"), frozenset({OK})),
    "entity_bomb": (_entities_in_entities, frozenset({"entity_bomb"})),
    "long_entity": (_long_entity, frozenset({"entity_bomb"})),
    "external_entity": (_external_entity, frozenset({OK})),
    "deep": (lambda: _rss(b"<x>" * 100_000 + b"</x>" * 100_000), frozenset({OK, *_GIVEN_UP})),
    "many_items": (lambda: _rss(b"</item><item>" * 100_000), frozenset({OK, *_GIVEN_UP})),
    "long_title": (lambda: _rss(b"<title>" + b"x" * 8_000_000 + b"</title>"), frozenset({OK, *_GIVEN_UP})),
    "html_page": (lambda: b"<!DOCTYPE html><html><title>Log in</title></html>", frozenset({"login"})),
    "binary": (lambda: bytes(range(256)) * 100, frozenset({"not_a_feed"})),
}
