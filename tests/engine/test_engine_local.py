import asyncio
from collections.abc import Callable

from monitor.engine import LocalEngine


class Committed:
    """A transaction that is committed when told."""

    def __init__(self) -> None:
        self._acts: list[Callable[[], None]] = []

    def after_commit(self, act: Callable[[], None]) -> None:
        self._acts.append(act)

    def commit(self) -> None:
        for act in self._acts:
            act()


class Drains:
    """Drains that wait until they are let go, and remember what they saw."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.most_at_once = 0
        self._running = 0
        self.gate = asyncio.Event()

    async def __call__(self, key: str) -> None:
        self.started.append(key)
        self._running += 1
        self.most_at_once = max(self.most_at_once, self._running)
        await self.gate.wait()
        self._running -= 1


def wake(engine: LocalEngine, *keys: str) -> None:
    tx = Committed()
    for key in keys:
        engine.wake(tx, "poll", key)
    tx.commit()


def engine_for(drains: Drains, errors: list[str], *, limit: int = 10, grace: float = 10.0) -> LocalEngine:
    return LocalEngine(
        {"poll": drains},
        limits={"poll": limit},
        on_error=lambda kind, key, error: errors.append(f"{kind}:{key}:{type(error).__name__}"),
        grace=grace,
    )


async def turn() -> None:
    """Let everything that can run, run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_nothing_is_drained_before_the_commit() -> None:
    drains = Drains()
    drains.gate.set()
    async with engine_for(drains, []) as engine:
        tx = Committed()
        engine.wake(tx, "poll", "a")
        await turn()
        assert drains.started == []
        tx.commit()
        await turn()
        assert drains.started == ["a"]
        assert not engine.busy


async def test_a_key_is_drained_by_one_task_and_a_late_wake_up_runs_it_once_more() -> None:
    drains = Drains()
    async with engine_for(drains, []) as engine:
        wake(engine, "a", "b")
        await turn()
        for _ in range(3):
            wake(engine, "a")
        await turn()
        assert drains.started == ["a", "b"]
        drains.gate.set()
        await engine.quiet()
        await turn()
        assert drains.started == ["a", "b", "a"], "three late wake-ups are one more drain"
    assert drains.most_at_once == 2


async def test_no_more_keys_than_the_limit_are_drained_at_once() -> None:
    drains = Drains()
    async with engine_for(drains, [], limit=2) as engine:
        wake(engine, *"abcdef")
        await turn()
        assert drains.started == ["a", "b"]
        drains.gate.set()
        await engine.quiet()
    assert sorted(drains.started) == sorted("abcdef")
    assert drains.most_at_once == 2


async def test_a_drain_that_fails_is_told_and_can_be_woken_again() -> None:
    errors: list[str] = []

    async def fail(_key: str) -> None:
        raise ZeroDivisionError

    engine = LocalEngine(
        {"poll": fail}, limits={"poll": 1}, on_error=lambda kind, key, error: errors.append(f"{kind} {key}")
    )
    async with engine:
        for _ in range(2):
            wake(engine, "a")
            await turn()
    assert errors == ["poll a", "poll a"]


async def test_leaving_waits_and_then_cancels() -> None:
    drains = Drains()
    async with engine_for(drains, [], grace=0.05) as engine:
        wake(engine, "a")
        await turn()
    assert drains.started == ["a"]
    assert not engine.busy
    wake(engine, "b")
    await turn()
    assert drains.started == ["a"], "an engine that was left takes no wake-ups"


async def test_wake_ups_may_come_from_other_threads() -> None:
    drains = Drains()
    drains.gate.set()
    async with engine_for(drains, []) as engine:
        await asyncio.to_thread(wake, engine, "a")
        await turn()
    assert drains.started == ["a"]


async def test_a_key_woken_while_it_waits_for_a_slot_is_drained_once() -> None:
    drains = Drains()
    async with engine_for(drains, [], limit=1) as engine:
        wake(engine, "a")
        await turn()
        wake(engine, "b")
        wake(engine, "b")
        await turn()
        drains.gate.set()
        await engine.quiet()
    assert drains.started == ["a", "b"]
