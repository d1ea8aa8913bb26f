"""Feeds of our own with the habits of real ones, and what must come of each: how many items, or which refusal."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
SITE = "https://ministry.example"

Piece = dict[str, str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A document; `items` it must give, or the `refusal` it must meet."""

    body: bytes
    items: int = 0
    refusal: str | None = None


def news(number: int, **changes: str) -> Piece:
    """One piece of news by its number."""
    return {
        "id": f"{SITE}/?p={number}",
        "title": f"Делегации провели встречу № {number}",
        "link": f"{SITE}/news/{number}",
        "text": f"<p>Стороны обсудили {number} вопросов повестки &amp; сверили списки.</p>",
        "date": f"Mon, {number % 27 + 1:02} Jun 2025 10:00:00 +0300",
        **changes,
    }


def without(piece: Piece, *names: str) -> Piece:
    return {name: value for name, value in piece.items() if name not in names}


_RSS_TAGS = {"id": "guid", "title": "title", "link": "link", "text": "description", "date": "pubDate"}


def rss(pieces: Iterable[Piece], encoding: str = "utf-8") -> bytes:
    root = etree.Element("rss", version="2.0")
    channel = etree.SubElement(root, "channel")
    etree.SubElement(channel, "title").text = "Новости"
    for piece in pieces:
        item = etree.SubElement(channel, "item")
        for name, value in piece.items():
            etree.SubElement(item, _RSS_TAGS[name]).text = value
    return _written(root, encoding)


def atom(pieces: Iterable[Piece]) -> bytes:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the stubs forbid the default namespace
    etree.SubElement(root, f"{{{ATOM}}}title").text = "News"
    for piece in pieces:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        for name, value in piece.items():
            if name == "link":
                etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=value)
            elif name == "text":
                etree.SubElement(entry, f"{{{ATOM}}}content", type="html").text = value
            else:
                etree.SubElement(entry, f"{{{ATOM}}}{'updated' if name == 'date' else name}").text = value
    return _written(root)


def rdf(pieces: Iterable[Piece]) -> bytes:
    root = etree.Element(f"{{{RDF}}}RDF", nsmap={"rdf": RDF})
    channel = etree.SubElement(root, f"{{{RSS1}}}channel", {f"{{{RDF}}}about": SITE})
    etree.SubElement(channel, f"{{{RSS1}}}title").text = "Nachrichten"
    for piece in pieces:
        item = etree.SubElement(root, f"{{{RSS1}}}item", {f"{{{RDF}}}about": piece["id"]})
        for name in ("title", "link", "text"):
            etree.SubElement(item, f"{{{RSS1}}}{_RSS_TAGS[name]}").text = piece[name]
    return _written(root)


def _written(root: etree._Element, encoding: str = "utf-8") -> bytes:
    document = BytesIO()
    etree.ElementTree(root).write(document, xml_declaration=True, encoding=encoding)
    return document.getvalue()


def _ill_formed() -> bytes:
    """Bare ampersands and an undeclared entity, as from a template that escapes nothing."""
    return rss(map(news, range(7))).replace(b"&amp;amp;", b"&").replace(b"</title>", b"&nbsp;R&D</title>")


FEEDS: dict[str, Feed] = {
    "plain.rss": Feed(rss(map(news, range(20))), 20),
    "plain.atom": Feed(atom(map(news, range(12))), 12),
    "plain.rdf": Feed(rdf(map(news, range(15))), 15),
    "windows-1251.rss": Feed(rss(map(news, range(9)), encoding="windows-1251"), 9),
    "utf-16.rss": Feed(rss(map(news, range(6)), encoding="utf-16"), 6),
    "repeated-id.rss": Feed(rss(news(n, id="1") for n in range(11)), 11),
    "repeated-id-and-link.atom": Feed(atom(news(n, id="1", link=SITE) for n in range(8)), 8),
    "without-ids.rss": Feed(rss(without(news(n), "id") for n in range(10)), 10),
    "titles-alone.rss": Feed(rss({"title": f"Сообщение {n}"} for n in range(5)), 5),
    "without-dates.atom": Feed(atom(without(news(n), "date") for n in range(7)), 7),
    "said-twice.rss": Feed(rss(news(n % 6) for n in range(18)), 6),
    "same-title-other-link.rss": Feed(rss(without(news(n, title="Брифинг", text=""), "id") for n in range(9)), 9),
    "one-link-for-all.rss": Feed(rss(without(news(n, link=SITE), "id") for n in range(9)), 9),
    "one-item.rss": Feed(rss([news(1)]), 1),
    "no-news.rss": Feed(rss([]), 0),
    "ill-formed.rss": Feed(_ill_formed(), 7),
    "cut-short.rss": Feed(rss(map(news, range(8)))[:-60], 8),
    "page.html": Feed(b"<!DOCTYPE html><html><body><h1>Checking your browser</h1></body></html>", refusal="challenge"),
    "other.json": Feed(b'{"items": []}', refusal="not_a_feed"),
    "nothing.xml": Feed(b"\n", refusal="empty"),
    "binary.xml": Feed(bytes(range(256)) * 40, refusal="not_a_feed"),
    "broken-at-once.rss": Feed(b'<rss version="2.0"><channel><title>News & more</titel><item', refusal="truncated"),
}
