"""Stories in memory: what the store remembers of them, without a database."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

from monitor.model.story import Member, StoryPlan


class MemoryStories:
    """Implements the port `KnownStories`; `stories` is the story of each item."""

    def __init__(self) -> None:
        self.stories: dict[str, str] = {}
        self._members: dict[str, Member] = {}
        self._holders: dict[int, list[str]] = defaultdict(list)

    def near(self, keys: Collection[int]) -> Sequence[str]:
        shared = Counter(item for key in keys for item in self._holders[key][-40:])
        return list(dict.fromkeys(self.stories[item] for item, _ in shared.most_common(40)))

    def told_elsewhere_at(self, story: str, source_id: str) -> None:
        """Nobody is told of anything."""

    def members(self, stories: Collection[str]) -> Sequence[Member]:
        return [member for member in self._members.values() if member.story in stories]

    def keep(self, item: str, plan: StoryPlan) -> None:
        self.stories[item] = plan.link.story or item
        self._members[item] = Member(item, self.stories[item], plan.telling)
        for key in plan.keys:
            self._holders[key].append(item)
