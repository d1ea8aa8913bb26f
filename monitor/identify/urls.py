"""The one address of a page, for comparing: what browsers, feeds and campaigns write in many ways.

`yarl` does what the standards say (case, ports, dot segments, percent-encoding, international hosts); here is what
publishers do beside them. Two addresses of one page that stay two cost little, for id and text still tell; two pages
that become one would hide news: so everything that is not known to be idle stays.
"""

import re
import unicodedata
from urllib.parse import quote, unquote, unquote_to_bytes

from yarl import URL

from monitor.identify.tracking import PLACES, REDIRECTORS, is_tracking

LONGEST = 8192
"""Characters; what is longer is no address that a reader could open, and stays as it is."""

_BREAKS = re.compile(r"[\t\r\n]")
_FRONT = re.compile(r"(?:www|m|mobile|amp|wap)\.(?=[^.]+\.)")
_IDLE_IN_PATH = re.compile(r"//|./$|;jsession|/amp|\.amp|/index\.|/default\.", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_AMP = re.compile(r"^/amp(?=/.)|/amp$|\.amp(?=\.html?$)|\.amp$", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index\.(?:html?|php|aspx?|jsp)|default\.aspx?)$", re.IGNORECASE)
# A letter and its marks, each percent-encoded: yarl composes nothing.
_MARKED = re.compile(r"(?:(?<!%)(?<!%[0-9A-F])[A-Za-z])?(?:%[89A-F][0-9A-F])+")
_CODES = "ar az be bg cs de en es et fa fi fr he hu hy it ja ka ko lt lv nl pl pt ro ru sk sl sr sv tr uk zh"
_LANGUAGES = {
    **{code: code for code in _CODES.split()},
    "ua": "uk",
    "ukr": "uk",
    "eng": "en",
    "rus": "ru",
    "bel": "be",
    "by": "be",
    "deu": "de",
    "fra": "fr",
}
_LANGUAGE_NAMES = frozenset(("lang", "language", "locale", "hl", "lng"))


def canonical_url(url: str) -> str:
    """The address by which the page of `url` is compared; the same again for its own result.

    Scheme, `www.`, mobile and AMP forms, default ports, trailing slashes, index files, tracking parameters, sessions
    and the order of differently named parameters do not count. What is no http or https address comes back as it is,
    without the white space around it.
    """
    url = _BREAKS.sub("", url).strip()
    while (parts := _parts(url)) is not None:
        host = _host(parts.raw_host or "")
        target = _target(host, parts.raw_path, parts.raw_query_string)
        if target is None:
            return _joined(host, parts)
        url = target
    return url


def _parts(url: str) -> URL | None:
    """The address taken apart, or None for what is no http or https address."""
    if len(url) > LONGEST:
        return None
    while "&amp;" in url:
        url = url.replace("&amp;", "&")
    try:
        # yarl takes the address apart once, keeps no more than it was given, and refuses what is none.
        parts = URL(url if url.isascii() else unicodedata.normalize("NFC", url))
    except ValueError:
        return None
    return parts if parts.raw_host and parts.scheme in {"http", "https"} else None


def _joined(host: str, parts: URL) -> str:
    port, query, fragment = parts.explicit_port, parts.raw_query_string, parts.raw_fragment
    return "".join(
        (
            "https://",
            host if port in {None, 80, 443} else f"{host}:{port}",
            _path(parts.raw_path),
            _query(query) if query else "",
            _fragment(fragment) if fragment else "",
        )
    )


def local_part(url: str) -> str:
    """Path, query and fragment of a canonical address: what stays when a site moves to another host."""
    start = url.find("/", len("https://"))
    return url[start:] if start >= 0 else "/"


def host_part(url: str) -> str:
    """The host of a canonical address, with its port where it has one."""
    return url.removeprefix("https://").partition("/")[0]


def language_variant(url: str) -> tuple[str, str | None]:
    """A canonical address without its language, and that language (ISO 639-1): `/en/news/1` and `/ru/news/1` are two
    pages that very likely tell the same. None, and the address as it is, where it names no language."""
    host, path = host_part(url), local_part(url)
    label, _, rest = host.partition(".")
    if label in _LANGUAGES and "." in rest:
        return f"https://{rest}{path}", _LANGUAGES[label]
    way, mark, query = path.partition("?")
    segments = way.split("/")
    for index, segment in enumerate(segments[1:3], start=1):
        code = segment.lower().partition("-")[0].partition("_")[0]
        if code in _LANGUAGES and len(segments) > index + 1:
            shorter = "/".join((*segments[:index], *segments[index + 1 :]))
            return f"https://{host}{shorter}{mark}{query}", _LANGUAGES[code]
    return _without_language_parameter(f"https://{host}{way}", query)


def _without_language_parameter(page: str, query: str) -> tuple[str, str | None]:
    kept, language = [], None
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        code = value.lower().partition("-")[0].partition("_")[0]
        if name.lower() in _LANGUAGE_NAMES and code in _LANGUAGES:
            language = _LANGUAGES[code]
        else:
            kept.append(pair)
    return (f"{page}?{'&'.join(kept)}" if kept else page), language


def _host(host: str) -> str:
    host = host.lower().rstrip(".")  # yarl leaves the case of a host that is no name
    while (front := _FRONT.match(host)) is not None:
        host = host[front.end() :]
    return host


def _path(path: str) -> str:
    if "%C" in path and ("%CC" in path or "%CD" in path):
        path = _MARKED.sub(_composed, path)
    if _IDLE_IN_PATH.search(path) is None:
        return path or "/"
    before = None
    while path != before:
        before = path
        path = re.sub("/{2,}", "/", _SESSION_IN_PATH.sub("", path))
        path = _INDEX.sub("/", _AMP.sub("", path.rstrip("/") or "/")).rstrip("/")
    return path or "/"


def _composed(found: re.Match[str]) -> str:
    try:
        text = unquote_to_bytes(found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
    return quote(unicodedata.normalize("NFC", text))


def _query(query: str) -> str:
    """The parameters that count, by name; those of one name in their order, which may matter."""
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    kept = [pair for pair in pairs if not is_tracking(pair[0], pair[2])]
    if len(kept) > 1:
        kept.sort(key=lambda pair: pair[0])
    return "?" + "&".join(map("".join, kept)) if kept else ""


def _fragment(fragment: str) -> str:
    name, _, value = fragment.partition("=")
    idle = fragment.lower() in PLACES or fragment.startswith(":~:") or is_tracking(name.lstrip("?"), value)
    return "" if idle else f"#{fragment}"


def _target(host: str, path: str, query: str) -> str | None:
    """Where an address that only leads on leads, None for any other."""
    if host == "google.com" and path.startswith("/amp/s/"):
        return f"https://{path.removeprefix('/amp/s/')}{'?' if query else ''}{query}"
    if host.endswith(".cdn.ampproject.org") and path.startswith("/c/"):
        return f"https://{path.removeprefix('/c/').removeprefix('s/')}{'?' if query else ''}{query}"
    names = REDIRECTORS.get((host, path))
    if names is None:
        return None
    values = dict(pair.partition("=")[::2] for pair in reversed(query.split("&")))
    targets = [unquote(values[name]) for name in names if name in values]
    return next((target for target in targets if target.startswith(("http://", "https://"))), None)
