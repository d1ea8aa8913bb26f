"""Well-formed feeds, fast enough to be read where they come in."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from monitor.model.content import ParsedFeed
from monitor.parse.bounds import bounded
from monitor.parse.reading import NotStrictError
from monitor.parse.strict import read_strictly


def parse_feed_fast(
    body: bytes, headers: Mapping[str, str], url: str, timezone: str, max_entries: int
) -> ParsedFeed | None:
    """What `parse_feed` gives, in time and memory that are linear in the size of the document; None where it takes
    more care than that. Never raises: what is wrong with a document is for the careful way to tell."""
    try:
        return bounded(read_strictly(body, headers, url, ZoneInfo(timezone), max_entries))
    except NotStrictError:
        return None
    except Exception:  # noqa: BLE001 - a defect here costs time, not the document
        return None
