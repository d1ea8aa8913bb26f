"""The kinds of values that keys take: each says in its own words what is wrong with a value and how to mend it."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import timedelta
from difflib import get_close_matches
from functools import cache
from ipaddress import ip_network
from typing import Annotated, TypeGuard, TypeVar, cast
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from monitor.config.quantities import is_duration, parse_duration, parse_size
from monitor.config.secrets import SHAPES, SecretFault, Secrets
from monitor.model.catalog import Network

T = TypeVar("T")

FAULT = "parley"
"""The type of the errors raised here; their context holds the mend and, where there is one, a suggestion."""

LONGEST_LINE = 200
LONGEST_EMAIL = 254
LONGEST_URL = 2048

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")
_HOST = re.compile(r"[A-Za-z0-9_.:-]{1,253}")
_LANG = re.compile(r"[a-z]{2,3}")
_SIDE = re.compile(r"[A-Z]{2}|third")
_PARTY = re.compile(r"[A-Z][A-Z0-9_-]{1,31}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_REFERENCE = re.compile(r"\$\{[^{}]*\}")
COUNTRIES_AS_LANGUAGES = {"ua": "uk", "by": "be", "cz": "cs", "cn": "zh", "jp": "ja", "il": "he", "gb": "en"}
_RESPELT = {"kiew": "Europe/Kyiv", "kyjiw": "Europe/Kyiv", "moskau": "Europe/Moscow", "moskva": "Europe/Moscow"}
"""Cities that are spelt too differently in other languages to be found by likeness."""

_WHSEC_BYTES = range(24, 65)


def fault(message: str, mend: str, suggestion: str | None = None) -> PydanticCustomError:
    """An error of a value, in plain words."""
    # Braces in the message would be read as placeholders; the text goes in as one.
    context = {"text": message, "mend": mend, "suggestion": suggestion or ""}
    return PydanticCustomError(FAULT, "{text}", context)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise fault("text is wanted here", "Write text; put numbers and words such as `true` in quotes.")
    return value


def _id(value: str) -> str:
    if not _ID.fullmatch(value):
        suggestion = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:64]
        raise fault(
            "not an id", "Use up to 64 small letters, digits and `-`, a letter or digit first.", suggestion or None
        )
    return value


def _line(value: str) -> str:
    if _CONTROL.search(value) or not value.strip() or len(value) > LONGEST_LINE:
        raise fault("not a line of text", f"Write one line of up to {LONGEST_LINE} characters.")
    return value.strip()


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def duration(least: str, most: str, unit: str = "s") -> BeforeValidator:
    """Reads durations from `least` to `most`; a bare number is taken to be meant in `unit`."""
    shortest, longest = parse_duration(least), parse_duration(most)
    assert shortest is not None
    assert longest is not None
    span = f"Write a duration of `{least}` to `{most}`."

    def read(value: object) -> timedelta:
        text = str(value)
        if (_is_count(value) and value < 0) or (text.startswith("-") and is_duration(text[1:])):
            raise fault("the duration is negative", span)
        if not isinstance(value, str) or not is_duration(value):
            suggestion = f"{value}{unit}" if _is_count(value) else None
            raise fault("not a duration", "Write a number and its unit: `30s`, `5m`, `24h`, `1d`, `1h30m`.", suggestion)
        parsed = parse_duration(value)
        if parsed is None or parsed > longest:
            raise fault(f"the duration must be at most {most}", span)
        if parsed < shortest:
            raise fault(f"the duration must be at least {least}", span)
        return parsed

    return BeforeValidator(read)


def size(least: str, most: str) -> BeforeValidator:
    """Reads sizes from `least` to `most`, as bytes."""
    smallest, largest = parse_size(least), parse_size(most)
    assert smallest is not None
    assert largest is not None
    span = f"Write a size of `{least}` to `{most}`."

    def read(value: object) -> int:
        text = str(value)
        if (_is_count(value) and value < 0) or (text.startswith("-") and parse_size(text[1:]) is not None):
            raise fault("the size is negative", span)
        parsed = parse_size(value) if isinstance(value, str) else None
        if parsed is None:
            suggestion = f"{value}MB" if _is_count(value) and value else None
            raise fault("not a size", "Write a number and its unit: `512KB`, `8MB`, `1GB`.", suggestion)
        if parsed > largest:
            raise fault(f"the size must be at most {most}", span)
        if parsed < smallest:
            raise fault(f"the size must be at least {least}", span)
        return parsed

    return BeforeValidator(read)


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def _timezone(value: str) -> str:
    if value not in _timezones():
        by_case = {name.lower(): name for name in _timezones()}
        close = get_close_matches(value.lower(), by_case, n=1)
        suggestion = _RESPELT.get(value.rpartition("/")[2].lower()) or (by_case[close[0]] if close else None)
        raise fault("no such time zone", "Write a name of the IANA list, such as `Europe/Kyiv` or `UTC`.", suggestion)
    return value


def _lang(value: str) -> str:
    if value in COUNTRIES_AS_LANGUAGES:
        raise fault(
            f"`{value}` is a country, not a language", "Write the language's tag.", COUNTRIES_AS_LANGUAGES[value]
        )
    if not _LANG.fullmatch(value):
        suggestion = value.partition("-")[0].lower()
        suggestion = suggestion if _LANG.fullmatch(suggestion) else ""
        raise fault("not a language", "Write its tag in two or three small letters: `uk`, `ru`, `en`.", suggestion)
    return value


def _side(value: str) -> str:
    if not _SIDE.fullmatch(value):
        close = value.upper() if re.fullmatch(r"[A-Za-z]{2}", value) else None
        mend = "Write the two capital letters of the country, such as `UA`, or `third` for organisations."
        raise fault("not a side", mend, "third" if value.lower() == "third" else close)
    return value


def _party(value: str) -> str:
    if not _PARTY.fullmatch(value):
        mend = "Write the two capital letters of the country, such as `UA`, or a name in capitals, such as `HAMAS`."
        raise fault("not a party", mend, value.upper() if _PARTY.fullmatch(value.upper()) else None)
    return value


def _email(value: str) -> str:
    if len(value) > LONGEST_EMAIL or not _EMAIL.fullmatch(value):
        raise fault("not an e-mail address", "Write the bare address, such as `desk@example.org`.")
    return value


def _host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise fault("not a host name", "Write a name or an address alone, without `https://` and port.")
    return value


def check_url(value: str) -> str:
    """The URL itself; a fault where it is not one that can be fetched. The message never holds the URL."""
    try:
        parts = urlsplit(value)
        complete = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise fault("not a URL", "Look at the host and the port: `https://host:port/path`.") from None
    if parts.scheme not in ("http", "https"):
        close = get_close_matches(parts.scheme, ("https", "http"), n=1, cutoff=0.7)
        suggestion = close[0] + value[len(parts.scheme) :] if close and "@" not in value else None
        raise fault("not an http or https URL", "Begin it with `https://`.", suggestion)
    if not complete:
        raise fault("the URL names no host", "Write it as `https://host/path`.")
    if _CONTROL.search(value) or " " in value or len(value) > LONGEST_URL:
        raise fault(f"a URL holds no blanks and at most {LONGEST_URL} characters", "Write `%20` for a blank.")
    return value


def _public_url(value: str) -> str:
    if urlsplit(check_url(value)).username is not None:
        raise fault("the URL holds a user name or a password", "Remove what stands before the `@`.")
    return value


def _cidr(value: object) -> Network:
    text = _text(value)
    try:
        return ip_network(text)
    except ValueError:
        raise fault(
            "not a network", "Write it as `10.0.0.0/8` or `::1/128`, without host bits.", _without_host_bits(text)
        ) from None


def _without_host_bits(text: str) -> str | None:
    try:
        return str(ip_network(text, strict=False))
    except ValueError:
        return None


def _contact(value: str) -> str:
    if value.startswith(("http://", "https://")) and value.isascii():
        return _public_url(value)
    if not _EMAIL.fullmatch(value):
        raise fault("neither an e-mail address nor a URL", "Write where sources can reach you: `you@example.org`.")
    return value


def _resolved(info: ValidationInfo, look_up: Callable[[Secrets], T]) -> T:
    """What `look_up` finds in the secrets of this load."""
    try:
        return look_up(cast(Secrets, info.context))
    except SecretFault as error:
        raise fault(error.message, error.mend, error.suggestion) from None


def with_secrets(text: str, info: ValidationInfo) -> str:
    """`text` with what its references stand for."""
    return _resolved(info, lambda secrets: secrets.within(text))


def _secret(value: object, info: ValidationInfo) -> str:
    if not isinstance(value, str):
        raise fault("not a reference to a secret", f"Write {SHAPES}.")
    return _resolved(info, lambda secrets: secrets.whole(value))


def _signing_key(value: str) -> str:
    scheme, _, encoded = value.partition("_")
    try:
        size = len(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if scheme != "whsec" or size not in _WHSEC_BYTES:
        raise fault(
            "the secret is no webhook key", "Make one: `whsec_` and 24 to 64 random bytes in base64, as one word."
        )
    return value


def _secret_url(value: str, info: ValidationInfo) -> str:
    if not _REFERENCE.search(value):
        return _public_url(value)
    return check_url(with_secrets(value, info))


def _database(value: str, info: ValidationInfo) -> str:
    if "://" in value and _literal_password(value):
        raise fault("a password is written into the file", f"Refer to it: {SHAPES}.")
    url = _resolved(info, lambda secrets: secrets.within(value, quoted=True))
    scheme = url.partition("://")[0]
    if scheme not in ("sqlite", "postgresql", "postgresql+psycopg") or (
        scheme == "sqlite" and not url.startswith("sqlite:///")
    ):
        raise fault("not a database Parley can use", "Write `sqlite:///path` or `postgresql://host/name`.")
    if url == "sqlite:///":
        raise fault(
            "the database has no path", "Write a file: `sqlite:///var/parley.db`, or `sqlite:////srv/parley.db`."
        )
    return url


def _literal_password(url: str) -> bool:
    authority = url.split("://", 1)[1].split("/", 1)[0]
    password = authority.rpartition("@")[0].partition(":")[2]
    return bool(password) and not _REFERENCE.fullmatch(password)


Text = Annotated[str, BeforeValidator(_text), StringConstraints(min_length=1)]
Id = Annotated[str, BeforeValidator(_text), AfterValidator(_id)]
Line = Annotated[str, BeforeValidator(_text), AfterValidator(_line)]
Contact = Annotated[Line, AfterValidator(_contact)]
Timezone = Annotated[str, BeforeValidator(_text), AfterValidator(_timezone)]
Lang = Annotated[str, BeforeValidator(_text), AfterValidator(_lang)]
Side = Annotated[str, BeforeValidator(_text), AfterValidator(_side)]
Party = Annotated[str, BeforeValidator(_text), AfterValidator(_party)]
Email = Annotated[str, BeforeValidator(_text), AfterValidator(_email)]
Host = Annotated[str, BeforeValidator(_text), AfterValidator(_host)]
PublicUrl = Annotated[str, BeforeValidator(_text), AfterValidator(_public_url)]
Cidr = Annotated[Network, BeforeValidator(_cidr)]
Secret = Annotated[str, BeforeValidator(_secret)]
SigningKey = Annotated[Secret, AfterValidator(_signing_key)]
SecretUrl = Annotated[str, BeforeValidator(_text), AfterValidator(_secret_url)]
Database = Annotated[str, BeforeValidator(_text), AfterValidator(_database)]
