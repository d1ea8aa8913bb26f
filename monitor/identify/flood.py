"""When a source that is well known suddenly shows nearly nothing but news: its site was rebuilt, not the world."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model.content import Identified, Verdict
from monitor.model.identity import IdentityHabits

ESTABLISHED = 10
"""Visits after which a source is well known."""
FEWEST = 10
"""Entries; fewer at once make no storm."""
MOST = 0.8
BURSTS = 2
"""So many times the greatest number of new entries seen at once is still the source's own way."""
OUTAGE = timedelta(hours=2)
"""After so long without a visit, undated entries may all be new."""
SLACK = timedelta(minutes=15)
_RENAMED = frozenset(("id_changed", "id_moved", "renamed", "retitled", "edited_under_new_id", "edited_and_renamed"))


@dataclass(frozen=True, slots=True)
class Visit:
    """When a document came: `visits` counts those of its source, `since` is the last good one before, None at first."""

    now: datetime
    visits: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Flood:
    """What wakes nobody, though all of it is stored: `held` are exact keys. `kind` is `new_ids`, `all_new` or
    `all_changed`, and `detail` says it in a sentence."""

    kind: str
    detail: str
    held: frozenset[str]

    def holds(self, identified: Identified) -> bool:
        """Whether the entry must raise no alert of its own. An alert that was raised before is told of changes."""
        return identified.keys.exact in self.held


def flood_in(decided: Sequence[Identified], habits: IdentityHabits, visit: Visit) -> Flood | None:
    """The flood in a document, if it is one. An entry that its date explains is never held: it is dated between the
    last visit and now, and not to the same second as most others."""
    if visit.since is None or visit.visits < ESTABLISHED:
        return None
    entries = [each for each in decided if each.reason != "repeated_in_document"]
    new = [each for each in entries if each.item is None]
    changed = [each for each in entries if each.verdict is Verdict.VERSION]
    unexplained = _unexplained(new, visit.since, visit.now)
    renamed = sum(each.reason in _RENAMED for each in entries)
    held = frozenset(each.keys.exact for each in (*unexplained, *changed))
    if _most(renamed, entries):
        return Flood("new_ids", f"{renamed} of {len(entries)} entries are known and came under new ids or links", held)
    if _most(len(unexplained) + renamed, entries) and len(new) > BURSTS * habits.burst:
        return Flood("all_new", f"{len(new)} of {len(entries)} entries are new at once", held)
    if _most(len(changed), entries):
        return Flood("all_changed", f"{len(changed)} of {len(entries)} entries changed their text at once", held)
    return None


def _most(number: int, entries: Sequence[Identified]) -> bool:
    return number >= FEWEST and number >= MOST * len(entries)


def _unexplained(new: Sequence[Identified], since: datetime, now: datetime) -> list[Identified]:
    stamps = Counter(each.entry.published for each in new)

    def explained(published: datetime | None) -> bool:
        if published is None:
            return now - since > OUTAGE
        stamped_alike = len(new) >= FEWEST and stamps[published] > len(new) / 2
        return since - SLACK < published <= now + SLACK and not stamped_alike

    return [each for each in new if not explained(each.entry.published)]
