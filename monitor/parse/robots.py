"""robots.txt (RFC 9309): what it says to one visitor of some addresses."""

from collections.abc import Sequence

from protego import Protego

from monitor.model.content import RobotsVerdict


def robots_verdict(body: bytes, agent: str, urls: Sequence[str]) -> RobotsVerdict:
    """Which of `urls`, all of one host, a visitor with the product token `agent` may ask for, and its `Crawl-delay`.

    The longest pattern decides, and `Allow` between equals; `*` and `$` are understood. What is no robots.txt says
    nothing, and so allows everything. Time and memory are not bounded.
    """
    rules = Protego.parse(body.decode("utf-8-sig", "replace"))
    allowed = tuple(url for url in urls if rules.can_fetch(url, agent))
    return RobotsVerdict(allowed, rules.crawl_delay(agent))
