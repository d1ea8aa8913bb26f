"""The console: alerts for someone who sits before a terminal."""

from monitor.deliver.console.sender import ConsoleSender, render

__all__ = ["ConsoleSender", "render"]
