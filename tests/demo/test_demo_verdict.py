"""The rehearsal's judgement notices what goes wrong."""

from dataclasses import replace
from datetime import timedelta
from email.message import Message

from rich.console import Console

from monitor.demo.configuration import EMAIL, WEBHOOK
from monitor.demo.ledger import Owed, Totals
from monitor.demo.receivers import Call, Letter
from monitor.demo.scenario import START, Edit, Piece
from monitor.demo.screen import Screen
from monitor.demo.verdict import Summary, judge

NEWS = Piece(START, "1", "https://mod.example/1", "ru", "Обмен", "<p>Обмен</p>", "alert")
CORRECTED = replace(
    NEWS, id="2", link="https://mod.example/2", edits=(Edit(START + timedelta(hours=3), "Обмен: 9", None, "update"),)
)
SPORT = replace(NEWS, id="3", link="https://mod.example/3", expect="silence", because="sport")
PIECES = (NEWS, CORRECTED, SPORT)
TOTALS = Totals(
    polls=10, not_modified=9, failed=0, items=3, versions=4, copies=0, alerts=2, updates=1, held={"no_match": 1}
)


def owed_for(*messages: tuple[str, int]) -> list[Owed]:
    return [
        Owed(f"{channel}/{link}/{revision}", channel, link, revision)
        for channel in (EMAIL, WEBHOOK)
        for link, revision in messages
    ]


def letter(key: str) -> Letter:
    message = Message()
    message["X-Parley-Delivery"] = key
    return Letter(message, "parley@parley.example", ("desk@parley.example",))


def judged(owed: list[Owed], lost: str = "", fault: str | None = None) -> Summary:
    """The verdict where everything owed arrives but the delivery `lost`, and calls come in with `fault`."""
    arrived = [each for each in owed if each.key != lost]
    letters = [letter(each.key) for each in arrived if each.channel_id == EMAIL]
    calls = [Call(each.key, "0", {}, fault) for each in arrived if each.channel_id == WEBHOOK]
    return judge(PIECES, owed, letters, calls, TOTALS, feeds=1, seconds=1.23)


RIGHT = owed_for((NEWS.link, 1), (CORRECTED.link, 1), (CORRECTED.link, 2))


def drawn(summary: Summary) -> str:
    console = Console(width=100, record=True, quiet=False, file=None)
    with console.capture() as capture:
        Screen(console).closing(summary)
    return capture.get()


def test_all_is_well_when_everything_wanted_arrives_twice() -> None:
    summary = judged(RIGHT)
    assert summary.went_well
    assert (summary.expected, summary.silent, summary.emails, summary.webhooks) == (3, 1, 3, 3)
    assert "3 wanted, each got by mail and by webhook" in drawn(summary)


def test_a_mail_that_did_not_arrive_is_named() -> None:
    summary = judged(RIGHT, lost=f"{EMAIL}/{CORRECTED.link}/2")
    assert summary.lost == (f"{EMAIL}: {CORRECTED.link} revision 2",)
    assert not summary.went_well
    assert f"{CORRECTED.link} revision 2" in drawn(summary)


def test_a_webhook_that_did_not_arrive_is_lost_and_its_piece_missed() -> None:
    summary = judged(RIGHT, lost=f"{WEBHOOK}/{NEWS.link}/1")
    assert summary.lost == (f"{WEBHOOK}: {NEWS.link} revision 1",)
    assert summary.missed == (NEWS.link,)


def test_webhooks_with_bad_signatures_count_as_not_received() -> None:
    summary = judged(RIGHT, fault="signature")
    assert len(summary.refused) == 3
    assert len(summary.lost) == 3
    assert not summary.went_well


def test_an_update_that_never_came_is_missed() -> None:
    summary = judged(owed_for((NEWS.link, 1), (CORRECTED.link, 1)))
    assert summary.missed == (CORRECTED.link,)
    assert CORRECTED.link in drawn(summary)


def test_an_alert_about_sport_is_unwanted() -> None:
    summary = judged([*RIGHT, *owed_for((SPORT.link, 1))])
    assert summary.unwanted == (SPORT.link,)
    assert not summary.lost
    assert "should not have been" in drawn(summary)


def test_a_revision_for_which_no_delivery_was_planned_is_lost() -> None:
    unplanned = [*RIGHT[:-1], replace(RIGHT[-1], key="")]
    assert judged(unplanned).lost == (f"{WEBHOOK}: {CORRECTED.link} revision 2",)
