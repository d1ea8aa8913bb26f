"""Dates in folded text: explicit, in part, and relative to the publication day."""

from monitor.text.dates.find import find_dates
from monitor.text.dates.mention import DateMention
from monitor.text.dates.tables import DateTables, date_tables

__all__ = ["DateMention", "DateTables", "date_tables", "find_dates"]
