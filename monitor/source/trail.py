"""What a source's visits leave behind for its health: news that fails to come, answers that do not add up.

Answer ─▶ after_answer(trail, …) ─▶ Trail ─▶ health.assess
                                      └────▶ asks_fully, moved_to: how to ask the next time
"""

import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

FULL_EVERY, IN_DOUBT = 12, 4
FULL_AFTER = timedelta(hours=6)
"""A full fetch at the latest after so many visits (IN_DOUBT, where there is a suspicion), and after so long: it
checks what a server calls "not modified"."""
LIES_REMEMBERED = timedelta(days=30)
COINCIDENCE = 1e-3
"""Below this chance of being innocent, validators lie."""
MISSED, MISSED_UNMODIFIED = 3.0, 3
"""So many entries were to be expected, and so often it was "not modified" instead: is that true?"""
_LEAST_CHANCE = 0.03
MOVED_AFTER = 3
"""So many visits in a row must be sent on to the same place for good before it is believed."""
FEW = 0.25
ACCEPTED_AFTER = timedelta(days=3)
_USUAL_MEMORY = 0.1
_FEWEST_DRIFT = 1.02
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """A visit that was answered well.

    `entries` is how many the document has, None where it was not read (304, or the same bytes); `new` how many of them
    were not known, or came in a new version. `changed`: other bytes than before. `fully`: asked without validators
    though there were some. `same_validators`: the answer's are those held from before. `backdated`: a new entry is
    dated before the last "not modified". `last_at`: the good visit before this one. `expected`: what the habit
    expected since the last visit (`expected_entries`). `moved_to`: set where every redirect on the way was permanent.
    """

    status: int
    entries: int | None = None
    new: int = 0
    changed: bool = False
    fully: bool = False
    same_validators: bool = False
    backdated: bool = False
    last_at: datetime | None = None
    expected: float = 0.0
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Trail:
    """The state to store, as JSON of some 400 bytes.

    Since the last news (`news_at`): `missing` entries were expected, and so many answers were `given` (200), of these
    `rewritten` with other bytes, and `unmodified` (304). `usual` and `fewest` entries a document has, `count` the last
    one had; `short` documents in a row had far fewer, since `short_since`. `full_at`: the last document in full, and
    `since_full` visits since, `vouched` for by a 304. `late`: its dates prove nothing, for entries appear some time
    after them. `chance` that what full fetches found behind a 304 was
    coincidence; `lies_since` when that was given up. `moved_to`, and for how many visits in a row (`moved`). `good`:
    good visits in a row. `wish`: the interval in seconds that the document itself asks for. Of several addresses
    (`mirrors`), `asked` is the one for the next visit (0 is the first), `answered` the one that answered last;
    `first_tried_at` is when the first failed last, and `first_said` how.
    """

    news_at: datetime | None = None
    missing: float = 0.0
    given: int = 0
    rewritten: int = 0
    unmodified: int = 0
    usual: float | None = None
    fewest: float = 0.0
    count: int | None = None
    short: int = 0
    short_since: datetime | None = None
    full_at: datetime | None = None
    since_full: int = 0
    vouched: int = 0
    late: bool = False
    chance: float = 1.0
    lies_since: datetime | None = None
    moved_to: str | None = None
    moved: int = 0
    good: int = 0
    wish: float = 0.0
    asked: int = 0
    answered: int = 0
    first_tried_at: datetime | None = None
    first_said: str = ""

    def to_json(self) -> str:
        plain = {name: _plain(getattr(self, name)) for name in _NAMES}
        return json.dumps({"version": _VERSION, **plain}, separators=(",", ":"))


_NAMES = tuple(each.name for each in fields(Trail))
_MOMENTS = ("news_at", "full_at", "lies_since", "short_since", "first_tried_at")


def trail_from_json(stored: str | None) -> Trail:
    """What `to_json` gave; an empty trail for None, and for what another version left."""
    known = json.loads(stored) if stored else {}
    if known.get("version") != _VERSION:
        return Trail()
    values: dict[str, Any] = {name: known[name] for name in _NAMES if name in known}
    for name in _MOMENTS:
        if values.get(name) is not None:
            values[name] = datetime.fromtimestamp(values[name], UTC)
    return Trail(**values)


def _plain(value: object) -> object:
    return value.timestamp() if isinstance(value, datetime) else value


def asks_fully(trail: Trail, now: datetime) -> bool:
    """Whether the next visit must ask without validators: they are known to lie, or it is time to check them."""
    if trail.lies_since is not None and now < trail.lies_since + LIES_REMEMBERED:
        return True
    if trail.missing >= MISSED and trail.vouched >= MISSED_UNMODIFIED:
        return True
    every = FULL_EVERY if trail.chance == 1 else IN_DOUBT
    return trail.since_full >= every - 1 or (trail.full_at is not None and now >= trail.full_at + FULL_AFTER)


def moved_for_good(trail: Trail) -> str | None:
    """Where the source has moved: ask there from now on."""
    return trail.moved_to if trail.moved >= MOVED_AFTER else None


def after_answer(trail: Trail, answer: Answer, now: datetime) -> Trail:
    """The trail after a good visit."""
    return replace(
        _reading(_vouching(_waiting(trail, answer, now), answer, now), answer, now),
        moved_to=answer.moved_to,
        moved=trail.moved + 1 if answer.moved_to and answer.moved_to == trail.moved_to else int(bool(answer.moved_to)),
        good=trail.good + 1,
    )


def after_no_answer(trail: Trail) -> Trail:
    """The trail after a visit that failed. Time passes, but nothing is held against the source's habit: whether there
    was news, the next good visit tells. Where it had moved to, it may be no longer: the next visit asks at home."""
    return replace(trail, good=0, moved=0, moved_to=None)


def _waiting(trail: Trail, answer: Answer, now: datetime) -> Trail:
    if answer.new or trail.news_at is None:
        return replace(trail, news_at=now, missing=0.0, given=0, rewritten=0, unmodified=0)
    given = answer.status != _NOT_MODIFIED
    return replace(
        trail,
        missing=trail.missing + answer.expected,
        given=trail.given + given,
        rewritten=trail.rewritten + (given and answer.changed),
        unmodified=trail.unmodified + (not given),
    )


_NOT_MODIFIED = 304


def _vouching(trail: Trail, answer: Answer, now: datetime) -> Trail:
    """Whether the server's "not modified" can be believed."""
    if answer.status == _NOT_MODIFIED:
        return replace(trail, since_full=trail.since_full + 1, vouched=trail.vouched + 1)
    chance, lies_since, late = trail.chance, trail.lies_since, trail.late
    if lies_since is not None and now >= lies_since + LIES_REMEMBERED:
        chance, lies_since = 1.0, None
    if answer.new and not answer.fully:
        chance = 1.0  # asked whether there was news, the server told so
        late = late or answer.backdated
    elif answer.new and trail.vouched:
        chance *= _innocence(trail, answer, now)
    if lies_since is None and chance < COINCIDENCE:
        lies_since = now
    return replace(trail, full_at=now, since_full=0, vouched=0, late=late, chance=chance, lies_since=lies_since)


def _innocence(trail: Trail, answer: Answer, now: datetime) -> float:
    """The chance that the news came just since the last "not modified": as much of the time since the last full fetch
    as lies after it, however much news there is, for it comes in bursts. Dates before the last "not modified" leave
    little chance; never so little that once is proof. Other entries under the same validators are proof."""
    if answer.same_validators:
        return 0.0
    if answer.backdated and not trail.late:
        return _LEAST_CHANCE
    if trail.full_at is None or answer.last_at is None:
        return 1.0
    return max(_LEAST_CHANCE, min(1.0, (now - answer.last_at) / max(now - trail.full_at, _INSTANT)))


_INSTANT = timedelta(seconds=1)


def _reading(trail: Trail, answer: Answer, now: datetime) -> Trail:
    """Whether the document has as many entries as usual. What stays short long enough is the new usual; nothing at all
    never is."""
    count = answer.entries
    if count is None:
        return trail
    if trail.usual is None:
        return replace(trail, usual=float(count) if count else None, fewest=float(count), count=count)
    accepted = count > 0 and trail.short_since is not None and now >= trail.short_since + ACCEPTED_AFTER
    if accepted:
        return replace(trail, usual=float(count), fewest=float(count), count=count, short=0, short_since=None)
    if count <= trail.usual * FEW and count < trail.fewest / 2:
        return replace(trail, count=count, short=trail.short + 1, short_since=trail.short_since or now)
    usual, fewest = trail.usual + _USUAL_MEMORY * (count - trail.usual), min(count, trail.fewest * _FEWEST_DRIFT)
    return replace(trail, usual=usual, fewest=fewest, count=count, short=0, short_since=None)
