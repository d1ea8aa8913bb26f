"""The order of the stages, written once. Decides everything a poll changes; touches nothing."""

from monitor.pipeline.poll import Visit, body_hash, poll

__all__ = ["Visit", "body_hash", "poll"]
