"""Which event a fact speaks of, and what is known of it. Pure: an event is a function of the set of its claims.

facts of an item ─▶ claims_of ─▶ retell ─▶ the events that are changed
                                    │
      resolve (which claims tell one event) ─▶ assign (which known event that is) ─▶ merge (what they come to)
"""

from monitor.event.assign import event_key
from monitor.event.claims import Origin, claims_of
from monitor.event.ledger import Heard, Total, heard_from, totals
from monitor.event.member import sides_of
from monitor.event.merge import merge
from monitor.event.resolve import REACH, neighbours, resolve
from monitor.event.retell import Changed, retell
from monitor.event.watch import SILENCE, is_one_sided, is_overdue, silent_sides, watches

__all__ = [
    "REACH",
    "SILENCE",
    "Changed",
    "Heard",
    "Origin",
    "Total",
    "claims_of",
    "event_key",
    "heard_from",
    "is_one_sided",
    "is_overdue",
    "merge",
    "neighbours",
    "resolve",
    "retell",
    "sides_of",
    "silent_sides",
    "totals",
    "watches",
]
