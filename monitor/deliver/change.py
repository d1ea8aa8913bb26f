"""What an update changes, word by word: the changed words, and a few of those around them."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.deliver.display import one_line
from monitor.deliver.evidence import Segment

_AROUND = 4
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`old` → `new` of one field, in words; a segment is `matched` where the two differ."""

    field: str
    old: tuple[Segment, ...]
    new: tuple[Segment, ...]


def compare(field: str, old: str, new: str) -> ShownChange:
    """The change as it is shown: a long beginning or end that both have in common is cut to a few words."""
    before, after = (one_line(value, _LONGEST).split() or ["—"] for value in (old, new))
    old_runs, new_runs = [], []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old_runs.append((before[i:i_end], tag != "equal"))
        new_runs.append((after[j:j_end], tag != "equal"))
    return ShownChange(one_line(field.replace("_", " "), 40), _shown(old_runs), _shown(new_runs))


def _shown(runs: list[tuple[list[str], bool]]) -> tuple[Segment, ...]:
    """Runs of words as segments, a space between; the first and the last are shortened where they are unchanged."""
    segments: list[Segment] = []
    for index, (words, changed) in enumerate(runs):
        kept = words
        if not changed and len(runs) > 1 and len(words) > _AROUND:
            if index == 0:
                kept = ["…", *words[-_AROUND:]]
            elif index == len(runs) - 1:
                kept = [*words[:_AROUND], "…"]
        if kept:
            segments += [Segment(" ")] if segments else []
            segments.append(Segment(" ".join(kept), matched=changed))
    return tuple(segments)
