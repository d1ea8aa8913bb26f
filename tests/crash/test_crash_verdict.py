"""The judge of the trial is judged: each way of failing is seen, and under its own name."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from standardwebhooks import Webhook

from monitor.clock import SystemClock
from tests.crash.configuration import HOOK, MAIL, SECRET
from tests.crash.database import Owed
from tests.crash.plan import LATEST, Plan, plan
from tests.crash.receipts import Receipt, Telling, is_signed
from tests.crash.verdict import Observed, judge

PLAN = plan(1, kills=4, alerts=30, faults=0.1)


def flawless(planned: Plan = PLAN) -> Observed:
    """Everything told once over each channel, as one alert each."""
    receipts: list[Receipt] = []
    for piece in planned.stories:
        name, title = piece.path, piece.editions[-1].title
        receipts.append(Receipt(Telling(name, 1, HOOK), f"hook {name}", b"body", name, title))
        receipts.append(Receipt(Telling(name, 1, MAIL), f"mail {name}", b"mail"))
    return Observed(
        published={edition for piece in planned.stories + planned.silent for edition in piece.editions},
        receipts=receipts,
        owed=[Owed(receipt.telling, receipt.id, "sent", 1) for receipt in receipts],
    )


def found(seen: Observed) -> set[str]:
    return {heading for heading, examples in judge(PLAN, seen).failures.items() if examples}


def lose_one(seen: Observed) -> None:
    del seen.receipts[0]


def lose_a_mail(seen: Observed) -> None:
    del seen.receipts[1]


def tell_unasked(seen: Observed) -> None:
    seen.receipts[0] = replace(seen.receipts[0], piece=PLAN.silent[0].path)


def tell_old_words(seen: Observed) -> None:
    seen.receipts[0] = replace(seen.receipts[0], title="What it said before")


def repeat(**changes: object) -> Callable[[Observed], None]:
    def act(seen: Observed) -> None:
        seen.receipts.append(replace(seen.receipts[0], **changes))  # type: ignore[arg-type]  # fields by name

    return act


def swap_ids(seen: Observed) -> None:
    seen.receipts[0] = replace(seen.receipts[0], id=seen.receipts[2].id)


def leave_pending(seen: Observed) -> None:
    seen.owed = [replace(seen.owed[0], state="pending"), *seen.owed[1:]]


def publish_nothing(seen: Observed) -> None:
    seen.published = frozenset()


def damage(seen: Observed) -> None:
    seen.damage.append("row 3 missing from index")


def end_early(seen: Observed) -> None:
    seen.mishaps.append("life 2: the service ended by itself, exit status 1")


@pytest.mark.parametrize(
    ("spoil", "headings"),
    [
        (lose_one, {"stories lost", "in the outbox, never received"}),
        (lose_a_mail, {"in the outbox, never received"}),
        (tell_unasked, {"stories lost", "told, and should not be"}),
        (tell_old_words, {"last wording lost"}),
        (repeat(id="another"), {"repeats with another id"}),
        (repeat(body=b"another"), {"repeats with another body"}),
        (repeat(signed=False), {"signatures that do not verify"}),
        (
            repeat(telling=Telling("another", 1, HOOK), id="third"),
            {"stories told as several alerts", "received, not in the outbox"},
        ),
        (swap_ids, {"ids of several tellings", "received under an id of no row"}),
        (leave_pending, {"not sent in the end"}),
        (publish_nothing, {"stories never published"}),
        (damage, {"damage to the database"}),
        (end_early, {"mishaps of the process"}),
    ],
)
def test_a_fault_is_found_and_named(spoil: Callable[[Observed], None], headings: set[str]) -> None:
    seen = flawless()
    spoil(seen)
    assert found(seen) >= headings
    assert not judge(PLAN, seen).went_well


def test_a_flawless_trial_goes_well_and_counts_its_repeats() -> None:
    seen = flawless()
    repeat()(seen)
    verdict = judge(PLAN, seen)
    assert verdict.went_well
    assert (verdict.tellings, verdict.repeats) == (2 * len(PLAN.stories), 1)


def test_a_signature_is_of_this_id_time_and_body() -> None:
    moment = SystemClock().now()
    headers = {
        "webhook-id": "a",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": "v1,b2xk " + Webhook(SECRET).sign("a", moment, "{}"),
    }
    assert is_signed(headers, b"{}")
    assert not is_signed(headers, b"{ }")
    assert not is_signed({**headers, "webhook-id": "b"}, b"{}")
    assert not is_signed({}, b"{}")


def test_a_seed_decides_everything() -> None:
    assert plan(5, kills=50, alerts=500, faults=0.15) == plan(5, kills=50, alerts=500, faults=0.15)
    assert plan(5, kills=50, alerts=500, faults=0.15) != plan(6, kills=50, alerts=500, faults=0.15)


def test_kills_come_after_every_event_and_edits_after_their_story() -> None:
    planned = plan(5, kills=50, alerts=500, faults=0.15)
    assert {kill.after for kill in planned.kills} == set(LATEST)
    assert all(list(piece.editions) == sorted(piece.editions, key=lambda each: each.since) for piece in planned.stories)
    assert any(len(piece.editions) > 1 for piece in planned.stories)
    assert any(len(piece.feeds) > 1 for piece in planned.stories)
