"""An alert's revision: everything a desk may read of it, fixed at the moment of the decision."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.model.alert import AlertDecision, AlertRevision, RuleHit
from monitor.model.catalog import Rule, Source
from monitor.model.content import Identified, Match
from monitor.model.event import Event
from monitor.model.fact import Fact


def alert_key(item_key: str) -> str:
    """The alert's name for ever, from the item's; the same after a lost commit or a restored backup."""
    return hashlib.sha256(f"alert:v1:item:{item_key}".encode()).hexdigest()[:32]


def event_alert_key(event_key: str) -> str:
    """The alert's name for ever, from the event's."""
    return hashlib.sha256(f"alert:v1:event:{event_key}".encode()).hexdigest()[:32]


def build_revision(
    source: Source,
    identified: Identified,
    matches: Sequence[Match],
    facts: Sequence[Fact],
    decision: AlertDecision,
    rules: Mapping[str, Rule],
    *,
    number: int,
    now: datetime,
    event: Event | None = None,
) -> AlertRevision:
    """Revision `number` of the item's alert, or of the event's where there is one; strongest rule first."""
    entry = identified.entry
    by_weight = sorted(matches, key=lambda match: -rules[match.rule_id].severity)
    return AlertRevision(
        key=alert_key(identified.key) if event is None else event_alert_key(event.key),
        revision=number,
        reason=decision.reason,
        severity=decision.severity.label,
        title=entry.title,
        text=entry.text,
        url=entry.link,
        lang=entry.lang or source.lang,
        source_id=source.id,
        source_name=source.name,
        body=source.body,
        side=source.side,
        published_at=entry.published or entry.updated,  # RSS 1.0 and bare Atom have but one date
        seen_at=now,
        raised_at=now,
        hits=tuple(_hit(match, rules[match.rule_id]) for match in by_weight),
        changes=decision.changes,
        facts=tuple(facts),
        event=event,
    )


def _hit(match: Match, rule: Rule) -> RuleHit:
    return RuleHit(rule.id, rule.title, rule.topic, rule.severity.label, match.spans)
