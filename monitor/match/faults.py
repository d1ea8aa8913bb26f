"""What is wrong with a pattern."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: 1-based column in the pattern (None where it has no one place), what is wrong, what to write."""

    column: int | None
    message: str
    mend: str


class PatternError(Exception):
    """A pattern that cannot be used, with all its faults in the order of their columns."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.column or 0))
        super().__init__("; ".join(fault.message for fault in self.faults))
