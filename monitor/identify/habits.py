"""What the documents of a source teach about how it names its entries, and what follows from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.model.content import Identified, Verdict
from monitor.model.identity import IdentityHabits, IdentityPolicy, IdentityRules, Ids

_WEIGHT = 0.3
_TURNS_ON, _TURNS_OFF = 0.5, 0.1
_FEWEST = 3
"""So many entries say something about a habit; fewer are chance."""
_BURST_FADES = 0.95
_UNDER_ANOTHER_ID = frozenset(("id_changed", "renamed", "edited_under_new_id"))
_LINK_TOLD_NOTHING = frozenset(("link_reused", "link_shared"))


def policy_for(habits: IdentityHabits, rules: IdentityRules) -> IdentityPolicy:
    """What holds for a source: what its operator says, and where he says nothing, what was learned."""
    learned = habits.policy
    return IdentityPolicy(
        ids=learned.ids if rules.ids is None else rules.ids,
        unique_links=learned.unique_links if rules.unique_links is None else rules.unique_links,
        fixed_dates=learned.fixed_dates if rules.fixed_dates is None else rules.fixed_dates,
    )


def learn(habits: IdentityHabits, decided: Sequence[Identified], since: datetime | None) -> IdentityHabits:
    """The habits with one more document. `since` is the source's last good visit before it, None at the first.

    Equal to `habits` where the document teaches nothing, as most do.
    """
    entries = [each for each in decided if each.reason != "repeated_in_document"]
    if not entries:
        return habits
    learned = replace(
        habits,
        ids_rotate=_faded(habits.ids_rotate, _rotating(entries, by_id=habits.policy.ids is not Ids.ROTATE)),
        ids_repeat=_faded(habits.ids_repeat, _repeated([each.entry.id for each in entries])),
        links_repeat=_faded(habits.links_repeat, _linked_alike(entries)),
        dates_move=_faded(habits.dates_move, _redated(entries, since)),
        burst=_burst(habits.burst, entries) if since is not None else habits.burst,
    )
    learned = replace(learned, policy=_policy(learned))
    return learned if learned == habits else replace(learned, documents=habits.documents + 1)


def _faded(before: float, share: float | None) -> float:
    return before if share is None else round(before + _WEIGHT * (share - before), 2)


def _rotating(entries: Sequence[Identified], *, by_id: bool) -> float | None:
    """Of the pieces that were known, the share that came under another id; where ids are left out of the names, than
    the one that was noted last."""
    named = [(each.item, each) for each in entries if each.entry.id is not None and each.item is not None]
    if by_id:
        return _share([each.reason in _UNDER_ANOTHER_ID for _, each in named])
    return _share([each.entry.id != item.guid for item, each in named])


def _linked_alike(entries: Sequence[Identified]) -> float | None:
    """The share of entries whose link is another's too, in this document or among the known items."""
    repeated = _repeated([each.entry.link for each in entries])
    reused = _share([each.reason in _LINK_TOLD_NOTHING for each in entries if each.item is None])
    return max((share for share in (repeated, reused) if share is not None), default=None)


def _repeated(names: Sequence[str | None]) -> float | None:
    uses = Counter(name for name in names if name is not None)
    return _share([uses[name] > 1 for name in names if name is not None])


def _redated(entries: Sequence[Identified], since: datetime | None) -> float | None:
    """Of the dated entries whose words did not change, the share that was given a date after the last visit."""
    if since is None:
        return None
    same = [each for each in entries if each.verdict is Verdict.SAME and each.item is not None]
    dates = [(each.item.published_at, each.entry.published) for each in same if each.item is not None]
    return _share([published > max(before, since) for before, published in dates if before and published])


def _share(holds: Sequence[bool]) -> float | None:
    return sum(holds) / len(holds) if len(holds) >= _FEWEST else None


def _burst(before: float, entries: Sequence[Identified]) -> float:
    new = sum(each.item is None for each in entries)
    return max(float(new), round(before * _BURST_FADES, 2)) if new else before


def _policy(habits: IdentityHabits) -> IdentityPolicy:
    before = habits.policy
    rotate = _turned(habits.ids_rotate, on=before.ids is Ids.ROTATE)
    repeat = _turned(habits.ids_repeat, on=before.ids is Ids.REPEAT)
    return IdentityPolicy(
        ids=Ids.REPEAT if repeat else Ids.ROTATE if rotate else Ids.STABLE,
        unique_links=not _turned(habits.links_repeat, on=not before.unique_links),
        fixed_dates=not _turned(habits.dates_move, on=not before.fixed_dates),
    )


def _turned(share: float, *, on: bool) -> bool:
    """Slow to change its mind: what wavers between the borders stays as it was."""
    return share > (_TURNS_OFF if on else _TURNS_ON)
