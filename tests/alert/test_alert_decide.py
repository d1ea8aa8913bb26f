from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import alert, identify
from monitor.model.alert import Act, AlertDecision, AlertRevision
from monitor.model.content import Entry, Identified, Sibling, Verdict
from tests.support import world

NOW = datetime(2025, 6, 9, 12, tzinfo=UTC)
CATALOG = world.catalog()
RUNNING = alert.Moment(now=NOW, window=timedelta(hours=24), baseline=False, gap=timedelta(minutes=5))
FIRST = replace(RUNNING, baseline=True, gap=None)
BACK = replace(RUNNING, gap=timedelta(days=3))


def identified(entry: Entry, verdict: Verdict = Verdict.NEW) -> Identified:
    return Identified(entry, identify.keys("mod", entry), "key", verdict, "for the test")


def decide(
    entry: Entry,
    moment: alert.Moment = RUNNING,
    verdict: Verdict = Verdict.NEW,
    told: AlertRevision | None = None,
) -> AlertDecision:
    matches = CATALOG.matcher.match(entry.title, entry.text, "en")
    return alert.decide(identified(entry, verdict), matches, (), told, CATALOG.rules, moment)


def told_of(entry: Entry) -> AlertRevision:
    matches = CATALOG.matcher.match(entry.title, entry.text, "en")
    decision = alert.decide(identified(entry), matches, (), None, CATALOG.rules, RUNNING)
    return alert.build_revision(
        world.source(), identified(entry), matches, (), decision, CATALOG.rules, number=1, now=NOW
    )


@pytest.mark.parametrize(
    ("hours_ago", "moment", "expected"),
    [
        (1, RUNNING, "first_match"),
        (25, RUNNING, "outside_window"),
        (1, FIRST, "first_match"),
        (25, FIRST, "outside_window"),
        (None, RUNNING, "first_match"),
        (None, FIRST, "baseline"),
        (None, BACK, "after_gap"),
        (1, BACK, "first_match"),
        (25, BACK, "outside_window"),
        (24 * 365 * 55, RUNNING, "first_match"),
        (24 * 365 * 55, FIRST, "baseline"),
        (-24 * 365, RUNNING, "first_match"),
        (-24 * 365, FIRST, "baseline"),
        (-6, FIRST, "first_match"),
    ],
)
def test_what_lies_inside_the_window_may_alert(hours_ago: float | None, moment: alert.Moment, expected: str) -> None:
    published = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    decision = decide(world.dated(1, published), moment)
    assert decision.reason == expected
    assert decision.act is (Act.RAISE if expected == "first_match" else Act.HOLD)


def test_a_fresh_update_of_an_old_piece_lies_inside_the_window() -> None:
    old = world.dated(1, NOW - timedelta(days=9))
    assert decide(old).reason == "outside_window"
    assert decide(replace(old, updated=NOW - timedelta(hours=1))).act is Act.RAISE


def test_what_does_not_match_is_held_and_what_matches_twice_is_as_loud_as_the_louder() -> None:
    assert decide(world.entry(1, "Weather.")).reason == "no_match"
    both = decide(world.entry(1, "A round of talks on an exchange of prisoners."))
    assert both.severity.label == "urgent"


YESTERDAY, LAST_MONTH = NOW - timedelta(hours=20), NOW - timedelta(days=30)


@pytest.mark.parametrize(
    ("sibling", "expected"),
    [
        (Sibling("agency", YESTERDAY, YESTERDAY), "copy"),
        (Sibling("agency", YESTERDAY, None), "first_match"),
        (Sibling("agency", LAST_MONTH, LAST_MONTH), "first_match"),
        (Sibling("mod", NOW, None), "copy"),
        (Sibling("mod", NOW, NOW), "copy"),
        (Sibling("mod", YESTERDAY, YESTERDAY), "first_match"),
    ],
)
def test_a_copy_is_held_where_desks_have_heard_it_or_it_is_the_same_piece(sibling: Sibling, expected: str) -> None:
    copied = replace(identified(world.dated(1, NOW), Verdict.COPY), copy_of=7)
    matches = CATALOG.matcher.match(copied.entry.title, copied.entry.text, "en")
    moment = replace(RUNNING, source_id="mod")
    assert alert.decide(copied, matches, (), None, CATALOG.rules, moment, [sibling]).reason == expected


def test_a_copy_within_one_document_is_held() -> None:
    assert decide(world.entry(1), verdict=Verdict.COPY).reason == "copy"


def test_a_page_that_never_rests_is_told_of_no_more() -> None:
    edited = replace(BEFORE, text=BEFORE.text.replace("84", "86"))
    noisy = replace(told_of(BEFORE), revision=20)
    assert decide(edited, verdict=Verdict.VERSION, told=noisy).reason == "noisy"


def test_an_edit_that_makes_an_untold_item_match_raises() -> None:
    assert decide(world.entry(1), verdict=Verdict.VERSION).reason == "matched_after_edit"


BEFORE = world.entry(
    1, "An exchange of prisoners took place: 84 came home. They are being examined.\nThe minister thanked the crew."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BEFORE.text.replace("84", "86"), "edited"),
        (BEFORE.text.replace("They are", "In all 500 are home. They are"), "edited"),
        (BEFORE.text + " Read also: 500 trees were planted.", "cosmetic_edit"),
        (BEFORE.text.replace("They are", "Views: 1208. They are"), "cosmetic_edit"),
        (BEFORE.text.replace("took place", "was called off"), "edited"),
        (BEFORE.text.replace("They are", "They  are"), "cosmetic_edit"),
        (BEFORE.text.replace("thanked the crew", "thanked everyone"), "cosmetic_edit"),
        (BEFORE.text + " Photographs by the press service.", "cosmetic_edit"),
        (BEFORE.text + " Another round of talks follows.", "further_match"),
        ("The statement was removed.", "no_longer_matches"),
    ],
)
def test_an_edit_is_told_when_it_changes_what_was_told(text: str, expected: str) -> None:
    decision = decide(replace(BEFORE, text=text), verdict=Verdict.VERSION, told=told_of(BEFORE))
    assert decision.reason == expected
    assert decision.act is (Act.HOLD if expected == "cosmetic_edit" else Act.REVISE)


def test_an_update_says_old_and_new() -> None:
    edited = replace(BEFORE, title="Statement 1, corrected", text=BEFORE.text.replace("84", "86"))
    changes = decide(edited, verdict=Verdict.VERSION, told=told_of(BEFORE)).changes
    assert [(change.field, change.old, change.new) for change in changes] == [
        ("title", "Statement 1", "Statement 1, corrected"),
        (
            "text",
            "An exchange of prisoners took place: 84 came home.",
            "An exchange of prisoners took place: 86 came home.",
        ),
    ]


def test_a_withdrawal_is_told_once() -> None:
    gone = replace(BEFORE, text="The statement was removed.")
    withdrawn = replace(told_of(BEFORE), hits=())
    assert decide(gone, verdict=Verdict.VERSION, told=withdrawn).act is Act.HOLD


def test_the_alerts_key_is_the_items_for_ever() -> None:
    assert alert.alert_key("one") == alert.alert_key("one") != alert.alert_key("two")
    assert told_of(BEFORE).key == alert.alert_key("key")
