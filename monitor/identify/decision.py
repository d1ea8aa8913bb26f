"""New, new version, same or copy: the decision about each entry of a document, with its reason.

An entry whose exact key (id, link and text together) is known is the item it was:

    SAME      known             and nothing has changed
    VERSION   reverted          though the item has moved on since: a correction taken back is news
    VERSION   restored          though its publisher had taken it back
    SAME      earlier_version   though the item has moved on; but the document uses the name more than once, or the item
                                has changed often already (caches serve old copies in turn with new ones)
    SAME      repeated_in_document   it came before in this document, or the same page, text and date under another id

The others look for their item in stages, each by a weaker name. In a stage an item goes to the one entry that asks for
it, and to none if several do; an item that stands in the document already is not given away. So the order of the
entries never matters.

    by id     what the feed calls it: SAME `link_changed`, VERSION `edited`. Where the id names several pieces, the link
              tells which. Where id and link lead to different items, the one with this very text wins.
    by guid   the id without scheme, host and tracking: SAME `id_moved`, VERSION `edited`
    by page   the link without them: SAME `id_changed`, VERSION `edited_under_new_id`
    by text   the words: SAME `renamed`, VERSION `retitled`, if also the date is the same, or most of the document moved
    by moment the same minute of publication and nearly the same words: VERSION `edited_and_renamed`

What no stage finds is NEW, `first_seen` or with the reason why a name did not count: `id_reused`, `id_shared`,
`link_reused`, `link_shared`. It is COPY instead where the same text is known, `same_text`, long enough to prove it; or
where another source has the same page under the same title, `same_link`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from monitor.identify.keys import aliases, item_key, keys, normal
from monitor.identify.likeness import APART
from monitor.identify.stages import Names, Stranger, find_items, is_again
from monitor.model.content import Entry, Identified, IdentityKeys, KnownItem, Verdict
from monitor.model.identity import USUAL, IdentityPolicy, Ids
from monitor.model.ports import KnownItems

_MOST_REVERSIONS = 6

ALIASED = frozenset(("link_changed", "id_moved", "id_changed", "renamed"))
"""Reasons of SAME that bring new names for an item."""

Named = tuple[Entry, IdentityKeys]


def decide(
    source_id: str, entries: Sequence[Entry], known: KnownItems, policy: IdentityPolicy = USUAL
) -> tuple[Identified, ...]:
    """One decision an entry, in order. Each look-up is made at most once, whatever the number of entries."""
    by_id = policy.ids is not Ids.ROTATE
    named = [(entry, keys(source_id, entry, by_id=by_id)) for entry in entries]
    exact = known.by_exact(source_id, _distinct(names.exact for _, names in named)) if named else {}
    strangers = {
        names.exact: Stranger(entry, names, aliases(source_id, entry))
        for entry, names in reversed(named)
        if names.exact not in exact
    }
    uses = _names(named, exact)
    if strangers:
        find_items(source_id, list(strangers.values()), uses, known, policy)
    new = [each for each in strangers.values() if each.claim is None]
    current, originals = _current(named, exact), _Originals(source_id, new, known)
    document = _Document(source_id, exact, strangers, uses, current, originals, policy)
    return tuple(document.decide(entry, names) for entry, names in named)


def _names(named: Sequence[Named], exact: Mapping[str, KnownItem]) -> Names:
    distinct = {names.exact: (names.primary, entry.link) for entry, names in named}
    return Names(
        uses=Counter(name for name, _ in distinct.values()),
        uses_with_link=Counter(distinct.values()),
        taken=frozenset(exact[key].item_id for key in distinct if key in exact),
    )


def _current(named: Sequence[Named], exact: Mapping[str, KnownItem]) -> set[int]:
    """The items that stand in the document as they are."""
    known = [(exact[names.exact], names) for _, names in named if names.exact in exact]
    return {item.item_id for item, names in known if item.fingerprint == names.fingerprint}


class _Originals:
    """Of what new entries are copies, among the items of the store."""

    def __init__(self, source_id: str, new: Sequence[Stranger], known: KnownItems) -> None:
        texts = _distinct(each.keys.copy for each in new if each.keys.copy)
        self._texts = known.by_copy(texts) if texts else {}
        urls = Counter(each.aliases.url for each in new if each.aliases.url is not None)
        self._pages = known.by_url(source_id, [url for url, uses in urls.items() if uses == 1]) if urls else {}

    def of_text(self, stranger: Stranger) -> int | None:
        return self._texts.get(stranger.keys.copy) if stranger.keys.copy is not None else None

    def of_page(self, stranger: Stranger) -> int | None:
        """The one item that another source has of this page, if title and date are the same as well."""
        published, url = stranger.entry.published, stranger.aliases.url
        items = self._pages.get(url, ()) if url is not None else ()
        if len(items) != 1 or published is None or items[0].published_at is None:
            return None
        near = abs(published - items[0].published_at) <= APART
        same_title = normal(stranger.entry.title) == normal(items[0].title)
        return items[0].item_id if near and same_title else None


class _Document:
    """The entries of one document with what is known of them; decisions are made in its order."""

    def __init__(
        self,
        source_id: str,
        exact: Mapping[str, KnownItem],
        strangers: Mapping[str, Stranger],
        names: Names,
        current: set[int],
        originals: _Originals,
        policy: IdentityPolicy,
    ) -> None:
        self._source_id = source_id
        self._unique_links = policy.unique_links
        self._exact = exact
        self._strangers = strangers
        self._uses = names.uses
        self._current = current
        self._originals = originals
        self._before: dict[str, Identified] = {}
        self._texts: dict[str, Identified] = {}
        self._pages: dict[tuple[str, str | None], Identified] = {}
        self._found: dict[tuple[str, str | None], Stranger] = {
            (each.keys.fingerprint, each.aliases.page): each
            for each in strangers.values()
            if each.claim is not None and each.aliases.page is not None and policy.unique_links
        }

    def decide(self, entry: Entry, names: IdentityKeys) -> Identified:
        earlier = self._before.get(names.exact)
        if earlier is not None:
            return Identified(entry, names, earlier.key, Verdict.SAME, "repeated_in_document", earlier.item)
        stranger = self._strangers.get(names.exact)
        decided = self._stranger(stranger) if stranger else self._known(entry, names, self._exact[names.exact])
        self._before[names.exact] = decided
        self._texts.setdefault(names.fingerprint, decided)
        if stranger is not None and stranger.aliases.page is not None and self._unique_links:
            self._pages.setdefault((names.fingerprint, stranger.aliases.page), decided)
        return decided

    def _known(self, entry: Entry, names: IdentityKeys, item: KnownItem) -> Identified:
        if item.fingerprint == names.fingerprint:
            return Identified(entry, names, item.key, Verdict.SAME, "known", item)
        if item.withdrawn:
            return Identified(entry, names, item.key, Verdict.VERSION, "restored", item)
        shared = self._uses[names.primary] > 1 or item.item_id in self._current
        if shared or item.version > _MOST_REVERSIONS:
            return Identified(entry, names, item.key, Verdict.SAME, "earlier_version", item)
        return Identified(entry, names, item.key, Verdict.VERSION, "reverted", item)

    def _stranger(self, stranger: Stranger) -> Identified:
        entry, names, claim = stranger.entry, stranger.keys, stranger.claim
        if claim is not None:
            item = claim.item
            return Identified(entry, names, item.key, claim.verdict, claim.reason, item, aliases=stranger.aliases)
        key = item_key(self._source_id, names.exact)
        again = self._again(stranger)
        if again is not None:
            return again
        original, reason = self._originals.of_text(stranger), "same_text"
        twin = self._texts.get(names.fingerprint) if names.copy is not None else None
        if original is None and twin is not None:
            original = twin.item.item_id if twin.item is not None else None
        elif original is None:
            original, reason = self._originals.of_page(stranger), "same_link"
        if original is not None or twin is not None:
            return Identified(entry, names, key, Verdict.COPY, reason, copy_of=original, aliases=stranger.aliases)
        return Identified(entry, names, key, Verdict.NEW, stranger.reason, aliases=stranger.aliases)

    def _again(self, stranger: Stranger) -> Identified | None:
        """The same piece once more: of an item that another entry is found to be, else of one that is new here."""
        entry, names, place = stranger.entry, stranger.keys, (stranger.keys.fingerprint, stranger.aliases.page)
        found, new, reason = self._found.get(place), self._pages.get(place), "repeated_in_document"
        if found is not None and found.claim is not None:
            item = found.claim.item
            if is_again(stranger, names.fingerprint, found.entry.published):
                return Identified(entry, names, item.key, Verdict.SAME, reason, item, aliases=stranger.aliases)
        elif new is not None and new.item is None and is_again(stranger, names.fingerprint, new.entry.published):
            return Identified(entry, names, new.key, Verdict.SAME, reason, aliases=stranger.aliases)
        return None


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
