"""Servers whose encryption is not to be trusted, with certificates made on the spot by openssl."""

import shutil
import ssl
import subprocess
from pathlib import Path

from tests.hostile.attack import OK, Attack
from tests.hostile.names import PUBLIC
from tests.support.hostile import FEED, Visit

_REFUSED = frozenset({"tls"})
# A server that gives up the handshake may not stay to say so.
_GIVEN_UP = _REFUSED | {"connect", "closed"}
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
_LONG_CHAIN = 2_000

OURS, SELF_SIGNED, EXPIRED, ANOTHER_HOST, OLD, LONG = "ours", "self-signed", "expired", "another-host", "old", "long"


async def _feed(visit: Visit) -> None:
    await visit.answer(body=FEED, content_type="application/rss+xml")


async def _to_http(visit: Visit) -> None:
    await visit.redirect(f"http://{PUBLIC}/canary")


TLS_ATTACKS: dict[str, Attack] = {
    "self_signed": Attack(_feed, _REFUSED, certificate=SELF_SIGNED),
    "expired": Attack(_feed, _REFUSED, certificate=EXPIRED),
    "certificate_of_another": Attack(_feed, _REFUSED, certificate=ANOTHER_HOST),
    "tls_1_0": Attack(_feed, _GIVEN_UP, certificate=OLD),
    "long_chain": Attack(_feed, _REFUSED, certificate=LONG),
    "https_to_http": Attack(_to_http, frozenset({"redirect_refused"}), certificate=OURS),
    "trusted": Attack(_feed, frozenset({OK}), certificate=OURS),
}
"""By name; `trusted` is the control."""


def can_make_certificates() -> bool:
    return shutil.which("openssl") is not None


def make_certificates(folder: Path, host: str) -> Path:
    """The certificates of all attacks, as files that `context_of` reads; returns the authority to be trusted."""
    folder.mkdir(parents=True, exist_ok=True)
    _openssl(
        folder, "req", "-x509", *_KEY, "-keyout", "ca.key", "-out", "ca.pem", "-days", "9", "-subj", "/CN=Authority"
    )
    _signed(folder, OURS, f"IP:{host}", days=9)
    _signed(folder, EXPIRED, f"IP:{host}", days=-1)
    _signed(folder, ANOTHER_HOST, "IP:192.0.2.7,DNS:another.example", days=9)
    own = ("-addext", f"subjectAltName=IP:{host}")
    _openssl(
        folder, "req", "-x509", *_KEY, "-keyout", "own.key", "-out", "own.crt", "-days", "9", "-subj", "/CN=o", *own
    )
    _join(folder, SELF_SIGNED, "own.crt", "own.key")
    ours = (folder / OURS).read_text("ascii")
    (folder / OLD).write_text(ours, "ascii")
    (folder / LONG).write_text(ours + (folder / "ca.pem").read_text("ascii") * _LONG_CHAIN, "ascii")
    return folder / "ca.pem"


def context_of(folder: Path, certificate: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate == OLD:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.options &= ~(ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.load_cert_chain(folder / certificate)
    return context


def _signed(folder: Path, name: str, names: str, *, days: int) -> None:
    (folder / "names").write_text(f"subjectAltName={names}\n", "ascii")
    _openssl(folder, "req", *_KEY, "-keyout", f"{name}.key", "-out", "request", "-subj", f"/CN={name}")
    authority = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
    _openssl(
        folder,
        *("x509", "-req", "-in", "request", *authority, "-days", str(days), "-extfile", "names"),
        *("-out", f"{name}.crt"),
    )
    _join(folder, name, f"{name}.crt", f"{name}.key")


def _join(folder: Path, name: str, *parts: str) -> None:
    (folder / name).write_text("".join((folder / part).read_text("ascii") for part in parts), "ascii")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
