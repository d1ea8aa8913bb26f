"""The service among hostile sources, for a shorter while and with more patience than the command has."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.hostile.addresses import SPELLINGS
from tests.hostile.attack import Attack
from tests.hostile.attacks import attacks
from tests.hostile.catalogue import ADDRESSES, NUMBERS, SERVERS
from tests.hostile.stage import ROOT
from tests.hostile.tls import TLS_ATTACKS, can_make_certificates
from tests.hostile.verdict import Evidence, judge
from tests.hostile.watch import Memory, Poll
from tests.support.hostile import page

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)


@pytest.mark.slow
def test_hostile_sources_end_by_name_and_others_are_polled_on_time() -> None:
    command = [sys.executable, "-m", "tests.hostile", "--seconds", "20", "--slack", "5", "--no-alone", "--json"]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert finished.stdout, finished.stderr
    verdict = json.loads(finished.stdout.splitlines()[-1])
    assert {row["attack"]: row["faults"] for row in verdict["rows"] if row["faults"]} == {}
    assert verdict["faults"] == []
    assert verdict["hostile"] > 50
    assert verdict["normal_polls"] > 4 * verdict["normal"]
    assert finished.returncode == 0


def test_every_number_of_the_catalogue_has_its_attack() -> None:
    assert list(SERVERS) == list(range(1, 55))
    assert list(ADDRESSES) == list(range(55, 95))
    assert len(SPELLINGS) == 36
    tried = attacks(1, flood=False, apart=True)
    without_certificates = {} if can_make_certificates() else TLS_ATTACKS
    assert set(NUMBERS) <= {*tried, *without_certificates}


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def evidence(attacked: list[Poll], told: str, **changes: object) -> Evidence:
    """Twenty seconds with one attack and one ordinary source that is polled every two seconds."""
    values: dict[str, object] = {
        "attacks": {"silent": Attack(page(), frozenset({"deadline"}))},
        "normal": ("normal-1",),
        "polls": {"hostile-silent": attacked, "normal-1": [Poll(at(2 * n), "ok", 1) for n in range(1, 10)]},
        "requests": [("silent", at(0.5))],
        "log": [{"event": "poll", "source": "hostile-silent", "level": "warning", "seconds": 8.0}],
        "memory": Memory(120.0, 4),
        "status": {"failing": [{"id": "hostile-silent", "reason": told}]},
        "status_text": f"hostile-silent  failing  {told}  1",
        "ready_at": NOON,
        "asked_at": at(20),
        "slack": 1.5,
        "alive": True,
        "exit_status": 0,
        "stop_seconds": 1.0,
    }
    return Evidence(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


def test_a_run_as_it_should_be_is_fine() -> None:
    verdict = judge(evidence([Poll(at(8.5), "deadline", 0)], "deadline"))
    assert verdict.fine
    assert verdict.figures["longest_visit"] == 8.0
    assert verdict.figures["longest_pause"] == 2.0


def test_what_attacks_do_is_a_fault_of_their_row() -> None:
    slow = judge(evidence([Poll(at(11), "deadline", 0)], "deadline"))
    assert [row.faults for row in slow.rows] == [("a visit took 10.5 s",)]
    strange = judge(evidence([Poll(at(8.5), "ok", 0)], "deadline"))
    assert [row.faults for row in strange.rows] == [("ended as ok instead of deadline",)]
    untold = judge(evidence([Poll(at(8.5), "deadline", 0)], "closed"))
    assert len(untold.rows[0].faults) == 2
    assert judge(evidence([], "deadline")).rows[0].faults == ("no visit came to its end",)
    assert not any(verdict.fine for verdict in (slow, strange, untold))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"polls": {"normal-1": [Poll(at(15), "ok", 1)]}}, "normal-1 waited 15.0 s"),
        ({"memory": Memory(900.0, 9)}, "900 MB in 9 processes"),
        ({"requests": [("canary", at(3))]}, "1 requests reached the canary"),
        ({"alive": False}, "the service did not live to the end"),
        ({"exit_status": None, "stop_seconds": 30.0}, "SIGTERM: exit status None after 30.0 s"),
        ({"log": [{"event": "drain failed", "level": "error", "error": "KeyError"}]}, "logged: drain failed KeyError"),
    ],
)
def test_what_the_service_suffers_is_a_fault_of_the_run(changes: dict[str, object], fault: str) -> None:
    verdict = judge(evidence([Poll(at(8.5), "deadline", 0)], "deadline", **changes))
    assert fault in verdict.faults
    assert not verdict.fine
