"""Which known items the entries are that no exact key knows: stage by stage, by ever weaker names (see `decision`)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.identify.likeness import ALMOST_THE_SAME, SIMILAR, Likeness
from monitor.model.content import Entry, IdentityKeys, KnownItem, Verdict
from monitor.model.identity import Aliases, IdentityPolicy, Ids
from monitor.model.ports import KnownItems

# So many pieces with known words under new names, and such a share of what is new here: the site has moved.
_FEWEST_MOVED = 5
_SHARE_MOVED = 0.6


@dataclass(frozen=True, slots=True)
class Claim:
    """What an entry is, if it is this item. `beside` claims it though others have it too: as the same piece again."""

    item: KnownItem
    verdict: Verdict
    reason: str
    beside: bool = False


@dataclass(slots=True)
class Stranger:
    """An entry that is not known by its exact key. Without a claim it is new, and `reason` says why."""

    entry: Entry
    keys: IdentityKeys
    aliases: Aliases
    reason: str = "first_seen"
    claim: Claim | None = None


def is_again(stranger: Stranger, fingerprint: str, published: datetime | None) -> bool:
    """Whether a piece on the same page, with this text and date, is the stranger posted twice: a short text without a
    date may well be said twice."""
    same = stranger.keys.fingerprint == fingerprint and stranger.entry.published == published
    return same and (published is not None or stranger.keys.copy is not None)


@dataclass(frozen=True, slots=True)
class Names:
    """How often a document uses its names. `uses` and `uses_with_link` count distinct entries by their primary key,
    alone and with the link; `taken` are the items that stand in it by their exact keys."""

    uses: Mapping[str, int]
    uses_with_link: Mapping[tuple[str, str | None], int]
    taken: frozenset[int]


def find_items(
    source_id: str, strangers: Sequence[Stranger], names: Names, known: KnownItems, policy: IdentityPolicy
) -> None:
    """Give every stranger its claim, if there is one."""
    wanted = {name: None for each in strangers for name in (each.keys.primary, *each.aliases.names)}
    found = known.by_primary(source_id, list(wanted)) if wanted else {}
    search = _Search(strangers, names, found, known, policy)
    for stage in (search.by_id, search.by_guid, search.by_page, search.by_text, search.by_moment):
        search.settle(stage)


class _Search:
    """The strangers of one document among the items of their source."""

    def __init__(
        self,
        strangers: Sequence[Stranger],
        names: Names,
        found: Mapping[str, Sequence[KnownItem]],
        known: KnownItems,
        policy: IdentityPolicy,
    ) -> None:
        self._strangers = strangers
        self._names = names
        self._found = found
        self._known = known
        self._policy = policy
        self._taken = set(names.taken)
        self._alias_uses = Counter(name for each in strangers for name in each.aliases.names)
        self._moved = self._has_moved()

    def settle(self, stage: Callable[[Stranger], Claim | None]) -> None:
        """Let those without an item ask for one. What two ask for, neither gets."""
        asked = [(each, claim) for each in self._strangers if each.claim is None and (claim := stage(each))]
        wanted = Counter(claim.item.item_id for _, claim in asked if not claim.beside)
        for each, claim in asked:
            if claim.beside or (wanted[claim.item.item_id] == 1 and claim.item.item_id not in self._taken):
                each.claim = claim
        self._taken |= {each.claim.item.item_id for each, _ in asked if each.claim}

    def by_id(self, stranger: Stranger) -> Claim | None:
        primary = stranger.keys.primary
        items, uses = self._found.get(primary, ()), self._names.uses[primary]
        if len(items) == 1 and uses == 1 and self._policy.ids is not Ids.REPEAT:
            return self._same_id(stranger, items[0], "link_changed")
        if not items and uses == 1:
            return None
        stranger.reason = "id_shared"
        # A link that is shared as well tells nothing apart, even where all but one of its items are accounted for.
        link = stranger.entry.link
        if link is not None and self._names.uses_with_link[primary, link] == 1:
            namesakes = [item for item in items if item.link == link]
            if len(namesakes) == 1 and namesakes[0].item_id not in self._taken:
                like = self._like(stranger, namesakes[0])
                if like.unchanged:
                    return Claim(like.item, Verdict.SAME, "link_changed")
                return Claim(like.item, Verdict.VERSION, "edited") if like.is_edit else None
        return None

    def by_guid(self, stranger: Stranger) -> Claim | None:
        item = self._only(stranger.aliases.guid)
        if item is None or self._policy.ids is Ids.REPEAT or self._names.uses[stranger.keys.primary] > 1:
            return None
        if self._policy.ids is Ids.ROTATE:  # an id may still be right, but only the words can prove it
            return Claim(item, Verdict.SAME, "id_moved") if self._like(stranger, item).unchanged else None
        return self._same_id(stranger, item, "id_moved")

    def by_page(self, stranger: Stranger) -> Claim | None:
        page = stranger.aliases.page
        if not self._policy.unique_links or page is None or not self._found.get(page):
            return None
        item = self._only(page)
        if item is None:
            stranger.reason = "link_shared" if stranger.reason == "first_seen" else stranger.reason
            return self._posted_twice(stranger, self._found[page])
        like = self._like(stranger, item)
        if like.unchanged:
            return Claim(item, Verdict.SAME, "id_changed")
        if self._continues(like):
            return Claim(item, Verdict.VERSION, "edited_under_new_id")
        stranger.reason = "link_reused" if stranger.reason == "first_seen" else stranger.reason
        return None

    def by_text(self, stranger: Stranger) -> Claim | None:
        said = stranger.aliases.said
        if said is None or self._alias_uses[said] > 1:
            return None
        items = [item for item in self._found.get(said, ()) if item.item_id not in self._taken]
        dated = [item for item in items if self._like(stranger, item).same_date]
        chosen = dated if stranger.aliases.moment is not None and dated else items if self._moved else []
        if len(chosen) != 1:
            return None
        if self._like(stranger, chosen[0]).unchanged:
            return Claim(chosen[0], Verdict.SAME, "renamed")
        return Claim(chosen[0], Verdict.VERSION, "retitled")

    def by_moment(self, stranger: Stranger) -> Claim | None:
        item = self._only(stranger.aliases.moment)
        if item is None or not stranger.entry.text or self._like(stranger, item).similarity < ALMOST_THE_SAME:
            return None
        return Claim(item, Verdict.VERSION, "edited_and_renamed")

    def _same_id(self, stranger: Stranger, item: KnownItem, unchanged: str) -> Claim | None:
        like = self._like(stranger, item)
        if like.unchanged:
            return Claim(item, Verdict.SAME, unchanged)
        rival = self._only(stranger.aliases.page)
        if rival is not None and rival.item_id != item.item_id and self._like(stranger, rival).unchanged:
            return None  # ids were dealt anew: the page with these very words is the item
        if like.is_edit:
            return Claim(item, Verdict.VERSION, "edited")
        stranger.reason = "id_reused"
        return None

    def _posted_twice(self, stranger: Stranger, items: Sequence[KnownItem]) -> Claim | None:
        """The item that stands here already, where only the id is another."""
        again = [item for item in items if is_again(stranger, item.fingerprint, item.published_at)]
        return Claim(again[0], Verdict.SAME, "id_changed", beside=True) if len(again) == 1 else None

    def _continues(self, like: Likeness) -> bool:
        """Whether a known page under a new id, and with other words, is the piece it was and not the next one."""
        if not like.same_page:
            return like.same_text or (like.same_title and like.same_date)
        if like.entry.id is None or self._policy.ids is Ids.ROTATE:
            return like.is_edit
        return not like.dates_apart and (like.same_title or like.same_text or like.similarity >= SIMILAR)

    def _only(self, name: str | None) -> KnownItem | None:
        """The one item of a name that one stranger asks by, if it is still to be had."""
        items = self._found.get(name, ()) if name is not None and self._alias_uses[name] == 1 else ()
        return items[0] if len(items) == 1 and items[0].item_id not in self._taken else None

    def _has_moved(self) -> bool:
        """Whether most of what seems new here has words that are known: then dates prove nothing, names neither."""
        moved = sum(self._only(each.aliases.said) is not None for each in self._strangers)
        return moved >= _FEWEST_MOVED and moved >= _SHARE_MOVED * len(self._strangers)

    def _like(self, stranger: Stranger, item: KnownItem) -> Likeness:
        return Likeness(stranger.entry, stranger.keys.fingerprint, item, self._policy, self._known.text)
