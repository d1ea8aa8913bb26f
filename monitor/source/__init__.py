"""When a source is visited next, and how well it is. Pure: `now` and chance are passed in.

polls ─▶ habit (norm) ─▶ outlook ─▶ deadline ─▶ cadence: when next
              └─▶ budget: the price of a visit        politeness: no sooner than the host allows
polls ─▶ trail ─▶ health: one named condition, and whom to tell
              └─▶ mirrors: which address is asked
"""

from monitor.source.budget import Budget, Demand, Meter, Prices, demand, prices
from monitor.source.cadence import Schedule, after_failure, after_success, chance, not_before
from monitor.source.deadline import next_due
from monitor.source.economy import Economy, norms_from_plain, norms_to_plain
from monitor.source.habit import Habit, expected_entries, habit_from_bytes, observe
from monitor.source.health import CALM, OVERDUE_AFTER, Condition, Health, Notice, Signs, assess, in_words, transition
from monitor.source.mirrors import address_of, after_missed, after_reached, only_tried
from monitor.source.norm import Norm, norm_of
from monitor.source.outlook import Boost
from monitor.source.politeness import HostSlot, asked_interval, host_free_at
from monitor.source.terms import Terms, terms_of
from monitor.source.trail import (
    Answer,
    Trail,
    after_answer,
    after_no_answer,
    asks_fully,
    moved_for_good,
    trail_from_json,
)
from monitor.source.week import WeekPlan, explain, picture

__all__ = [
    "CALM",
    "OVERDUE_AFTER",
    "Answer",
    "Boost",
    "Budget",
    "Condition",
    "Demand",
    "Economy",
    "Habit",
    "Health",
    "HostSlot",
    "Meter",
    "Norm",
    "Notice",
    "Prices",
    "Schedule",
    "Signs",
    "Terms",
    "Trail",
    "WeekPlan",
    "address_of",
    "after_answer",
    "after_failure",
    "after_missed",
    "after_no_answer",
    "after_reached",
    "after_success",
    "asked_interval",
    "asks_fully",
    "assess",
    "chance",
    "demand",
    "expected_entries",
    "explain",
    "habit_from_bytes",
    "host_free_at",
    "in_words",
    "moved_for_good",
    "next_due",
    "norm_of",
    "norms_from_plain",
    "norms_to_plain",
    "not_before",
    "observe",
    "only_tried",
    "picture",
    "prices",
    "terms_of",
    "trail_from_json",
    "transition",
]
