"""What an address is: every spelling of a literal, and which addresses belong to the public Internet."""

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

NAT64 = IPv6Network("64:ff9b::/96")

_GLOBAL_UNICAST = IPv6Network("2000::/3")
# `is_global` knows these in some patch releases of Python only, or lets parts of them through.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # 6to4 relays
    IPv6Network("2001::/23"),  # protocol assignments, with Teredo
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),  # documentation
)
# A host whose last label is a number is an address to a socket, whatever stands before it.
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)", re.DOTALL)


def read_literal(host: str) -> Address | None:
    """The address that `host` spells, or None where it is a name.

    Understands what reaches a socket as an address: dotted, short, decimal, octal and hexadecimal IPv4, full-width and
    circled digits, brackets, a final dot, IPv4 mapped into IPv6 (returned as IPv4). ValueError for what looks like an
    address and is none, and for IPv6 with a zone.
    """
    plain = plain_host(host).removeprefix("[").removesuffix("]").rstrip(".")
    if ":" in plain:
        address = IPv6Address(plain)
        if address.scope_id is not None:
            raise ValueError(f"{plain} names a zone")
        return address.ipv4_mapped or address
    if not _ENDS_IN_NUMBER.fullmatch(plain):
        return None
    try:
        return IPv4Address(socket.inet_aton(plain))
    except OSError as error:
        raise ValueError(f"{plain} is not an address") from error


def plain_host(host: str) -> str:
    """`host` as a resolver would read it: lower-case, compatibility forms of letters, digits and dots made plain."""
    return unicodedata.normalize("NFKC", host).replace("。", ".").lower()


def is_public(address: Address) -> bool:
    """Whether `address` is one host on the public Internet, reached without translation or a tunnel."""
    if not address.is_global or address.is_multicast or any(address in network for network in _SPECIAL):
        return False
    return isinstance(address, IPv4Address) or address in _GLOBAL_UNICAST
