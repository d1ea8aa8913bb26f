"""The fields of an event in words."""

from datetime import date

from monitor.model.event import Numbering, Tally
from monitor.model.fact import Kind, Qualifier

_QUALIFIERS = {Qualifier.AT_LEAST: "at least ", Qualifier.ABOUT: "about ", Qualifier.UP_TO: "up to "}
_COUNTERS = {"exchange": "exchange number"}


def counter(numbering: Numbering) -> str:
    """What is counted: `exchange number`, `stage`, `round`."""
    return _COUNTERS.get(numbering.unit, numbering.unit)


def role_in_words(kind: Kind, tally: Tally) -> str:
    """Whom a figure counts: `returned to UA`, `returned to UA, civilians`, `bodies to UA`, `in all`."""
    if tally.role == "total":
        return "in all"
    side, _, part = tally.role.partition(":")
    given = "bodies to" if kind is Kind.BODIES else "returned to"
    return f"{given} {side}" + (f", {part.replace('_', ' ')}" if part else "")


def tally_in_words(tally: Tally) -> str:
    return f"{_QUALIFIERS.get(tally.qualifier, '')}{tally.number:,}"


def days_in_words(first: date, last: date) -> str:
    """`2025-06-09`, `2025-06-09 to 2025-06-10`."""
    return first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
