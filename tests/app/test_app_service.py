"""The whole service: real HTTP on loopback, both databases, a clock that is set forward."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from monitor.clock import SteppedClock
from monitor.errors import ConfigError, StoreError, UsageError
from monitor.store import views
from monitor.store.tables import sources
from tests.support.feed_server import Publication
from tests.support.receivers import Answer, WebhookReceiver
from tests.support.settled import Desk, Piece, rss, running

NEWS = "An exchange of prisoners took place near the border: {} servicemen came home this morning."


@pytest.fixture
async def desk(tmp_path: Path, clock: SteppedClock, database_url: str) -> AsyncIterator[Desk]:
    async with running(tmp_path, "mod", "agency", clock=clock, database=database_url) as desk:
        yield desk


def told(desk: Desk) -> list[tuple[str, str]]:
    """What the receiver got: type and first words of the evidence's text."""
    bodies = [json.loads(hook.body) for hook in desk.receiver.hooks]
    return [(body["type"], body["data"]["text"][:60]) for body in bodies]


async def test_a_first_poll_is_a_baseline(desk: Desk) -> None:
    old, fresh = desk.clock.now() - timedelta(days=3), desk.clock.now() - timedelta(hours=3)
    desk.feeds.publish(
        "/mod.xml", rss([Piece(1, NEWS.format(84), old), Piece(2, NEWS.format(85)), Piece(3, NEWS.format(86), fresh)])
    )
    await desk.service.settle()
    assert [text for _, text in told(desk)] == [NEWS.format(86)[:60]]
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["held"] == {"outside_window": 1, "baseline": 1}


async def test_one_development_one_alert_then_an_update_then_silence(desk: Desk) -> None:
    await desk.service.settle()
    desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(84))]))
    await desk.later()
    desk.feeds.publish("/agency.xml", rss([Piece(7, NEWS.format(84))]))
    await desk.later()
    assert [kind for kind, _ in told(desk)] == ["alert.raised"], "the copy is silent"
    desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(86))]))
    await desk.later()
    update = json.loads(desk.receiver.hooks[-1].body)
    assert update["type"] == "alert.revised"
    assert [(change["old"], change["new"]) for change in update["data"]["changes"]] == [
        (NEWS.format(84), NEWS.format(86))
    ]
    before = len(desk.receiver.hooks)
    for _ in range(3):
        await desk.later()
    assert len(desk.receiver.hooks) == before
    assert [answer.status for answer in desk.feeds.answers[-6:]] == [304] * 6


async def test_a_receiver_that_fails_gets_every_alert_in_the_end_under_the_same_id(
    tmp_path: Path, clock: SteppedClock
) -> None:
    receiver = WebhookReceiver(lambda number: Answer(status=500) if number < 2 else Answer())
    async with running(tmp_path, "mod", clock=clock, receiver=receiver) as desk:
        await desk.service.settle()
        desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(84))]))
        for _ in range(3):
            await desk.later()
        assert len(set(receiver.ids())) == 1
        assert receiver.requests == 3
        with desk.service.database.reading() as tx:
            (row,) = views.delivery_list(tx)
            assert (row["state"], row["attempts"]) == ("sent", 3)


async def test_a_delivery_that_is_refused_for_good_is_kept_as_dead(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock, receiver=WebhookReceiver(lambda _: Answer(status=410))) as desk:
        await desk.service.settle()
        desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(84))]))
        await desk.later()
        with desk.service.database.reading() as tx:
            (row,) = views.delivery_list(tx, state="dead")
        assert "410" in row["detail"]


async def test_a_page_instead_of_a_feed_is_a_loud_failure_and_the_others_go_on(desk: Desk) -> None:
    desk.feeds.publish("/mod.xml", Publication(b"<html><body>Checking your browser</body></html>", "text/html"))
    await desk.service.settle()
    desk.feeds.publish("/agency.xml", rss([Piece(7, NEWS.format(84))]))
    await desk.later(timedelta(minutes=20))
    assert len(told(desk)) == 1
    with desk.service.database.reading() as tx:
        failing = {row["id"]: row["reason"] for row in views.source_list(tx) if row["outcome"] == "failed"}
        assert failing == {"mod": "challenge"}
        assert [row["reason"] for row in views.quarantine_list(tx)] == ["challenge"]
    desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(99))]))
    await desk.later(timedelta(hours=2))
    with desk.service.database.reading() as tx:
        assert {row["outcome"] for row in views.source_list(tx)} <= {"ok", "unchanged"}, "it came back by itself"


async def test_a_reload_takes_effect_and_a_broken_one_does_not(desk: Desk) -> None:
    await desk.service.settle()
    rules = desk.directory / "rules" / "exchange.yaml"
    sound = rules.read_text()
    rules.write_text(sound.replace("severity: urgent", "severity: loud"))
    before = desk.service.catalog
    with pytest.raises(ConfigError):
        await desk.service.reload()
    assert desk.service.catalog is before
    rules.write_text(
        sound.replace("keyword: exchange of prisoners", "keyword: parade").replace(
            "An exchange", "A parade and exchange"
        )
    )
    await desk.service.reload()
    desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(84)), Piece(2, "The parade was held in the square.")]))
    await desk.later()
    assert [text for _, text in told(desk)] == ["The parade was held in the square."]


async def test_a_source_taken_out_by_a_reload_is_left_alone(desk: Desk) -> None:
    await desk.service.settle()
    text = (desk.directory / "sources" / "all.yaml").read_text()
    (desk.directory / "sources" / "all.yaml").write_text("\n".join(text.splitlines()[:2]) + "\n")
    await desk.service.reload()
    asked = len(desk.feeds.answers)
    await desk.later()
    assert {answer.path for answer in desk.feeds.answers[asked:]} == {"/mod.xml"}
    with desk.service.database.reading() as tx:
        active = dict(tx.connection.execute(select(sources.c.id, sources.c.active)).all())  # type: ignore[arg-type] # rows of two
    assert active == {"mod": True, "agency": False}


async def test_a_preview_stores_and_sends_nothing(desk: Desk) -> None:
    await desk.service.settle()
    desk.feeds.publish("/mod.xml", rss([Piece(1, NEWS.format(84))]))
    plan = await desk.service.preview("mod")
    assert [item.decision.reason for item in plan.items if item.decision] == ["first_match"]
    with desk.service.database.reading() as tx:
        assert views.totals(tx)["items"] == 0
    assert desk.receiver.requests == 0


async def test_one_source_can_be_visited_by_name(desk: Desk) -> None:
    summary = await desk.service.poll("mod")
    assert summary is not None
    assert summary.outcome == "ok"
    with pytest.raises(UsageError, match="no source 'nobody'"):
        await desk.service.poll("nobody")


async def test_one_service_owns_a_state_folder(tmp_path: Path, clock: SteppedClock) -> None:
    async with running(tmp_path, "mod", clock=clock) as desk:
        first = type(desk.service)(desk.directory, tmp_path / "state", clock=clock, tick=60)
        second = type(desk.service)(desk.directory, tmp_path / "state", clock=clock, tick=60)
        async with first:
            with pytest.raises(StoreError, match="another parley service"):
                await second.__aenter__()
