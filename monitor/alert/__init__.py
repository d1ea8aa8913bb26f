"""Raise, revise or hold: what a new item version means to the desks. Pure; the reason is part of every decision."""

from monitor.alert.about_event import changes_of, decide_about_event, fitting, overdue
from monitor.alert.changes import changes_between, facts_differ
from monitor.alert.decide import EARLIEST_PLAUSIBLE, Moment, decide, outside, withdraw
from monitor.alert.notice import build_notice
from monitor.alert.revision import alert_key, build_revision, event_alert_key

__all__ = [
    "EARLIEST_PLAUSIBLE",
    "Moment",
    "alert_key",
    "build_notice",
    "build_revision",
    "changes_between",
    "changes_of",
    "decide",
    "decide_about_event",
    "event_alert_key",
    "facts_differ",
    "fitting",
    "outside",
    "overdue",
    "withdraw",
]
