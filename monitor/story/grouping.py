"""The stories of one document's items: each is compared with what the store knows and with those before it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor.model.fact import Fact
from monitor.model.story import KnownStories, Member, StoryPlan, Telling
from monitor.story.decide import MOST_HOLDERS, decide
from monitor.story.keys import held, particulars, sought, terms
from monitor.story.signature import signature
from monitor.text import fold

MOST_CANDIDATES = 40


class Grouping:
    """Decides in the order of the document; what it has decided is known to it before the store has it."""

    def __init__(self, known: KnownStories) -> None:
        self._known = known
        self._pending: list[tuple[Member, frozenset[int]]] = []

    def place(
        self, item: str, title: str, text: str, lang: str | None, said_at: datetime, facts: Sequence[Fact]
    ) -> StoryPlan:
        """The story of an item that is new to the store; `item` is its key."""
        telling = tell(title, text, lang, said_at, facts)
        keys = sought(telling)
        holders = {key: list(found) for key, found in self._known.holders(keys).items()}
        for member, held_keys in self._pending:
            for key in keys & held_keys:
                holders.setdefault(key, []).append(member.item)
        candidates = _likeliest(holders.values())
        pending = [member for member, _ in self._pending]
        link = decide(telling, self._members(candidates, pending), {key: len(found) for key, found in holders.items()})
        plan = StoryPlan(telling, held(telling), link)
        self._pending.append((Member(item, link.story or item, telling), plan.keys))
        return plan

    def _members(self, candidates: Sequence[str], pending: Sequence[Member]) -> list[Member]:
        """Everything in the stories of the candidates, be it stored or still to be."""
        wanted = set(candidates) | {one.story for one in pending if one.item in candidates}
        stored = list(self._known.members(wanted)) if wanted else []
        stories = wanted | {member.story for member in stored}
        return stored + [one for one in pending if one.story in stories]


def tell(title: str, text: str, lang: str | None, said_at: datetime, facts: Sequence[Fact]) -> Telling:
    """One item as stories compare it."""
    folded = fold(f"{title}\n{text}").text
    return Telling(lang, said_at, signature(folded), terms(folded), particulars(text), tuple(facts))


def _likeliest(holders: Iterable[Sequence[str]]) -> list[str]:
    """The items that share most keys; a key that everything holds draws nobody."""
    shared = Counter(item for found in holders if len(found) < MOST_HOLDERS for item in found)
    return [item for item, _ in shared.most_common(MOST_CANDIDATES)]
