"""The judgement of a day: what was said and stored, held against what the sites really did."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from monitor.model.catalog import host_of
from monitor.source import Condition
from monitor.store import Database, views
from monitor.store.tables import alert_revisions, alerts, items, sources
from tests.day.stage import END, GAP, MATCHING, MIDNIGHT, Stage
from tests.day.web import RETRY_AFTER, SHOWN_FOR, Served, Site, Trouble

LOOKED_EVERY = timedelta(minutes=10)
LONGEST_LEFT_ALONE = timedelta(minutes=75)
HOURS = timedelta(hours=1)

NAMED: Mapping[Trouble, tuple[Condition, float]] = {
    Trouble.DOWN: (Condition.DOWN, 8),
    Trouble.GONE: (Condition.DOWN, 3),
    Trouble.MOVED: (Condition.MOVED, 4),
    Trouble.FROZEN: (Condition.FROZEN, 8),
    Trouble.LYING: (Condition.VALIDATORS_LIE, 8),
    Trouble.LOGIN: (Condition.LOGIN, 1.5),
    Trouble.CHALLENGE: (Condition.CHALLENGE, 1.5),
    Trouble.PAGE: (Condition.HTML_NOT_FEED, 1.5),
    Trouble.TRUNCATED: (Condition.TRUNCATED, 1.5),
    Trouble.EMPTY: (Condition.SHRUNK, 1.5),
    Trouble.BUSY: (Condition.DOWN, 8),
    Trouble.MIRRORED: (Condition.MIRROR, 2.5),
}
"""What each trouble must be called, and within how many hours. Who flaps is failing now and then, and that is all."""
LASTING = frozenset({Trouble.MOVED, Trouble.LYING})
"""A server that has lied is not believed for a month."""


@dataclass
class Looks:
    """What `parley sources list` would have said, every LOOKED_EVERY."""

    seen: dict[str, list[tuple[datetime, Condition]]] = field(default_factory=lambda: defaultdict(list))

    def look(self, database: Database, now: datetime) -> None:
        with database.reading() as tx:
            rows = tx.connection.execute(select(sources.c.id, sources.c.condition)).all()
        for source_id, condition in rows:
            course = self.seen[source_id]
            if condition is not None and (not course or course[-1][1] != condition):
                course.append((now, Condition(condition)))


@dataclass(frozen=True)
class Finding:
    """One thing that was judged: how often, and every case in which it was not so."""

    what: str
    judged: int
    faults: tuple[str, ...]


def judge(stage: Stage, looks: Looks) -> list[Finding]:
    troubled = [site for site in stage.sites if site.trouble is not Trouble.NONE]
    sound = [site for site in stage.sites if site.trouble is Trouble.NONE]
    told = _told(stage.database)
    return [
        _finding("troubles named rightly", troubled, (f for site in troubled for f in _misnamed(site, looks))),
        _finding("troubles told once, and their end once", troubled, (f for s in troubled for f in _mistold(s, told))),
        _finding("sound sources left in peace", sound, (f for site in sound for f in _slandered(site, looks))),
        *_stored(stage),
        *_polite(stage),
    ]


def _finding(what: str, judged: Sequence[object], faults: Iterator[str]) -> Finding:
    return Finding(what, len(judged), tuple(faults))


def _misnamed(site: Site, looks: Looks) -> Iterator[str]:
    course = looks.seen[site.source_id]
    allowed = {Condition.OK, Condition.FAILING}
    if site.trouble in NAMED:
        condition, hours = NAMED[site.trouble]
        allowed.add(condition)
        named = min((at for at, each in course if each is condition), default=None)
        if named is None or not site.begin <= named <= site.begin + hours * HOURS + LOOKED_EVERY:
            yield f"{site.source_id} {site.trouble}: called {condition} at {named and named.time()}"
    wrong = {each.value for _, each in course} - {each.value for each in allowed}
    if wrong:
        yield f"{site.source_id} {site.trouble}: called {', '.join(sorted(wrong))}"
    last = course[-1][1]
    if last is not (NAMED[site.trouble][0] if site.trouble in LASTING else Condition.OK):
        yield f"{site.source_id} {site.trouble}: {last} in the end"


def _told(database: Database) -> dict[str, Counter[str]]:
    """By source: what the operators were told of, by condition and `recovered`."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    with database.reading() as tx:
        query = select(alerts.c.source_id, alert_revisions.c.reason).join(alert_revisions)
        for source_id, reason in tx.connection.execute(query.where(alerts.c.subject_kind == "source")):
            told[source_id][reason] += 1
    return told


def _mistold(site: Site, told: Mapping[str, Counter[str]]) -> Iterator[str]:
    expected = Counter[str]()
    if site.trouble in NAMED:
        expected[NAMED[site.trouble][0].value] = 1
        if site.trouble not in LASTING:
            expected["recovered"] = 1
    found = told.get(site.source_id, Counter())
    if found != expected:
        yield f"{site.source_id} {site.trouble}: told {dict(found)}"


def _slandered(site: Site, looks: Looks) -> Iterator[str]:
    for at, condition in looks.seen[site.source_id]:
        if condition is not Condition.OK and not (condition in QUIET and _is_silent(site, at)):
            yield f"{site.source_id}: {condition} at {at.time()}"


def _is_silent(site: Site, at: datetime) -> bool:
    """Whether a sound source happens to be silent for longer than one in a thousand times."""
    before = max((piece.at for piece in site.pieces if piece.at <= at), default=MIDNIGHT)
    rate = len(site.pieces) / ((END - MIDNIGHT + 2 * SHOWN_FOR) / HOURS)
    return rate * ((at - before) / HOURS) > UNUSUAL


UNUSUAL = 5.0
QUIET = frozenset({Condition.SILENT, Condition.FROZEN})
"""Silence is called frozen where a document changes all the same: these lose what is a day old."""


def _stored(stage: Stage) -> Iterator[Finding]:
    """Every piece is an item, once; every one that matches has its alert, once."""
    known: dict[str, Counter[str | None]] = defaultdict(Counter)
    alerted = Counter[str]()
    with stage.database.reading() as tx:
        for source_id, guid in tx.connection.execute(select(items.c.source_id, items.c.guid)):
            known[source_id][guid] += 1
        for _, revision in views.alert_list(tx, limit=10**9):
            alerted[f"{revision.source_id} {revision.title}"] += 1
    owed, wanted, lost, mute = 0, 0, [], []
    for site in stage.sites:
        for piece in site.pieces:
            if not MIDNIGHT - 0.9 * SHOWN_FOR <= piece.at < END - 2 * HOURS:
                continue
            owed += 1
            if known[site.source_id][str(piece.number)] != 1:
                lost.append(f"{site.source_id} {site.trouble}: piece {piece.number} of {piece.at:%H:%M}")
            if "exchange of prisoners" in piece.text:
                wanted += 1
                if alerted[f"{site.source_id} Statement {piece.number}"] != 1:
                    mute.append(f"{site.source_id} {site.trouble}: piece {piece.number} of {piece.at:%H:%M}")
    assert wanted > owed * MATCHING / 2
    yield Finding("pieces stored, once", owed, tuple(lost))
    yield Finding("alerts raised, once", wanted, tuple(mute))


def _polite(stage: Stage) -> Iterator[Finding]:
    """By the servers' own log."""
    by_host: dict[str, list[Served]] = defaultdict(list)
    for line in stage.web.log:
        by_host[line.host].append(line)
    near, impatient = [], []
    for host, lines in by_host.items():
        for before, after in pairwise(sorted(lines, key=lambda line: line.begun)):
            if after.begun - before.ended < GAP:
                near.append(f"{host}: {after.begun - before.ended} after {before.path} at {after.begun:%H:%M:%S}")
            if before.status == 429 and after.begun - before.ended < RETRY_AFTER:
                impatient.append(f"{host}: {after.begun - before.ended} after 429")
    busy = sum(line.status == 429 for line in stage.web.log)
    yield Finding("gaps between visits to a host", len(stage.web.log), tuple(near))
    yield Finding("Retry-After heeded", busy, tuple(impatient))
    yield Finding("sources never given up", len(stage.sites), tuple(_given_up(stage, by_host)))


def _given_up(stage: Stage, by_host: Mapping[str, Sequence[Served]]) -> Iterator[str]:
    for site in stage.sites:
        path = site.url.rpartition("/")[2]
        lines = [*by_host[host_of(site.url)], *by_host.get(host_of(site.other), ())]
        visits = sorted(line.begun for line in lines if line.path == f"/{path}")
        longest = max((after - before for before, after in pairwise([MIDNIGHT, *visits, END])), default=END - MIDNIGHT)
        if longest > LONGEST_LEFT_ALONE:
            yield f"{site.source_id} {site.trouble}: not visited for {longest}"
