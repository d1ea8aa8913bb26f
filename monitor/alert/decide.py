"""The decision, as one table of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from monitor.alert.changes import changes_between
from monitor.model.alert import Act, AlertDecision, AlertRevision
from monitor.model.catalog import Rule, Severity
from monitor.model.content import Entry, Identified, Match, Verdict
from monitor.model.fact import Fact, Status

# Dates before the web, or from the day after tomorrow on, are a publisher's slip: such an entry counts as undated.
EARLIEST_PLAUSIBLE = datetime(1995, 1, 1, tzinfo=UTC)
FURTHEST_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the poll happens in the source's history. `gap` is the time since its last good visit, None at first."""

    now: datetime
    window: timedelta
    baseline: bool
    gap: timedelta | None


def decide(
    identified: Identified,
    matches: Sequence[Match],
    facts: Sequence[Fact],
    told: AlertRevision | None,
    rules: Mapping[str, Rule],
    moment: Moment,
) -> AlertDecision:
    """What desks are told of this version. `told` is the newest revision of the item's alert, if it has one."""
    if told is not None:
        return _about_an_edit(identified.entry, matches, told, rules)
    if not matches:
        return AlertDecision(Act.HOLD, "no_match")
    severity = max(rules[match.rule_id].severity for match in matches)
    if identified.verdict is Verdict.COPY:
        return AlertDecision(Act.HOLD, "copy", severity)
    if facts and all(_is_past(fact) for fact in facts):
        return AlertDecision(Act.HOLD, "background", severity)
    held = _outside(identified.entry, moment)
    if held is not None:
        return AlertDecision(Act.HOLD, held, severity)
    reason = "first_match" if identified.verdict is Verdict.NEW else "matched_after_edit"
    return AlertDecision(Act.RAISE, reason, severity)


def _is_past(fact: Fact) -> bool:
    """What a text only recalls: an anniversary, a film, the paragraph that sums up what was before."""
    return fact.background or (fact.status is not None and fact.status.value is Status.HISTORIC)


def _outside(entry: Entry, moment: Moment) -> str | None:
    """Why this entry is too old to wake anyone, or None. Nothing here decides whether it is stored: it always is."""
    dates = [date for date in (entry.published, entry.updated) if date is not None]
    plausible = [date for date in dates if EARLIEST_PLAUSIBLE <= date <= moment.now + FURTHEST_AHEAD]
    if plausible:
        return None if max(plausible) >= moment.now - moment.window else "outside_window"
    if moment.baseline:
        return "baseline"
    if moment.gap is not None and moment.gap > moment.window:
        return "after_gap"
    return None


def _about_an_edit(
    entry: Entry, matches: Sequence[Match], told: AlertRevision, rules: Mapping[str, Rule]
) -> AlertDecision:
    severity = max((rules[match.rule_id].severity for match in matches), default=Severity[told.severity.upper()])
    if not matches:
        if not told.hits:
            return AlertDecision(Act.HOLD, "still_withdrawn", severity)
        return AlertDecision(Act.REVISE, "no_longer_matches", severity, changes_between(told, entry, ()))
    changes = changes_between(told, entry, matches)
    if {match.rule_id for match in matches} - {hit.rule_id for hit in told.hits}:
        return AlertDecision(Act.REVISE, "further_match", severity, changes)
    if changes:
        return AlertDecision(Act.REVISE, "edited", severity, changes)
    return AlertDecision(Act.HOLD, "cosmetic_edit", severity)
