"""Which sources have a clean record: their documents have been read in time, again and again."""

from collections import OrderedDict

_PROBATION = 3  # documents that have to be read in time after one that was not
_MOST = 20_000


class Record:
    """By the address of the document; what has not been seen for longest is forgotten first."""

    def __init__(self) -> None:
        self._probation: OrderedDict[str, int] = OrderedDict()

    def is_clean(self, url: str) -> bool:
        """Nobody is at first."""
        return self._probation.get(url) == 0

    def note(self, url: str, *, in_time: bool) -> None:
        """One more document from there was read, or given up."""
        before = self._probation.pop(url, 1)
        self._probation[url] = max(before - 1, 0) if in_time else _PROBATION
        if len(self._probation) > _MOST:
            self._probation.popitem(last=False)
