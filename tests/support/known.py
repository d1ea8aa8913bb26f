"""A store of known items in memory: what the real one remembers, without a database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.identify import ALIASED, decide
from monitor.model.content import Entry, Identified, KnownItem, Verdict
from monitor.model.identity import USUAL, IdentityPolicy


class MemoryItems:
    """Implements the port `KnownItems`; `poll` decides about a document and keeps the outcome, as one poll would."""

    def __init__(self) -> None:
        self.items: dict[int, KnownItem] = {}
        self.sources: dict[int, str] = {}
        self.lookups: list[str] = []
        self._texts: dict[int, str] = {}
        self._exact: dict[tuple[str, str], int] = {}
        self._primary: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._urls: dict[str, list[int]] = defaultdict(list)
        self._copies: dict[str, int] = {}

    def poll(self, source_id: str, entries: Sequence[Entry], policy: IdentityPolicy = USUAL) -> tuple[Identified, ...]:
        self.lookups.clear()
        decided = decide(source_id, entries, self, policy)
        self.keep(source_id, decided)
        return decided

    def keep(self, source_id: str, decided: Iterable[Identified]) -> None:
        for each in decided:
            if each.verdict in {Verdict.NEW, Verdict.COPY}:
                self._add(source_id, each)
            elif each.verdict is Verdict.VERSION and each.item is not None:
                self._revise(source_id, each, each.item.item_id)
            elif each.reason in ALIASED and each.item is not None:
                self._remember(source_id, each, each.item.item_id)

    def by_primary(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        self.lookups.append("primary")
        found = {key: self._primary[source_id, key] for key in keys if (source_id, key) in self._primary}
        return {key: [self.items[item_id] for item_id in ids] for key, ids in found.items()}

    def by_exact(self, source_id: str, keys: Sequence[str]) -> Mapping[str, KnownItem]:
        self.lookups.append("exact")
        return {key: self.items[self._exact[source_id, key]] for key in keys if (source_id, key) in self._exact}

    def by_copy(self, keys: Sequence[str]) -> Mapping[str, int]:
        self.lookups.append("copy")
        return {key: self._copies[key] for key in keys if key in self._copies}

    def by_url(self, source_id: str, keys: Sequence[str]) -> Mapping[str, Sequence[KnownItem]]:
        self.lookups.append("url")
        found = {key: [each for each in self._urls.get(key, ()) if self.sources[each] != source_id] for key in keys}
        return {key: [self.items[item_id] for item_id in ids] for key, ids in found.items()}

    def text(self, item_id: int) -> str:
        return self._texts[item_id]

    def _add(self, source_id: str, new: Identified) -> None:
        item_id = len(self.items) + 1
        assert new.key not in {item.key for item in self.items.values()}
        self.items[item_id] = KnownItem(
            item_id=item_id,
            key=new.key,
            version=1,
            fingerprint=new.keys.fingerprint,
            title=new.entry.title,
            link=new.entry.link,
            published_at=new.entry.published,
        )
        self.sources[item_id] = source_id
        self._remember(source_id, new, item_id)

    def _revise(self, source_id: str, edited: Identified, item_id: int) -> None:
        item = self.items[item_id]
        self.items[item_id] = replace(
            item,
            version=item.version + 1,
            fingerprint=edited.keys.fingerprint,
            title=edited.entry.title,
            link=edited.entry.link,
        )
        self._remember(source_id, edited, item_id)

    def _remember(self, source_id: str, identified: Identified, item_id: int) -> None:
        self._texts[item_id] = identified.entry.text
        self._exact[source_id, identified.keys.exact] = item_id
        names = identified.aliases.names if identified.aliases else ()
        for name in (identified.keys.primary, *names):
            if item_id not in self._primary[source_id, name]:
                self._primary[source_id, name].append(item_id)
        if identified.aliases and identified.aliases.url and item_id not in self._urls[identified.aliases.url]:
            self._urls[identified.aliases.url].append(item_id)
        if identified.keys.copy is not None:
            self._copies.setdefault(identified.keys.copy, item_id)
