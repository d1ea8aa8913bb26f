"""Claims of polls, and the one transaction that a poll's Plan becomes. Every change is fenced by the claim's tick."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, insert, select, update

from monitor.errors import StaleClaimError
from monitor.model.catalog import host_of
from monitor.model.content import Verdict
from monitor.model.plan import Learnt, NoticePlan, Plan, PollClaim, PollSummary, Refused, SourceState
from monitor.store.alerts import write_notice
from monitor.store.identity import write_learned
from monitor.store.items import write_items
from monitor.store.tables import habits, hosts, polls, quarantine, sources
from monitor.store.transaction import Tx, replacing

DETAIL_LIMIT = 500
MOST_REFUSED = 20


# Statements are built once: building one costs more than the database does for it.
_DUE_HOSTS = (
    select(sources.c.host)
    .join(hosts)
    .where(sources.c.active, sources.c.due_at <= bindparam("now"), hosts.c.next_at <= bindparam("now"))
    .group_by(sources.c.host)
    .order_by(sources.c.host)
)
_WHOLE_SOURCES = select(sources, habits.c.habit, habits.c.trail).outerjoin(habits, habits.c.source_id == sources.c.id)
_DUE_LONGEST = (
    _WHOLE_SOURCES.where(sources.c.host == bindparam("of_host"), sources.c.active, sources.c.due_at <= bindparam("now"))
    .order_by(sources.c.due_at, sources.c.id)
    .limit(1)
)
_ONE_SOURCE = _WHOLE_SOURCES.where(sources.c.id == bindparam("of_source"))
_TAKE_HOST = update(hosts).where(hosts.c.host == bindparam("of_host"), hosts.c.next_at <= bindparam("free_at"))
_SET_HOST = update(hosts).where(hosts.c.host == bindparam("of_host"))
_SET_SOURCE = update(sources).where(sources.c.id == bindparam("of_source"), sources.c.tick == bindparam("at_tick"))
_NOTE_POLL = insert(polls)
_KEEP_HABIT = replacing(habits, "habit", "trail")


def due_hosts(tx: Tx) -> Sequence[str]:
    """Hosts that are free and have a source that is due, the longest waiting first."""
    return tx.connection.execute(_DUE_HOSTS, {"now": tx.now}).scalars().all()


def claim_due(tx: Tx, host: str, lease: timedelta) -> PollClaim | None:
    """Claim the host, and on it the source due longest; None when either is taken or nothing is due.

    A crash leaves the host and the source alone until the lease is over; then the source is due again, as a new tick.
    """
    due = tx.connection.execute(_DUE_LONGEST, {"of_host": host, "now": tx.now}).one_or_none()
    return _claim(tx, due, lease, free_at=tx.now) if due else None


def claim_source(tx: Tx, source_id: str, lease: timedelta) -> PollClaim | None:
    """Claim one source now, due or not, for a visit an operator asked for; None while its host is being visited."""
    row = tx.connection.execute(_ONE_SOURCE, {"of_source": source_id}).one()
    return _claim(tx, row, lease, free_at=tx.now + timedelta(seconds=5))


def look(tx: Tx, source_id: str) -> SourceState | None:
    """A source as it stands, without claiming it; None when the database does not know it."""
    row = tx.connection.execute(_ONE_SOURCE, {"of_source": source_id}).one_or_none()
    return None if row is None else _source_state(row, row.tick)


def _claim(tx: Tx, row: Row[Any], lease: timedelta, *, free_at: datetime) -> PollClaim | None:
    expires_at = tx.now + lease
    free = {"of_host": row.host, "free_at": free_at}
    if tx.connection.execute(_TAKE_HOST, {**free, "next_at": expires_at}).rowcount == 0:
        return None
    unclaimed = {"of_source": row.id, "at_tick": row.tick}
    claimed = {"tick": row.tick + 1, "due_at": expires_at}
    if tx.connection.execute(_SET_SOURCE, {**unclaimed, **claimed}).rowcount == 0:
        tx.connection.execute(_SET_HOST, {"of_host": row.host, "next_at": tx.now})
        return None
    return PollClaim(_source_state(row, row.tick + 1), claimed_at=tx.now, expires_at=expires_at)


def put_back(tx: Tx, claim: PollClaim, rest: timedelta) -> None:
    """Give a claim back without a poll, for its host was visited for something else: the source is due when the host
    has rested. A claim that was overtaken is left as it is."""
    free_at, state = tx.now + rest, claim.state
    tick = select(sources.c.tick).where(sources.c.id == state.source_id).scalar_subquery()
    released = update(hosts).where(hosts.c.host == state.host, tick == state.tick)
    tx.connection.execute(released.values(next_at=free_at))
    mine = sources.c.id == state.source_id, sources.c.tick == state.tick
    tx.connection.execute(update(sources).where(*mine).values(due_at=free_at))


def _source_state(row: Row[Any], tick: int) -> SourceState:
    return SourceState(
        source_id=row.id,
        host=row.host,
        url=row.address or row.url,
        tick=tick,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        penalty=row.penalty,
        failures=row.failures,
        baseline_done=row.baseline_done,
        last_ok_at=row.last_ok_at,
        learnt=Learnt(
            habit=row.habit,
            trail=row.trail,
            condition=row.condition,
            since=row.condition_since,
            reason=row.condition_reason or "",
            told=row.told,
            boosted_until=row.boosted_until,
        ),
    )


def apply(tx: Tx, plan: Plan, catalog_hash: str) -> PollSummary:
    """Write everything a poll came to. StaleClaimError (and a rollback) when the claim has been overtaken."""
    summary = _summary(plan)
    _fence_and_settle(tx, plan, summary)
    for notice in plan.notices:
        write_notice(tx, notice, plan.claim.state.source_id)
    if plan.items:
        write_items(tx, plan.claim.state.source_id, plan.items, catalog_hash)
    write_learned(tx, plan)
    if plan.refused is not None:
        _write_refused(tx, plan.claim.state.source_id, plan.refused)
    return summary


def _summary(plan: Plan) -> PollSummary:
    verdicts = [item.identified.verdict for item in plan.items]
    return PollSummary(
        source_id=plan.claim.state.source_id,
        outcome=plan.outcome,
        reason=plan.reason,
        detail=plan.detail,
        status=plan.status,
        entries=plan.entries,
        new=verdicts.count(Verdict.NEW),
        versions=verdicts.count(Verdict.VERSION),
        copies=verdicts.count(Verdict.COPY),
        matched=sum(bool(item.matches) for item in plan.items),
        alerts=sum(len(item.alerts) for item in plan.items),
        deliveries=sum(len(item.sent) for item in plan.items),
        due_at=plan.due_at,
    )


def _fence_and_settle(tx: Tx, plan: Plan, summary: PollSummary) -> None:
    state, ok = plan.claim.state, plan.outcome != "failed"
    values: dict[str, Any] = {
        "due_at": plan.due_at,
        "etag": plan.etag,
        "last_modified": plan.last_modified,
        "body_hash": plan.body_hash,
        "penalty": plan.penalty,
        "failures": plan.failures,
        "outcome": plan.outcome,
        "reason": plan.reason,
        "detail": plan.detail[:DETAIL_LIMIT],
        "status": plan.status,
        "moved_to": plan.moved_to,
        "last_poll_at": tx.now,
        **_condition(plan.learnt),
    }
    if ok:
        values |= {"last_ok_at": tx.now, "baseline_done": True}
    if summary.new or summary.versions or summary.copies:
        values["last_new_at"] = tx.now
    settling = _SET_SOURCE if plan.next_url == state.url else _SET_SOURCE.values(_address(tx, plan.next_url))
    # Hosts first, as in a claim: two transactions that lock in one order never wait for each other.
    for host in sorted({state.host, plan.landed or state.host}):
        if host == state.host:
            tx.connection.execute(_SET_HOST, {"of_host": host, "next_at": plan.host_next_at})
        else:
            _let_rest(tx, host, plan.host_next_at)
    claimed = {"of_source": state.source_id, "at_tick": state.tick}
    if tx.connection.execute(settling, {**claimed, **values}).rowcount == 0:
        raise StaleClaimError(f"poll {state.tick} of {state.source_id} was overtaken")
    _keep_habit(tx, state.source_id, plan.learnt)
    tx.connection.execute(
        _NOTE_POLL,
        {
            "source_id": state.source_id,
            "tick": state.tick,
            "at": tx.now,
            "outcome": plan.outcome,
            "reason": plan.reason,
            "detail": plan.detail[:DETAIL_LIMIT],
            "status": plan.status,
            "entries": plan.entries,
            "new": summary.new,
            "versions": summary.versions,
            "copies": summary.copies,
            "alerts": summary.alerts,
        },
    )


def _condition(learnt: Learnt) -> dict[str, Any]:
    return {
        "condition": learnt.condition,
        "condition_since": learnt.since,
        "condition_reason": learnt.reason[:DETAIL_LIMIT],
        "told": learnt.told,
        "boosted_until": learnt.boosted_until,
    }


def _address(tx: Tx, url: str) -> dict[str, Any]:
    """Where the next visit goes, when it is not where this one went. Its host may never have been visited."""
    host = host_of(url)
    tx.connection.execute(tx.upsert(hosts).values(host=host, next_at=tx.now).on_conflict_do_nothing())
    return {"address": case((sources.c.url == url, None), else_=url), "host": host}


def _let_rest(tx: Tx, host: str, until: datetime) -> None:
    """A host that was reached by a redirect, without a claim; one that is being visited keeps its lease."""
    row = tx.upsert(hosts).values(host=host, next_at=until)
    later = {"next_at": case((hosts.c.next_at > until, hosts.c.next_at), else_=row.excluded.next_at)}
    tx.connection.execute(row.on_conflict_do_update(index_elements=[hosts.c.host], set_=later))


def _keep_habit(tx: Tx, source_id: str, learnt: Learnt) -> None:
    known = {"habit": learnt.habit, "trail": learnt.trail}
    tx.connection.execute(_KEEP_HABIT[tx.connection.dialect.name], {"source_id": source_id, **known})


def overdue(tx: Tx, due_before: datetime) -> list[tuple[SourceState, datetime]]:
    """The sources whose visits should have been made before, and that are not known to be overdue."""
    query = _WHOLE_SOURCES.where(
        sources.c.active, sources.c.due_at < due_before, sources.c.condition.is_distinct_from("overdue")
    )
    return [(_source_state(row, row.tick), row.due_at) for row in tx.connection.execute(query)]


def write_overdue(tx: Tx, state: SourceState, learnt: Learnt, notices: Sequence[NoticePlan]) -> None:
    """Keep what is known of a source that waits, unless it has been visited meanwhile."""
    settled = tx.connection.execute(
        update(sources).where(sources.c.id == state.source_id, sources.c.tick == state.tick).values(_condition(learnt))
    )
    for notice in notices if settled.rowcount else ():
        write_notice(tx, notice, state.source_id)


def _write_refused(tx: Tx, source_id: str, refused: Refused) -> None:
    """Into the quarantine, once for the same bytes and reason; of each source the newest are kept."""
    tx.connection.execute(
        tx.upsert(quarantine)
        .values(
            source_id=source_id,
            at=tx.now,
            stage=refused.stage,
            reason=refused.reason,
            detail=refused.detail[:DETAIL_LIMIT],
            url=refused.url,
            digest=hashlib.sha256(refused.body).hexdigest(),
            body=refused.body,
        )
        .on_conflict_do_nothing()
    )
    mine = quarantine.c.source_id == source_id
    kept = select(quarantine.c.id).where(mine).order_by(quarantine.c.id.desc()).limit(MOST_REFUSED)
    tx.connection.execute(delete(quarantine).where(mine, quarantine.c.id.not_in(kept)))


def forget_polls(tx: Tx, before: datetime) -> int:
    """Drop poll records older than `before`; their number."""
    return tx.connection.execute(delete(polls).where(polls.c.at < before)).rowcount
