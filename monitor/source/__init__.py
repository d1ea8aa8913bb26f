"""When a source is visited next, and how well it is. Pure: `now` and chance are passed in."""

from monitor.source.cadence import Schedule, after_failure, after_success
from monitor.source.health import condition

__all__ = ["Schedule", "after_failure", "after_success", "condition"]
