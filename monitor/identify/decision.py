"""New, new version, same or copy: the decision about each entry of a document, with its reason.

In this order:

1. The exact key came before in the document: SAME `repeated_in_document`.
2. The exact key is known: SAME `known`. Where the item has moved on since: VERSION `reverted`, for a correction taken
   back is news; but SAME `earlier_version` where the document uses the name more than once, or where the item has
   changed often already (caches serve old copies in turn with new ones).
3. The feed calls it by a name (`primary`) that is known for one item, and uses it once in this document: SAME
   `link_changed` where the text is equal; NEW `id_reused` where link, title and text are all different; else
   VERSION `edited`.
4. The name is used for several items, in the store or in the document: VERSION `edited` of the item that has this
   entry's link, unless another item of this name or another entry of the document has it too, or the item is in the
   document already by its exact key; else NEW `id_shared`.
5. NEW `first_seen`.

What would be NEW is COPY `same_text` instead where its text is long enough to prove it and is known already.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from monitor.identify.keys import fingerprint, item_key, keys, normal
from monitor.model.content import Entry, Identified, IdentityKeys, KnownItem, Verdict
from monitor.model.ports import KnownItems

_MOST_REVERSIONS = 6


def decide(source_id: str, entries: Sequence[Entry], known: KnownItems) -> tuple[Identified, ...]:
    """One decision an entry, in order. Each look-up is made at most once, whatever the number of entries."""
    named = [(entry, keys(source_id, entry)) for entry in entries]
    exact = known.by_exact(source_id, _distinct(names.exact for _, names in named)) if named else {}
    strangers = [names for _, names in named if names.exact not in exact]
    primary = known.by_primary(source_id, _distinct(names.primary for names in strangers)) if strangers else {}
    long_texts = _distinct(names.copy for names in strangers if names.copy)
    copies = known.by_copy(long_texts) if long_texts else {}
    document = _Document(source_id, named, exact, primary, copies)
    return tuple(document.decide(entry, names) for entry, names in named)


class _Document:
    """The entries of one document with what is known of them; decisions are made in its order."""

    def __init__(
        self,
        source_id: str,
        named: Sequence[tuple[Entry, IdentityKeys]],
        exact: Mapping[str, KnownItem],
        primary: Mapping[str, Sequence[KnownItem]],
        copies: Mapping[str, int],
    ) -> None:
        self._source_id = source_id
        self._exact = exact
        self._primary = primary
        self._copies = copies
        distinct = {names.exact: (names.primary, entry.link) for entry, names in named}
        self._uses = Counter(name for name, _ in distinct.values())
        self._uses_with_link = Counter(distinct.values())
        self._taken = {exact[key].item_id for key in distinct if key in exact}
        self._current = {
            exact[names.exact].item_id
            for _, names in named
            if names.exact in exact and exact[names.exact].fingerprint == names.fingerprint
        }
        self._before: dict[str, Identified] = {}
        self._texts: dict[str, Identified] = {}

    def decide(self, entry: Entry, names: IdentityKeys) -> Identified:
        earlier = self._before.get(names.exact)
        if earlier is not None:
            return Identified(entry, names, earlier.key, Verdict.SAME, "repeated_in_document", earlier.item)
        decided = self._decide(entry, names)
        self._before[names.exact] = decided
        self._texts.setdefault(names.fingerprint, decided)
        return decided

    def _decide(self, entry: Entry, names: IdentityKeys) -> Identified:
        item = self._exact.get(names.exact)
        if item is not None:
            if item.fingerprint == names.fingerprint:
                return Identified(entry, names, item.key, Verdict.SAME, "known", item)
            shared = self._uses[names.primary] > 1 or item.item_id in self._current
            if shared or item.version > _MOST_REVERSIONS:
                return Identified(entry, names, item.key, Verdict.SAME, "earlier_version", item)
            return Identified(entry, names, item.key, Verdict.VERSION, "reverted", item)
        items = self._primary.get(names.primary, ())
        if len(items) == 1 and self._uses[names.primary] == 1:
            return self._same_name(entry, names, items[0])
        if items or self._uses[names.primary] > 1:
            return self._shared_name(entry, names, items)
        return self._new(entry, names, "first_seen")

    def _same_name(self, entry: Entry, names: IdentityKeys, item: KnownItem) -> Identified:
        if item.fingerprint == names.fingerprint:
            return Identified(entry, names, item.key, Verdict.SAME, "link_changed", item)
        if entry.link != item.link and normal(entry.title) != normal(item.title) and not _same_text(entry, item):
            return self._new(entry, names, "id_reused")
        return Identified(entry, names, item.key, Verdict.VERSION, "edited", item)

    def _shared_name(self, entry: Entry, names: IdentityKeys, items: Sequence[KnownItem]) -> Identified:
        # A link that is shared as well tells nothing apart, even where all but one of its items are accounted for.
        if entry.link is not None and self._uses_with_link[names.primary, entry.link] == 1:
            namesakes = [item for item in items if item.link == entry.link]
            if len(namesakes) == 1 and namesakes[0].item_id not in self._taken:
                return Identified(entry, names, namesakes[0].key, Verdict.VERSION, "edited", namesakes[0])
        return self._new(entry, names, "id_shared")

    def _new(self, entry: Entry, names: IdentityKeys, reason: str) -> Identified:
        key = item_key(self._source_id, names.exact)
        if names.copy is not None:
            original = self._copies.get(names.copy)
            earlier = self._texts.get(names.fingerprint)
            if original is None and earlier is not None and earlier.item is not None:
                original = earlier.item.item_id
            if original is not None or earlier is not None:
                return Identified(entry, names, key, Verdict.COPY, "same_text", copy_of=original)
        return Identified(entry, names, key, Verdict.NEW, reason)


def _same_text(entry: Entry, item: KnownItem) -> bool:
    """Whether the text alone is unchanged: under the old title it would have the old fingerprint."""
    return fingerprint(item.title, entry.text) == item.fingerprint


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
