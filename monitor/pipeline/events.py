"""The events of one poll: those of the store, with what the poll itself has changed of them so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from monitor import alert, event, route
from monitor.model.alert import Act, AlertDecision, AlertRevision, Change, KnownAlert, Reason, RuleHit
from monitor.model.catalog import Catalog, Severity, Source
from monitor.model.content import Identified, Match, Sibling, Verdict
from monitor.model.event import Claim, KnownEvent, WatchKind
from monitor.model.fact import Fact, Kind
from monitor.model.plan import EventPlan
from monitor.model.ports import Known

# Events that are not stored yet are younger than any that is.
_YOUNGEST = 2**40


@dataclass(frozen=True, slots=True)
class Telling:
    """A version of an item that is new, with what was found in it. `held` is why it may raise no alert, if so."""

    identified: Identified
    matches: tuple[Match, ...]
    facts: tuple[Fact, ...]
    siblings: Sequence[Sibling]
    held: Reason | None = None


class Events:
    """Decides, item by item, what a poll changes of events. Nothing is written: the Plan says it all."""

    def __init__(self, known: Known, catalog: Catalog, source: Source, moment: alert.Moment) -> None:
        self._known = known
        self._catalog = catalog
        self._source = source
        self._moment = moment
        self._changed: dict[str, KnownEvent] = {}
        self._absorbed: set[str] = set()
        self._alerts: dict[str, KnownAlert] = {}
        self._numbers = count(_YOUNGEST)

    def tell(self, telling: Telling) -> tuple[EventPlan, ...]:
        """The events that the version speaks of, or spoke of before; none for most items."""
        identified = telling.identified
        claims = self._claims(telling)
        if not claims and not self._told_before(identified):
            return ()
        around = self._around(identified.key, claims)
        claims = _with_first_day(claims, around, identified)
        return tuple(self._plan(changed, telling) for changed in event.retell(around, identified.key, claims))

    def _claims(self, telling: Telling) -> tuple[Claim, ...]:
        if not telling.facts:
            return ()
        identified = telling.identified
        entry = identified.entry
        said_at = entry.published or entry.updated
        plausible = said_at is not None and alert.EARLIEST_PLAUSIBLE <= said_at <= self._moment.now
        origin = event.Origin(
            source=self._source,
            item_key=identified.key,
            version=identified.item.version + 1 if identified.item else 1,
            title=entry.title,
            text=entry.text,
            url=entry.link,
            text_key=identified.keys.copy or identified.key,
            published=said_at if said_at is not None and plausible else self._moment.now,
        )
        return event.claims_of(telling.facts, origin)[0]

    def _told_before(self, identified: Identified) -> bool:
        key = identified.key
        if any(claim.claim.item_key == key for known in self._changed.values() for claim in known.claims):
            return True
        return identified.item is not None and self._known.tells_of_events(key)

    def _around(self, item_key: str, claims: Sequence[Claim]) -> list[KnownEvent]:
        said = [claim.published for claim in claims] or [self._moment.now]
        kinds = frozenset[Kind]().union(*(event.neighbours(claim.kind) for claim in claims))
        named = [event.sides_of(claim) for claim in claims]
        sides = frozenset[str]().union(*named) if all(named) else None
        since, until = min(said) - event.REACH, max(said) + event.REACH
        stored = self._known.events_around(item_key, kinds, sides, since, until)
        by_key = {known.key: known for known in stored} | self._changed
        return sorted((known for key, known in by_key.items() if key not in self._absorbed), key=lambda known: known.id)

    def _plan(self, changed: event.Changed, telling: Telling) -> EventPlan:
        key = changed.event.key
        absorbed = tuple(known.key for known in changed.absorbed)
        self._absorbed.update(absorbed)
        before = self._alert_of(changed.known)
        plan = EventPlan(changed.event, changed.claims, absorbed, watches=event.watches(changed.event, changed.claims))
        if changed.told:
            plan = self._told(plan, telling, before)
        if plan.alert is not None:
            told = (*(before.recipients if before else ()), *((one.desk_id, one.channel_id) for one in plan.deliveries))
            self._alerts[key] = KnownAlert(0, plan.alert, tuple(dict.fromkeys(told)))
        plan = replace(plan, known_to_desks=plan.alert is not None or before is not None)
        alert_id = changed.known.alert_id if changed.known else None
        self._changed[key] = KnownEvent(
            changed.known.id if changed.known else next(self._numbers),
            changed.event,
            changed.claims,
            0 if alert_id is None and key in self._alerts else alert_id,
        )
        return plan

    def _alert_of(self, known: KnownEvent | None) -> KnownAlert | None:
        if known is None or known.alert_id is None:
            return None
        return self._alerts.get(known.key) or self._known.alert(known.alert_id)

    def _told(self, plan: EventPlan, telling: Telling, before: KnownAlert | None) -> EventPlan:
        """The plan with what desks are told of the event."""
        catalog, told = self._catalog, before.revision if before else None
        matches = alert.fitting(plan.event.kind, telling.matches, catalog.rules)
        decision = alert.decide_about_event(
            plan.event, told, telling.identified, matches, catalog.rules, self._moment, telling.siblings
        )
        if decision.act is Act.RAISE and telling.held is not None:
            decision = AlertDecision(Act.HOLD, telling.held, decision.severity)
        if decision.act is Act.HOLD:
            return replace(plan, decision=decision)
        revision = alert.build_revision(
            self._source,
            telling.identified,
            matches,
            tuple(fact for fact in telling.facts if fact.kind is plan.event.kind) or telling.facts,
            decision,
            catalog.rules,
            number=told.revision + 1 if told else 1,
            now=self._moment.now,
            event=plan.event,
        )
        if told is not None and not revision.hits:
            revision = replace(revision, hits=_without_spans(told))
        recipients = before.recipients if before else ()
        deliveries = route.deliveries(revision, catalog.desks, catalog.channels, recipients)
        return replace(plan, decision=decision, alert=revision, deliveries=deliveries)


def look_again(
    kind: WatchKind, known: KnownEvent, told: KnownAlert | None, catalog: Catalog, now: datetime
) -> EventPlan | None:
    """What time has brought to an event that was watched; None where what was waited for is no longer so.

    A day that has passed in silence is told of; a side that is silent is only noted.
    """
    plan = EventPlan(known.event, known.claims)
    if kind is WatchKind.SILENCE:
        if not event.is_one_sided(known.event):
            return None
        hours = int(event.SILENCE.total_seconds() // 3600)
        notes = (Change(side, "", f"silent for {hours} hours") for side in event.silent_sides(known.event))
        return replace(plan, decision=AlertDecision(Act.HOLD, Reason.SILENT_SIDE, changes=tuple(notes)))
    if not event.is_overdue(known.event, now):
        return None
    if told is None:
        return replace(plan, decision=AlertDecision(Act.HOLD, Reason.LATE))
    revision = alert.overdue(told.revision, known.event, now)
    severity = Severity[revision.severity.upper()]
    return replace(
        plan,
        decision=AlertDecision(Act.REVISE, Reason.LATE, severity, revision.changes),
        alert=revision,
        deliveries=route.deliveries(revision, catalog.desks, catalog.channels, told.recipients),
    )


def loudest(plans: Sequence[EventPlan]) -> AlertDecision | None:
    """The decision that the item is remembered by: the one that told most."""
    decisions = [plan.decision for plan in plans if plan.decision is not None]
    order = (Act.RAISE, Act.REVISE, Act.HOLD)
    return min(decisions, key=lambda decision: order.index(decision.act), default=None)


def _without_spans(told: AlertRevision) -> tuple[RuleHit, ...]:
    """The rules by which the alert was raised; their places are in another text."""
    return tuple(replace(hit, spans=()) for hit in told.hits)


def _with_first_day(
    claims: tuple[Claim, ...], around: Sequence[KnownEvent], identified: Identified
) -> tuple[Claim, ...]:
    """An edit without a date does not move what was said to the day of the edit."""
    entry = identified.entry
    if identified.verdict is not Verdict.VERSION or entry.published or entry.updated:
        return claims
    earlier = [placed.claim for known in around for placed in known.claims if placed.claim.item_key == identified.key]
    if not earlier:
        return claims
    first = min(earlier, key=lambda claim: claim.published)
    return tuple(replace(claim, published=first.published, day=first.day, hour=first.hour) for claim in claims)
