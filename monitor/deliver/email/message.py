"""Writes the mail of a delivery: the same bytes at every attempt, and no header that we did not write."""

import hashlib
import re
from collections.abc import Sequence
from email import policy
from email.errors import MessageError
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, parseaddr

from jinja2 import PackageLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from monitor.deliver.display import clean_header
from monitor.deliver.email.plain import render_plain
from monitor.deliver.view import AlertView, view
from monitor.errors import DeliveryError
from monitor.model.alert import AlertRevision, Delivery
from monitor.model.catalog import Channel

_LONGEST_HEADLINE, _LONGEST_SOURCE, _LONGEST_SUBJECT = 100, 30, 160
_NO_DOMAIN = "parley.invalid"
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NOT_A_LABEL = re.compile(r"[^a-z0-9-]+")
_TEMPLATES = ImmutableSandboxedEnvironment(
    loader=PackageLoader("monitor.deliver.email", package_path=""),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


class _Unfolded(UnstructuredHeader, BaseHeader):
    """An id in a header: on one line however long, for a folded or encoded id is another id to many readers."""

    def fold(self, *, policy: "policy.Policy") -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _Subject(UnstructuredHeader, BaseHeader):
    """Words beyond ASCII, all of them encoded: where only some are, folding loses the spaces between (gh-92081)."""

    def fold(self, *, policy: "policy.Policy") -> str:
        if self.isascii():
            return str(super().fold(policy=policy))
        encoded = Header(str(self), "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {encoded}{policy.linesep}"


def _mail_policy() -> "policy.EmailPolicy[EmailMessage]":
    """SMTP line ends, seven bits."""
    headers = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references", "x-parley-alert", "x-parley-delivery"):
        headers.map_to_type(name, _Unfolded)
    headers.map_to_type("subject", _Subject)
    return policy.SMTP.clone(cte_type="7bit", header_factory=headers)


_POLICY = _mail_policy()


def compose(channel: Channel, delivery: Delivery) -> bytes:
    """The mail as it goes over the wire. DeliveryError (permanent) where it would not read back as it was written."""
    shown = view(delivery)
    plain = render_plain(shown)
    html = _TEMPLATES.get_template("alert.html").render(alert=shown, subject=_subject(shown))
    headers = _headers(channel, delivery, shown)
    try:
        message = EmailMessage(_POLICY)
        for name, value in headers.items():
            message[name] = value
        message.set_content(plain)
        message.add_alternative(html, subtype="html")
        # The boundary is of the bodies themselves: whoever writes an item cannot know it and close a part early.
        message.set_boundary("=_" + _digest(delivery.key, plain, html)[:40])
        wire = message.as_bytes()
    except (MessageError, ValueError, TypeError, LookupError) as error:
        raise DeliveryError("unmailable", f"the message cannot be written: {error}", permanent=True) from error
    check_headers(wire, [*headers, "MIME-Version", "Content-Type"])
    return wire


def check_headers(wire: bytes, names: Sequence[str]) -> None:
    """The guard against header injection: the mail, read again, has exactly these headers and our two parts.

    DeliveryError `header_mismatch` (permanent) otherwise.
    """
    read = BytesParser(policy=policy.default).parsebytes(wire)
    parts = [part.get_content_type() for part in read.walk()]
    if sorted(read.keys()) != sorted(names) or parts != ["multipart/alternative", "text/plain", "text/html"]:
        raise DeliveryError("header_mismatch", "the message does not read back as it was written", permanent=True)


def _headers(channel: Channel, delivery: Delivery, shown: AlertView) -> dict[str, str]:
    """Every header of ours. Message-ID is of the delivery, the thread's root of the alert, the date of the revision."""
    alert = delivery.alert
    domain = _domain(channel)
    root = f"<thread.{_digest(alert.key)[:32]}@{domain}>"
    return {
        "From": clean_header(channel.sender or ""),
        "To": ", ".join(clean_header(address) for address in channel.to),
        "Subject": _subject(shown),
        "Date": format_datetime(alert.raised_at),
        "Message-ID": f"<{_id_part(delivery.key)}@{domain}>",
        "In-Reply-To": root,
        "References": root,
        "List-Id": f"Parley <{_label(delivery.desk_id)}.parley.{domain}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Parley-Alert": _id_part(alert.key),
        "X-Parley-Revision": str(alert.revision),
        "X-Parley-Delivery": _id_part(delivery.key),
        **_priority(alert),
    }


def _subject(shown: AlertView) -> str:
    """`[URGENT] Headline — Source`, the level first; `[URGENT] Update 1: …` for the first update."""
    update = f"Update {shown.update}: " if shown.update else ""
    headline = clean_header(shown.headline, _LONGEST_HEADLINE)
    source = clean_header(shown.source, _LONGEST_SOURCE)
    return clean_header(f"[{shown.level}] {update}{headline} — {source}", _LONGEST_SUBJECT)


def _priority(alert: AlertRevision) -> dict[str, str]:
    """What mail readers ring a bell for."""
    return {"Importance": "high"} if alert.severity in {"flash", "urgent"} else {}


def _domain(channel: Channel) -> str:
    """The sender's domain in ASCII."""
    domain = parseaddr(channel.sender or "")[1].rpartition("@")[2]
    try:
        return clean_header(domain).encode("idna").decode() or _NO_DOMAIN
    except UnicodeError:
        return _NO_DOMAIN


def _id_part(key: str) -> str:
    """The key where it is fit to be an id in a header, else its digest."""
    return key if _PLAIN_KEY.fullmatch(key) else _digest(key)


def _label(desk_id: str) -> str:
    return _NOT_A_LABEL.sub("-", desk_id.lower()).strip("-") or "desk"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()
