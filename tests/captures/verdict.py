"""What the sweeps came to, file by file: the figures, what explains a difference, and what is a fault of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.captures.reference import JSON_FEED, repeated
from tests.captures.sweeps import Capture, Sweep, Visit

# A document over the limits is refused by name; that it is, says the table.
_BY_SIZE = {"too_large"}


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `notes` explain, `faults` accuse; without faults the file is as promised."""

    name: str
    format: str
    content_type: str
    found: int
    expected: int
    stored: int
    again_answer: str
    again_stored: int
    rewritten: str
    reordered_stored: int
    outcome: str
    notes: tuple[str, ...]
    faults: tuple[str, ...]


def judge(fleet: Sequence[Capture], sweeps: Sequence[Sweep]) -> list[Row]:
    return [_row(capture, *(sweep[capture.source_id] for sweep in sweeps)) for capture in fleet]


def totals(rows: Sequence[Row]) -> dict[str, Any]:
    """Figures of the whole; `fine` is the verdict."""
    return {
        "files": len(rows),
        "entries": sum(row.expected for row in rows),
        "stored": sum(row.stored for row in rows),
        "again_304": sum(row.again_answer == "304" for row in rows),
        "again_stored": sum(row.again_stored for row in rows),
        "reordered_stored": sum(row.reordered_stored for row in rows),
        "rewritten": sum(row.rewritten not in {"newline", "unchanged"} for row in rows),
        "warned": sum(row.outcome.startswith("ok, ") for row in rows),
        "refused": sum(row.outcome.startswith("refused") for row in rows),
        "faults": sum(bool(row.faults) for row in rows),
        "fine": bool(rows) and not any(row.faults for row in rows),
    }


def _row(capture: Capture, first: Visit, again: Visit, reordered: Visit) -> Row:
    notes, faults = _first_sweep(capture, first)
    faults += _visited(first, again, reordered) + _again(first, again) + _reordered(capture, again, reordered)
    return Row(
        name=capture.name,
        format=capture.expected.format or "no feed",
        content_type=capture.content_type,
        found=capture.expected.found,
        expected=capture.expected.distinct,
        stored=first.items,
        again_answer=", ".join(map(str, again.answers)) or "not visited",
        again_stored=again.stored_since(first),
        rewritten=capture.rewritten,
        reordered_stored=reordered.stored_since(again),
        outcome=_outcome(first),
        notes=tuple(notes),
        faults=tuple(faults),
    )


def _outcome(visit: Visit) -> str:
    if visit.outcome == "failed":
        return f"refused: {visit.reason}"
    return f"ok, {visit.reason}" if visit.reason else str(visit.outcome)


def _first_sweep(capture: Capture, visit: Visit) -> tuple[list[str], list[str]]:
    """Notes and faults. Every difference is either explained by what can be counted again, or a fault."""
    expected, notes = capture.expected, _peculiarities(capture)
    if visit.outcome == "failed":
        return _refused(capture, visit, notes)
    if visit.items == expected.distinct:
        return notes, [] if visit.ids == expected.ids else [_other_ids(capture, visit)]
    if visit.items == expected.distinct_as_read:
        return [*notes, f"{expected.distinct - visit.items} entries differ from another in markup alone"], []
    if "left out beyond the limit" in visit.detail:
        return [*notes, visit.detail], []
    return notes, [f"{visit.items} stored where feedparser finds {expected.distinct}: {_other_ids(capture, visit)}"]


def _refused(capture: Capture, visit: Visit, notes: list[str]) -> tuple[list[str], list[str]]:
    notes = [*notes, visit.detail]
    faults = []
    if not visit.reason:
        faults.append("failed without a reason")
    if visit.items:
        faults.append(f"refused, and yet {visit.items} stored")
    if capture.expected.entries and visit.reason not in _BY_SIZE:
        faults.append(f"refused as {visit.reason} where feedparser finds {capture.expected.distinct} entries")
    if visit.reason not in visit.quarantined and visit.answers == (200,) and visit.reason not in _BY_SIZE:
        faults.append("refused without a place in the quarantine")
    return notes, faults


def _peculiarities(capture: Capture) -> list[str]:
    """What a reader of the table should know of the file."""
    expected, notes = capture.expected, []
    if expected.format == JSON_FEED:
        notes.append("JSON Feed, which feedparser does not read; counted by json")
    if expected.fault:
        notes.append(expected.fault)
    if repetitions := expected.found - expected.distinct:
        notes.append(f"{repetitions} repeated")
    if shared := repeated(expected.entries):
        notes.append(f"{shared} ids used for several")
    return notes


def _other_ids(capture: Capture, visit: Visit) -> str:
    missing, more = capture.expected.ids - visit.ids, visit.ids - capture.expected.ids
    shown = [f"{what} {list(ids)[:3]}" for what, ids in (("missing ids", missing), ("other ids", more)) if ids]
    return ", ".join(shown) or "the same ids"


def _visited(*visits: Visit) -> list[str]:
    """Each sweep visits each source once."""
    return [
        f"after sweep {number}: {visit.polls} visits recorded"
        for number, visit in enumerate(visits, 1)
        if visit.polls != number
    ]


def _again(first: Visit, again: Visit) -> list[str]:
    faults = _nothing_stored("second sweep", first, again)
    if first.outcome != "failed" and again.answers != (304,):
        faults.append(f"second sweep: answered {again.answers} instead of 304")
    return faults


def _reordered(capture: Capture, again: Visit, reordered: Visit) -> list[str]:
    faults = _nothing_stored("third sweep", again, reordered)
    if reordered.answers != (200,):
        faults.append(f"third sweep: answered {reordered.answers} instead of 200")
    if again.outcome != "failed" and reordered.outcome == "failed":
        faults.append(f"third sweep: refused as {reordered.reason}")
    if capture.rewritten != "unchanged" and again.outcome != "failed" and reordered.outcome != "ok":
        faults.append(f"third sweep: not read again ({reordered.outcome})")
    return faults


def _nothing_stored(sweep: str, before: Visit, after: Visit) -> list[str]:
    counted = {
        "items": after.items - before.items,
        "versions": after.versions - before.versions,
        "alerts": after.alerts - before.alerts,
    }
    return [f"{sweep}: {number} new {what}" for what, number in counted.items() if number]
