"""The decision, as one table of cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.alert.changes import changes_between, facts_differ
from monitor.model.alert import Act, AlertDecision, AlertRevision
from monitor.model.article import READ_ON_ITS_PAGE
from monitor.model.catalog import Rule, Severity
from monitor.model.content import Entry, Identified, Match, Sibling, Verdict
from monitor.model.fact import Fact, Status

# Dates before the web, or from the day after tomorrow on, are a publisher's slip: such an entry counts as undated.
EARLIEST_PLAUSIBLE = datetime(1995, 1, 1, tzinfo=UTC)
FURTHEST_AHEAD = timedelta(days=2)
# A page that never rests is told of no more, unless a fact in it changes.
MOST_REVISIONS = 20


@dataclass(frozen=True, slots=True)
class Moment:
    """When the poll happens in the source's history. `gap` is the time since its last good visit, None at first."""

    now: datetime
    window: timedelta
    baseline: bool
    gap: timedelta | None
    source_id: str = ""


def decide(
    identified: Identified,
    matches: Sequence[Match],
    facts: Sequence[Fact],
    told: AlertRevision | None,
    rules: Mapping[str, Rule],
    moment: Moment,
    siblings: Sequence[Sibling] = (),
) -> AlertDecision:
    """What desks are told of this version.

    `told` is the newest revision of the item's alert, if it has one; `siblings` are other items with the same text.
    """
    if told is not None:
        return _about_an_edit(identified, matches, facts, told, rules)
    if not matches:
        return AlertDecision(Act.HOLD, "no_match")
    severity = max(rules[match.rule_id].severity for match in matches)
    if identified.verdict is Verdict.COPY and told_already(identified, moment, siblings):
        return AlertDecision(Act.HOLD, "copy", severity)
    if facts and all(_is_past(fact) for fact in facts):
        return AlertDecision(Act.HOLD, "background", severity)
    held = outside(identified.entry, moment)
    if held is not None:
        return AlertDecision(Act.HOLD, held, severity)
    reason = "matched_after_edit" if identified.verdict is Verdict.VERSION else "first_match"
    return AlertDecision(Act.RAISE, reason, severity)


def withdraw(told: AlertRevision | None) -> AlertDecision:
    """What desks are told of an item that its publisher took back."""
    if told is None or not told.hits:
        return AlertDecision(Act.HOLD, "deleted" if told is None else "still_withdrawn")
    return AlertDecision(Act.REVISE, "deleted", Severity[told.severity.upper()])


def told_already(identified: Identified, moment: Moment, siblings: Sequence[Sibling]) -> bool:
    """Whether a copy brings nothing: another source's words that desks have heard lately, or this source's own piece
    under another id. The same words at another date, or another day where they have none, are news: ministries speak in
    formulas."""
    if identified.copy_of is None:
        return True  # its twin stands in this very document
    published = identified.entry.published
    return any(
        sibling.published_at == published
        if sibling.source_id == moment.source_id and published is not None
        else sibling.raised_at is not None and moment.now - sibling.raised_at <= moment.window
        for sibling in siblings
    )


def _news(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if not _is_past(fact))


def _is_past(fact: Fact) -> bool:
    """What a text only recalls: an anniversary, a film, the paragraph that sums up what was before."""
    return fact.background or (fact.status is not None and fact.status.value is Status.HISTORIC)


def outside(entry: Entry, moment: Moment) -> str | None:
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
    identified: Identified,
    matches: Sequence[Match],
    facts: Sequence[Fact],
    told: AlertRevision,
    rules: Mapping[str, Rule],
) -> AlertDecision:
    severity = max((rules[match.rule_id].severity for match in matches), default=Severity[told.severity.upper()])
    changes = changes_between(told, identified.entry, matches)
    on_its_page = identified.reason == READ_ON_ITS_PAGE
    if on_its_page:  # which says more than the feed by its nature, and recalls what was before
        told, facts = replace(told, facts=_news(told.facts)), _news(facts)
    act, reason = _weigh_edit(matches, facts, told, told_anew=bool(changes) and not on_its_page)
    return AlertDecision(act, reason, severity, changes if act is Act.REVISE else ())


def _weigh_edit(
    matches: Sequence[Match], facts: Sequence[Fact], told: AlertRevision, *, told_anew: bool
) -> tuple[Act, str]:
    """Whether an edit is told; `told_anew` says that it changes the words that were."""
    if not matches:
        return (Act.REVISE, "no_longer_matches") if told.hits else (Act.HOLD, "still_withdrawn")
    if {match.rule_id for match in matches} - {hit.rule_id for hit in told.hits}:
        return Act.REVISE, "further_match"
    if facts_differ(told.facts, facts):
        return Act.REVISE, "edited"
    if not told_anew:
        return Act.HOLD, "cosmetic_edit"
    return (Act.HOLD, "noisy") if told.revision >= MOST_REVISIONS else (Act.REVISE, "edited")
