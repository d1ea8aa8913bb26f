"""The names of an entry: versioned hashes, the same for ever, since the store remembers them for ever."""

import hashlib
import unicodedata
from html import unescape
from json.encoder import encode_basestring_ascii

from monitor.identify.urls import canonical_url, local_part
from monitor.model.content import Entry, IdentityKeys, KnownItem
from monitor.model.identity import Aliases
from monitor.text import bounded_marks

_VERSION = "v1"
_DIGITS = 32
_WORDS_OF_A_COPY = 12  # shorter texts (a headline, a rubric) are repeated without being copied


def keys(source_id: str, entry: Entry, *, by_id: bool = True) -> IdentityKeys:
    """The entry's names within its source; `fingerprint` and `copy` hold across sources.

    With `by_id=False` its id is left out of them all: for a source that gives everything a new id at every visit.
    """
    name, link, text = (entry.id if by_id else None) or "", entry.link or "", fingerprint(entry.title, entry.text)
    kind, value = ("id", name) if name else ("link", link) if link else ("text", text)
    words = len(entry.title.split()) + len(entry.text.split())
    return IdentityKeys(
        primary=_digest("primary", source_id, kind, value),
        exact=_digest("exact", source_id, name, link, text),
        fingerprint=text,
        copy=text if words >= _WORDS_OF_A_COPY else None,
    )


def aliases(source_id: str, entry: Entry) -> Aliases:
    """The entry's further names; dearer than its keys, and wanted only where these are not known."""
    url = canonical_url(entry.link) if entry.link else None
    long = len(entry.text.split()) >= _WORDS_OF_A_COPY
    said = normal(entry.text) if long else f"{normal(entry.title)}\n{normal(entry.text)}"
    exact_to_the_minute = entry.published is not None and (entry.published.minute or entry.published.second)
    return Aliases(
        guid=_digest("guid", source_id, _local_id(entry.id)) if entry.id and entry.id.strip() else None,
        page=_digest("page", source_id, local_part(url)) if url and local_part(url) != "/" else None,
        said=_digest("said", source_id, said) if said.strip() else None,
        moment=_digest("moment", source_id, entry.published.isoformat())
        if entry.published and exact_to_the_minute
        else None,
        url=_digest("url", url) if url and local_part(url) != "/" else None,
    )


def withdrawal_keys(item: KnownItem) -> IdentityKeys:
    """The keys of an item that was taken back: no entry has these, so that whatever comes back is a version."""
    nothing = _digest("withdrawn", item.key)
    return IdentityKeys(primary=nothing, exact=nothing, fingerprint=nothing, copy=None)


def _local_id(name: str) -> str:
    """An id without what a move of its site changes in it."""
    name = unicodedata.normalize("NFC", bounded_marks(unescape(name))).strip()
    return local_part(canonical_url(name)) if name[:7].lower() in {"http://", "https:/"} else name


def fingerprint(title: str, text: str) -> str:
    """The hash of what is said, whatever the Unicode form and the white space."""
    return _digest("text", normal(title), normal(text))


def item_key(source_id: str, exact: str) -> str:
    """The stable key of the item whose first version has this exact key."""
    return _digest("item", source_id, exact)


def normal(text: str) -> str:
    """NFC, with every run of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", bounded_marks(text)).split())


def _digest(*parts: str) -> str:
    """Of the parts as a JSON list, written as `json.dumps` writes it."""
    material = ",".join(map(encode_basestring_ascii, (_VERSION, *parts)))
    return hashlib.sha256(f"[{material}]".encode()).hexdigest()[:_DIGITS]
