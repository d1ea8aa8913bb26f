"""What desks are told of an event: it is new, it stands otherwise than they were told, or nothing is new."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitor.alert.decide import MOST_REVISIONS, Moment, outside, told_already
from monitor.model.alert import Act, AlertDecision, AlertRevision, Change, Reason
from monitor.model.catalog import Rule, Severity
from monitor.model.content import Identified, Match, Sibling, Verdict
from monitor.model.event import Corroboration, Event
from monitor.model.fact import Kind, Status

_IMMATERIAL = frozenset({"place", "agreement", "expectation"})
_ORDINALS = frozenset({"exchange number", "stage", "round"})
_ANNOUNCED = "announced, "
_TOPICS = {
    Kind.EXCHANGE: frozenset({"exchange"}),
    Kind.BODIES: frozenset({"exchange", "other"}),
    Kind.NEGOTIATION: frozenset({"negotiation"}),
}


def fitting(kind: Kind, matches: Sequence[Match], rules: Mapping[str, Rule]) -> tuple[Match, ...]:
    """The matches of rules about such events; all of them where none is: a text on talks and an exchange raises both
    alerts, each as loud as its own rules."""
    own = tuple(match for match in matches if rules[match.rule_id].topic in _TOPICS[kind])
    return own or tuple(matches)


def decide_about_event(
    event: Event,
    told: AlertRevision | None,
    identified: Identified,
    matches: Sequence[Match],
    rules: Mapping[str, Rule],
    moment: Moment,
    siblings: Sequence[Sibling] = (),
) -> AlertDecision:
    """What desks are told of `event` now that this version tells of it.

    `told` is the newest revision of the event's alert, None where there is no alert yet. A version that is too old to
    wake anyone changes the event all the same, and what it changes is told with the next one that is not.
    """
    severity = max((rules[match.rule_id].severity for match in matches), default=Severity.NOTE)
    held = None if identified.verdict is Verdict.VERSION else outside(identified.entry, moment)
    if told is None:
        return _about_a_new_one(event, identified, matches, severity, held, moment, siblings)
    severity = max(severity, Severity[told.severity.upper()])
    changes = changes_of(told.event, event) if told.event else ()
    if not changes:
        return AlertDecision(Act.HOLD, _nothing_new(identified), severity)
    if held is not None:
        return AlertDecision(Act.HOLD, held, severity)
    reason = _reason(told.event, event, changes, identified)
    if told.revision >= MOST_REVISIONS and reason not in {Reason.STATUS_CHANGED, Reason.WITHDRAWN, Reason.RESTORED}:
        return AlertDecision(Act.HOLD, Reason.NOISY, severity)
    return AlertDecision(Act.REVISE, reason, severity, changes)


def overdue(told: AlertRevision, event: Event, now: datetime) -> AlertRevision:
    """The revision that tells that the announced day has passed and nobody has said a word."""
    change = Change("expectation", f"expected {event.value('date')}", "late")
    return replace(told, revision=told.revision + 1, reason=Reason.LATE, changes=(change,), raised_at=now, event=event)


def changes_of(before: Event, after: Event) -> tuple[Change, ...]:
    """What is material of the difference: status, date, ordinals, figures, corroboration. What was announced matters
    until it has come about."""
    if after.status is None:
        return () if before.status is None else (Change("status", before.value("status"), "withdrawn"),)
    ahead = not after.counts and after.status not in {Status.UNDER_WAY, Status.DONE}
    names = dict.fromkeys(value.name for value in (*after.values, *before.values))
    return tuple(
        Change(name, before.value(name) or ("withdrawn" if name == "status" else ""), after.value(name))
        for name in names
        if before.value(name) != after.value(name)
        and name not in _IMMATERIAL
        and (ahead or not name.startswith(_ANNOUNCED))
    )


def _about_a_new_one(
    event: Event,
    identified: Identified,
    matches: Sequence[Match],
    severity: Severity,
    held: str | None,
    moment: Moment,
    siblings: Sequence[Sibling],
) -> AlertDecision:
    if not matches:
        return AlertDecision(Act.HOLD, Reason.NO_MATCH)
    if event.status is None:
        return AlertDecision(Act.HOLD, Reason.WITHDRAWN, severity)
    if identified.verdict is Verdict.COPY and told_already(identified, moment, siblings):
        return AlertDecision(Act.HOLD, Reason.COPY, severity)
    return AlertDecision(Act.HOLD, held, severity) if held else AlertDecision(Act.RAISE, Reason.NEW_EVENT, severity)


def _nothing_new(identified: Identified) -> Reason:
    return {Verdict.COPY: Reason.COPY, Verdict.VERSION: Reason.COSMETIC_EDIT}.get(
        identified.verdict, Reason.NOTHING_NEW
    )


def _reason(before: Event | None, after: Event, changes: Sequence[Change], identified: Identified) -> Reason:
    """The weightiest of the changes, by name."""
    names = {change.field for change in changes}
    edited, verdict = identified.verdict is Verdict.VERSION, after.corroboration
    said_otherwise = "corroboration" in names
    cases = (
        (Reason.WITHDRAWN, after.status is None),
        (Reason.RESTORED, before is not None and before.status is None),
        (Reason.CORRECTED, edited and bool(names - {"corroboration"})),
        (Reason.STATUS_CHANGED, "status" in names),
        (Reason.SIDES_DIFFER, said_otherwise and verdict is Corroboration.CONFLICTING),
        (Reason.OTHER_SIDE_CONFIRMS, said_otherwise and verdict is Corroboration.BOTH),
        (Reason.CLAIM_WITHDRAWN, said_otherwise and edited),
        (Reason.CORROBORATION_CHANGED, said_otherwise),
        (Reason.DATE_CHANGED, "date" in names),
        (Reason.ORDINAL_CHANGED, bool(names & _ORDINALS)),
    )
    return next((reason for reason, holds in cases if holds), Reason.COUNT_CHANGED)
