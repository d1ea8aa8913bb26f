"""What the operators are told of sources, and who hears it."""

from datetime import timedelta

from monitor.alert import build_notice
from monitor.model.catalog import Severity
from monitor.route import deliveries, to_operators
from tests.conftest import NOON
from tests.support import alerts, world

CHANNELS = {"hook": world.channel()}
OPERATORS = world.desk("operators")


def test_a_trouble_and_its_end_are_two_revisions_of_one_alert() -> None:
    mod = world.source(tier=1)
    began = build_notice(mod, "html_not_feed", "It is a page.", told_at=NOON, now=NOON)
    later = NOON + timedelta(hours=3)
    ended = build_notice(mod, "html_not_feed", "It is a feed.", told_at=NOON, now=later, recovered=True)
    assert (began.key, began.revision, ended.revision) == (ended.key, 1, 2)
    assert (began.reason, ended.reason, began.severity) == ("html_not_feed", "recovered", "alert")
    assert (began.title, ended.title) == ("mod: html not feed", "mod: no longer html not feed")
    assert ended.changes
    again = build_notice(mod, "html_not_feed", "It is a page.", told_at=later, now=later)
    assert again.key != began.key, "another time is another alert"


def test_notices_go_to_the_operators_alone() -> None:
    notice = build_notice(world.source(), "down", "It keeps failing.", told_at=NOON, now=NOON)
    desks = {each.id: each for each in (world.desk("news"), OPERATORS)}
    assert [(each.desk_id, each.purpose) for each in to_operators(notice, desks)] == [("operators", "notice")]
    assert to_operators(notice, {"news": world.desk("news")}) == ()
    loud = world.desk("operators", min_severity=Severity.URGENT)
    assert to_operators(notice, {"operators": loud}) == ()


def test_alerts_go_to_the_operators_for_the_rules_they_name() -> None:
    told = alerts.alert()
    named = world.desk("operators", rules=frozenset({"exchange.uk"}))
    assert deliveries(told, {"operators": OPERATORS}, CHANNELS) == ()
    assert [each.desk_id for each in deliveries(told, {"operators": named}, CHANNELS)] == ["operators"]
