"""A page that never rests: its versions are kept up to a number a day, and then only those that matter."""

from datetime import datetime, timedelta

from monitor.model.content import KnownItem

MOST_VERSIONS = 24
"""In one day, of one item."""
NOISY = "noisy"
"""The reason of a version that was not kept for it."""
DAY = timedelta(hours=24)


def is_noisy(item: KnownItem, now: datetime) -> bool:
    """Whether the item has had its versions for today."""
    return item.churn >= MOST_VERSIONS and _same_day(item, now)


def churn_after(item: KnownItem, now: datetime) -> tuple[int, datetime]:
    """How many versions the item has had, one more included, and since when they are counted."""
    if item.churn_since is None or not _same_day(item, now):
        return 1, now
    return item.churn + 1, item.churn_since


def _same_day(item: KnownItem, now: datetime) -> bool:
    return item.churn_since is not None and now - item.churn_since < DAY
