"""An event is told once, and again when it stands otherwise."""

from datetime import date

import pytest

from monitor.model.alert import AlertState, Reason
from monitor.model.content import Verdict
from monitor.model.event import Numbering
from monitor.model.fact import Kind, Status
from tests.support.claims import Desk, claim, edited, to

MOD = claim("RU/ru-state/mod", "10 12:00", counts=to(RU=205))
HQ = claim("UA/ua-state/hq", "10 13:00", counts=to(UA=205))


def changes(desk: Desk) -> dict[str, tuple[str, str]]:
    return {change.field: (change.old, change.new) for change in desk.newest.changes}


def test_the_first_claim_raises_and_what_adds_nothing_is_held() -> None:
    desk = Desk().hear(MOD).hear(claim("RU/ru-state/mfa", "10 14:00"))
    assert desk.reasons == ["raise:new_event", "hold:nothing_new"]


def test_the_other_side_confirms() -> None:
    desk = Desk().hear(MOD).hear(HQ)
    assert desk.reasons[-1] == "revise:other_side_confirms"
    assert changes(desk) == {"corroboration": ("single side", "both sides"), "returned to UA": ("", "205")}


def test_feeds_are_not_sides() -> None:
    wire = claim("third/meridian/wire", "10 12:30", text_key=MOD.text_key, counts=to(RU=205))
    desk = Desk().hear(MOD).hear(wire, verdict=Verdict.COPY).hear(claim("RU/ru-state/mfa", "10 14:00"))
    assert desk.reasons == ["raise:new_event", "hold:copy", "hold:nothing_new"]
    assert desk.known[0].event.value("corroboration") == "single side"
    assert desk.known[0].event.families == ("ru-state",)


def test_a_copy_that_comes_first_speaks_for_whom_it_copies() -> None:
    wire = claim("third/meridian/wire", "10 12:30", text_key=MOD.text_key, counts=to(RU=205))
    desk = Desk().hear(wire).hear(MOD)
    assert desk.reasons == ["raise:new_event", "revise:corroboration_changed"]
    assert changes(desk) == {"corroboration": ("third party", "single side")}


def test_an_edit_that_changes_205_to_206_is_one_update() -> None:
    desk = Desk().hear(MOD).hear(edited(MOD, counts=to(RU=206)), verdict=Verdict.VERSION)
    assert desk.reasons == ["raise:new_event", "revise:corrected"]
    assert changes(desk) == {"returned to RU": ("205", "206")}


def test_an_edit_of_a_comma_is_none() -> None:
    desk = Desk().hear(MOD).hear(edited(MOD), verdict=Verdict.VERSION)
    assert desk.reasons == ["raise:new_event", "hold:cosmetic_edit"]


def test_a_statement_that_nobody_makes_any_more_is_withdrawn() -> None:
    desk = Desk().hear(MOD).hear(item_key=MOD.item_key, verdict=Verdict.VERSION)
    assert desk.reasons[-1] == "revise:withdrawn"
    assert changes(desk) == {"status": ("done", "withdrawn")}
    assert desk.alert.state is AlertState.WITHDRAWN
    again = desk.hear(MOD, verdict=Verdict.VERSION)
    assert again.reasons[-1] == "revise:restored"
    assert again.alert.state is AlertState.OPEN


def test_a_side_that_takes_its_word_back_leaves_the_other() -> None:
    desk = Desk().hear(MOD).hear(HQ).hear(item_key=HQ.item_key, verdict=Verdict.VERSION)
    assert changes(desk)["corroboration"] == ("both sides", "single side")
    assert desk.alert.state is AlertState.OPEN


def test_figures_of_the_two_sides_stand_side_by_side() -> None:
    given = claim("RU/ru-state/mod", "11 11:00", kind=Kind.BODIES, counts=to(UA=6060))
    received = claim("UA/ua-state/hq", "11 12:00", kind=Kind.BODIES, counts=to(UA=6057))
    desk = Desk().hear(given).hear(received)
    assert desk.reasons[-1] == "revise:sides_differ"
    assert changes(desk) == {
        "bodies to UA": ("6,060", "6,060 (RU) v 6,057 (UA)"),
        "corroboration": ("single side", "conflicting"),
    }
    (value,) = [value for value in desk.known[0].event.values if value.name == "bodies to UA"]
    assert {value.claims, *(keys for _, keys in value.rivals)} == {(given.key,), (received.key,)}
    settled = desk.hear(edited(received, counts=to(UA=6060)), verdict=Verdict.VERSION)
    assert settled.reasons[-1] == "revise:corrected"
    assert changes(settled)["corroboration"] == ("conflicting", "both sides")


def test_a_plan_is_put_off_denied_and_carried_out_in_one_thread() -> None:
    desk = Desk()
    for told in (
        claim("UA/ua-state/hq", "03", status=Status.PLANNED),
        claim("RU/ru-state/mod", "07 10:00", status=Status.POSTPONED),
        claim("UA/ua-state/hq", "07 12:00", status=Status.DENIED),
        claim("RU/ru-state/mod", "08 09:00", status=Status.PLANNED),
        claim("third/wire", "08 14:00", status=Status.POSTPONED),
        claim("RU/ru-state/mod", "09 12:00"),
        claim("UA/ua-state/hq", "09 13:00", numbering=Numbering("exchange", 66)),
    ):
        desk = desk.hear(told)
    assert len(desk.known) == 1
    assert desk.reasons == [
        "raise:new_event",
        "revise:status_changed",
        "revise:sides_differ",
        "hold:nothing_new",
        "hold:nothing_new",
        "revise:status_changed",
        "revise:other_side_confirms",
    ]
    assert changes(desk) == {"corroboration": ("single side", "both sides"), "exchange number": ("", "66")}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.POSTPONED, "revise:status_changed"),
        (Status.CALLED_OFF, "revise:status_changed"),
        (Status.PROPOSED, "hold:nothing_new"),
        (Status.UNDER_WAY, "revise:status_changed"),
    ],
)
def test_a_status_moves_with_evidence(status: Status, expected: str) -> None:
    plan = claim("UA/ua-state/hq", "10 09:00", status=Status.PLANNED)
    assert Desk().hear(plan).hear(claim("UA/ua-state/mfa", "10 12:00", status=status)).reasons[-1] == expected


def test_what_has_taken_place_is_not_undone_by_talk_of_plans() -> None:
    desk = Desk().hear(MOD).hear(claim("RU/ru-state/mfa", "10 11:00", status=Status.PLANNED))
    assert desk.reasons[-1] == "hold:nothing_new"
    assert desk.known[0].event.status is Status.DONE


def test_a_new_day_is_told() -> None:
    plan = claim("UA/ua-state/hq", "03", status=Status.PLANNED, first=date(2025, 6, 7), last=date(2025, 6, 7))
    moved = claim("UA/ua-state/hq", "05", status=Status.PLANNED, first=date(2025, 6, 8), last=date(2025, 6, 8))
    desk = Desk().hear(plan).hear(moved)
    assert desk.reasons[-1] == "revise:date_changed"
    assert changes(desk) == {"date": ("2025-06-07", "2025-06-08")}


def test_a_page_that_never_rests_is_told_of_no_more() -> None:
    desk = Desk().hear(MOD)
    for number in range(40):
        desk = desk.hear(edited(MOD, counts=to(RU=205 + number % 2)), verdict=Verdict.VERSION)
    assert sum(reason.startswith("revise") for reason in desk.reasons) < 20
    assert f"hold:{Reason.NOISY}" in desk.reasons
