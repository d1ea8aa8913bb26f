"""Articles: the pages behind entries that say too little."""

from dataclasses import dataclass
from datetime import datetime

from monitor.model.content import Entry, KnownItem

READ_ON_ITS_PAGE = "article"
"""Why there is a version that no feed has shown."""


@dataclass(frozen=True, slots=True)
class WantedArticle:
    """The page of an item, by the item's key; `summary` is what the feed itself says."""

    item_key: str
    url: str
    summary: str


@dataclass(frozen=True, slots=True)
class ArticleClaim:
    """The right to visit the page of one item. `attempt` is the fencing token; the claim is worthless after
    `expires_at`. `failures` are the visits that have failed in a row."""

    item_id: int
    source_id: str
    url: str
    host: str
    attempt: int
    failures: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it stands, with what its newest version says; `summary` is what the feed itself says."""

    item: KnownItem
    entry: Entry
    summary: str
