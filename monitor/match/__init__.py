"""Which rules match an item, and where: rules are compiled once, items are folded once and looked at once."""

from monitor.match.matcher import RuleMatcher, compile_rules

__all__ = ["RuleMatcher", "compile_rules"]
