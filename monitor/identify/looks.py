"""Looking again at what matched: when, and what an answer or an absence says about the item."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from monitor.model.content import KnownItem

LOOKS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=72),
)
"""When an item is looked at again, counted from its match."""
WATCHED = LOOKS[-1]
"""How long an item's absence from its source's documents says anything."""

_NOT_FOUND, _GONE, _LEGAL = 404, 410, 451
_OK = range(200, 300)
_CONFIRMED_BY_PAGE = timedelta(minutes=4)
_CONFIRMED_BY_LISTING = timedelta(minutes=10)
_FEWEST_OLDER, _FEWEST_NEWER = 3, 1
_MOST_IN_ORDER = 0.9


def next_look(since: datetime, now: datetime) -> datetime | None:
    """When to look at an item that matched at `since`; None when it has been looked at for the last time.

    Looks that were missed are not made up for: what an edit changed, the next one sees as well.
    """
    return next((since + wait for wait in LOOKS if since + wait > now), None)


class Presence(StrEnum):
    """Whether an item is still there, has to be looked for again, or was withdrawn; `unknown` says nothing."""

    THERE = "there"
    MISSING = "missing"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a look found, and why: `answered`, `gone`, `not_found`, `led_home`, `barred`, `not_listed`, `failed`."""

    presence: Presence
    reason: str


def sight_of_page(
    status: int | None, missing_since: datetime | None, now: datetime, *, led_home: bool = False
) -> Sight:
    """What the answer of the item's own page says. `status` is None where none came; `led_home` says that redirects
    ended on the front page, as sites do with what they have deleted.

    A page that is not found once may be a server's slip; the second time, minutes later, it is withdrawn.
    """
    if status == _GONE:
        return Sight(Presence.WITHDRAWN, "gone")
    lost = {_NOT_FOUND: "not_found", _LEGAL: "barred"}.get(status or 0)
    if lost is None and status in _OK and led_home:
        lost = "led_home"
    if lost is not None:
        return _missing(lost, missing_since, now, _CONFIRMED_BY_PAGE)
    return Sight(Presence.THERE, "answered") if status in _OK else Sight(Presence.UNKNOWN, "failed")


def not_listed(listed: Iterable[KnownItem], watched: Iterable[KnownItem]) -> tuple[KnownItem, ...]:
    """The watched items that a document leaves out though it lists older and newer ones of the same source.

    `listed` are the document's items in its order. At the old end items fall out of a window, and at the new end a
    cache that is behind has none of them yet: there an absence says nothing. Nor does it in a document that is in no
    order, or keeps some old items for ever. Items are ordered by their dates where all have one, else by when they were
    first seen.
    """
    there = list(listed)
    ids = {item.item_id for item in there}
    return tuple(item for item in watched if item.item_id not in ids and _within(item, there))


def _within(item: KnownItem, listed: Sequence[KnownItem]) -> bool:
    dated = all(each.published_at is not None for each in (item, *listed))
    places = [_place(each, dated=dated) for each in listed]
    here = _place(item, dated=dated)
    older, newer = sum(place < here for place in places), sum(place > here for place in places)
    return older >= max(_FEWEST_OLDER, len(places) / 3) and newer >= _FEWEST_NEWER and _in_order(places)


def _in_order(places: Sequence[float]) -> bool:
    """Whether most neighbours stand in one order, the newest first or the oldest."""
    pairs = list(pairwise(places))
    falling = sum(one >= other for one, other in pairs)
    rising = sum(one <= other for one, other in pairs)
    return max(falling, rising) >= _MOST_IN_ORDER * len(pairs)


def _place(item: KnownItem, *, dated: bool) -> float:
    return item.published_at.timestamp() if dated and item.published_at is not None else float(item.item_id)


def sight_of_listing(missing_since: datetime | None, now: datetime) -> Sight:
    """What the absence of an item that `not_listed` names says: withdrawn when it has lasted."""
    return _missing("not_listed", missing_since, now, _CONFIRMED_BY_LISTING)


def _missing(reason: str, since: datetime | None, now: datetime, confirmed: timedelta) -> Sight:
    lasted = since is not None and now - since >= confirmed
    return Sight(Presence.WITHDRAWN if lasted else Presence.MISSING, reason)
