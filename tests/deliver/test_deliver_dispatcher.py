"""The dispatcher over an outbox in memory: order, settlement, poison, holding, the log line."""

import asyncio
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from monitor.clock import SteppedClock
from monitor.deliver.dispatcher import BATCH, Dispatcher
from monitor.deliver.retry import ChannelError, WaitError
from monitor.errors import DeliveryError
from monitor.model.alert import Delivery, Settlement
from monitor.model.catalog import Channel, ChannelKind
from tests.support.alerts import delivery, hook_channel

START = datetime(2025, 6, 2, 12, 0, tzinfo=UTC)
CHANNEL = hook_channel("http://127.0.0.1:1/")


class MemoryOutbox:
    """Deliveries with their due times; a claim counts the attempt, an uncharged settlement gives it back."""

    def __init__(self, clock: SteppedClock, count: int) -> None:
        self._clock = clock
        self._due = dict.fromkeys(range(count), START)
        self._attempts = dict.fromkeys(range(count), 0)
        self.settled: list[tuple[int, Settlement]] = []

    async def claim(self, channel_id: str, limit: int) -> Sequence[Delivery]:
        due = sorted((at, number) for number, at in self._due.items() if at <= self._clock.now())[:limit]
        for _, number in due:
            del self._due[number]
            self._attempts[number] += 1
        return [delivery(id=n, key=f"k{n}", channel_id=channel_id, attempt=self._attempts[n]) for _, n in due]

    async def settle(self, delivery: Delivery, settlement: Settlement) -> None:
        self.settled.append((delivery.id, settlement))
        if settlement.next_at is not None:
            self._due[delivery.id] = settlement.next_at
        if not settlement.charged:
            self._attempts[delivery.id] -= 1

    def states(self) -> dict[int, str]:
        return {number: settlement.state for number, settlement in self.settled}

    def attempts(self) -> list[int]:
        return list(self._attempts.values())


class ScriptedSender:
    """Raises what the script says for a delivery, else accepts it; remembers the order."""

    def __init__(self, script: Callable[[Delivery], Exception | None] = lambda _: None) -> None:
        self.sent: list[int] = []
        self.answer = "200 ok"
        self._script = script

    async def send(self, channel: Channel, delivery: Delivery) -> str:
        self.sent.append(delivery.id)
        error = self._script(delivery)
        if error is not None:
            raise error
        return self.answer


class Lines:
    """A structlog processor that keeps the events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def __call__(self, logger: object, method: str, event: MutableMapping[str, Any]) -> str:
        self.events.append({**event, "level": method})
        raise structlog.DropEvent


class Bench:
    """A dispatcher with its parts."""

    def __init__(self, count: int, script: Callable[[Delivery], Exception | None] = lambda _: None) -> None:
        self.clock = SteppedClock(START, running=False)
        self.outbox = MemoryOutbox(self.clock, count)
        self.sender = ScriptedSender(script)
        self.lines = Lines()
        log = structlog.wrap_logger(
            None, processors=[self.lines], wrapper_class=structlog.make_filtering_bound_logger(0)
        )
        self.dispatcher = Dispatcher(self.outbox, {ChannelKind.WEBHOOK: self.sender}, self.clock, log)

    async def drain(self, budget: float = 30) -> int:
        return await self.dispatcher.drain(CHANNEL, budget=budget)


async def test_everything_due_is_sent_in_order_and_settled() -> None:
    bench = Bench(25)
    assert await bench.drain() == 25
    assert bench.sender.sent == list(range(25))
    assert [number for number, _ in bench.outbox.settled] == list(range(25))
    assert set(bench.outbox.states().values()) == {"sent"}
    assert await bench.drain() == 0


async def test_one_canonical_line_for_each_attempt() -> None:
    bench = Bench(1)
    await bench.drain()
    (line,) = bench.lines.events
    assert line.pop("seconds") >= 0
    assert line == {
        "event": "delivery", "level": "info", "key": "k0", "desk": "newsroom", "channel": CHANNEL.id,
        "alert": delivery().alert.key, "revision": 1, "attempt": 1, "outcome": "sent", "detail": "200 ok",
        "next_at": None,
    }  # fmt: skip


async def test_what_reached_only_some_is_sent_and_warned_of() -> None:
    bench = Bench(1)
    bench.sender.answer = "partly: refused two@news.example (550 no such desk); 2.0.0 queued"
    await bench.drain()
    (line,) = bench.lines.events
    assert (line["level"], line["outcome"]) == ("warning", "sent")


async def test_a_poison_delivery_blocks_nobody() -> None:
    bench = Bench(12, lambda sent: RuntimeError("secret words of the item") if sent.id == 3 else None)
    assert await bench.drain() == 12
    states = bench.outbox.states()
    assert states.pop(3) == "pending"
    assert set(states.values()) == {"sent"}
    (line,) = [event for event in bench.lines.events if event.get("outcome") == "retry"]
    assert line["detail"].startswith("internal: RuntimeError at test_deliver_dispatcher.py:")
    assert "secret words" not in str(bench.lines.events)


async def test_a_poison_delivery_is_dead_after_its_waits() -> None:
    bench = Bench(1, lambda _: RuntimeError())
    for _ in range(6):
        await bench.drain()
        bench.clock.advance(timedelta(hours=1))
    assert len(bench.sender.sent) == len(CHANNEL.retries) + 1
    assert bench.outbox.states() == {0: "dead"}
    assert bench.lines.events[-1]["level"] == "error"


async def test_refusals_of_single_deliveries_do_not_stop_the_batch() -> None:
    gone = DeliveryError("gone", "410", permanent=True)
    bench = Bench(4, lambda sent: {0: gone, 1: DeliveryError("failed", "500")}.get(sent.id))
    assert await bench.drain() == 4
    assert bench.outbox.states() == {0: "dead", 1: "pending", 2: "sent", 3: "sent"}


async def test_a_failing_channel_charges_one_attempt_and_holds_the_rest() -> None:
    bench = Bench(BATCH + 5, lambda _: ChannelError("connect", "refused"))
    assert await bench.drain() == 1
    assert bench.sender.sent == [0]
    assert bench.outbox.attempts() == [1] + [0] * (BATCH + 4)
    held = [settlement for number, settlement in bench.outbox.settled if number != 0]
    assert len(held) == BATCH - 1
    assert {(h.state, h.charged, h.next_at) for h in held} == {("pending", False, START + CHANNEL.retries[0])}
    assert [event["event"] for event in bench.lines.events] == ["delivery", "deliveries held"]


async def test_a_receiver_that_asked_to_wait_is_no_attempt_and_holds_all_for_just_that_time() -> None:
    bench = Bench(3, lambda _: WaitError("throttled", "asked for time", retry_after=1))
    assert await bench.drain() == 0
    assert bench.outbox.attempts() == [0, 0, 0]
    assert {(h.state, h.charged, h.next_at) for _, h in bench.outbox.settled} == {
        ("pending", False, START + timedelta(seconds=1))
    }
    assert [event["event"] for event in bench.lines.events] == ["deliveries held"]


async def test_a_receiver_that_one_delivery_breaks_gets_the_others_soon() -> None:
    bench = Bench(5, lambda sent: ChannelError("connect", "reset") if sent.id == 0 else None)
    for _ in range(8):
        await bench.drain()
        bench.clock.advance(timedelta(seconds=3))
    assert {number for number, state in bench.outbox.states().items() if state == "sent"} == {1, 2, 3, 4}


async def test_a_channel_that_comes_back_gets_everything_with_the_same_keys() -> None:
    down = True
    bench = Bench(20, lambda _: ChannelError("connect", "refused") if down else None)
    for _ in range(10):
        await bench.drain()
        bench.clock.advance(timedelta(seconds=6))
    assert "sent" not in bench.outbox.states().values()
    down = False
    bench.clock.advance(timedelta(minutes=40))
    await bench.drain()
    assert set(bench.outbox.states().values()) == {"sent"}
    assert len(bench.outbox.states()) == 20


async def test_when_the_budget_is_spent_the_rest_goes_back_at_once_uncharged() -> None:
    bench = Bench(6)

    class Slow(ScriptedSender):
        async def send(self, channel: Channel, delivery: Delivery) -> str:
            await asyncio.sleep(0.05)
            return await super().send(channel, delivery)

    slow = Slow()
    dispatcher = Dispatcher(
        bench.outbox, {ChannelKind.WEBHOOK: slow}, bench.clock, structlog.get_logger(processors=[bench.lines])
    )
    made = await dispatcher.drain(CHANNEL, budget=0.12)
    assert 0 < made < 6
    assert slow.sent == list(range(made))
    assert bench.outbox.attempts() == [1] * made + [0] * (6 - made)
    assert await bench.drain() == 6 - made


async def test_each_channel_is_drained_by_the_sender_of_its_kind() -> None:
    bench = Bench(1)
    other = ScriptedSender()
    dispatcher = Dispatcher(
        bench.outbox,
        {ChannelKind.WEBHOOK: bench.sender, ChannelKind.CONSOLE: other},
        bench.clock,
        structlog.get_logger(processors=[bench.lines]),
    )
    await dispatcher.drain(replace(CHANNEL, kind=ChannelKind.CONSOLE), budget=1)
    assert (bench.sender.sent, other.sent) == ([], [0])
