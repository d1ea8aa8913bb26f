"""Which story an item belongs to, how it tells it, and why."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from monitor.model.fact import Status
from monitor.model.story import LinkKind, Member, StoryLink, Telling
from monitor.story.compare import agreement, chief_fact, cosine, veto
from monitor.story.signature import resemblance

COPY_FROM = 0.8
NEAR_FROM = 0.5
NEAR_DUPLICATE = "near_duplicate"
AGREED_FROM = 0.5
# Facts that agree in little (the day, the parties) need words in common besides.
HALF_AGREED_FROM = 0.25
WORDS_FROM = 0.3
WORDS_ALONE_FROM = 0.6
# The same words on another day may be another event: ministries have formulas for what comes again.
NEWS = timedelta(hours=20)


class _Likeness(NamedTuple):
    score: float
    reason: str
    resemblance: float


def decide(telling: Telling, members: Sequence[Member]) -> StoryLink:
    """The story of `telling` among those of `members`, or one of its own.

    A story is joined only where no member of it that is shown disagrees: else a vague item would make a bridge between
    two events.
    """
    stories: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        stories[member.story].append(member)
    best: tuple[_Likeness, Member] | None = None
    vetoed: tuple[float, str] | None = None
    for story in stories.values():
        like, member = max(((_likeness(telling, one), one) for one in story), key=lambda found: found[0].score)
        forbidden = next((reason for one in story if (reason := veto(telling, one.telling))), None)
        if forbidden is not None:
            vetoed = max(vetoed or (0.0, forbidden), (like.resemblance, forbidden))
        elif like.score and (best is None or like.score > best[0].score):
            best = like, member
    apart = vetoed[1] if vetoed else None
    if best is None:
        return StoryLink("kept_apart" if apart else "nothing_like_it", vetoed=apart)
    like, member = best
    kind = _kind(telling, member.telling, like)
    return StoryLink(like.reason, member.story, member.item, kind, round(like.score, 3), apart)


def _likeness(telling: Telling, member: Member) -> _Likeness:
    """How surely two tellings are of one thing: 0 where too little speaks for it."""
    other = member.telling
    alike = resemblance(telling.signature, other.signature)
    words = cosine(set(telling.terms), set(other.terms))
    if telling.facts and other.facts:
        agreed = agreement(telling, other)
        if agreed >= AGREED_FROM:
            return _Likeness(agreed + alike, "facts_agree", alike)
        if agreed >= HALF_AGREED_FROM and max(words, alike) >= WORDS_FROM:
            return _Likeness(agreed + alike, "facts_and_words_agree", alike)
        return _Likeness(0.0, "too_little_agrees", alike)
    if abs(telling.said_at - other.said_at) > NEWS:
        return _Likeness(0.0, "too_far_apart", alike)
    if alike >= NEAR_FROM:
        return _Likeness(alike, NEAR_DUPLICATE, alike)
    return _Likeness(words if words >= WORDS_ALONE_FROM else 0.0, "same_words", alike)


def _kind(telling: Telling, other: Telling, like: _Likeness) -> LinkKind:
    if telling.lang is not None and other.lang is not None and telling.lang != other.lang:
        return LinkKind.TRANSLATION
    if telling.facts and other.facts and _state(telling) is not _state(other):
        return LinkKind.FOLLOW_UP
    return LinkKind.COPY if like.resemblance >= COPY_FROM else LinkKind.REWRITE


def _state(telling: Telling) -> Status | None:
    fact = chief_fact(telling)
    return fact.status.value if fact and fact.status else None
