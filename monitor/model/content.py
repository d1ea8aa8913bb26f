"""What comes from a source: documents, entries, items and their versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from monitor.model.identity import Aliases

TextField = Literal["title", "text"]


@dataclass(frozen=True, slots=True)
class Request:
    """One visit to make. `etag` and `last_modified` are the validators of the last full answer, verbatim.

    `headers` are the source's own; like the validators they go to the host of `url` alone. Of a body longer than
    `at_most` bytes only these are read; None refuses what is longer than the guard allows.
    """

    source_id: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes and headers as fetched; `body` is free of content encodings. Header names are lower-case.

    `status` is 200, or 304 with an empty body. `url` is where the bytes came from after redirects; `moved_to` is set
    when every redirect on the way was permanent.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: datetime
    moved_to: str | None = None

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("last-modified")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the feed says of one piece. `title` and `text` are plain text; absent fields are None or empty.

    `link` is absolute. `published` and `updated` are UTC. `lang` is a BCP 47 primary tag such as `uk`.
    """

    id: str | None
    link: str | None
    title: str
    text: str
    published: datetime | None = None
    updated: datetime | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A further document of a source, with the time of its last change (UTC) where it is told."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """Entries in the order of the document. `warning` names what was ill-formed and still read, else None.

    `skipped` counts entries left out by the parser's limit on entries. `unreadable` tells of each entry that had to be
    left out for itself (`entry 3: ValueError: …`). `more` are the parts of a sitemap index, the newest first.

    `ttl_minutes`, `update_period` (`hourly`, `daily`, …) and `update_frequency` are what the feed says of its own pace.
    """

    entries: tuple[Entry, ...]
    title: str = ""
    lang: str | None = None
    warning: str | None = None
    skipped: int = 0
    unreadable: tuple[str, ...] = ()
    more: tuple[Link, ...] = ()
    ttl_minutes: float | None = None
    update_period: str | None = None
    update_frequency: float | None = None


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page speaks of. `media_type` is empty where only its address suggests it; the likeliest first."""

    url: str
    title: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The text of a page, without what stands around it. Times are UTC."""

    title: str
    text: str
    published: datetime | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """What a robots.txt says to us: which of the addresses asked about we may visit, and the seconds it wants between
    two visits."""

    allowed: tuple[str, ...] = ()
    crawl_delay: float | None = None


class Verdict(StrEnum):
    """What identify decided about an entry."""

    NEW = "new"
    VERSION = "new version"
    SAME = "same"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """What the store remembers of an item, as far as deciding needs it.

    `published_at` is the date it was first seen with. `churn` counts its versions, kept or not, since `churn_since`.
    `seen_at` is when its newest version was last noted to stand in a document, `missing_since` when it was first found
    to be left out of one; `withdrawn` says that it was taken back by its publisher. `guid` is its id as it was noted
    last.
    """

    item_id: int
    key: str
    version: int
    fingerprint: str
    title: str
    link: str | None
    alert_id: int | None = None
    published_at: datetime | None = None
    churn: int = 0
    churn_since: datetime | None = None
    seen_at: datetime | None = None
    missing_since: datetime | None = None
    withdrawn: bool = False
    guid: str | None = None


class EditClass(StrEnum):
    """How much an edit means: form only; other words; a fact, a figure or a match."""

    COSMETIC = "cosmetic"
    WORDING = "wording"
    MATERIAL = "material"


@dataclass(frozen=True, slots=True)
class Edit:
    """What an edit is, with the reason: a stable name (`punctuation`, `figure`, `fact`, …)."""

    kind: EditClass
    reason: str


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another item with the same text. `raised_at` is when desks were told of it, None when they were not."""

    source_id: str
    published_at: datetime | None
    raised_at: datetime | None


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """The names by which one entry can be known again.

    `primary` says what the feed calls it (id, else link, else text); `exact` adds link and text to it, so that entries
    which share one id stay apart; `fingerprint` is of title and text alone; `copy` is the fingerprint where the text
    is long enough to prove a copy, else None.
    """

    primary: str
    exact: str
    fingerprint: str
    copy: str | None


@dataclass(frozen=True, slots=True)
class Identified:
    """An entry with the decision about it and the reason. `item` is the item it belongs to, None when it is new.

    `aliases` are its further names, None where it was known by its exact key and they were not asked for.
    """

    entry: Entry
    keys: IdentityKeys
    key: str
    verdict: Verdict
    reason: str
    item: KnownItem | None = None
    copy_of: int | None = None
    aliases: Aliases | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the original title or text: `text == getattr(item, field)[start:end]`."""

    field: TextField
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matched, with the spans that made it match and the clauses (`any.0.keyword`) they satisfied."""

    rule_id: str
    spans: tuple[Span, ...]
    clauses: tuple[str, ...] = field(default=())
