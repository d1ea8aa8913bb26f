"""Order of arrival has no part in what an event comes to, nor in what desks know of it at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import factorial

import pytest

from monitor.model.alert import Act, AlertState
from monitor.model.event import Claim, Corroboration, Event
from monitor.model.fact import Status
from tests.support.claims import Desk, claim, to

DAY = date(2025, 6, 10)
MOD_SAID = "the ministry's own words"
ONE_EXCHANGE = (
    claim("RU/ru-state/mod", "10 12:42", counts=to(RU=230), text_key=MOD_SAID),
    claim("RU/ru-state/mfa", "10 15:10", status=Status.UNDER_WAY, parties=("UA",)),
    claim("third/meridian/wire-ru", "10 12:58", counts=to(RU=230), text_key=MOD_SAID),
    claim("third/meridian/wire-en", "10 13:30", counts=to(RU=230, UA=230), first=DAY, last=DAY),
    claim("UA/ua-state/hq", "10 13:33", counts=to(UA=230), parties=("UA",)),
    claim("UA/ua-state/president", "10 20:30", first=DAY, last=DAY, parties=()),
    claim("UA/ua-state/mfa", "11 06:15", counts=to(UA=230)),
)
"""Two sides, three families, seven feeds; the last one tells of it the morning after."""

AT_ODDS = (
    *ONE_EXCHANGE[:3],
    claim("UA/ua-state/hq", "10 13:33", counts=to(UA=230, RU=229)),
    *ONE_EXCHANGE[5:],
)
"""The same, but the sides count differently how many went to Russia."""


def branches(desk: Desk, waiting: Sequence[Claim]) -> Iterator[Desk]:
    """The desk after every order of what waits."""
    if not waiting:
        yield desk
    for index, one in enumerate(waiting):
        yield from branches(desk.hear(one), (*waiting[:index], *waiting[index + 1 :]))


def in_words(told: Event) -> dict[str, str]:
    return {value.name: value.value for value in told.values}


@pytest.mark.parametrize("claims", [ONE_EXCHANGE, AT_ODDS], ids=["in accord", "at odds"])
def test_every_order_of_arrival_ends_in_one_event_and_one_alert(claims: Sequence[Claim]) -> None:
    ends = set()
    orders = 0
    for desk in branches(Desk(), claims):
        orders += 1
        (known,) = desk.known
        told = desk.alert.event
        assert told is not None
        assert in_words(told) == in_words(known.event), "the desk knows how it stands"
        assert [decision.act for _, decision in desk.told].count(Act.RAISE) == 1
        ends.add((replace(known.event, key=""), tuple(in_words(told).items()), desk.alert.state))
    assert orders == factorial(len(claims))
    assert len(ends) == 1
    ((found, _, state),) = ends
    assert found.corroboration is (Corroboration.BOTH if claims is ONE_EXCHANGE else Corroboration.CONFLICTING)
    assert found.sides == ("RU", "UA")
    assert found.families == (
        ("meridian", "ru-state", "ua-state") if claims is ONE_EXCHANGE else ("ru-state", "ua-state")
    )
    assert state is AlertState.OPEN
