"""What a visit means for the visits to come: when and where the next goes, how the source is, and whom to tell.

    Visit ─▶ trail, habit ─▶ due ─▶ health ─▶ notices ─▶ Course

All that is known of a source is read from its claim and comes back as `Learnt`, to be stored with the poll.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor import alert, route
from monitor.errors import FetchError, ParseError
from monitor.model.catalog import Catalog, Source
from monitor.model.content import Document, Entry, ParsedFeed, Verdict
from monitor.model.plan import ItemPlan, Learnt, NoticePlan, PollClaim, SourceState
from monitor.source import (
    Answer,
    Boost,
    Condition,
    Economy,
    Habit,
    Health,
    Signs,
    Terms,
    Trail,
    address_of,
    after_answer,
    after_failure,
    after_missed,
    after_no_answer,
    after_reached,
    after_success,
    asked_interval,
    asks_fully,
    assess,
    chance,
    expected_entries,
    habit_from_bytes,
    host_free_at,
    next_due,
    not_before,
    observe,
    only_tried,
    terms_of,
    trail_from_json,
    transition,
)

# A parse failure says as much about a source as a bad answer does; one that burnt its limits, no more than that.
PARSE_FAILURE_WEIGHT = 0.5
BOOSTED_FOR = timedelta(hours=2)
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Course:
    """How a source goes on after a visit."""

    due_at: datetime
    host_next_at: datetime
    penalty: float
    failures: int
    next_url: str
    learnt: Learnt
    notices: tuple[NoticePlan, ...]
    moved_to: str | None = None


def asks_in_full(claim: PollClaim) -> bool:
    """Whether this visit must be made without validators, to check what the server calls "not modified"."""
    return asks_fully(trail_from_json(claim.state.learnt.trail), claim.claimed_at)


def after_good(
    claim: PollClaim,
    document: Document,
    feed: ParsedFeed | None,
    items: Sequence[ItemPlan],
    same_body: bool,
    catalog: Catalog,
    economy: Economy,
    now: datetime,
) -> Course:
    """After a visit that was answered well. `feed` is None where there was nothing to be read."""
    state, source = claim.state, catalog.sources[claim.state.source_id]
    terms, trail, habit = terms_of(source), trail_from_json(state.learnt.trail), habit_from_bytes(state.learnt.habit)
    news = [each.identified.entry for each in items if each.identified.verdict in {Verdict.NEW, Verdict.COPY}]
    answer = Answer(
        document.status,
        entries=None if feed is None else len(feed.entries) + feed.skipped,
        new=sum(each.identified.verdict is not Verdict.SAME for each in items),
        changed=not same_body,
        fully=asks_fully(trail, claim.claimed_at) and (state.etag is not None or state.last_modified is not None),
        same_validators=_same_validators(state, document),
        backdated=_backdated(trail, state, news),
        last_at=state.last_ok_at,
        expected=expected_entries(habit, now, source.timezone),
        moved_to=_moved_to(trail, state, source, document),
    )
    trail = _with_wish(after_reached(after_answer(trail, answer, now), now), feed)
    dates = [_when(entry, source.timezone) for entry in news]
    habit = observe(habit, now, dates, economy.norm(source.tier), source.timezone)
    told = any(each.alerts for each in items)
    boosted_until = now + BOOSTED_FOR if told else state.learnt.boosted_until
    due_at = None
    if source.every is None:
        due_at = _due(habit, terms, state, economy, boosted_until, now)
        due_at = not_before(due_at, now, _asked(document, trail), terms.longest)
    schedule = after_success(source, state.tick, now, due_at=due_at)
    learnt = replace(
        state.learnt, habit=habit.to_bytes(), trail=trail.to_json(), boosted_until=_still(boosted_until, now)
    )
    signs = Signs(True, "ok", tier=source.tier, trail=trail, evidence=habit.evidence, address=state.url)
    learnt, notices = _judged(source, learnt, signs, catalog, now)
    return Course(
        due_at=schedule.due_at,
        host_next_at=host_free_at(now, source.host_gap),
        penalty=0.0,
        failures=0,
        next_url=address_of(trail, source.url, source.mirrors),
        learnt=learnt,
        notices=notices,
        moved_to=trail.moved_to,
    )


def after_bad(
    claim: PollClaim, error: FetchError | ParseError, catalog: Catalog, economy: Economy, now: datetime
) -> Course:
    """After a visit that failed. Where the first address was only tried, while a mirror serves, nothing is held against
    the source."""
    state, source = claim.state, catalog.sources[claim.state.source_id]
    before, habit = trail_from_json(state.learnt.trail), habit_from_bytes(state.learnt.habit)
    fetched = error if isinstance(error, FetchError) else None
    status, retry_after = (fetched.status, fetched.retry_after) if fetched else (None, None)
    tried = only_tried(before)
    trail = before if tried else after_no_answer(before)
    trail = after_missed(trail, len(source.mirrors), error.reason, now)
    if tried:
        due_at, penalty, failures = now + (source.every or source.shortest), state.penalty, state.failures
    else:
        usual = None if source.every else _due(habit, terms_of(source), state, economy, None, now) - now
        schedule = after_failure(
            source,
            state.tick,
            now,
            failures=state.failures // (len(source.mirrors) + 1),  # a round of all addresses counts once
            penalty=state.penalty,
            weight=fetched.weight if fetched else PARSE_FAILURE_WEIGHT,
            retry_after=retry_after,
            usual=usual,
        )
        due_at, penalty, failures = schedule.due_at, schedule.penalty, state.failures + 1
    signs = Signs(
        True,
        "ok" if tried else "failed",
        error.reason,
        error.detail,
        penalty=penalty,
        tier=source.tier,
        trail=trail,
        evidence=habit.evidence,
        address=address_of(trail, source.url, source.mirrors),
    )
    learnt, notices = _judged(source, replace(state.learnt, trail=trail.to_json()), signs, catalog, now)
    return Course(
        due_at=due_at,
        host_next_at=host_free_at(now, source.host_gap, status=status, retry_after=retry_after),
        penalty=penalty,
        failures=failures,
        next_url=address_of(trail, source.url, source.mirrors),
        learnt=learnt,
        notices=notices,
    )


def when_overdue(
    state: SourceState, due_at: datetime, catalog: Catalog, now: datetime
) -> tuple[Learnt, tuple[NoticePlan, ...]]:
    """What is known of a source whose visit, due at `due_at`, has not been made."""
    source = catalog.sources[state.source_id]
    signs = Signs(True, "ok", due_at=due_at, tier=source.tier, trail=trail_from_json(state.learnt.trail))
    return _judged(source, state.learnt, signs, catalog, now)


def _judged(
    source: Source, learnt: Learnt, signs: Signs, catalog: Catalog, now: datetime
) -> tuple[Learnt, tuple[NoticePlan, ...]]:
    before = None
    if learnt.condition is not None and learnt.since is not None:
        before = Health(Condition(learnt.condition), learnt.since, learnt.reason)
    health = assess(signs, before, now)
    told_at = _told_from_json(learnt.told)
    notices, told = transition(frozenset(told_at), health, signs.trail.good)
    since = {each: told_at.get(each, now) for each in told}
    plans = tuple(
        _notice(source, each.condition, each.text, told_at.get(each.condition, now), catalog, now, over=each.recovered)
        for each in notices
    )
    after = replace(
        learnt,
        condition=health.condition.value,
        since=health.since,
        reason=health.reason,
        told=_told_to_json(since) if since else None,
    )
    return after, plans


def _notice(
    source: Source, condition: Condition, text: str, told_at: datetime, catalog: Catalog, now: datetime, *, over: bool
) -> NoticePlan:
    revision = alert.build_notice(source, condition.value, text, told_at=told_at, now=now, recovered=over)
    return NoticePlan(revision, over, route.to_operators(revision, catalog.desks))


def _told_from_json(stored: str | None) -> dict[Condition, datetime]:
    """When the operators were told of each trouble that lasts."""
    known: Mapping[str, float] = json.loads(stored) if stored else {}
    return {Condition(name): datetime.fromtimestamp(at, UTC) for name, at in known.items()}


def _told_to_json(told: Mapping[Condition, datetime]) -> str:
    return json.dumps({each.value: at.timestamp() for each, at in sorted(told.items())})


def _due(
    habit: Habit, terms: Terms, state: SourceState, economy: Economy, boosted_until: datetime | None, now: datetime
) -> datetime:
    price, spread = economy.prices.of(terms.host), chance(state.source_id, state.tick)
    return next_due(habit, terms, price, now, boosts=boosts(boosted_until, now), chance=spread)


def boosts(boosted_until: datetime | None, now: datetime) -> tuple[Boost, ...]:
    """For a while after a match a source is looked at more often."""
    return () if _still(boosted_until, now) is None else (Boost(now, boosted_until or now, reason="a match"),)


def _still(until: datetime | None, now: datetime) -> datetime | None:
    return until if until is not None and now < until else None


def _same_validators(state: SourceState, document: Document) -> bool:
    if state.etag is not None or document.etag is not None:
        return state.etag == document.etag
    return state.last_modified is not None and state.last_modified == document.last_modified


def _backdated(trail: Trail, state: SourceState, news: Sequence[Entry]) -> bool:
    """Whether there was news before the last "not modified"."""
    last = state.last_ok_at
    return (
        bool(trail.vouched) and last is not None and any(e.published is not None and e.published < last for e in news)
    )


def _moved_to(trail: Trail, state: SourceState, source: Source, document: Document) -> str | None:
    """Where the source has moved for good; a mirror's own redirects say nothing of it."""
    if state.url in source.mirrors:
        return trail.moved_to
    return document.moved_to or (state.url if state.url != source.url else None)


def _with_wish(trail: Trail, feed: ParsedFeed | None) -> Trail:
    """What the document asks for holds until it says something else; a 304 says nothing."""
    if feed is None:
        return trail
    wish = asked_interval(
        {},
        ttl_minutes=feed.ttl_minutes,
        update_period=feed.update_period,
        update_frequency=feed.update_frequency,
    )
    return replace(trail, wish=wish.total_seconds())


def _asked(document: Document, trail: Trail) -> timedelta:
    return max(asked_interval(document.headers), timedelta(seconds=trail.wish))


def _when(entry: Entry, timezone: str) -> datetime | None:
    """When an entry was published, None where only the day is told: no press office publishes at midnight sharp."""
    if entry.published is None:
        return None
    midnight = time(0)
    local = entry.published.astimezone(ZoneInfo(timezone)).time()
    return None if midnight in {local, entry.published.astimezone(UTC).time()} else entry.published
