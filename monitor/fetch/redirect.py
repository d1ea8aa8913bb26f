"""Where a redirect may lead."""

from urllib.parse import urljoin, urlsplit

from monitor.errors import FetchError
from monitor.fetch.guard import AddressGuard
from monitor.fetch.target import Target, is_ambiguous, redact

PERMANENT = frozenset({301, 308})
REDIRECTS = PERMANENT | {302, 303, 307}


def next_target(current: Target, location: str | None, guard: AddressGuard) -> Target:
    """The target a redirect of `current` leads to, with the credentials of `current` where the host stays the same.

    FetchError `redirect_refused` for no location, other schemes, https → http and credentials in the location;
    `address_refused` for where nobody may go.
    """
    if not location:
        raise FetchError("redirect_refused", "the redirect does not say where to")
    url = _joined(current.url, location.replace(" ", "%20"))
    try:
        target = guard.check_url(url)
    except FetchError as error:
        if error.reason == "address_refused":
            raise
        raise FetchError("redirect_refused", f"redirected to {redact(url)}: {error.detail}") from error
    if "@" in urlsplit(url).netloc:
        raise FetchError("redirect_refused", f"redirected to {redact(url)} with credentials")
    if (current.scheme, target.scheme) == ("https", "http"):
        raise FetchError("redirect_refused", f"redirected from https to {redact(url)}")
    authorization = current.authorization if current.same_host(target) else None
    return Target(target.url, target.scheme, target.host, target.port, authorization)


def _joined(base: str, location: str) -> str:
    if is_ambiguous(location):  # `urljoin` would drop it in silence
        raise FetchError("redirect_refused", "redirected to a URL with control characters or backslashes")
    try:
        return urljoin(base, location)
    except ValueError as error:
        raise FetchError("redirect_refused", "redirected to a URL that cannot be read") from error
