"""Bytes to entries: pure, but not safe in time or memory, so it runs in `app`'s worker process."""

from monitor.parse.feed import parse_feed

__all__ = ["parse_feed"]
