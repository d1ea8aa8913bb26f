"""Parley watches official feeds and tells desks of exchanges and negotiation rounds."""

__version__ = "0.1.0"
