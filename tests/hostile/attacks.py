"""The attacks: what each hostile source serves, and by which reasons a visit of it may end."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from tests.support.hostile import BEHAVIOURS, REASONS, Serve, Visit

OK = "ok"

# `localhost` and 127.0.0.1 are the same to a service that is allowed to visit loopback.
_GIVEN_UP = frozenset({"cpu_limit", "deadline"})
_NOT_HERE = {"redirect_localhost", "normal", "canary"}


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile source. `reasons` are those that may be told; `ok` for what is to be read in spite of itself."""

    serve: Serve
    reasons: frozenset[str]


def attacks(quadratic_copies: int, *, flood: bool) -> dict[str, Attack]:
    """Every attack by its name; the quadratic documents several times, so that they come together.

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
    others = {"redirect_unlisted": Attack(_to_unlisted_loopback, frozenset({"address_refused"}))}
    if flood:
        others["flood"] = Attack(_flood(), frozenset({OK, *_GIVEN_UP}))
    return {**by_server, **by_document, **quadratic, **others}


async def _to_unlisted_loopback(visit: Visit) -> None:
    await visit.redirect(f"http://[::1]:{visit.port}/canary")


def _document(make: Callable[[], bytes]) -> Serve:
    """A document that is made when it is first asked for."""
    made: list[bytes] = []

    async def serve(visit: Visit) -> None:
        made[:] = made or [make()]
        await visit.answer(body=made[0], content_type="application/rss+xml")

    return serve


def _rss(item: bytes, before: bytes = b"") -> bytes:
    return before + b'<rss version="2.0"><channel><title>News</title><item>' + item + b"</item></channel></rss>"


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
        items = b"".join(b"<item><guid>%d</guid><title>Item</title></item>" % next(numbers) for _ in range(5000))
        await visit.answer(body=b'<rss version="2.0"><channel>' + items + b"</channel></rss>")

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
