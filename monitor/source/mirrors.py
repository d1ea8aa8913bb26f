"""Mirrors: several addresses of one publication, one of which is asked at each visit.

The first is asked while it answers. When it fails, the next is asked at the following visit, and so on in a circle. The
first is tried again every FIRST_AGAIN_AFTER: where it answers, it is the one again; else the mirror that answered last.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.source.trail import Trail, moved_for_good

FIRST_AGAIN_AFTER = timedelta(minutes=30)


def address_of(trail: Trail, configured: str, mirrors: Sequence[str]) -> str:
    """Where the next visit goes."""
    if 0 < trail.asked <= len(mirrors):
        return mirrors[trail.asked - 1]
    return moved_for_good(trail) or configured


def after_reached(trail: Trail, now: datetime) -> Trail:
    """The trail after the address that was asked has answered well."""
    if trail.asked == 0:
        return replace(trail, answered=0, first_tried_at=None, first_said="")
    tries_first = trail.first_tried_at is None or now >= trail.first_tried_at + FIRST_AGAIN_AFTER
    return replace(trail, answered=trail.asked, asked=0 if tries_first else trail.asked)


def after_missed(trail: Trail, mirrors: int, said: str, now: datetime) -> Trail:
    """The trail after the address that was asked has failed; `said` tells why."""
    if not mirrors:
        return replace(trail, asked=0, answered=0)
    if trail.asked == 0:
        return replace(trail, asked=trail.answered or 1, first_tried_at=now, first_said=said)
    return replace(trail, asked=(trail.asked + 1) % (mirrors + 1), answered=0)


def only_tried(trail: Trail) -> bool:
    """Whether the visit to come only tries whether the first address is back, while a mirror serves well."""
    return trail.asked == 0 and trail.answered > 0
