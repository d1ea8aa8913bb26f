"""Unit and installer under a real systemd: what must hold, one row each. Exits with 1 where something does not.

    python -m tests.deploy.systemd_check [--sandbox TOOL]

Wheels are built outside, with pip; inside there is no network but loopback. Takes about two minutes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from monitor.clock import SystemClock
from tests.deploy.sandbox import Sandbox, reason_to_skip
from tests.deploy.service import Service, until
from tests.deploy.stage import HOOK_TOKEN, INSIDE, LOOPBACK, PROJECT, SIGNING_KEY, WALLED, Stage, system_python

TOOL = PROJECT / "../shared/tools/systemd-sandbox"
WATCHDOG = 30.0
JOURNAL_TAIL = 100
CONFIG, DROP_INS = "/etc/parley", "/etc/systemd/system/parley.service.d"
BROKEN = "rules:\n  - id: swap\n    title: Prisoner swap\n    sevrity: urgent\n"


@dataclass(frozen=True)
class Row:
    what: str
    holds: bool
    told: str


@dataclass
class Trial:
    """The sandbox, what was put into it, the service there, and what has been found so far."""

    sandbox: Sandbox
    stage: Stage
    service: Service
    python: Path
    rows: list[Row] = field(default_factory=list)

    def note(self, what: str, holds: object, told: str) -> None:
        self.rows.append(Row(what, bool(holds), told))

    def install(self, *options: str) -> str:
        """Run the installer inside; what it said. SystemExit where it fails, for nothing can be tried then."""
        wheels = ("--wheels", str(INSIDE / "wheels"), "--python", str(self.python))
        done = self.sandbox.run(str(INSIDE / "deploy/install.sh"), *wheels, *options)
        if done.returncode != 0:
            sys.exit(f"install.sh failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, script: str) -> str:
        return self.sandbox.read("sh", "-euc", script)

    def configure(self) -> None:
        """The stage's configuration in place of the one that is there."""
        self.shell(f"rm -rf {CONFIG}/*.yaml {CONFIG}/sources {CONFIG}/rules; cp -r {INSIDE}/config/. {CONFIG}/")

    def hooks(self) -> list[dict[str, object]]:
        """The requests that the webhook receiver has had."""
        notes = self.stage.folder / "hooks.jsonl"
        return [json.loads(line) for line in notes.read_text("utf-8").splitlines()] if notes.exists() else []


def installation(trial: Trial) -> None:
    start = time.monotonic()
    trial.install("--start")
    shown = trial.service.show()
    trial.note("install.sh, from wheels", shown["UnitFileState"] == "enabled", f"{time.monotonic() - start:.0f} s")
    trial.note(
        "ready without a network",
        (shown["ActiveState"], shown["SubState"]) == ("active", "running"),
        shown["StatusText"],
    )
    _, seconds = until(lambda: all(row["reason"] for row in trial.service.sources().values()), 60)
    sources = trial.service.sources()
    logged = {event["source"] for event in trial.service.events("poll") if event.get("reason")}
    reasons = Counter(row["reason"] for row in sources.values())
    trial.note(
        "every source's failure by name",
        logged == set(sources) and None not in reasons,
        ", ".join(f"{number} {reason}" for reason, number in reasons.items()) + f", {seconds:.0f} s",
    )


def privileges(trial: Trial) -> None:
    pairs = (line.partition(":") for line in trial.shell(f"cat /proc/{trial.service.pid}/status").splitlines())
    seen = {name: value.split() for name, _, value in pairs}
    trial.note(
        "no root, no privileges", "0" not in seen["Uid"] and seen["NoNewPrivs"] == ["1"], f"uid {seen['Uid'][0]}"
    )
    trial.note("no capabilities, seccomp", int(seen["CapBnd"][0], 16) == 0 and seen["Seccomp"] == ["2"], "")
    mode = trial.shell("stat --format '%a %U' --dereference /var/lib/parley").strip()
    trial.note("state is the service's alone", mode == "700 parley", mode)


def update(trial: Trial) -> None:
    """From a version that calls itself 0.0.1, and back again, by the commands that the installer's header tells."""
    trial.shell(f"""
        sed -i 's/^__version__.*/__version__ = "0.0.1"/' /opt/parley/lib/python3*/site-packages/monitor/__init__.py
        sed -i 's/^contact:.*/contact: mine@parley.example/' {CONFIG}/parley.yaml
        rm {CONFIG}/sources/ae.yaml
    """)
    pid = trial.service.pid
    said = trial.install()
    kept = trial.shell(f"grep -c mine@parley.example {CONFIG}/parley.yaml; ls {CONFIG}/sources").split()
    trial.note("an update keeps the configuration", kept[0] == "1" and "ae.yaml" not in kept, _line(said, "kept /etc"))
    trial.note("an update restarts the service", trial.service.pid not in {0, pid}, trial.service.status)
    trial.shell(_way_back())
    version = trial.shell("parley --version").strip()
    active = trial.service.show()["ActiveState"]
    trial.note("the way back that is told works", version.endswith(" 0.0.1") and active == "active", version)
    trial.shell("rm -rf /opt/parley.failed")
    trial.install()


def _way_back() -> str:
    """The commands of the rollback, as the installer's header tells them."""
    header = (PROJECT / "deploy/install.sh").read_text("utf-8").partition("To go back to it:")[2]
    block = header.partition("# A database")[0]
    return "\n".join(line.removeprefix("#").strip() for line in block.splitlines())


def _line(text: str, beginning: str) -> str:
    found = [line for line in text.splitlines() if beginning in line]
    return found[0].removeprefix("install: ") if found else "not told"


def second_wall(trial: Trial) -> None:
    """A source at a private address that `network.allow` opens, and the unit not yet."""
    for name in ("near", "walled"):
        trial.stage.publish(name, ["An old story about wheat"], SystemClock().now())
    trial.shell(f"""
        ip addr add {WALLED}/32 dev lo
        cp {INSIDE}/world.service /run/systemd/system/
        cp -r {INSIDE}/credentials {CONFIG}/
        chmod 700 {CONFIG}/credentials
        mkdir -p {DROP_INS}
        cp {INSIDE}/credentials.conf {DROP_INS}/
        rm -f {DROP_INS}/network-allow.conf
        systemctl daemon-reload
        systemctl start world.service
    """)
    trial.configure()
    trial.service.systemctl("restart", "parley")
    near, seconds = until(lambda: _source(trial, "near")["items"], 20)
    trial.note("a feed is read", near == 1, f"{seconds:.1f} s")
    reason, _ = until(lambda: _source(trial, "walled")["reason"], 20)
    trial.note("IPAddressDeny= is a second wall", reason, f"{WALLED}, which network.allow opens: {reason}")
    said = trial.sandbox.run(str(INSIDE / "deploy/install.sh"), "--network").stdout.strip()
    opened, seconds = until(lambda: _source(trial, "walled")["items"], 30)
    trial.note("install.sh --network opens it", opened == 1, f"{said.removeprefix('install: ')}: {seconds:.1f} s")


def _source(trial: Trial, name: str) -> dict[str, object]:
    return trial.service.sources().get(name, {"items": 0, "reason": None})


def worker_limits(trial: Trial) -> None:
    worker = trial.service.workers()[0]
    limits = trial.shell(f"cat /proc/{worker}/limits")
    memory = next(int(line.split()[3]) for line in limits.splitlines() if line.startswith("Max address space"))
    trial.note("reading processes have their limits", memory == 768 << 20, f"{memory >> 20} MB each")
    nice = int(trial.shell(f"ps -o nice= -p {worker}"))
    trial.note("and step back behind the service", nice > 0, f"nice {nice}")


def delivery(trial: Trial) -> None:
    trial.stage.publish("near", ["An old story about wheat", "The prisoners are home"], SystemClock().now())
    hooks, seconds = until(lambda: found if len(found := trial.hooks()) > 1 else [], 30)
    answers = [hook["answer"] for hook in hooks]
    same = len({hook["id"] for hook in hooks}) == 1
    trial.note("an alert is delivered, on a retry", answers == [500, 204] and same, f"{answers}, {seconds:.1f} s")


def killed(trial: Trial) -> None:
    pid, before = trial.service.pid, _source(trial, "near")["items"]
    started = len(trial.service.events("ready"))
    trial.service.kill("KILL")
    back, seconds = trial.service.back_from(pid, 20)
    trial.note("back after kill -9", back and seconds < 10, f"{seconds:.1f} s")
    until(lambda: len(trial.service.events("ready")) > started, 10)
    polls = len(trial.service.events("poll"))
    until(lambda: len(trial.service.events("poll")) > polls + 4, 20)
    after = _source(trial, "near")["items"]
    trial.note("its state is kept", before == after == 2 and len(trial.hooks()) == 2, f"{after} items, no alert twice")


def reload_good(trial: Trial) -> None:
    pid = trial.service.pid
    trial.stage.sources({"near": LOOPBACK, "walled": WALLED, "third": LOOPBACK})
    trial.configure()
    done = trial.service.systemctl("reload", "parley")
    taken, seconds = until(lambda: trial.service.status.startswith("watching 3 sources"), 10)
    trial.note(
        "reload takes effect",
        done.returncode == 0 and taken and trial.service.pid == pid,
        f"{trial.service.status}, {seconds:.1f} s after",
    )


def reload_broken(trial: Trial) -> None:
    before, pid = trial.service.status, trial.service.pid
    trial.stage.write("config/rules/swap.yaml", BROKEN)
    trial.configure()
    done = trial.service.systemctl("reload", "parley")
    unharmed = (trial.service.status, trial.service.pid, trial.service.show()["SubState"]) == (before, pid, "running")
    trial.note("a broken file refuses the reload", done.returncode != 0 and unharmed, f"rc={done.returncode}, {before}")
    told = [line.text.strip() for line in trial.service.journal() if "rules/swap.yaml:4:" in line.text]
    trial.note("the journal names its place", told, told[0] if told else "")
    trial.service.kill("HUP")
    refused, _ = until(lambda: "reload refused" in trial.service.status, 10)
    trial.note(
        "so does a bare SIGHUP",
        refused and trial.service.status.startswith(before) and trial.service.pid == pid,
        trial.service.status,
    )
    stopped = trial.service.systemctl("restart", "parley")
    shown, _ = until(lambda: found if (found := trial.service.show())["ActiveState"] == "failed" else {}, 15)
    trial.note(
        "a broken file at the start is not retried",
        stopped.returncode != 0 and shown and (shown["ExecMainStatus"], shown["NRestarts"]) == ("78", "0"),
        f"exit status {trial.service.show()['ExecMainStatus']}",
    )
    trial.stage.lay_rules()
    trial.configure()
    trial.service.systemctl("start", "parley")


def journal(trial: Trial) -> None:
    lines = trial.service.journal()
    services = {line.pid for line in lines if line.event and line.event.get("event") == "ready"}
    logged = [line for line in lines if line.pid in services]
    odd = [line.text for line in logged if line.event is None]
    trial.note("its log is JSON", logged and not odd, odd[0] if odd else f"{len(logged)} lines")


def watchdog(trial: Trial) -> None:
    pid = trial.service.pid
    trial.service.kill("STOP")
    back, seconds = trial.service.back_from(pid, WATCHDOG + 30)
    traced = [line for line in trial.service.journal() if line.pid == pid and "Thread 0x" in line.text]
    trial.note("a hung service is restarted", back and seconds < WATCHDOG + 10, f"{seconds:.0f} s")
    trial.note("where it hung is in the journal", traced, f"{len(traced)} threads")


def stop(trial: Trial) -> None:
    start = time.monotonic()
    trial.service.systemctl("stop", "parley")
    passed, shown = time.monotonic() - start, trial.service.show()
    clean = (shown["ActiveState"], shown["Result"], shown["ExecMainStatus"]) == ("inactive", "success", "0")
    trial.note("it stops cleanly", clean and passed < 15, f"{shown['Result']}, {passed:.1f} s")
    trial.note("nothing of it is left running", not trial.service.workers(), "")


def secrets(trial: Trial) -> None:
    places = {
        "the journal": trial.shell("journalctl --no-pager --output export"),
        "systemctl show": trial.shell("systemctl show parley"),
        "the state": trial.shell("cat /var/lib/private/parley/*"),
    }
    found = [place for place, text in places.items() if any(secret in text for secret in (HOOK_TOKEN, SIGNING_KEY))]
    trial.note("no secret anywhere", not found, "found in " + ", ".join(found) if found else ", ".join(places))


TRIALS: Sequence[Callable[[Trial], None]] = (
    installation,
    privileges,
    update,
    second_wall,
    worker_limits,
    delivery,
    killed,
    reload_good,
    reload_broken,
    journal,
    watchdog,
    stop,
    secrets,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.deploy.systemd_check", description=__doc__)
    parser.add_argument("--sandbox", type=Path, default=TOOL, metavar="TOOL", help="starts a systemd in namespaces")
    tool = parser.parse_args().sandbox
    python = system_python()
    if (reason := reason_to_skip(tool)) or python is None:
        print(f"skipped: {reason or 'the system has no Python of this version in /usr/bin'}")
        return 0
    console = Console()
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        stage = Stage(Path(folder))
        with console.status("building wheels"):
            stage.lay_out()
            stage.build_wheels()
        with Sandbox(tool, stage.folder) as sandbox:
            trial = Trial(sandbox, stage, Service(sandbox), python)
            for step in TRIALS:
                with console.status(step.__name__.replace("_", " ")):
                    _attempt(step, trial)
            passed = all(row.holds for row in trial.rows)
            if not passed:
                console.print(*(line.text for line in trial.service.journal()[-JOURNAL_TAIL:]), sep="\n", markup=False)
    console.print(_table(trial.rows))
    return 0 if passed else 1


def _attempt(step: Callable[[Trial], None], trial: Trial) -> None:
    """What cannot even be tried is a row, too; the rest may still be worth seeing."""
    try:
        step(trial)
    except (subprocess.SubprocessError, LookupError) as error:
        detail = (error.stderr or "").strip() if isinstance(error, subprocess.CalledProcessError) else repr(error)
        trial.note(step.__name__.replace("_", " "), holds=False, told=f"{type(error).__name__}: {detail}")


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=None, header_style="bold")
    for name in ("what", "", "told"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row.what, "[green]yes[/]" if row.holds else "[red]NO[/]", row.told.replace("[", r"\["))
    return table


if __name__ == "__main__":
    sys.exit(main())
