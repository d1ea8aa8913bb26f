"""The order of the stages, written once. Decides everything a poll changes; touches nothing."""

from monitor.pipeline.acquisition import asks_in_full, boosts, when_overdue
from monitor.pipeline.poll import Visit, body_hash, poll

__all__ = ["Visit", "asks_in_full", "body_hash", "boosts", "poll", "when_overdue"]
