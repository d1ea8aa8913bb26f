"""Small real implementations of the outgoing ports, for loopback: names that resolve to it, and plain HTTP posts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import httpx

from monitor.errors import FetchError
from monitor.model.ports import Reply


class LoopbackAddresses:
    """Resolves the names it is given, and refuses all others as an address guard would."""

    def __init__(self, names: Mapping[str, Sequence[str]] | None = None) -> None:
        self._names = {"127.0.0.1": ["127.0.0.1"], "localhost": ["127.0.0.1"], **(names or {})}
        self.asked: list[tuple[str, int]] = []

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        if host not in self._names:
            raise FetchError("address_refused", f"{host} may not be dialled", weight=1)
        return self._names[host]


class LoopbackHttp:
    """Posts with httpx; does not follow redirects and stops reading at the limit."""

    async def post(
        self, url: str, *, headers: Mapping[str, str], body: bytes, deadline: timedelta, read_limit: int
    ) -> Reply:
        try:
            async with (
                httpx.AsyncClient(timeout=deadline.total_seconds(), trust_env=False) as client,
                client.stream("POST", url, headers=dict(headers), content=body) as answer,
            ):
                read = b""
                async for chunk in answer.aiter_raw(1024):
                    read += chunk
                    if len(read) >= read_limit:
                        break
                return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, read[:read_limit])
        except httpx.TimeoutException as error:
            raise FetchError("deadline", f"POST {url} did not finish", weight=0.25) from error
        except httpx.TransportError as error:
            raise FetchError("connect", f"POST {url}: {type(error).__name__}", weight=0.25) from error
