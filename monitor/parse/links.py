"""Links and language tags, as every feed format has them."""

import re
from urllib.parse import urljoin, urlsplit

from monitor.parse.encoding import clean

_LINE_BREAKS = re.compile(r"[\t\r\n]+\s*")
# An address that stays as it is, whatever the base: what most feeds have.
_WHOLE = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?"
    r"(?:/[A-Za-z0-9._~%!$&'()*+,;=:@/-]*)?(?:\?[A-Za-z0-9._~%!$&'()*+,;=:@/?-]+)?(?:#[A-Za-z0-9._~%!$&'()*+,;=:@/?-]+)?"
)
_PRIMARY_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9_-]*)?")
ALTERNATE = frozenset({"alternate", "http://www.iana.org/assignments/relation/alternate"})
"""How Atom writes that a link leads to the entry's page."""

_COUNTRY_FOR_LANGUAGE = {"ua": "uk"}  # a country, written as a language by many Ukrainian sites


def absolute(base: str, link: str) -> str | None:
    """`link` against `base`, if that gives an http or https address; None otherwise."""
    if _WHOLE.fullmatch(link):
        return link
    link = _LINE_BREAKS.sub("", clean(link)).strip()
    if not link:
        return None
    try:
        joined = urljoin(base, link)
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in {"http", "https"} and parts.netloc else None


def primary_language(tag: object) -> str | None:
    """The primary subtag of a BCP 47 tag in lower case (`ru` of `ru-RU`), None for anything else."""
    found = _PRIMARY_TAG.fullmatch(tag.strip()) if isinstance(tag, str) else None
    if found is None:
        return None
    primary = found[1].lower()
    return _COUNTRY_FOR_LANGUAGE.get(primary, primary)
