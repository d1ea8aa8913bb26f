"""Facts in words: what is said and nothing else."""

import json
from dataclasses import replace
from datetime import date

import pytest

from monitor import event
from monitor.deliver.facts import event_in_words, fact_in_words
from monitor.deliver.view import view
from monitor.deliver.webhook.payload import render_body
from monitor.model.event import Numbering
from monitor.model.fact import Agreement, Count, Days, Kind, Ordinal, Qualifier, Status
from tests.support.alerts import alert, delivery
from tests.support.claims import claim, to
from tests.support.told_facts import EXCHANGE_IN_WORDS, exchange, fact, said


def test_an_exchange_is_told_with_all_that_is_said_of_it() -> None:
    assert fact_in_words(exchange()) == EXCHANGE_IN_WORDS


def test_a_round_is_told_with_who_and_where() -> None:
    told = fact(
        Kind.NEGOTIATION,
        status=said(Status.CALLED_OFF),
        ordinal=said(Ordinal(None, "round")),
        dates=said(Days(date(2025, 6, 30), date(2025, 7, 1), "explicit")),
        place=said("Istanbul"),
        parties=(said("UA"), said("RU"), said("UA")),
        mediators=(said("TR"),),
        background=True,
    )
    assert fact_in_words(told) == (
        "negotiation · called off · next round · 30 Jun 2025 to 1 Jul 2025 · Istanbul · parties UA, RU · mediators TR"
        " · background"
    )


def test_what_is_not_said_leaves_nothing() -> None:
    assert fact_in_words(fact(Kind.BODIES)) == "hand-over of bodies"


@pytest.mark.parametrize(
    ("number", "qualifier", "words"),
    [
        (1200, Qualifier.EXACT, "1,200"),
        (1200, Qualifier.AT_LEAST, "at least 1,200"),
        (84, Qualifier.ABOUT, "about 84"),
        (84, Qualifier.UP_TO, "up to 84"),
        (None, Qualifier.SAME, "the same number"),
        (None, Qualifier.UNDISCLOSED, "number not given"),
    ],
)
def test_a_count_is_told_as_it_is_meant(number: int | None, qualifier: Qualifier, words: str) -> None:
    told = fact(Kind.EXCHANGE, total=said(Count(number, None, qualifier)))
    assert fact_in_words(told) == f"exchange · {words} in all"


@pytest.mark.parametrize(
    ("place", "day", "words"),
    [
        ("Istanbul", None, " · under Istanbul"),
        (None, date(2025, 6, 2), " · under 2 Jun 2025"),
        (None, None, ""),
    ],
)
def test_an_agreement_is_told_as_far_as_it_is_said(place: str | None, day: date | None, words: str) -> None:
    assert fact_in_words(fact(Kind.EXCHANGE, agreement=said(Agreement(place, day)))) == f"exchange{words}"


def test_a_desk_reads_the_first_facts_in_their_order() -> None:
    facts = tuple(fact(Kind.EXCHANGE, ordinal=said(Ordinal(number, "stage"))) for number in range(1, 9))
    shown = view(delivery(alert(facts=facts))).facts
    assert shown == tuple(f"exchange · stage {number}" for number in range(1, 7))


def test_an_event_is_told_with_who_bears_it_out() -> None:
    told = (
        claim("RU/mod", "10 12:00", counts=to(RU=205), numbering=Numbering("stage", 2)),
        claim("UA/hq", "10 13:00", counts=to(UA=205), agreement_place="Istanbul", agreement_day=date(2025, 6, 2)),
    )
    (group,) = event.resolve(told)
    words = (
        "both sides · exchange RU–UA · done · 2025-06-10 · stage 2 · returned to RU 205 · returned to UA 205 · "
        "under istanbul:2025-06-02"
    )
    shown = view(delivery(alert(event=event.merge("key", group), facts=(fact(Kind.EXCHANGE),)))).facts
    assert shown == (words, "exchange")
    gone = event.merge("key", [replace(one, claim=replace(one.claim, withdrawn=True)) for one in group])
    assert event_in_words(gone) == "withdrawn · exchange RU–UA"


def test_a_webhook_says_how_the_event_stands() -> None:
    (group,) = event.resolve((claim("RU/mod", counts=to(RU=205)),))
    body = json.loads(render_body(delivery(alert(event=event.merge("key", group)))))
    told = body["data"]["event"]
    assert (told["status"], told["corroboration"], told["sides"], told["families"]) == (
        "done",
        "single side",
        ["RU"],
        1,
    )
    assert {"name": "returned to RU", "value": "205"} in told["values"]
