"""What ordinary sources publish: every kind of document, the ill-formed included, for each is read in its own way."""

import json
from collections.abc import Callable, Sequence

_LONGEST = 20

Row = tuple[str, str, str]
"""An entry's id and address, its title, its text."""


def number_of(name: str) -> int:
    return int(name.rpartition("-")[2])


def kind_of(name: str) -> str:
    """The kind of document of the source with this id, in turn."""
    return list(_DOCUMENTS)[number_of(name) % len(_DOCUMENTS)]


def document(name: str, newest: int) -> tuple[bytes, str]:
    """The body and its media type; the entries are numbered down from `newest`."""
    rows = [
        (
            f"https://ministry.example/{name}/{n}",
            f"{name}: statement {n} of the ministry",
            f"The ministry has said something for the {n}th time.",
        )
        for n in range(newest, max(newest - _LONGEST, 0), -1)
    ]
    make, content_type = _DOCUMENTS[kind_of(name)]
    return make(rows).encode(), content_type


def _rss(rows: Sequence[Row]) -> str:
    items = "".join(
        f"<item><guid>{link}</guid><title>{title}</title><link>{link}</link><description>{text}</description></item>"
        for link, title, text in rows
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def _ill_formed(rows: Sequence[Row]) -> str:
    return _rss(rows).replace("<title>News</title>", "<title>News & more</title>")


def _atom(rows: Sequence[Row]) -> str:
    entries = "".join(
        f'<entry><id>{link}</id><title>{title}</title><link href="{link}"/><summary>{text}</summary></entry>'
        for link, title, text in rows
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{entries}</feed>'


def _json_feed(rows: Sequence[Row]) -> str:
    items = [{"id": link, "url": link, "title": title, "content_text": text} for link, title, text in rows]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items})


def _page(rows: Sequence[Row]) -> str:
    items = "".join(
        f'<li class="news"><time datetime="2025-06-02">2 June 2025</time> <a href="{link}">{title}</a></li>'
        for link, title, _ in rows
    )
    return f"<!DOCTYPE html><html><title>News</title><body><main><ul>{items}</ul></main></body></html>"


def _sitemap(rows: Sequence[Row]) -> str:
    urls = "".join(f"<url><loc>{link}</loc><lastmod>2025-06-02</lastmod></url>" for link, _, _ in rows)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'


_DOCUMENTS: dict[str, tuple[Callable[[Sequence[Row]], str], str]] = {
    "rss": (_rss, "application/rss+xml"),
    "ill-formed": (_ill_formed, "application/rss+xml"),
    "page": (_page, "text/html"),
    "json": (_json_feed, "application/feed+json"),
    "sitemap": (_sitemap, "application/xml"),
    "atom": (_atom, "application/atom+xml"),
}
KINDS = {"rss": "feed", "ill-formed": "feed", "page": "page", "json": "feed", "sitemap": "sitemap", "atom": "feed"}
"""How each kind of document is called in the configuration of its source."""
