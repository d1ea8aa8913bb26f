"""What a feed says of its own pace, by both ways."""

import pytest

from monitor.model.content import ParsedFeed
from monitor.parse.fast import parse_feed_fast
from monitor.parse.feed import parse_feed_carefully

ITEM = "<item><title>The minister opened a school</title></item>"
SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
OTHER_PREFIX = 'xmlns:when="http://purl.org/rss/1.0/modules/syndication/"'


def rss(channel: str, namespaces: str = "") -> str:
    return f'<rss version="2.0" {namespaces}><channel><title>News</title>{channel}{ITEM}</channel></rss>'


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    f"{SY}><channel><title>News</title><sy:updatePeriod>daily</sy:updatePeriod></channel>{ITEM}</rdf:RDF>"
)


@pytest.mark.parametrize(
    ("document", "pace"),
    [
        (rss("<ttl>30</ttl>"), (30.0, None, None)),
        (rss("<ttl> 15 </ttl>"), (15.0, None, None)),
        (rss("<ttl>soon</ttl>"), (None, None, None)),
        (rss("<ttl>-5</ttl>"), (None, None, None)),
        (rss("<ttl>" + "9" * 400 + "</ttl>"), (None, None, None)),
        (
            rss("<sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", SY),
            (None, "hourly", 2.0),
        ),
        (rss("<when:updatePeriod>Weekly</when:updatePeriod>", OTHER_PREFIX), (None, "weekly", None)),
        (RDF, (None, "daily", None)),
        (rss(""), (None, None, None)),
    ],
)
def test_both_ways_find_the_same(document: str, pace: tuple[float | None, str | None, float | None]) -> None:
    where = ({}, "https://mod.example/feed", "UTC", 100)
    fast, careful = parse_feed_fast(document.encode(), *where), parse_feed_carefully(document.encode(), *where)
    assert fast is not None
    assert told(fast) == pace
    assert told(careful) == pace
    assert fast.entries == careful.entries


def told(feed: ParsedFeed) -> tuple[float | None, str | None, float | None]:
    return feed.ttl_minutes, feed.update_period, feed.update_frequency
