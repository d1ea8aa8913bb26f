"""How sources are reached: headers of their own, a proxy, certificate authorities."""

import re
import ssl
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ValidationInfo

from monitor.config.fields import Secret, SecretUrl, Text, fault, with_secrets
from monitor.config.secrets import SHAPES

LONGEST_HEADER = 1024

_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")
# Who asks, for what, and how it comes over the wire is Parley's to say.
_OURS = frozenset(
    {
        "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "if-modified-since",
        "if-none-match", "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
        "user-agent",
    }
)  # fmt: skip
_CREDENTIALS = re.compile(r"authorization|cookie|.*(?:key|token|secret).*")


def _header_name(value: str) -> str:
    name = value.lower()
    if not _TOKEN.fullmatch(name):
        raise fault("not a header's name", "Use letters, digits and `-`, such as `Accept-Language`.")
    if name in _OURS:
        raise fault(f"`{value}` is Parley's own to set", "Remove it; every request names Parley and your `contact`.")
    return name


def _header_value(value: str, info: ValidationInfo) -> str:
    text = with_secrets(value, info)
    if not (text.isascii() and text.isprintable() and len(text) <= LONGEST_HEADER):
        raise fault(
            "not a header's value", f"Write one line of up to {LONGEST_HEADER} characters without letters beyond ASCII."
        )
    return text


def _no_bare_credentials(value: object) -> object:
    """A look at the headers as written, before references become what they stand for."""
    for name, text in value.items() if isinstance(value, dict) else ():
        if isinstance(text, str) and _CREDENTIALS.fullmatch(str(name).lower()) and "${" not in text:
            raise fault(f"the credentials of `{name}` are written into the file", f"Refer to them: {SHAPES}.")
    return value


def _proxy(value: str) -> str:
    if urlsplit(value).scheme != "http":
        raise fault("not a proxy Parley can use", "Write `http://host:port`; encrypted sources pass it by CONNECT.")
    return value


def _authorities(value: str) -> str:
    try:
        ssl.create_default_context().load_verify_locations(cadata=value)
    except (ssl.SSLError, ValueError):
        raise fault(
            "no certificates are in it", "Refer to a file in PEM form: it begins with `-----BEGIN CERTIFICATE-----`."
        ) from None
    return value


Headers = Annotated[
    dict[
        Annotated[str, AfterValidator(_header_name)],
        Annotated[Text, AfterValidator(_header_value)],
    ],
    BeforeValidator(_no_bare_credentials),
]
Proxy = Annotated[SecretUrl, AfterValidator(_proxy)]
Authorities = Annotated[Secret, AfterValidator(_authorities)]
