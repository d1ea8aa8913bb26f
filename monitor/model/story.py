"""Stories: items that tell the same thing, and how each came to be one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from monitor.model.fact import Fact


class LinkKind(StrEnum):
    """How an item tells what another told: in its words, in others, in another language, or with what came of it."""

    COPY = "copy"
    REWRITE = "rewrite"
    TRANSLATION = "translation"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True, slots=True)
class Telling:
    """One item as stories compare it. `said_at` is when it was published, or seen where that is not told (UTC).

    `signature` is empty where the text is too short for one. `terms` are its words, hashed, the most telling first;
    `particulars` are its numbers and names, hashed, by which one formula is told from its like.
    """

    lang: str | None
    said_at: datetime
    signature: tuple[int, ...]
    terms: tuple[int, ...]
    particulars: frozenset[int]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An item, by its key, that is in a story already. A story bears the key of its first item."""

    item: str
    story: str
    telling: Telling


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Where an item belongs: to `story`, by its likeness to `item`; or to a story of its own (both None).

    `reason` is why; `vetoed` says, for the nearest item it was kept apart from, what the two disagree in.
    """

    reason: str
    story: str | None = None
    item: str | None = None
    kind: LinkKind | None = None
    score: float = 0.0
    vetoed: str | None = None


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """What the store keeps of an item for those that come after it: `keys` are what they find it by."""

    telling: Telling
    keys: frozenset[int]
    link: StoryLink


class KnownStories(Protocol):
    """What the store knows of stories."""

    def near(self, keys: Collection[int]) -> Sequence[str]:
        """The stories of the items of the last weeks that hold most of these keys, the likeliest first, a few."""
        ...

    def told_elsewhere_at(self, story: str, source_id: str) -> datetime | None:
        """When desks were last told, for the first time, of an item of the story that is of another source; None where
        they never were."""
        ...

    def members(self, stories: Collection[str]) -> Sequence[Member]:
        """What is in these stories, the newest first, as many of each as matter; unknown stories are passed over."""
        ...
