"""What the run came to: a row for each hostile source, and the figures of the whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.hostile.alone import Alone
from tests.hostile.attack import OK, Attack
from tests.hostile.stage import EVERY, source_id
from tests.hostile.watch import Memory, Poll, longest_pause, longest_visit

LONGEST_VISIT = 10.0
LONGEST_INTERVAL = 1.1 * EVERY  # the service spreads its visits by a tenth
MOST_MEMORY_MB = 400.0
_ID_COLUMN = 24  # characters, after which an id goes on in the next line
MOST_RISE_MB = 128.0
LONGEST_STOP = 15.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was measured. Requests are by attack; `status` is what `parley status --json` printed.

    `slack` is by how many seconds a poll of an ordinary source may be late; a second of it is the service's tick.
    """

    attacks: Mapping[str, Attack]
    normal: Sequence[str]
    polls: Mapping[str, Sequence[Poll]]
    requests: Sequence[tuple[str, datetime]]
    log: Sequence[Mapping[str, object]]
    memory: Memory
    status: Mapping[str, Any]
    status_text: str
    ready_at: datetime
    asked_at: datetime
    slack: float
    alive: bool
    exit_status: int | None
    stop_seconds: float
    alone: Mapping[str, Alone] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One attack: its visits while all attacked at once, the longest in seconds, how they ended, its visit alone where
    there was one, and what is wrong, if anything."""

    attack: str
    visits: int
    longest: float
    reasons: tuple[str, ...]
    alone: Alone | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    rows: tuple[Row, ...]
    figures: Mapping[str, Any]
    faults: tuple[str, ...] = field(default=())

    @property
    def fine(self) -> bool:
        return not self.faults and not any(row.faults for row in self.rows)


def judge(evidence: Evidence) -> Verdict:
    rows = tuple(_row(name, attack, evidence) for name, attack in evidence.attacks.items())
    pauses = {
        name: longest_pause(evidence.polls.get(name, ()), evidence.ready_at, evidence.asked_at)
        for name in evidence.normal
    }
    figures = {
        "hostile": len(rows),
        "longest_visit": max(row.longest for row in rows),
        "longest_visit_alone": max((visit.seconds for visit in evidence.alone.values()), default=None),
        "most_mb_alone": max((round(visit.rise_mb) for visit in evidence.alone.values()), default=None),
        "normal": len(pauses),
        "normal_polls": sum(len(evidence.polls.get(name, ())) for name in evidence.normal),
        "longest_pause": round(max(pauses.values()), 2),
        "allowed_pause": round(LONGEST_INTERVAL + evidence.slack, 2),
        "peak_mb": round(evidence.memory.peak_mb),
        "processes": evidence.memory.processes,
        "canary_hits": sum(name == "canary" for name, _ in evidence.requests),
        "stop_seconds": round(evidence.stop_seconds, 2),
        "exit_status": evidence.exit_status,
    }
    return Verdict(rows, figures, tuple(_faults(evidence, figures, pauses)))


def _row(name: str, attack: Attack, evidence: Evidence) -> Row:
    source = source_id(name)
    visits = evidence.polls.get(source, ())
    by_server = longest_visit(visits, [at for attacked, at in evidence.requests if attacked == name])
    by_service = max((_number(line.get("seconds")) for line in _polls_in_log(evidence, source)), default=0.0)
    longest, reasons = max(by_server, by_service), tuple(dict.fromkeys(visit.outcome for visit in visits))
    faults = []
    if not visits:
        faults.append("no visit came to its end")
    if longest > LONGEST_VISIT:
        faults.append(f"a visit took {longest:.1f} s")
    if strange := set(reasons) - attack.reasons:
        faults.append(f"ended as {', '.join(sorted(strange))} instead of {' or '.join(sorted(attack.reasons))}")
    faults += _untold(source, visits, evidence)
    alone = evidence.alone.get(name)
    faults += _faults_alone(alone, attack) if alone else []
    return Row(name, len(visits), round(longest, 2), reasons, alone, tuple(faults))


def _faults_alone(visit: Alone, attack: Attack) -> list[str]:
    faults = []
    if visit.seconds > LONGEST_VISIT:
        faults.append(f"alone, a visit took {visit.seconds:.1f} s")
    if visit.rise_mb > MOST_RISE_MB:
        faults.append(f"alone, a visit took {visit.rise_mb:.0f} MB")
    if visit.reason not in attack.reasons:
        faults.append(f"alone, ended as {visit.reason} instead of {' or '.join(sorted(attack.reasons))}")
    return faults


def _untold(source: str, visits: Sequence[Poll], evidence: Evidence) -> list[str]:
    """Whether `parley status` says why, to programs and to people."""
    before = [visit.outcome for visit in visits if visit.at <= evidence.asked_at]
    # While the question was being answered, the source may have been visited again.
    current = {*before[-1:], *(visit.outcome for visit in visits if visit.at > evidence.asked_at)}
    if OK in current or not before:
        return []
    faults = []
    told = {row["id"]: row["reason"] for row in evidence.status["failing"]}
    if told.get(source) not in current:
        faults.append(f"`parley status --json` says {told.get(source)} instead of {' or '.join(sorted(current))}")
    rows = re.findall(
        rf"^{re.escape(source[:_ID_COLUMN])}.*(?:\n\s+\S.*|\n\w+\s.*)*", evidence.status_text, re.MULTILINE
    )
    if not any(re.search(rf"\b(?:{'|'.join(map(re.escape, current))})\b", row) for row in rows):
        faults.append(f"`parley status` does not say {' or '.join(sorted(current))}")
    return faults


def _polls_in_log(evidence: Evidence, source: str) -> list[Mapping[str, object]]:
    return [line for line in evidence.log if line.get("event") == "poll" and line.get("source") == source]


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _faults(evidence: Evidence, figures: Mapping[str, Any], pauses: Mapping[str, float]) -> list[str]:
    faults = [f"{name} waited {pause:.1f} s" for name, pause in pauses.items() if pause > figures["allowed_pause"]]
    faults += [
        f"{name} ended as {visit.outcome}"
        for name in evidence.normal
        for visit in evidence.polls.get(name, ())
        if visit.outcome != OK
    ]
    faults += [f"logged: {line.get('event')} {line.get('error', '')}" for line in evidence.log if _is_defect(line)]
    if figures["peak_mb"] > MOST_MEMORY_MB:
        faults.append(f"{figures['peak_mb']} MB in {figures['processes']} processes")
    if figures["canary_hits"]:
        faults.append(f"{figures['canary_hits']} requests reached the canary")
    if not evidence.alive:
        faults.append("the service did not live to the end")
    if evidence.exit_status != 0 or evidence.stop_seconds > LONGEST_STOP:
        faults.append(f"SIGTERM: exit status {evidence.exit_status} after {evidence.stop_seconds:.1f} s")
    return faults


def _is_defect(line: Mapping[str, object]) -> bool:
    return line.get("level") in {"error", "critical"} or "exception" in line
