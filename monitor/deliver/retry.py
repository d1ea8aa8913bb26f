"""The retry policy: what becomes of a delivery whose attempt failed. Pure."""

from datetime import datetime, timedelta

from monitor.deliver.display import one_line
from monitor.errors import DeliveryError
from monitor.model.alert import Settlement
from monitor.model.catalog import Channel

LONGEST_WAIT = timedelta(hours=24)
_JITTER = 0.1
_LONGEST_DETAIL = 300


class ChannelError(DeliveryError):
    """The channel itself does not work now: whatever else were sent over it at this moment would fail the same way."""


class WaitError(ChannelError):
    """No attempt was made: the receiver asked to be left alone for `retry_after` seconds more."""


def settle_failure(channel: Channel, attempt: int, error: DeliveryError, now: datetime, jitter: float) -> Settlement:
    """Dead when the failure is permanent or the waits are used up, else pending after the wait for this attempt.

    `attempt` counts from 1; `jitter` is from -1 to 1 and moves the wait by up to a tenth of it. What the other side
    asked for (`retry_after`, seconds) is honoured up to 24 h where it is longer.
    """
    if error.permanent:
        return Settlement(state="dead", detail=one_line(f"permanent: {error}", _LONGEST_DETAIL))
    if attempt > len(channel.retries):
        return Settlement(state="dead", detail=one_line(f"gave up after {attempt} attempts: {error}", _LONGEST_DETAIL))
    wait = channel.retries[attempt - 1] * (1 + _JITTER * max(-1.0, min(jitter, 1.0)))
    next_at = now + max(wait, _asked_wait(error))
    return Settlement(state="pending", detail=one_line(str(error), _LONGEST_DETAIL), next_at=next_at)


def hold(channel: Channel, error: ChannelError, now: datetime) -> Settlement:
    """For deliveries that were not attempted because the channel fails: back untouched, for the channel's first wait.
    Where the receiver asked for time, that time alone.

    Not for the failed delivery's own wait, which may be hours: they are the next to try whether the channel is back,
    so one delivery that breaks its receiver each time cannot keep the others from it.
    """
    first_wait = channel.retries[0] if channel.retries and not isinstance(error, WaitError) else timedelta(0)
    return Settlement(
        state="pending",
        detail=one_line(f"channel is failing: {error}", _LONGEST_DETAIL),
        next_at=now + max(first_wait, _asked_wait(error)),
        charged=False,
    )


def _asked_wait(error: DeliveryError) -> timedelta:
    """The wait the other side asked for, nothing to 24 h; what is not a number (NaN) asks for nothing."""
    asked = error.retry_after
    if asked is None or not asked > 0:
        return timedelta(0)
    return timedelta(seconds=min(asked, LONGEST_WAIT.total_seconds()))
