from datetime import UTC, datetime

from monitor import route
from monitor.model.alert import AlertRevision, RuleHit
from monitor.model.catalog import Desk, Severity
from tests.support import world

NOON = datetime(2025, 6, 9, 12, tzinfo=UTC)


def revision(*rules: str, severity: str = "urgent", number: int = 1) -> AlertRevision:
    hits = tuple(RuleHit(rule, rule, "exchange", severity, ()) for rule in rules)
    return AlertRevision(
        key="a1b2", revision=number, reason="first_match", severity=severity, title="t", text="", url=None, lang=None,
        source_id="mod", source_name="Ministry", body="defence", side="RU", published_at=None, seen_at=NOON,
        raised_at=NOON, hits=hits,
    )  # fmt: skip


def told(alert: AlertRevision, *desks: Desk, before: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    channels = {name: world.channel(name) for name in ("hook", "mail")}
    plans = route.deliveries(alert, {desk.id: desk for desk in desks}, channels, before)
    return [(plan.desk_id, plan.channel_id) for plan in plans]


def test_a_desk_is_told_on_each_of_its_channels() -> None:
    assert told(revision("exchange"), world.desk(channels=("hook", "mail"))) == [("news", "hook"), ("news", "mail")]


def test_a_desk_hears_only_what_is_loud_enough_and_what_it_asked_for() -> None:
    loud = world.desk("loud", min_severity=Severity.URGENT)
    talks = world.desk("talks", rules=frozenset({"talks"}))
    assert told(revision("exchange"), loud, talks) == [("loud", "hook")]
    assert told(revision("talks", severity="alert"), loud, talks) == [("talks", "hook")]


def test_an_update_goes_to_those_who_got_the_first_even_if_they_would_not_get_it_now() -> None:
    strict = world.desk(min_severity=Severity.FLASH)
    update = revision("exchange", number=2)
    assert told(update, strict) == []
    assert told(update, strict, before=(("news", "hook"),)) == [("news", "hook")]


def test_who_is_gone_is_not_told() -> None:
    assert told(revision("exchange", number=2), before=(("news", "hook"),)) == []


def test_a_withdrawal_wakes_nobody_who_was_not_told() -> None:
    assert told(revision(number=2), world.desk()) == []
    assert told(revision(number=2), world.desk(), before=(("news", "hook"),)) == [("news", "hook")]


def test_the_key_is_of_what_the_delivery_is() -> None:
    first = route.delivery_key(revision("exchange"), "news", "hook")
    assert first == route.delivery_key(revision("talks"), "news", "hook")
    others = {
        route.delivery_key(revision("exchange", number=2), "news", "hook"),
        route.delivery_key(revision("exchange"), "late", "hook"),
        route.delivery_key(revision("exchange"), "news", "mail"),
        route.delivery_key(revision("exchange"), "news", "hook", "digest"),
    }
    assert len(others | {first}) == 5
