"""Configuration: files → positions → schema → references → rules → catalog.

`locate` finds the directory, `load` compiles it or raises ConfigError with every mistake (`load_rules` its rules
alone, `read_sources` its sources as they are written), `render` and `as_json` show mistakes; `writing` adds sources.
Nothing here reads the clock, and nothing but secrets is read from outside the directory but, where it is given, the
record of what has been checked.
"""

from monitor.config.checked import Checked
from monitor.config.loader import load, load_rules
from monitor.config.location import locate
from monitor.config.report import as_json, render
from monitor.config.source_book import SourceBook, WrittenSource, read_sources

__all__ = [
    "Checked",
    "SourceBook",
    "WrittenSource",
    "as_json",
    "load",
    "load_rules",
    "locate",
    "read_sources",
    "render",
]
