"""A thousand feeds of twenty entries and some 34 kB, in the kinds and encodings of ministries' feeds."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from random import Random

from tests.bench.match.corpus import Item, items, vocabularies

ENTRIES = 20
NEWEST = datetime(2025, 6, 10, 12, tzinfo=UTC)
PARAGRAPHS = 2
"""Items of the corpus in one entry's text: whole articles, not teasers."""

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
_CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def feeds(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """`count` documents, each with the language that most of it is in. Every seventh is Atom, every eleventh RDF, every
    fifth of the Russian ones windows-1251."""
    random = Random(f"{seed} feeds")
    words = vocabularies(seed)
    for number in range(count):
        pieces = items(ENTRIES * PARAGRAPHS, words, random.randrange(2**32))
        lang = pieces[0].lang
        ours = [piece for piece in pieces if piece.lang == lang] + [piece for piece in pieces if piece.lang != lang]
        if number % 7 == 3:
            yield lang, _atom(number, ours).encode()
        elif number % 11 == 5:
            yield lang, _rdf(number, ours).encode()
        elif number % 5 == 2 and lang == "ru":
            yield lang, _rss(number, ours, "windows-1251").encode("windows-1251", "xmlcharrefreplace")
        else:
            yield lang, _rss(number, ours, "utf-8").encode()


def _entries(number: int, pieces: Sequence[Item]) -> Iterator[tuple[str, str, str, datetime]]:
    """Title, link, text as HTML, and time, the newest first."""
    for index in range(ENTRIES):
        first, *others = pieces[index * PARAGRAPHS : (index + 1) * PARAGRAPHS]
        link = f"https://m{number}.example/news/{number * 1000 + index}/?lang=en&section=press"
        markup = "".join(
            f'<p class="lead">{escape(each.text)} <a href="{escape(link)}"><img src="/i/{index}.jpg" alt=""></a></p>'
            for each in (first, *others)
        )
        yield first.title, link, markup, NEWEST - timedelta(hours=5 * index, minutes=number % 60)


def _rss(number: int, pieces: Sequence[Item], encoding: str) -> str:
    written = "".join(
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link>"
        f'<guid isPermaLink="false">{number}-{at.timestamp():.0f}</guid><pubDate>{format_datetime(at)}</pubDate>'
        f"<category>News</category><dc:creator>Press service</dc:creator>"
        f"<description>{escape(markup[:400])}</description><content:encoded><![CDATA[{markup}]]></content:encoded></item>"
        for title, link, markup, at in _entries(number, pieces)
    )
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" {_CONTENT}><channel>'
        f"<title>Ministry {number}</title><link>https://m{number}.example/</link><description>News</description>"
        f"<lastBuildDate>{format_datetime(NEWEST)}</lastBuildDate>{written}</channel></rss>"
    )


def _atom(number: int, pieces: Sequence[Item]) -> str:
    written = "".join(
        f"<entry><id>tag:m{number}.example,2025:{at.timestamp():.0f}</id><title>{escape(title)}</title>"
        f'<link rel="alternate" href="{escape(link)}"/><updated>{at.isoformat()}</updated>'
        f'<published>{at.isoformat()}</published><content type="html">{escape(markup)}</content></entry>'
        for title, link, markup, at in _entries(number, pieces)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Ministry {number}'
        f"</title><id>tag:m{number}.example,2025:feed</id><updated>{NEWEST.isoformat()}</updated>{written}</feed>"
    )


def _rdf(number: int, pieces: Sequence[Item]) -> str:
    written = "".join(
        f'<item rdf:about="{escape(link)}"><title>{escape(title)}</title><link>{escape(link)}</link>'
        f"<dc:date>{at.isoformat()}</dc:date><description>{escape(markup)}</description></item>"
        for title, link, markup, at in _entries(number, pieces)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rdf:RDF {_RDF} {_CONTENT}>'
        f'<channel rdf:about="https://m{number}.example/"><title>Ministry {number}</title>'
        f"<link>https://m{number}.example/</link><description>News</description></channel>{written}</rdf:RDF>"
    )
