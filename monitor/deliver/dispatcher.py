"""Drains the outbox of one channel: claim, send, settle, and one log line an attempt."""

import time
import traceback
import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from structlog.typing import FilteringBoundLogger

from monitor.clock import Clock
from monitor.deliver.display import one_line
from monitor.deliver.retry import ChannelError, WaitError, hold, settle_failure
from monitor.errors import DeliveryError
from monitor.model.alert import Delivery, Settlement
from monitor.model.catalog import Channel, ChannelKind
from monitor.model.ports import Outbox, Sender

BATCH = 10
_LONGEST_ANSWER = 300
# How a sender's answer begins where not everybody who should have it has it: sent, and worth a look.
_PARTLY = "partly"


class Dispatcher:
    """At least once, recognisably: what is claimed is sent and then settled, in the order of the claim."""

    def __init__(
        self, outbox: Outbox, senders: Mapping[ChannelKind, Sender], clock: Clock, log: FilteringBoundLogger
    ) -> None:
        self._outbox = outbox
        self._senders = senders
        self._clock = clock
        self._log = log

    async def drain(self, channel: Channel, *, budget: float) -> int:
        """Sends what is due on the channel until nothing is, the channel fails, or `budget` seconds are spent.

        Returns the number of attempts made. No attempt begins after the budget; one that has begun is finished, so a
        drain lasts `budget` plus the channel's timeout at most, and a lease must be longer than that.
        """
        sender = self._senders[channel.kind]
        deadline = time.monotonic() + budget
        attempts = 0
        works = True
        while works and time.monotonic() < deadline:
            batch = await self._outbox.claim(channel.id, BATCH)
            if not batch:
                break
            made, works = await self._send_batch(sender, channel, batch, deadline)
            attempts += made
        return attempts

    async def _send_batch(
        self, sender: Sender, channel: Channel, batch: Sequence[Delivery], deadline: float
    ) -> tuple[int, bool]:
        """Sends in order; how many were attempted, and whether the channel works. The rest goes back uncharged."""
        for index, delivery in enumerate(batch):
            if time.monotonic() >= deadline:
                await self._give_back(batch[index:], _released(self._clock.now()))
                return index, True
            try:
                failure = await self._attempt(sender, channel, delivery)
            except WaitError as wait:
                await self._give_back(batch[index:], hold(channel, wait, self._clock.now()))
                return index, False
            if isinstance(failure, ChannelError):
                await self._give_back(batch[index + 1 :], hold(channel, failure, self._clock.now()))
                return index + 1, False
        return len(batch), True

    async def _attempt(self, sender: Sender, channel: Channel, delivery: Delivery) -> DeliveryError | None:
        """One attempt from send to settlement; the failure where it failed. WaitError where there was none."""
        started = time.monotonic()
        failure: DeliveryError | None = None
        try:
            answer = await sender.send(channel, delivery)
            settlement = Settlement(state="sent", detail=one_line(answer, _LONGEST_ANSWER))
        except WaitError:
            raise
        except DeliveryError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - a delivery that trips a sender must not stop those behind it
            failure = DeliveryError("internal", _where(error))
        if failure is not None:
            settlement = settle_failure(
                channel, delivery.attempt, failure, self._clock.now(), _jitter(delivery.key, delivery.attempt)
            )
        await self._outbox.settle(delivery, settlement)
        self._tell(delivery, settlement, time.monotonic() - started)
        return failure

    async def _give_back(self, deliveries: Sequence[Delivery], settlement: Settlement) -> None:
        for delivery in deliveries:
            await self._outbox.settle(delivery, settlement)
        if deliveries:
            channel_id = deliveries[0].channel_id
            self._log.info("deliveries held", channel=channel_id, count=len(deliveries), detail=settlement.detail)

    def _tell(self, delivery: Delivery, settlement: Settlement, seconds: float) -> None:
        outcome = "retry" if settlement.state == "pending" else settlement.state
        whole = outcome == "sent" and not settlement.detail.startswith(_PARTLY)
        say = self._log.info if whole else self._log.warning if outcome in {"sent", "retry"} else self._log.error
        say(
            "delivery",
            key=delivery.key,
            desk=delivery.desk_id,
            channel=delivery.channel_id,
            alert=delivery.alert.key,
            revision=delivery.alert.revision,
            attempt=delivery.attempt,
            outcome=outcome,
            detail=settlement.detail,
            next_at=settlement.next_at and settlement.next_at.isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
        )


def _released(now: datetime) -> Settlement:
    return Settlement(state="pending", detail="not reached in time", next_at=now, charged=False)


def _jitter(key: str, attempt: int) -> float:
    """From -1 to 1, different for each delivery and attempt, and the same whenever it is asked for again."""
    return zlib.crc32(f"{key}:{attempt}".encode("utf-8", "replace")) / 0xFFFFFFFF * 2 - 1


def _where(error: Exception) -> str:
    """The type and the place of an unexpected error, not its words, which may hold a secret or a whole item."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
