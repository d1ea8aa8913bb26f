"""`python -m tests.bench.poll [--feeds N] [--tls-feeds N] [--seed N]`: a cold and a warm sweep of everybody."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.poll import parley
from tests.bench.poll.bare import PER_CERTIFICATE, certificates
from tests.bench.poll.feeds import ENTRIES, feeds
from tests.bench.poll.peers import PEERS, Peer
from tests.bench.poll.usage import cpu_seconds, pss_mb
from tests.bench.report import Step, note, progress, report


class Sweeps(NamedTuple):
    """CPU seconds of a sweep in which everything is new, and of one in which nothing is. `start` is the start-up that a
    service pays once, `first_start` the one that checks the whole configuration. Memory is the most the whole tree had.
    """

    start: float
    cold: float
    warm: float
    peak_mb: float
    entries: int
    first_start: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.poll", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--tls-feeds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    peers = [peer for peer in PEERS if _takes_part(peer)]
    with tempfile.TemporaryDirectory() as scratch, progress("poll", steps=3 + len(peers)) as step:
        _keep_bytecode()
        run(Path(scratch), options.feeds, options.tls_feeds, options.seed, peers, step)


def _keep_bytecode() -> None:
    """Nobody compiles modules while being measured: each program has been started once before."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for module in ("monitor.app.service", "reader", "aiohttp"):
        subprocess.run([sys.executable, "-c", f"import {module}"], check=False, stderr=subprocess.DEVNULL)


def _takes_part(peer: type[Peer]) -> bool:
    why = peer.missing()
    if why is not None:
        note(f"{peer.name} is left out: {why}")
    return why is None


def run(scratch: Path, count: int, tls_count: int, seed: int, peers: Sequence[type[Peer]], step: Step) -> None:
    step(f"writing {count} feeds")
    folder = scratch / "feeds"
    folder.mkdir()
    langs = []
    for number, (lang, body) in enumerate(feeds(count, seed)):
        langs.append(lang)
        (folder / f"{number}.xml").write_bytes(body)
    with _server(folder) as ports:
        urls = _urls("http", ports, count, count)
        step("parley")
        found = {"parley": _parley(scratch / "parley", urls, langs)}
        for peer in peers:
            step(peer.name)
            found[peer.name] = _peer(peer(scratch / peer.name), urls, count)
    step("parley over TLS")
    authority, pems = certificates(scratch, [_address(number) for number in range(tls_count)])
    with _server(folder, pems) as ports:
        urls = _urls("https", ports, tls_count, count)
        over_tls = _parley(scratch / "tls", urls, langs, authority)
        bare = _bare(urls, authority)
    _tell(found, over_tls, bare, tls_count)


def _address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def _urls(scheme: str, ports: Sequence[int], count: int, served: int) -> list[str]:
    """One address each, as sources have; feeds are served again where there are more sources than feeds. Of several
    ports, each is for the addresses of one certificate."""
    per_port = PER_CERTIFICATE if len(ports) > 1 else count
    return [f"{scheme}://{_address(n)}:{ports[n // per_port]}/{n % served}.xml" for n in range(count)]


@contextmanager
def _server(folder: Path, pems: Sequence[Path] = ()) -> Iterator[list[int]]:
    command = [sys.executable, "-m", "tests.bench.poll.server", str(folder), *map(str, pems)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield [int(port) for port in process.stdout.readline().split()]
        process.stdin.close()


def _parley(scratch: Path, urls: Sequence[str], langs: Sequence[str], authorities: Path | None = None) -> Sweeps:
    config, state = scratch / "config", scratch / "state"
    config.mkdir(parents=True)
    state.mkdir()
    parley.configure(config, urls, langs, authorities)
    command = [sys.executable, "-m", "tests.bench.poll.parley", str(config), str(state)]
    (first,), _ = _service(command, sweeps=0)
    (start, cold, warm), (said, peak) = _service(command, sweeps=2)
    return _checked(said, Sweeps(start, cold - start, warm - cold, peak, 0, first), len(urls))


def _service(command: list[str], sweeps: int) -> tuple[list[float], tuple[str, float]]:
    """CPU seconds at the start and after every sweep; what was said last, and the peak memory."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with _watching(process.pid) as peak:
            said = process.stdout.readline()
            assert said.strip() == "ready", "the service did not start"
            used = [cpu_seconds(process.pid)]
            for _ in range(sweeps):
                process.stdin.write("sweep\n")
                process.stdin.flush()
                said = process.stdout.readline()
                used.append(cpu_seconds(process.pid))
            process.stdin.close()
    return used, (said, max(peak))


def _checked(said: str, sweeps: Sweeps, count: int) -> Sweeps:
    """A sweep that lost something is no sweep."""
    came = json.loads(said)
    wanted = {"items": count * ENTRIES, "ok": count, "unchanged": count}
    assert {name: came.get(name) for name in wanted} == wanted, f"wanted {wanted}, got {came}"
    return sweeps._replace(entries=came["items"])


def _peer(peer: Peer, urls: Sequence[str], count: int) -> Sweeps:
    peer.prepare(urls)
    cold, _, peak = _command(peer.sweep)
    warm, output, _ = _command(peer.sweep)
    entries = peer.count(output)
    assert entries >= 0.95 * count * ENTRIES, f"{peer.name} has {entries} entries of {count * ENTRIES}"
    return Sweeps(0.0, cold, warm, peak, entries)


def _command(command: list[str]) -> tuple[float, str, float]:
    """CPU seconds of the whole process, what it said, and its peak memory."""
    before = os.times()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        with _watching(process.pid) as peak:
            output = process.stdout.read()
            process.wait()
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, output, max(peak)


@contextmanager
def _watching(pid: int) -> Iterator[list[float]]:
    """Memory of the tree, looked at five times a second; in MB."""
    seen = [0.0]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(0.2):
            seen.append(pss_mb(pid))

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def _bare(urls: Sequence[str], authority: Path) -> float:
    """CPU seconds of a bare aiohttp loop that asks for the same, and is told 304."""
    command = [sys.executable, "-m", "tests.bench.poll.bare", str(authority), *urls]
    answered = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return float(answered)


def _tell(found: dict[str, Sweeps], over_tls: Sweeps, bare: float, tls_count: int) -> None:
    ours = found["parley"]
    rows = [
        [name, f"{each.start:.2f}", f"{each.cold:.2f}", f"{each.warm:.2f}", f"{each.peak_mb:.0f}", f"{each.entries:,}"]
        for name, each in [*found.items(), (f"parley, {tls_count} over TLS", over_tls)]
    ]
    rows.append([f"bare aiohttp, {tls_count} over TLS", "", "", f"{bare:.2f}", "", ""])
    ratios = {
        f"{sweep}_vs_{name}": getattr(each, sweep) / getattr(ours, sweep)
        for name, each in found.items()
        if name != "parley"
        for sweep in ("cold", "warm")
    }
    figures = {
        **ratios,
        "tls_304_vs_bare_loop": over_tls.warm / bare,
        "peak_pss_mb": over_tls.peak_mb,
        "start_seconds": ours.start,
        "first_start_seconds": ours.first_start,
    }
    report("poll", ["CPU seconds", "start", "cold", "warm", "peak PSS MB", "entries"], rows, figures)


if __name__ == "__main__":
    main()
