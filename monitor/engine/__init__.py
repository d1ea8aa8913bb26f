"""Engines carry wake-ups, nothing else: the tables are the truth, and a lost wake-up is found again by the tick."""

from monitor.engine.local import LocalEngine

__all__ = ["LocalEngine"]
