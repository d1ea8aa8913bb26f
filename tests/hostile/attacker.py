"""The hostile servers, in a process of their own: what they do to the processor must not hide what the service does.

    python -m tests.hostile.attacker COPIES FLOOD

FLOOD is 0 or 1. A port for each attack, since every attacker is a host of its own. On stdout first one line of JSON,
`{name: port}`, then one line a request, `{"name": …, "at": …}`, in UTC; a request for the canary has its name. Ends
with its stdin.
"""

import asyncio
import json
import sys
from contextlib import AsyncExitStack

from monitor.clock import SystemClock
from tests.hostile.attacks import attacks
from tests.support.hostile import BEHAVIOURS, HostileServer, Serve, Visit


async def main(copies: int, *, flood: bool) -> None:
    async with AsyncExitStack() as stack:
        ports = {}
        for name, attack in attacks(copies, flood=flood).items():
            pages = {name: _told(name, attack.serve), "canary": _told("canary", BEHAVIOURS["canary"])}
            server = await stack.enter_async_context(HostileServer(pages))
            ports[name] = server.port
        _say(ports)
        await asyncio.to_thread(sys.stdin.read)


def _told(name: str, serve: Serve) -> Serve:
    async def serve_and_tell(visit: Visit) -> None:
        _say({"name": name, "at": SystemClock().now().isoformat()})
        await serve(visit)

    return serve_and_tell


def _say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), flood=sys.argv[2] == "1"))
