"""Which items tell the same thing: copies, rewrites, translations and follow-ups are linked, and nothing is deleted."""

from monitor.story.decide import NEAR_DUPLICATE
from monitor.story.grouping import Grouping
from monitor.story.signature import bands, resemblance, signature

__all__ = ["NEAR_DUPLICATE", "Grouping", "bands", "resemblance", "signature"]
