"""The hostile servers, in a process of their own: what they do to the processor must not hide what the service does.

    python -m tests.hostile.attacker COPIES FLOOD [CERTIFICATES]

FLOOD is 0 or 1. A port for each attack, since every attacker is a host of its own. On stdout first one line of JSON,
`{name: port}`, then one line a request, `{"name": …, "at": …}`, in UTC; a request for the canary has its name. Ends
with its stdin.

In a namespace the servers have a public address, names are looked up here, and the canary is at every address there
is: whoever dials port 80 or 443 of anything has reached it.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from monitor.clock import SystemClock
from tests.hostile.attacks import attacks
from tests.hostile.names import PUBLIC, NameServer
from tests.hostile.namespace import is_apart
from tests.hostile.tls import context_of
from tests.support.hostile import BEHAVIOURS, HostileServer, Serve, Visit

_CANARY_PORTS = (80, 443)


async def main(copies: int, *, flood: bool, certificates: Path | None) -> None:
    canary = {"canary": _told("canary", BEHAVIOURS["canary"])}
    host = PUBLIC if is_apart() else "127.0.0.1"
    async with AsyncExitStack() as stack:
        if is_apart():
            stack.callback((await NameServer.start()).close)
            await _listen_everywhere(stack)
        ports = {}
        for name, attack in attacks(copies, flood=flood, apart=is_apart()).items():
            if attack.serve is None:
                ports[name] = 0
                continue
            tls = context_of(certificates, attack.certificate) if attack.certificate and certificates else None
            pages = {name: _told(name, attack.serve), **canary}
            ports[name] = (await stack.enter_async_context(HostileServer(pages, tls=tls, host=host))).port
        _say(ports)
        await asyncio.to_thread(sys.stdin.read)


async def _listen_everywhere(stack: AsyncExitStack) -> None:
    """Not what is asked, but that somebody came, is what counts."""

    async def came(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _tell("canary")
        writer.close()

    for host in ("0.0.0.0", "::"):
        for port in _CANARY_PORTS:
            stack.callback((await asyncio.start_server(came, host, port)).close)


def _told(name: str, serve: Serve) -> Serve:
    async def serve_and_tell(visit: Visit) -> None:
        _tell(name)
        await serve(visit)

    return serve_and_tell


def _tell(name: str) -> None:
    _say({"name": name, "at": SystemClock().now().isoformat()})


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    made = Path(sys.argv[3]) if len(sys.argv) > len(("attacker", "COPIES", "FLOOD")) else None
    asyncio.run(main(int(sys.argv[1]), flood=sys.argv[2] == "1", certificates=made))
