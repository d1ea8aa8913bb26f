"""The shipped rules: their own examples, announcements in many wordings, traps, and labelled passages where at hand."""

import json
from pathlib import Path

import pytest

from monitor.model.catalog import Rule, Severity
from tests.support.rules import shipped

SHIPPED = shipped()
RULES = tuple(SHIPPED.rules.values())
TOPICS = {rule.id: rule.topic for rule in RULES}
ANNOUNCEMENTS = Path(__file__).parent / "announcements"
PASSAGES = Path("../shared/detection/dev.jsonl")


def topics(title: str, text: str, lang: str | None = None) -> set[str]:
    return {TOPICS[match.rule_id] for match in SHIPPED.matcher.match(title, text, lang)}


def lines(name: str) -> list[str]:
    return (ANNOUNCEMENTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_ids_topics_and_severities_are_sound() -> None:
    assert len(TOPICS) == len(RULES)
    assert set(TOPICS.values()) == {"exchange", "negotiation", "other"}
    loud = {rule.topic for rule in RULES if rule.severity >= Severity.URGENT}
    assert loud == {"exchange"}
    assert {rule.severity for rule in RULES if rule.topic == "other"} == {Severity.NOTE}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_examples(rule: Rule) -> None:
    assert rule.must_match
    assert rule.must_not_match
    assert [example.text for example in SHIPPED.examples(rule.id) if not example.holds] == []


@pytest.mark.parametrize("topic", ["exchange", "negotiation"])
def test_announcements_in_many_wordings_are_found(topic: str) -> None:
    assert [line for line in lines(topic) if topic not in topics("", line)] == []
    assert [line for line in lines(topic) if topic not in topics(line, "")] == []


def test_traps_are_passed_over() -> None:
    assert [line for line in lines("neither") if topics("", line) & {"exchange", "negotiation"}] == []


@pytest.mark.parametrize("topic", ["exchange", "negotiation"])
@pytest.mark.parametrize("lang", ["ru", "uk", "en"])
def test_labelled_passages(topic: str, lang: str) -> None:
    if not PASSAGES.exists():
        pytest.skip("the labelled passages are not on this machine")
    label = {"exchange": "exchange_mention", "negotiation": "negotiation_round_mention"}[topic]
    passages = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    passages = [passage for passage in passages if passage["lang"] == lang]
    found = [topic in topics(passage["title"], passage["text"], lang) for passage in passages]
    wanted = [passage["labels"][label] for passage in passages]
    right = sum(one and other for one, other in zip(found, wanted, strict=True))
    assert right / sum(wanted) >= 0.9
    assert right / sum(found) >= 0.8
