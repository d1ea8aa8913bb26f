"""A well-behaved publisher on loopback: documents by path, each with a strong ETag, and 304 to who has it already.

    async with FeedServer(hosts=2) as server:
        server.publish("/a.xml", Publication(body, "application/rss+xml"))
        server.url("/a.xml")

A path may fail or lead elsewhere instead: `fail("/a.xml", 503)`, `move("/a.xml", "/b.xml")`. Every answer is kept in
`answers`, in order. One server may stand for several hosts: a port each.
"""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.support.hosts import Hosts


@dataclass(frozen=True, slots=True)
class Publication:
    """A document as it is served now."""

    body: bytes
    content_type: str
    edition: str = ""

    @property
    def etag(self) -> str:
        """Of the body and the edition: a new edition has a new ETag even where its bytes are the old ones."""
        return f'"{hashlib.sha256(self.edition.encode() + self.body).hexdigest()[:24]}"'


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request got; `conditional` when it came with an ETag."""

    path: str
    status: int
    conditional: bool


class FeedServer(Hosts):
    """An async context manager. What is published under a path replaces what was there."""

    def __init__(self, hosts: int = 1, on_answer: Callable[[], None] = lambda: None) -> None:
        super().__init__(hosts)
        self.answers: list[Answer] = []
        self._on_answer = on_answer
        self._published: dict[str, Publication] = {}
        self._failing: dict[str, tuple[int, dict[str, str]]] = {}

    def publish(self, path: str, publication: Publication) -> None:
        self._published[path] = publication
        self._failing.pop(path, None)

    def fail(self, path: str, status: int, **headers: str) -> None:
        """From now on the path answers with a status that is no document."""
        self._failing[path] = (status, headers)

    def move(self, path: str, to: str, status: int = 301) -> None:
        self.fail(path, status, Location=to)

    def url(self, path: str) -> str:
        """Always the same for a path: which of the hosts it is on follows from its name."""
        return f"http://127.0.0.1:{self._ports[zlib.crc32(path.encode()) % self._hosts]}{path}"

    async def _answer(self, request: web.Request) -> web.Response:
        publication = self._published.get(request.path)
        if publication is None or request.path in self._failing:
            status, failing = self._failing.get(request.path, (404, {}))
            self.answers.append(Answer(request.path, status, conditional=False))
            return web.Response(status=status, headers=failing)
        known = request.headers.get("If-None-Match")
        headers = {"ETag": publication.etag}
        if known == publication.etag:
            response = web.Response(status=304, headers=headers)
        else:
            response = web.Response(
                body=publication.body, headers={**headers, "Content-Type": publication.content_type}
            )
        self.answers.append(Answer(request.path, response.status, known is not None))
        self._on_answer()
        return response
