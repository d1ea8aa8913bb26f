"""One poll, from what was fetched to the Plan:

    Visit ─▶ identify ─▶ match ─▶ extract ─▶ match ─▶ story ─▶ event ─▶ alert ─▶ route ─▶ acquisition ─▶ Plan
                └── `known`: what the store remembers, asked inside the poll's transaction

A visit that failed, or that brought the same bytes, becomes a Plan too: every visit settles its source.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor import alert, identify, route
from monitor.errors import FetchError, ParseError
from monitor.model.alert import Act, KnownAlert, Reason
from monitor.model.catalog import Catalog, Source, host_of
from monitor.model.content import Document, Edit, Entry, Identified, Match, ParsedFeed, Sibling, Verdict
from monitor.model.fact import Fact
from monitor.model.identity import IdentityHabits
from monitor.model.plan import EventPlan, ItemPlan, NoticePlan, Plan, PollClaim, Refused
from monitor.model.ports import Known
from monitor.model.story import StoryLink, StoryPlan
from monitor.pipeline.acquisition import after_bad, after_good
from monitor.pipeline.articles import completed, wanted_article
from monitor.pipeline.events import Events, Telling, loudest
from monitor.pipeline.mirrors import at_home
from monitor.pipeline.withdrawal import left_out, withdrawals
from monitor.source import Economy
from monitor.story import NEAR_DUPLICATE, Grouping

LONGEST_VALIDATOR = 1024
NOT_MODIFIED = 304
SEEN_TO = timedelta(hours=1)
SAID_AGAIN_FROM = 0.7
_UNPRICED = Economy()


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of a claim: a document and its feed, a document that is no feed, or no document. `error` says why."""

    claim: PollClaim
    document: Document | None = None
    feed: ParsedFeed | None = None
    error: FetchError | ParseError | None = None


def body_hash(document: Document) -> str:
    """The name of a body; the same bytes need not be read again."""
    return hashlib.sha256(document.body).hexdigest()


def poll(visit: Visit, known: Known, catalog: Catalog, now: datetime, economy: Economy = _UNPRICED) -> Plan:
    """Decide a poll. `known` answers from the transaction in which the Plan will be written."""
    source = catalog.sources[visit.claim.state.source_id]
    if visit.error is not None or visit.document is None:
        return _failed(visit, visit.error or FetchError("internal", "nothing came of it"), catalog, now, economy)
    if visit.feed is None:
        return _settled(visit, visit.document, (), catalog, now, economy)
    state, habits = visit.claim.state, known.habits(source.id)
    entries = at_home(visit.feed.entries, state.url, source)
    identified = identify.decide(source.id, entries, known, identify.policy_for(habits, source.identity))
    flood = identify.flood_in(identified, habits, identify.Visit(now, state.tick, state.last_ok_at))
    # A mirror may be behind, and show less: what is missing there is missing nowhere else.
    proves_absence = flood is None and state.url not in source.mirrors
    missing = left_out(visit.feed, identified, source, known, now) if proves_absence else ()
    moment = _moment(visit.claim, catalog, now)
    events = Events(known, catalog, source, moment)
    stage = _Stage(source, moment, known, catalog, events, Grouping(known), flood)
    items = [_entry(each, stage) for each in _worth_writing(identified)]
    items += withdrawals(missing, source, known, catalog, now, events)
    learned = habits if flood is not None else identify.learn(habits, identified, state.last_ok_at)
    plan = _settled(visit, visit.document, tuple(items), catalog, now, economy)
    return replace(
        plan,
        reason=plan.reason if flood is None else f"flood_{flood.kind}",
        detail=plan.detail if flood is None else f"{plan.detail}; {flood.detail}",
        seen=_seen(identified, now),
        missing=tuple(item.item_id for item in missing if item.missing_since is None),
        habits=learned if learned != habits else None,
        notices=(*plan.notices, *_notices(source, habits, learned, flood, catalog, now)),
    )


def decide_version(identified: Identified, known: Known, catalog: Catalog, source: Source, now: datetime) -> ItemPlan:
    """A version of an item that came by another way than its feed: what it tells, and whom."""
    moment = alert.Moment(now, catalog.settings.alert_window, baseline=False, gap=None, source_id=source.id)
    events = Events(known, catalog, source, moment)
    return _item(identified, _Stage(source, moment, known, catalog, events, Grouping(known), flood=None))


def _worth_writing(identified: tuple[Identified, ...]) -> Iterator[Identified]:
    """Everything but what is known by the very same keys already: that is most of every feed."""
    return (each for each in identified if each.verdict is not Verdict.SAME or each.reason in identify.ALIASED)


def _seen(identified: tuple[Identified, ...], now: datetime) -> tuple[tuple[int, str | None], ...]:
    """Unchanged items whose last sight is to be noted: to the hour, for a write at every visit would be dear."""
    known = [(each.item, each.entry.id) for each in identified if each.reason == "known" and each.item is not None]
    return tuple(
        (item.item_id, name)
        for item, name in known
        if item.missing_since is not None or item.seen_at is None or now - item.seen_at >= SEEN_TO
    )


def _notices(
    source: Source,
    before: IdentityHabits,
    learned: IdentityHabits,
    flood: identify.Flood | None,
    catalog: Catalog,
    now: datetime,
) -> Iterator[NoticePlan]:
    """What the operators are told of how a source names its entries, each matter at most once a day."""
    today = datetime.combine(now.date(), time(), UTC)
    told: list[tuple[str, str]] = []
    if flood is not None:
        told.append((f"flood_{flood.kind}", f"{flood.detail}; stored, and no alert was raised for what is new there"))
    if learned.policy != before.policy:
        policy = learned.policy
        links, dates = "unique" if policy.unique_links else "shared", "fixed" if policy.fixed_dates else "moving"
        told.append(("identity_policy", f"ids are now taken as {policy.ids}, links as {links}, dates as {dates}"))
    for kind, text in told:
        revision = alert.build_notice(source, kind, text, told_at=today, now=now)
        yield NoticePlan(revision, closed=True, deliveries=route.to_operators(revision, catalog.desks))


def _moment(claim: PollClaim, catalog: Catalog, now: datetime) -> alert.Moment:
    last_ok_at = claim.state.last_ok_at
    return alert.Moment(
        now=now,
        window=catalog.settings.alert_window,
        baseline=not claim.state.baseline_done,
        gap=None if last_ok_at is None else now - last_ok_at,
        source_id=claim.state.source_id,
    )


@dataclass(frozen=True, slots=True)
class _Stage:
    """What every item of a poll is decided with."""

    source: Source
    moment: alert.Moment
    known: Known
    catalog: Catalog
    events: Events
    stories: Grouping
    flood: identify.Flood | None


def _entry(identified: Identified, stage: _Stage) -> ItemPlan:
    """One entry of the feed. Of a page that it wants nobody could be told where the entry is too old to wake anyone."""
    plan = _item(completed(identified, stage.known, stage.source), stage)
    wants = wanted_article(identified, stage.source)
    is_news = wants is not None and alert.outside(identified.entry, stage.moment) is None
    return replace(plan, wants=wants) if is_news else plan


def _item(identified: Identified, stage: _Stage) -> ItemPlan:
    """An item whose facts reach an event is told of by the event's alert; any other by its own."""
    if identified.verdict is Verdict.SAME:
        return ItemPlan(identified)
    matches, facts = _detect(identified.entry, stage.source, stage.catalog, stage.moment.now)
    story = _story(identified, facts, stage) if matches or facts else None
    alert_id = identified.item.alert_id if identified.item is not None else None
    told = stage.known.alert(alert_id) if alert_id is not None else None
    siblings = _siblings(identified, stage.known) if matches else ()
    held = Reason.TOLD_BY_ITEM if told is not None else _held_by_flood(identified, stage)
    events = stage.events.tell(Telling(identified, matches, facts, siblings, held))
    if events and told is None:
        plan = ItemPlan(identified, matches, facts, loudest(events))
    else:
        plan = _told_by_itself(identified, matches, facts, told, siblings, story, stage)
    edit = _edit(identified, matches, facts, stage)
    if edit is not None and _is_noise(identified, plan, events, stage.moment.now):
        return ItemPlan(replace(identified, verdict=Verdict.SAME, reason=identify.NOISY))
    return replace(plan, story=story, events=events, edit=edit)


def _held_by_flood(identified: Identified, stage: _Stage) -> Reason | None:
    return Reason.FLOOD if stage.flood is not None and stage.flood.holds(identified) else None


def _is_noise(identified: Identified, plan: ItemPlan, events: Sequence[EventPlan], now: datetime) -> bool:
    """Whether the edit of a page that never rests is not worth keeping: nothing comes of it."""
    if identified.item is None or not identify.is_noisy(identified.item, now):
        return False
    decisions = [plan.decision, *(each.decision for each in events)]
    return all(decision is None or decision.act is Act.HOLD for decision in decisions)


def _told_by_itself(
    identified: Identified,
    matches: tuple[Match, ...],
    facts: tuple[Fact, ...],
    told: KnownAlert | None,
    siblings: Sequence[Sibling],
    story: StoryPlan | None,
    stage: _Stage,
) -> ItemPlan:
    """What desks are told of an item that reaches no event."""
    before, catalog = told.revision if told else None, stage.catalog
    decision = alert.decide(identified, matches, facts, before, catalog.rules, stage.moment, siblings)
    if decision.act is Act.RAISE and (flooded := _held_by_flood(identified, stage)):
        decision = replace(decision, act=Act.HOLD, reason=flooded)
    if decision.act is Act.RAISE and story is not None and _told_in_story(story.link, stage):
        decision = replace(decision, act=Act.HOLD, reason="told_in_story")
    if decision.act is Act.HOLD:
        return ItemPlan(identified, matches, facts, decision)
    revision = alert.build_revision(
        stage.source,
        identified,
        matches,
        facts,
        decision,
        catalog.rules,
        number=before.revision + 1 if before else 1,
        now=stage.moment.now,
    )
    recipients = told.recipients if told else ()
    return ItemPlan(
        identified,
        matches,
        facts,
        decision,
        revision,
        route.deliveries(revision, catalog.desks, catalog.channels, recipients),
    )


def _told_in_story(link: StoryLink, stage: _Stage) -> bool:
    """Whether an item says again, nearly word for word, what desks have heard lately from another source. A source does
    not repeat itself, and what is only like in its words may be of another matter."""
    if link.story is None or link.reason != NEAR_DUPLICATE or link.score < SAID_AGAIN_FROM:
        return False
    told_at = stage.known.told_elsewhere_at(link.story, stage.source.id)
    return told_at is not None and stage.moment.now - told_at <= stage.moment.window


def _siblings(identified: Identified, known: Known) -> Sequence[Sibling]:
    """The items that a copy is a copy of: by its text, else by its page."""
    if identified.verdict is not Verdict.COPY:
        return ()
    by_text, aliases = identified.reason == "same_text", identified.aliases
    key = identified.keys.copy if by_text else aliases.url if aliases is not None else None
    return known.siblings(key) if key is not None else ()


def _edit(identified: Identified, matches: Sequence[Match], facts: Sequence[Fact], stage: _Stage) -> Edit | None:
    """The class of a further version, by what rules and lexicon of today find in the version before it."""
    if identified.verdict is not Verdict.VERSION or identified.item is None:
        return None
    item, entry = identified.item, identified.entry
    before = replace(entry, title=item.title, text=stage.known.text(item.item_id))
    found, recalled = _detect(before, stage.source, stage.catalog, stage.moment.now)
    return identify.edit_between(
        identify.Said(before.title, before.text),
        identify.Said(entry.title, entry.text),
        facts_differ=alert.facts_differ(recalled, facts),
        matches_differ={match.rule_id for match in found} != {match.rule_id for match in matches},
    )


def _detect(
    entry: Entry, source: Source, catalog: Catalog, now: datetime
) -> tuple[tuple[Match, ...], tuple[Fact, ...]]:
    """What rules and lexicon find. Facts are looked for where a rule may care; "today" is the day of publication."""
    lang = entry.lang or source.lang
    matches = catalog.matcher.match(entry.title, entry.text, lang)
    if not matches and not catalog.matcher.wants_facts(entry.title, entry.text, lang):
        return (), ()
    said_at = (entry.published or entry.updated or now).astimezone(ZoneInfo(source.timezone))
    facts = catalog.extractor.extract(entry.title, entry.text, lang, said_at.date())
    return catalog.matcher.match(entry.title, entry.text, lang, facts) if facts else matches, facts


def _story(identified: Identified, facts: tuple[Fact, ...], stage: _Stage) -> StoryPlan:
    entry = identified.entry
    lang, said_at = entry.lang or stage.source.lang, entry.published or entry.updated or stage.moment.now
    return stage.stories.place(identified.key, entry.title, entry.text, lang, said_at, facts)


def _settled(
    visit: Visit,
    document: Document,
    items: tuple[ItemPlan, ...],
    catalog: Catalog,
    now: datetime,
    economy: Economy,
) -> Plan:
    state, full = visit.claim.state, document.status != NOT_MODIFIED
    hashed = body_hash(document) if full else state.body_hash
    same = hashed == state.body_hash
    course = after_good(visit.claim, document, visit.feed, items, same, catalog, economy, now)
    kept = course.next_url == state.url  # another address knows nothing of these validators
    etag, last_modified = (document.etag, document.last_modified) if full else (state.etag, state.last_modified)
    return Plan(
        claim=visit.claim,
        outcome="unchanged" if visit.feed is None else "ok",
        reason=None if visit.feed is None else _remark(visit.feed),
        detail=_detail(visit),
        status=document.status,
        due_at=course.due_at,
        host_next_at=course.host_next_at,
        etag=_validator(etag) if kept else None,
        last_modified=_validator(last_modified) if kept else None,
        body_hash=hashed,
        penalty=course.penalty,
        failures=course.failures,
        entries=len(visit.feed.entries) if visit.feed is not None else 0,
        items=items,
        moved_to=course.moved_to,
        next_url=course.next_url,
        landed="" if document.url == state.url else host_of(document.url),
        learnt=course.learnt,
        notices=course.notices,
    )


def _remark(feed: ParsedFeed) -> str | None:
    """What was wrong with a feed that could be read."""
    return feed.warning or ("entries_left_out" if feed.skipped else None)


def _detail(visit: Visit) -> str:
    if visit.feed is None:
        return "not modified" if visit.document and visit.document.status == NOT_MODIFIED else "the same body"
    parts = [f"{len(visit.feed.entries)} entries"]
    if visit.feed.skipped:
        parts.append(f"{visit.feed.skipped} left out beyond the limit")
    if visit.feed.warning:
        parts.append(f"ill-formed: {visit.feed.warning}")
    return ", ".join(parts)


def _validator(value: str | None) -> str | None:
    """A validator is kept verbatim or not at all."""
    return value if value is not None and len(value) <= LONGEST_VALIDATOR else None


def _failed(visit: Visit, error: FetchError | ParseError, catalog: Catalog, now: datetime, economy: Economy) -> Plan:
    """The validators stay as they were, so that what could not be read is fetched and read again."""
    state, document = visit.claim.state, visit.document
    course = after_bad(visit.claim, error, catalog, economy, now)
    refused = None
    if document is not None and isinstance(error, ParseError):
        refused = Refused("parse", error.reason, error.detail, document.body, document.url)
    kept = course.next_url == state.url
    return Plan(
        claim=visit.claim,
        outcome="failed",
        reason=error.reason,
        detail=error.detail,
        status=error.status if isinstance(error, FetchError) else document.status if document else None,
        due_at=course.due_at,
        host_next_at=course.host_next_at,
        etag=state.etag if kept else None,
        last_modified=state.last_modified if kept else None,
        body_hash=state.body_hash,
        penalty=course.penalty,
        failures=course.failures,
        refused=refused,
        next_url=course.next_url,
        learnt=course.learnt,
        notices=course.notices,
    )
