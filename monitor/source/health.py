"""The health of a source: one named condition, since when, why, and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.source.trail import LIES_REMEMBERED, Trail, moved_for_good

UNUSUAL = 1e-4
"""Below this chance of being usual, silence is told of: a hundred sources have some thousand pauses a week."""
WORRYING_PENALTY = 2.0
"""A hard failure weighs 1, a soft one ½, a temporary one ¼; with so much in a row a source is down."""
SILENCE_FLOOR = {1: timedelta(hours=2), 2: timedelta(hours=6), 3: timedelta(hours=24)}
"""Silence is not told of before this, by tier, whatever the habit."""
OVERDUE_AFTER = timedelta(minutes=15)
RECOVERED_AFTER = 3
"""So many good visits in a row before a recovery is told: what comes and goes is told of once."""
STANDS_STILL = 3


class Condition(StrEnum):
    """In the order in which they hide each other."""

    OFF = "off"
    OVERDUE = "overdue"
    NEW = "new"
    CHALLENGE = "challenge"
    LOGIN = "login"
    HTML_NOT_FEED = "html_not_feed"
    TRUNCATED = "truncated"
    DOWN = "down"
    FAILING = "failing"
    SHRUNK = "shrunk"
    FROZEN = "frozen"
    SILENT = "silent"
    MIRROR = "mirror"
    VALIDATORS_LIE = "validators_lie"
    MOVED = "moved"
    OK = "ok"


CALM = frozenset({Condition.OFF, Condition.NEW, Condition.FAILING, Condition.OK})
"""What an operator is not told of: failing once is no news, being down is."""

_ANSWERS_THAT_ARE_NO_FEED = frozenset(
    {Condition.CHALLENGE, Condition.LOGIN, Condition.HTML_NOT_FEED, Condition.TRUNCATED}
)

ADVICE: Mapping[Condition, str] = {
    Condition.OFF: "Name it in the configuration to watch it again.",
    Condition.OVERDUE: "See whether the service runs, and whether the budget or the host's gap leaves it room.",
    Condition.NEW: "Nothing; its first visit is to come.",
    Condition.CHALLENGE: "Ask the site's press service for access to the feed, or name a mirror.",
    Condition.LOGIN: "Give the source's credentials, or name a public address of it.",
    Condition.HTML_NOT_FEED: "Open the address: the feed may have moved, and the page may say where to.",
    Condition.TRUNCATED: "Nothing, if it passes; else name a mirror, or raise the limits for a document so long.",
    Condition.DOWN: "Look at the reason; it is tried on. Name a mirror if it lasts.",
    Condition.FAILING: "Nothing; it is tried again soon.",
    Condition.SHRUNK: "Look at the source: entries may have been taken down, or the page may have changed its form.",
    Condition.FROZEN: "Compare with the source's own site: if that has news, its feed is broken; name another one.",
    Condition.SILENT: "Compare with the source's own site; nothing, if it has no news either.",
    Condition.MIRROR: "Look at the first address; it is tried again and again, and taken back when it answers.",
    Condition.VALIDATORS_LIE: "Nothing; it is fetched in full from now on.",
    Condition.MOVED: "Write the new address into the configuration; it is followed meanwhile.",
    Condition.OK: "Nothing.",
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a source when its health is judged. `outcome` is the last visit's (`ok`, `unchanged`, `failed`,
    None before the first), `reason` and `detail` what it was called; `evidence` is how many entries the habit rests on,
    `address` where the last visit went.
    """

    active: bool
    outcome: str | None
    reason: str | None = None
    detail: str = ""
    penalty: float = 0.0
    due_at: datetime | None = None
    tier: int = 2
    trail: Trail = field(default_factory=Trail)
    evidence: float = 0.0
    address: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """`reason` and `advice` are sentences. `since` is when the condition began."""

    condition: Condition
    since: datetime
    reason: str

    @property
    def advice(self) -> str:
        return ADVICE[self.condition]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the operator is told: that a source is in this condition, or that it has left it."""

    condition: Condition
    recovered: bool
    text: str


def assess(signs: Signs, before: Health | None, now: datetime) -> Health:
    """The health of a source. `since` stays while the condition does."""
    condition, reason = _named(signs, now)
    same = before is not None and before.condition is condition
    return Health(condition, before.since if before is not None and same else now, reason)


def transition(
    told: frozenset[Condition], health: Health, good_visits: int
) -> tuple[tuple[Notice, ...], frozenset[Condition]]:
    """What the operator is to be told now, and what is then known to him. `told` are the troubles he knows of.

    A trouble is told once, when it begins. Its end is told when RECOVERED_AFTER visits in a row were good and it is
    seen to be over: a trouble that a greater one hides is neither over nor told again. So a source that comes and goes,
    or changes from one trouble to another and back, does not fill a mailbox.
    """
    now = health.condition
    if now is Condition.OFF:
        return (), frozenset()
    notices, known = [], set(told)
    if now not in CALM and now not in told:
        text = f"{in_words(now).capitalize()}: {health.reason} {health.advice}"
        notices.append(Notice(now, recovered=False, text=text))
        known.add(now)
    if good_visits >= RECOVERED_AFTER:
        over = sorted(each for each in told if _RANK[each] < _RANK[now])
        notices += [Notice(each, recovered=True, text=f"No longer {in_words(each)}: {health.reason}") for each in over]
        known.difference_update(over)
    return tuple(notices), frozenset(known)


_RANK = {each: rank for rank, each in enumerate(Condition)}


def in_words(named: Condition) -> str:
    """The condition's name as it stands in a sentence."""
    return named.value.replace("_", " ")


def silence_chance(missing: float, evidence: float) -> float:
    """The chance that a source with a habit learnt from `evidence` entries brings none while `missing` are expected:
    gamma-Poisson, so that a habit hardly known raises no alarm."""
    known = evidence + 0.5
    return float((1 + missing / known) ** -known)


def _named(signs: Signs, now: datetime) -> tuple[Condition, str]:
    if not signs.active:
        return Condition.OFF, "It is not in the configuration."
    if signs.due_at is not None and now > signs.due_at + OVERDUE_AFTER:
        return Condition.OVERDUE, f"A visit has been due since {_at(signs.due_at)}."
    if signs.outcome is None:
        return Condition.NEW, "It has not been visited yet."
    if signs.outcome == "failed":
        return _failure(signs)
    return _answers(signs, now)


def _failure(signs: Signs) -> tuple[Condition, str]:
    said = f"{signs.reason}: {signs.detail}" if signs.detail else f"{signs.reason}"
    if signs.reason in _ANSWERS_THAT_ARE_NO_FEED:
        return Condition(signs.reason), f"The answer is not the feed ({said})."
    if signs.penalty >= WORRYING_PENALTY:
        return Condition.DOWN, f"It keeps failing ({said})."
    return Condition.FAILING, f"The last visit failed ({said})."


def _answers(signs: Signs, now: datetime) -> tuple[Condition, str]:
    trail = signs.trail
    if trail.short:
        usual = round(trail.usual or 0)
        return Condition.SHRUNK, f"The document has {trail.count} entries; usual are {usual}."
    if _too_quiet(signs, now):
        return _stillness(trail)
    if trail.answered:
        return Condition.MIRROR, f"Its first address fails ({trail.first_said}); it is read from {signs.address}."
    if trail.lies_since is not None and now < trail.lies_since + LIES_REMEMBERED:
        return (
            Condition.VALIDATORS_LIE,
            f'The server said "not modified" of a document that had news (found {_at(trail.lies_since)}).',
        )
    moved_to = moved_for_good(trail)
    if moved_to is not None:
        return Condition.MOVED, f"Every visit is sent on for good to {moved_to}."
    return Condition.OK, "The last visit was good."


def _too_quiet(signs: Signs, now: datetime) -> bool:
    trail = signs.trail
    if trail.news_at is None or now - trail.news_at < SILENCE_FLOOR[signs.tier]:
        return False
    return silence_chance(trail.missing, signs.evidence) < UNUSUAL


def _stillness(trail: Trail) -> tuple[Condition, str]:
    """Silent is a source that says it has no news; frozen is one that keeps giving its document, always the same."""
    since = "?" if trail.news_at is None else _at(trail.news_at)
    expected = f"about {trail.missing:.0f} entries were to be expected since"
    if trail.rewritten >= STANDS_STILL:
        return Condition.FROZEN, f"Its document changes, but shows nothing new since {since}; {expected}."
    if trail.given >= STANDS_STILL and trail.given > trail.unmodified:
        return Condition.FROZEN, f"It gives the same document since {since}; {expected}."
    return Condition.SILENT, f"It says that nothing is new since {since}; {expected}."


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
