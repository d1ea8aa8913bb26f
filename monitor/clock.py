"""The one clock of the program. Everything else is given `now`."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where `now` comes from: the machine, the database, or a rehearsal."""

    def now(self) -> datetime:
        """The present as an aware UTC datetime."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place


class SteppedClock:
    """A clock that runs at the speed of the world from a given moment and can be set forward; for rehearsals and tests.

    With `running=False` it stands still between steps.
    """

    def __init__(self, start: datetime, *, running: bool = True) -> None:
        self._moment = start
        self._running = running
        self._since = time.monotonic()

    def now(self) -> datetime:
        if not self._running:
            return self._moment
        return self._moment + timedelta(seconds=time.monotonic() - self._since)

    def set(self, moment: datetime) -> None:
        """Go forward to `moment`; a moment that has passed is ignored, for this clock never goes back."""
        if moment > self.now():
            self._moment = moment
            self._since = time.monotonic()

    def advance(self, by: timedelta) -> None:
        self.set(self.now() + by)
