"""A new source, written as far as it follows from its address and from the sources that are there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from monitor.config.countries import countries, country_of, timezone_of
from monitor.config.files import SOURCES
from monitor.config.source_book import SourceBook, WrittenSource
from monitor.errors import UsageError
from monitor.model.catalog import Source, host_of

_BODIES = (
    ("foreign", re.compile(r"mfa|mofa|mid|foreign|diplo|fdfa|eda|dirco|esteri|exteriores|kemlu|minbuza")),
    ("defence", re.compile(r"mod|mil|defen[cs]e|army|navy")),
    ("president", re.compile(r"president|kremlin|elysee|whitehouse")),
    ("headquarters", re.compile(r"koordshtab|hq")),
    ("parliament", re.compile(r"rada|parliament|duma|bundestag|senate")),
    ("government", re.compile(r"gov|government|cabinet|kmu")),
)
_PARTS_OF_A_HOST = re.compile(r"[.-]")
_GENERIC = frozenset(
    {"www", "gov", "gob", "gouv", "govt", "com", "org", "net", "co", "mil", "int", "edu", "feeds", "rss"}
)
_LANG = re.compile(r"[a-z]{2,3}")
_LANG_IN_PATH = re.compile(r"/(uk|ua|ru|en|de|fr|tr|ar|be|pl|es|it|he|fa|zh)(?:/|$)")
_LANG_OF = {"ua": "uk"}
_LONGEST = 64
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Draft:
    """The keys of a source to be written into `file`."""

    file: str
    keys: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an address turned out to be."""

    url: str
    kind: str
    listing: str | None = None
    title: str = ""
    lang: str | None = None


def draft(seen: Seen, book: SourceBook, given: Mapping[str, Any]) -> Draft:
    """A source for what was seen. `given` are the operator's own words: keys of a source, `country` and `file`.

    A neighbour, a source on the same host, lends its family, body, side, tier and time zone. UsageError where the
    country cannot be told, or an id or address is taken.
    """
    host = host_of(seen.url).rpartition(":")[0]
    refuse_known(seen.url, book)
    neighbour = _neighbour(host_of(seen.url), given.get("country"), book)
    country = _country(given.get("country"), host, neighbour.side if neighbour else None)
    lang = given.get("lang") or _lang(seen)
    name = given.get("id") or _free_id(_slug(country, seen.url, lang), book)
    keys: dict[str, Any] = {
        "id": name,
        "name": (given.get("name") or seen.title or host).strip()[:_LONGEST_NAME],
        "url": seen.url,
        "kind": seen.kind if seen.kind != "feed" else None,
        "listing": seen.listing,
        "body": neighbour.body if neighbour else _body(host),
        "side": neighbour.side if neighbour else "third" if country == "INT" else country,
        "family": neighbour.family if neighbour else name.removesuffix(f"-{lang}"),
        "lang": lang,
        "tier": neighbour.tier if neighbour else 2,
        "timezone": neighbour.timezone if neighbour else _timezone(country, book),
    }
    keys |= {key: value for key, value in given.items() if value is not None and key not in _NO_KEYS}
    if holder := _holder(keys["id"], book):
        raise UsageError(f"{holder.file} has a source `{keys['id']}` already; give this one another --id")
    return Draft(file_of(given.get("file"), country), {key: value for key, value in keys.items() if value is not None})


def refuse_known(url: str, book: SourceBook) -> None:
    """UsageError where a source has this address already."""
    for written in book.sources:
        if same_address(written.source.url, url):
            off = "" if written.enabled else ", switched off: remove its `enabled: false` to watch it"
            raise UsageError(f"{written.file} has this address already, as `{written.source.id}`{off}")


def same_address(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, capitals of the host, and a slash at the end."""
    return _plain(one) == _plain(other)


def title_of(country: str) -> str:
    """What the file of a country begins with."""
    return countries().get(country.upper(), country)


_NO_KEYS = frozenset({"country", "file"})


def _plain(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower().removeprefix("www."), parts.path.rstrip("/"), parts.query


def _neighbour(host: str, country: str | None, book: SourceBook) -> Source | None:
    """A source on the same host; where the operator names a country, one of that country."""
    sides = {country.upper(), "third"} if country else None
    fellows = (each.source for each in book.sources if each.source.host == host)
    return next((fellow for fellow in fellows if sides is None or fellow.side in sides), None)


def _country(given: str | None, host: str, side: str | None) -> str:
    if given is not None:
        code = given.upper()
        if code not in countries():
            raise UsageError(f"--country {given}: write the two capital letters of a country, such as UA, or INT")
        return code
    found = country_of(host) or (side if side != "third" else "INT")
    if found is None:
        raise UsageError(
            f"the country does not follow from {host}: name it with --country UA, or INT for an organisation"
        )
    return found


def file_of(given: str | None, country: str) -> str:
    """The file of sources that is meant, `sources/ua.yaml`, the country's unless named. UsageError for other places."""
    name = (given or country.lower()).removeprefix(f"{SOURCES}/").removesuffix(".yaml")
    if not re.fullmatch(r"[\w-][\w.-]*", name):
        raise UsageError(f"{given} is no file of sources: write a name without folders, such as ua.yaml")
    return f"{SOURCES}/{name}.yaml"


def _lang(seen: Seen) -> str | None:
    if seen.lang and _LANG.fullmatch(seen.lang):
        return seen.lang
    found = _LANG_IN_PATH.search(urlsplit(seen.url).path)
    return _LANG_OF.get(found[1], found[1]) if found else None


def _body(host: str) -> str:
    labels = host.split(".")
    return next((body for label in labels for body, words in _BODIES if words.match(label)), "other")


def _timezone(country: str, book: SourceBook) -> str:
    fellow = next((each.source.timezone for each in book.sources if each.source.side == country), None)
    return fellow or timezone_of(country) or "UTC"


def _slug(country: str, url: str, lang: str | None) -> str:
    parts = urlsplit(url)
    labels = (parts.hostname or "").split(".")
    telling = [label for label in labels[:-1] if label not in _GENERIC] or labels[:1]
    if parts.hostname == "t.me":
        telling = ["telegram", parts.path.rstrip("/").rpartition("/")[2]]
    words = [country, *(word for label in telling for word in _PARTS_OF_A_HOST.split(label)), lang or ""]
    plain = re.sub(r"[^a-z0-9]+", "-", "-".join(filter(None, words)).lower()).strip("-")
    return plain[: _LONGEST - 3].strip("-")


def _free_id(wanted: str, book: SourceBook) -> str:
    tried, number = wanted, 1
    while _holder(tried, book):
        number += 1
        tried = f"{wanted}-{number}"
    return tried


def _holder(source_id: str, book: SourceBook) -> WrittenSource | None:
    return next((each for each in book.sources if each.source.id == source_id), None)
