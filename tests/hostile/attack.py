"""What one hostile source is."""

from dataclasses import dataclass

from tests.support.hostile import Serve

OK = "ok"


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile source. `reasons` are those that may be told; `ok` for what is to be read in spite of itself.

    `serve` is what its server does, None for an address without one. `url` is where the source is, with its own `name`
    and `port` to be filled in, empty for the usual place; `certificate` names one of `tls` for a server with https;
    `kind` and `authorization` (the header) are the source's.
    """

    serve: Serve | None
    reasons: frozenset[str]
    url: str = ""
    certificate: str = ""
    kind: str = "feed"
    authorization: str = ""

    def url_at(self, host: str, name: str, port: int) -> str:
        """Where the source is, its server being at this port."""
        usual = "https://{host}:{port}/{name}" if self.certificate else "http://{host}:{port}/{name}"
        return (self.url or usual).format(host=host, name=name, port=port)
