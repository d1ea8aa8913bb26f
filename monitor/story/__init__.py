"""Which items tell the same thing: copies, rewrites, translations and follow-ups are linked, and nothing is deleted."""

from monitor.story.grouping import Grouping
from monitor.story.signature import bands, resemblance, signature

__all__ = ["MOST_HOLDERS", "Grouping", "bands", "resemblance", "signature"]
