"""The stories of one document's items: each is compared with what the store knows and with those before it."""

from collections.abc import Sequence
from datetime import datetime

from monitor.model.fact import Fact
from monitor.model.story import KnownStories, Member, StoryPlan, Telling
from monitor.story.decide import decide
from monitor.story.keys import held, particulars, sought, terms
from monitor.story.signature import signature
from monitor.text import fold


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
        stories = {*self._known.near(keys), *(one.story for one, held_keys in self._pending if keys & held_keys)}
        stored = self._known.members(stories) if stories else ()
        link = decide(telling, [*stored, *(one for one, _ in self._pending if one.story in stories)])
        plan = StoryPlan(telling, held(telling), link)
        self._pending.append((Member(item, link.story or item, telling), plan.keys))
        return plan


def tell(title: str, text: str, lang: str | None, said_at: datetime, facts: Sequence[Fact]) -> Telling:
    """One item as stories compare it."""
    folded = fold(f"{title}\n{text}").text
    return Telling(lang, said_at, signature(folded), terms(folded), particulars(title, text), tuple(facts))
