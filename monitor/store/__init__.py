"""The store: tables, claims, the one transaction of a poll, the outbox, and views."""

from monitor.store import articles, event_views, events, outbox, polls, prices, sources, stories, timers, views
from monitor.store.database import Database
from monitor.store.known import KnownRows
from monitor.store.migrate import pending_upgrade, upgrade
from monitor.store.transaction import Tx

__all__ = [
    "Database",
    "KnownRows",
    "Tx",
    "articles",
    "event_views",
    "events",
    "outbox",
    "pending_upgrade",
    "polls",
    "prices",
    "sources",
    "stories",
    "timers",
    "upgrade",
    "views",
]
