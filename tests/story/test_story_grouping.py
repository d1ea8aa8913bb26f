"""Which announcements are found to tell one thing: pairs of items against the events they were written for."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from monitor.model.fact import Count, Days, Fact, Kind, Ordinal, Qualifier, Said, Status
from monitor.model.story import LinkKind, Telling
from monitor.story import Grouping
from monitor.story.compare import veto
from monitor.story.grouping import tell
from tests.story.announcements import Announcement, announcements
from tests.support.extraction import extractor
from tests.support.memory_stories import MemoryStories
from tests.support.told_facts import fact, said

TEXT = (
    "The ministry said that a group of servicemen had returned home through Belarus and was being given medical care."
)
LANGS = ("ru", "uk", "en", "be")
NOON = datetime(2025, 6, 9, 12, tzinfo=UTC)


def grouped(told: Sequence[Announcement], *, at_once: bool = False) -> dict[str, str]:
    """The story of each announcement, by its place; `at_once` as the entries of a single document."""
    known = MemoryStories()
    stories = Grouping(known)
    plans = []
    for place, one in enumerate(told):
        if not at_once:
            stories = Grouping(known)
        found = extractor(*LANGS).extract(one.title, one.text, one.lang, one.said_at.date())
        plan = stories.place(str(place), one.title, one.text, one.lang, one.said_at, found)
        if at_once:
            plans.append((str(place), plan))
        else:
            known.keep(str(place), plan)
    for item, plan in plans:
        known.keep(item, plan)
    return known.stories


def judged(told: Sequence[Announcement], stories: Mapping[str, str]) -> tuple[int, int, int]:
    """Pairs rightly together, wrongly together, wrongly apart."""
    right = wrong = missed = 0
    for (a, one), (b, other) in combinations(enumerate(told), 2):
        together, same = stories[str(a)] == stories[str(b)], one.event == other.event
        right += together and same
        wrong += together and not same
        missed += same and not together
    return right, wrong, missed


def in_order() -> list[Announcement]:
    return announcements()


def shuffled(seed: int) -> list[Announcement]:
    told = announcements()
    random.Random(seed).shuffle(told)
    return told


@pytest.mark.parametrize("told", [in_order(), shuffled(1), shuffled(2)], ids=["as told", "shuffled", "shuffled again"])
def test_what_tells_one_event_is_one_story_and_no_two_events_are(told: list[Announcement]) -> None:
    assert len(told) >= 300
    assert {one.lang for one in told} == set(LANGS)
    right, wrong, missed = judged(told, grouped(told))
    assert wrong == 0
    assert right / (right + missed) >= 0.9


def test_the_entries_of_one_document_know_of_each_other() -> None:
    told = announcements()[:60]
    right, wrong, missed = judged(told, grouped(told, at_once=True))
    assert wrong == 0
    assert right / (right + missed) >= 0.9


def telling(*facts: Fact, said_at: datetime = NOON, lang: str = "en", text: str = TEXT) -> Telling:
    return tell("", text, lang, said_at, facts)


def on(day: int) -> Said[Days]:
    return said(Days(date(2025, 6, day), date(2025, 6, day), "explicit"))


def home(number: int, to: str = "UA", qualifier: Qualifier = Qualifier.EXACT) -> tuple[Said[Count], ...]:
    return (said(Count(number, to, qualifier)),)


EXCHANGE = fact(Kind.EXCHANGE, status=said(Status.DONE), parties=(said("RU"), said("UA")))
ROUND = fact(Kind.NEGOTIATION, status=said(Status.DONE), parties=(said("RU"), said("UA")))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (replace(EXCHANGE, dates=on(9)), replace(EXCHANGE, dates=on(9)), None),
        (replace(EXCHANGE, dates=on(9)), replace(EXCHANGE, dates=on(10)), "date"),
        (replace(EXCHANGE, dates=on(9)), EXCHANGE, None),
        (EXCHANGE, ROUND, "kind"),
        (EXCHANGE, replace(EXCHANGE, kind=Kind.BODIES), "kind"),
        (replace(EXCHANGE, counts=home(205)), replace(EXCHANGE, counts=home(206)), "count"),
        (replace(EXCHANGE, counts=home(205)), replace(EXCHANGE, counts=home(206, to="RU")), None),
        (replace(EXCHANGE, counts=home(205)), replace(EXCHANGE, counts=home(200, "UA", Qualifier.AT_LEAST)), None),
        (replace(EXCHANGE, counts=home(205)), replace(EXCHANGE, counts=home(200, "UA", Qualifier.ABOUT)), None),
        (replace(EXCHANGE, counts=home(205)), replace(EXCHANGE, counts=home(300, "UA", Qualifier.AT_LEAST)), "count"),
        (EXCHANGE, replace(EXCHANGE, parties=(said("IL"), said("HAMAS"))), "parties"),
        (EXCHANGE, replace(EXCHANGE, parties=(said("UA"), said("RU"))), None),
        (EXCHANGE, replace(EXCHANGE, parties=(said("UA"),)), None),
        (
            replace(ROUND, ordinal=said(Ordinal(2, "round"))),
            replace(ROUND, ordinal=said(Ordinal(3, "round"))),
            "ordinal",
        ),
        (
            replace(EXCHANGE, ordinal=said(Ordinal(2, "stage"))),
            replace(EXCHANGE, ordinal=said(Ordinal(66, "exchange"))),
            None,
        ),
        (replace(ROUND, place=said("Istanbul")), replace(ROUND, place=said("Abu Dhabi")), "place"),
    ],
)
def test_what_two_facts_cannot_both_be_right_about_keeps_them_apart(one: Fact, other: Fact, reason: str | None) -> None:
    assert veto(telling(one), telling(other)) == reason
    assert veto(telling(other), telling(one)) == reason


def test_what_nobody_dates_is_of_the_day_it_is_told_on() -> None:
    assert veto(telling(EXCHANGE), telling(EXCHANGE, said_at=NOON + timedelta(hours=20))) is None
    assert veto(telling(EXCHANGE), telling(EXCHANGE, said_at=NOON + timedelta(days=3))) == "time"
    announced = replace(EXCHANGE, dates=on(14), status=said(Status.PLANNED))
    assert veto(telling(announced), telling(EXCHANGE, said_at=NOON + timedelta(days=5))) is None


def test_without_facts_names_and_numbers_tell_one_formula_from_its_like() -> None:
    known = MemoryStories()
    for item, text in {"a": "near Kamenka for 12 hours", "b": "near Lugovoe for 12 hours", "c": "near Kamenka"}.items():
        said_so = f"The truce that the staff of the group announced in the morning holds {text}, says the staff again."
        known.keep(item, Grouping(known).place(item, "Truce", said_so, "en", NOON, ()))
    assert known.stories == {"a": "a", "b": "b", "c": "a"}


@pytest.mark.parametrize(
    ("lang", "text", "facts", "kind"),
    [
        ("en", TEXT + " Indeed.", (EXCHANGE,), LinkKind.COPY),
        (
            "en",
            "Nobody knew of the swap before the buses came into sight at the border.",
            (EXCHANGE,),
            LinkKind.REWRITE,
        ),
        ("uk", "Сьогодні відбувся обмін полоненими, наші вдома.", (EXCHANGE,), LinkKind.TRANSLATION),
        ("en", TEXT, (replace(EXCHANGE, status=said(Status.UNDER_WAY)),), LinkKind.FOLLOW_UP),
    ],
)
def test_how_an_item_tells_it(lang: str, text: str, facts: tuple[Fact, ...], kind: LinkKind) -> None:
    known = MemoryStories()
    dated = tuple(replace(one, dates=on(9), counts=home(205)) for one in (EXCHANGE, *facts))
    known.keep("first", Grouping(known).place("first", "Exchange", TEXT, "en", NOON, dated[:1]))
    link = Grouping(known).place("second", "Exchange", text, lang, NOON, dated[1:]).link
    assert (link.story, link.item, link.kind) == ("first", "first", kind)


def test_a_vague_item_makes_no_bridge_between_two_events() -> None:
    known = MemoryStories()
    for item, day in (("first", 9), ("second", 10)):
        facts = (replace(EXCHANGE, dates=on(day), counts=home(205)),)
        known.keep(item, Grouping(known).place(item, "Exchange", TEXT, "en", NOON + timedelta(days=day - 9), facts))
    known.keep("vague", Grouping(known).place("vague", "Exchange", TEXT, "en", NOON + timedelta(hours=13), (EXCHANGE,)))
    assert known.stories["first"] != known.stories["second"]
