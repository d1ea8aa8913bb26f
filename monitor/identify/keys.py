"""The names of an entry: versioned hashes, the same for ever, since the store remembers them for ever."""

import hashlib
import unicodedata
from json.encoder import encode_basestring_ascii

from monitor.model.content import Entry, IdentityKeys
from monitor.text import bounded_marks

_VERSION = "v1"
_DIGITS = 32
_WORDS_OF_A_COPY = 12  # shorter texts (a headline, a rubric) are repeated without being copied


def keys(source_id: str, entry: Entry) -> IdentityKeys:
    """The entry's names within its source; `fingerprint` and `copy` hold across sources."""
    name, link, text = entry.id or "", entry.link or "", fingerprint(entry.title, entry.text)
    kind, value = ("id", name) if name else ("link", link) if link else ("text", text)
    words = len(entry.title.split()) + len(entry.text.split())
    return IdentityKeys(
        primary=_digest("primary", source_id, kind, value),
        exact=_digest("exact", source_id, name, link, text),
        fingerprint=text,
        copy=text if words >= _WORDS_OF_A_COPY else None,
    )


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
