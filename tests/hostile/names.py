"""Names that lead astray, and the name server that answers for them, in a namespace where it is the only one."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

PUBLIC = "93.184.216.34"
PUBLIC_6 = "2606:2800:220:1::34"
METADATA = "169.254.169.254"

_SERVER = ("127.0.0.53", 53)
_A, _AAAA, _IN = 1, 28, 1
_SERVFAIL, _NXDOMAIN = 2, 3


@dataclass(frozen=True, slots=True)
class Answer:
    """The addresses of a name, of either kind, and the code of the answer; `silent` for none at all."""

    addresses: tuple[str, ...] = ()
    code: int = 0
    silent: bool = False


Told = Callable[[int], Answer]
"""The answer by the number of the look-up, from 0."""


def _always(*addresses: str) -> Told:
    return lambda _: Answer(addresses)


def _in_turn(*addresses: str) -> Told:
    return lambda number: Answer((addresses[number % len(addresses)],))


def _at_first(first: str, then: str) -> Told:
    return lambda number: Answer((then if number else first,))


def _no_such_name(_: int) -> Answer:
    return Answer(code=_NXDOMAIN)


NAMES: dict[str, Told] = {
    "localhost": _always("127.0.0.1", "::1"),
    "elsewhere.example": _always(PUBLIC),
    "rebinds-in-turn.example": _in_turn(PUBLIC, METADATA),
    "rebinds.example": _at_first(PUBLIC, METADATA),
    "rebinds-to-loopback.example": _at_first(PUBLIC, "127.0.0.1"),
    "metadata.example": _always(METADATA),
    "link-local.example": _always("fe80::1"),
    "mixed.example": _always(PUBLIC, METADATA),
    "mixed-kinds.example": _always(PUBLIC, "fd00:ec2::254"),
    "no-answers.example": _always(),
    "servfail.example": lambda _: Answer(code=_SERVFAIL),
    "silent.example": lambda _: Answer(silent=True),
}


class NameServer(asyncio.DatagramProtocol):
    """Answers for NAMES, and for any other name that there is none. Look-ups are counted by their question for A."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    async def start(cls) -> asyncio.DatagramTransport:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(cls, local_addr=_SERVER)
        return transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        name, kind, question = _question(data)
        answer = NAMES.get(name, _no_such_name)(self._asked[name])
        self._asked[name] += kind == _A
        if not answer.silent:
            assert self._transport is not None
            self._transport.sendto(_reply(data[:2], question, kind, answer), addr)


def _question(packet: bytes) -> tuple[str, int, bytes]:
    """The name in lower case, the kind of what is asked for, and the question as it stands."""
    labels, position = [], 12
    while length := packet[position]:
        labels.append(packet[position + 1 : position + 1 + length].decode("latin-1"))
        position += 1 + length
    (kind,) = struct.unpack_from(">H", packet, position + 1)
    return ".".join(labels).lower(), kind, packet[12 : position + 5]


def _reply(identity: bytes, question: bytes, kind: int, answer: Answer) -> bytes:
    """Nothing in it may be kept: all have no time to live."""
    family = {_A: socket.AF_INET, _AAAA: socket.AF_INET6}.get(kind)
    own = [address for address in answer.addresses if (socket.AF_INET6 if ":" in address else socket.AF_INET) == family]
    packed = [socket.inet_pton(socket.AF_INET6 if kind == _AAAA else socket.AF_INET, address) for address in own]
    head = identity + struct.pack(">HHHHH", 0x8180 | answer.code, 1, len(packed), 0, 0)
    records = (b"\xc0\x0c" + struct.pack(">HHIH", kind, _IN, 0, len(data)) + data for data in packed)
    return head + question + b"".join(records)
