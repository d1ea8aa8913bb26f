"""When a source is visited next, and how well it is. Pure: `now` and chance are passed in.

polls ─▶ habit (norm) ─▶ outlook ─▶ deadline ─▶ cadence: when next
              └─▶ budget: the price of a visit        politeness: no sooner than the host allows
polls ─▶ trail ─▶ health: one named condition, and whom to tell
"""

from monitor.source.budget import Budget, Demand, Meter, Prices, demand, prices
from monitor.source.cadence import Schedule, after_failure, after_success, chance, not_before
from monitor.source.deadline import next_due
from monitor.source.habit import Habit, expected_entries, habit_from_bytes, observe
from monitor.source.health import Condition, Health, Notice, Signs, assess, condition, transition
from monitor.source.norm import Norm, norm_of
from monitor.source.outlook import Boost
from monitor.source.politeness import HostSlot, asked_interval, host_free_at
from monitor.source.terms import Terms
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
    "Answer",
    "Boost",
    "Budget",
    "Condition",
    "Demand",
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
    "after_answer",
    "after_failure",
    "after_no_answer",
    "after_success",
    "asked_interval",
    "asks_fully",
    "assess",
    "chance",
    "condition",
    "demand",
    "expected_entries",
    "explain",
    "habit_from_bytes",
    "host_free_at",
    "moved_for_good",
    "next_due",
    "norm_of",
    "not_before",
    "observe",
    "picture",
    "prices",
    "trail_from_json",
    "transition",
]
