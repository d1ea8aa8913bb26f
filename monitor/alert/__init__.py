"""Raise, revise or hold: what a new item version means to the desks. Pure; the reason is part of every decision."""

from monitor.alert.changes import changes_between, facts_differ
from monitor.alert.decide import Moment, decide, outside, withdraw
from monitor.alert.notice import build_notice
from monitor.alert.revision import alert_key, build_revision

__all__ = [
    "Moment",
    "alert_key",
    "build_notice",
    "build_revision",
    "changes_between",
    "decide",
    "facts_differ",
    "outside",
    "withdraw",
]
