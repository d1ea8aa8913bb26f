"""The page behind an entry that says too little: which entries want theirs, and what its text makes of the item."""

import math
import re
from dataclasses import replace
from urllib.parse import urlsplit

from monitor import identify
from monitor.model.article import READ_ON_ITS_PAGE, StoredItem, WantedArticle
from monitor.model.catalog import ArticlePolicy, Source
from monitor.model.content import Article, Entry, Identified, Verdict
from monitor.model.plan import Plan
from monitor.model.ports import KnownArticles

MOST_AT_ONCE = 20

_ENDS = ("…", "...", "[…]", "[...]")
_BREAKS_OFF_AT_MOST = 3000
_NO_PAGE = re.compile(r"\.(?:pdf|docx?|xlsx?|zip|jpe?g|png|gif|webp|mp[34]|m4a|webm|avi|mov)$", re.IGNORECASE)


def wanted_article(identified: Identified, source: Source) -> WantedArticle | None:
    """The page that a new or changed entry wants; None where the entry says enough, or leads to no page of its source's
    site."""
    entry = identified.entry
    if identified.verdict not in {Verdict.NEW, Verdict.VERSION} or not _is_stub(entry, source.article):
        return None
    if entry.link is None or not _leads_to_page(entry.link, source):
        return None
    return WantedArticle(identified.key, entry.link, entry.text)


def wanted_articles(plan: Plan) -> tuple[WantedArticle, ...]:
    """The pages that a poll wants: those of its newest entries, so that no document sends us to thousands."""
    wanting = [(each.identified.entry, each.wants) for each in plan.items if each.wants is not None]
    wanting.sort(key=lambda each: _age(each[0]))
    return tuple(wants for _, wants in wanting[:MOST_AT_ONCE])


def _age(entry: Entry) -> float:
    """Ascending with age; what has no date is of now."""
    said_at = entry.published or entry.updated
    return -said_at.timestamp() if said_at else -math.inf


def completed(identified: Identified, known: KnownArticles, source: Source) -> Identified:
    """A changed entry that says too little, with what its page said when it was read last; any other as it is. What is
    not in the feed any more may still stand on the page."""
    if identified.verdict is not Verdict.VERSION or identified.item is None:
        return identified
    if not _is_stub(identified.entry, source.article):
        return identified
    text = known.article(identified.item.item_id)
    if text is None:
        return identified
    return replace(identified, entry=replace(identified.entry, text=joined(identified.entry.text, text)))


def with_article(stored: StoredItem, article: Article, source: Source) -> Identified | None:
    """The version that an article's text makes of its item; None where it says nothing new.

    It goes by the feed's own names: the feed goes on showing what it showed, and that is still the same item.
    """
    said = stored.entry
    entry = replace(
        said,
        title=said.title or article.title,
        text=joined(stored.summary, article.text),
        published=said.published or article.published,
        lang=said.lang or article.lang,
    )
    if (entry.title, entry.text) == (said.title, said.text):
        return None
    names = identify.keys(source.id, replace(said, text=stored.summary))
    names = replace(names, fingerprint=stored.item.fingerprint, copy=identify.keys(source.id, entry).copy)
    return Identified(entry, names, stored.item.key, Verdict.VERSION, READ_ON_ITS_PAGE, stored.item)


def joined(summary: str, article: str) -> str:
    """The article's text, behind the feed's own where that is not in it: what matched once goes on matching."""
    lead = summary.rstrip()
    for end in _ENDS:
        lead = lead.removesuffix(end).rstrip()
    return article if _plain(lead) in _plain(article) else f"{lead}\n\n{article}"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _is_stub(entry: Entry, policy: ArticlePolicy) -> bool:
    """Whether the page behind the entry is likely to say more."""
    if not policy.fetch:
        return False
    breaks_off = len(entry.text) < _BREAKS_OFF_AT_MOST and entry.text.rstrip().endswith(_ENDS)
    return breaks_off or len(entry.text) < policy.shorter_than


def _leads_to_page(link: str, source: Source) -> bool:
    """Whether a link leads to a page on the source's own site, or where the operator says that its pages are: a feed
    must not be able to send us anywhere."""
    if not link.startswith(("http://", "https://")):
        return False
    try:
        parts, home = urlsplit(link), urlsplit(source.url)
        host, own = _bare(parts.hostname), _bare(home.hostname)
    except ValueError:
        return False
    if "." not in host or _NO_PAGE.search(parts.path) or not (parts.path.strip("/") or parts.query):
        return False
    return (
        host == own or host.endswith(f".{own}") or own.endswith(f".{host}") or host in map(_bare, source.article.hosts)
    )


def _bare(host: str | None) -> str:
    return (host or "").lower().removeprefix("www.")
