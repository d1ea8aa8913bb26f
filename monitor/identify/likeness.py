"""How far an entry is the piece that an item is, where one name ties them and their texts differ."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from monitor.identify.keys import fingerprint, normal
from monitor.identify.urls import canonical_url, host_part, local_part
from monitor.model.content import Entry, KnownItem
from monitor.model.identity import IdentityPolicy
from monitor.text import fold, word_spans

APART = timedelta(hours=36)
"""Publications further from each other than this are two, if dates can be trusted."""
SIMILAR = 0.6
ALMOST_THE_SAME = 0.8
UNLIKE = 0.3


@dataclass(frozen=True, slots=True)
class Likeness:
    """An entry beside an item. `text` gives the item's text; it is asked only where all else leaves doubt."""

    entry: Entry
    fingerprint: str
    item: KnownItem
    policy: IdentityPolicy
    text: Callable[[int], str]

    @property
    def unchanged(self) -> bool:
        """Title and text are the same."""
        return self.item.fingerprint == self.fingerprint

    @property
    def same_title(self) -> bool:
        return normal(self.entry.title) == normal(self.item.title)

    @property
    def same_text(self) -> bool:
        """The text alone is unchanged: under the old title it would have the old fingerprint."""
        return fingerprint(self.item.title, self.entry.text) == self.item.fingerprint

    @property
    def same_page(self) -> bool:
        """The link names the same page, on the same site."""
        if not self.policy.unique_links or self.entry.link is None or self.item.link is None:
            return self.entry.link == self.item.link
        here, there = canonical_url(self.entry.link), canonical_url(self.item.link)
        return local_part(here) == local_part(there) and _same_site(host_part(here), host_part(there))

    @property
    def same_date(self) -> bool:
        return self.entry.published is not None and self.entry.published == self.item.published_at

    @property
    def dates_apart(self) -> bool:
        """Both are dated, and too far apart to be one publication."""
        published, before = self.entry.published, self.item.published_at
        if not self.policy.fixed_dates or published is None or before is None:
            return False
        return abs(published - before) > APART

    @property
    def similarity(self) -> float:
        return similarity(self.text(self.item.item_id), self.entry.text)

    @property
    def is_edit(self) -> bool:
        """Whether one id makes this an edit of the item; if not, the id was given to another piece."""
        if self.same_page:
            return self.same_title or not self.dates_apart or self.similarity >= UNLIKE
        if self.same_text or self.same_date:
            return True
        return not self.dates_apart and (self.same_title or self.similarity >= SIMILAR)


def similarity(one: str, other: str) -> float:
    """The share of the words of the shorter text that the other has too; 0 where either has none."""
    here, there = _words(one), _words(other)
    fewer = min(here.total(), there.total())
    return (here & there).total() / fewer if fewer else 0.0


def _words(text: str) -> Counter[str]:
    folded = fold(text).text
    return Counter(folded[start:end] for start, end in word_spans(folded))


def _same_site(one: str, other: str) -> bool:
    """Whether one host is the other's or lies within it."""
    return one == other or one.endswith("." + other) or other.endswith("." + one)
