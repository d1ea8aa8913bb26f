"""When nearly everything of a source is new at once, and what a source teaches about its names."""

from datetime import timedelta

import pytest

from monitor.clock import SteppedClock
from monitor.identify import learn, policy_for
from monitor.identify.flood import ESTABLISHED
from monitor.model.content import Entry
from monitor.model.identity import LEARNED, IdentityHabits, IdentityPolicy, IdentityRules, Ids
from monitor.store import Database
from monitor.store.tables import versions
from tests.support.known import MemoryItems
from tests.support.newsroom import NOON, Newsroom, Post, changed, post, posts

MINUTE = timedelta(minutes=1)
OLD, NEW = "abcdefghijkl", "ABCDEFGHIJKL"


def established(database: Database, clock: SteppedClock, document: list[Post]) -> Newsroom:
    room = Newsroom(database, clock)
    for _ in range(ESTABLISHED):
        room.poll(document)
    assert room.alerts == 0
    return room


def held(room: Newsroom) -> int:
    return [row[0] for row in room.rows(versions.c.act_reason)].count("flood")


def test_all_new_at_once_is_held_stored_and_told_once(database: Database, clock: SteppedClock) -> None:
    room = established(database, clock, posts(OLD))
    plan = room.poll(posts(NEW))
    assert (plan.reason, room.alerts, held(room), room.items) == ("flood_all_new", 0, 12, 24)
    assert "12 of 12 entries are new at once" in plan.detail
    assert room.notices == ["flood_all_new"]
    assert room.poll([post("z"), *posts(NEW)]).reason is None
    assert room.alerts == 1, "the source goes on"


def test_texts_made_anew_under_new_ids_are_held_and_what_is_truly_new_is_told(
    database: Database, clock: SteppedClock
) -> None:
    room = established(database, clock, posts(OLD))
    moved = changed(posts(OLD), guid=lambda one: f"new-{one.piece}", text=lambda one: f"{one.text} And so on.")
    fresh = post("z", date=clock.now() + 9 * MINUTE)
    plan = room.poll([fresh, post("y"), *moved])
    assert plan.reason == "flood_new_ids"
    assert (room.alerts, held(room), room.doubled, room.lost) == (1, 13, [], [])


def test_a_new_template_does_not_tell_of_old_items(database: Database, clock: SteppedClock) -> None:
    room = established(database, clock, posts(OLD))
    plan = room.poll(
        changed(posts(OLD), text=lambda one: f"{one.text} Subscribe to our channel and to our newsletter too.")
    )
    assert (plan.reason, room.alerts, held(room)) == ("flood_all_changed", 0, 12)


@pytest.mark.parametrize("stamped", [True, False])
def test_dates_explain_what_is_new_unless_they_are_all_the_same(
    stamped: bool, database: Database, clock: SteppedClock
) -> None:
    room = established(database, clock, posts(OLD))
    date = clock.now() + 5 * MINUTE
    room.poll([post(piece, date=date if stamped else date + at * MINUTE / 10) for at, piece in enumerate(NEW)])
    assert room.alerts == (0 if stamped else 12)


def test_dates_before_the_last_visit_do_not_explain(database: Database, clock: SteppedClock) -> None:
    room = established(database, clock, posts(OLD))
    room.poll([post(piece, date=clock.now() - timedelta(hours=5, minutes=at)) for at, piece in enumerate(NEW)])
    assert (room.alerts, held(room)) == (0, 12)


def test_after_an_outage_all_may_be_new(database: Database, clock: SteppedClock) -> None:
    room = established(database, clock, posts(OLD))
    assert room.poll(posts(NEW), after=timedelta(hours=5)).reason is None
    assert room.alerts == 12


def test_a_young_source_and_a_source_that_is_always_so_are_let_be(database: Database, clock: SteppedClock) -> None:
    room = Newsroom(database, clock)
    for batch in range(12):
        room.poll([post(f"{piece}{batch}") for piece in OLD])
    assert room.notices == []
    assert room.alerts == 11 * 12, "all but the first document"


def test_an_alert_raised_before_the_flood_is_still_told_of_changes(database: Database, clock: SteppedClock) -> None:
    room = established(database, clock, posts(OLD))
    text = "An exchange of prisoners took place: {} came home."
    room.poll([post("z", text=text.format(205)), *posts(OLD)])
    room.poll(
        [post("z", text=text.format(206)), *changed(posts(OLD), text=lambda one: one.text + " Subscribe now to us.")]
    )
    assert (room.alerts, room.updates) == (1, ["edited"])


# What is learned


def taught(*documents: list[Entry], rules: IdentityRules = LEARNED) -> IdentityHabits:
    known, habits = MemoryItems(), IdentityHabits()
    for number, document in enumerate(documents):
        decided = known.poll("mod", document, policy_for(habits, rules))
        habits = learn(habits, decided, NOON + (number - 1) * MINUTE if number else None)
    return habits


def entries(visit: int, **made: object) -> list[Entry]:
    """Ten entries; each field as a format of its number and the visit's."""
    form = {"id": "{n}", "link": "https://mod.example/{n}", "title": "Title {n}", "text": "Text number {n}", **made}
    fields = [{name: str(value).format(n=n, v=visit) for name, value in form.items()} for n in range(10)]
    return [Entry(**each) for each in fields]  # type: ignore[arg-type] # strings by name


def test_a_plain_source_teaches_nothing() -> None:
    habits = taught(*(entries(0) for _ in range(9)))
    assert habits.policy == IdentityPolicy()
    assert (habits.documents, habits.burst) == (0, 0.0)


def test_ids_that_rotate() -> None:
    rotating = [entries(visit, id="{n}-{v}") for visit in range(4)]
    assert taught(*rotating).policy.ids is Ids.ROTATE
    assert taught(*rotating[:2]).policy.ids is Ids.STABLE, "once is a move"


def test_ids_that_are_all_the_same_and_back() -> None:
    same = [entries(0, id="same", title=f"{visit} {{n}}", text=f"{visit} {{n}}") for visit in range(4)]
    assert taught(*same).policy.ids is Ids.REPEAT
    after = [entries(visit, id="x{v}{n}", title="t{v}{n}", link="https://mod.example/{v}/{n}") for visit in range(2)]
    assert taught(*same, *after).policy.ids is Ids.REPEAT, "slow to change its mind"
    later = [entries(visit, id="x{v}{n}", title="t{v}{n}", link="https://mod.example/{v}/{n}") for visit in range(9)]
    assert taught(*same, *later).policy.ids is Ids.STABLE


def test_links_that_all_lead_to_one_page() -> None:
    habits = taught(
        *(entries(visit, id="{v}{n}", link="https://mod.example/news", text="{v} {n}") for visit in range(4))
    )
    assert not habits.policy.unique_links


def test_dates_that_move_with_every_visit() -> None:
    def stamped(visit: int) -> list[Entry]:
        date = NOON + visit * MINUTE
        return [Entry(str(n), None, f"Title {n}", "", published=date) for n in range(5)]

    assert not taught(*(stamped(visit) for visit in range(5))).policy.fixed_dates
    assert taught(*(stamped(0) for _ in range(5))).policy.fixed_dates


def test_the_operator_knows_better() -> None:
    habits = taught(*(entries(visit, id="{n}-{v}") for visit in range(4)))
    rules = IdentityRules(ids=Ids.STABLE, unique_links=False)
    assert policy_for(habits, rules) == IdentityPolicy(Ids.STABLE, unique_links=False, fixed_dates=True)
    assert policy_for(habits, IdentityRules()).ids is Ids.ROTATE


def test_a_burst_is_remembered_and_fades() -> None:
    new = [entries(visit, id="{v}{n}", link="https://mod.example/{v}/{n}", title="{v} {n}") for visit in range(3)]
    assert taught(*new).burst == 10
    calm = [[*new[-1], Entry(f"e{n}", None, f"Extra {n}", "")] for n in range(3)]
    assert 8 < taught(*new, *calm).burst < 9
