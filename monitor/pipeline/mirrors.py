"""The same entry by another address: what a mirror calls its own is known by the first address's name."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from monitor.model.catalog import Source
from monitor.model.content import Entry


def at_home(entries: Sequence[Entry], visited: str, source: Source) -> Sequence[Entry]:
    """Entries read from a mirror as the first address would have given them: ids and links that lead to the mirror's
    host lead to the first's. Those read from the first are left alone."""
    if visited not in source.mirrors:
        return entries
    there, here = _origin(visited), _origin(source.url)
    return [replace(each, id=_moved(each.id, there, here), link=_moved(each.link, there, here)) for each in entries]


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _moved(address: str | None, there: str, here: str) -> str | None:
    if address is None or not (address == there or address.startswith(f"{there}/")):
        return address
    return here + address.removeprefix(there)
