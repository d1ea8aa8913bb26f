"""The unit file, judged by systemd's own tools and held against what the program does."""

import re
import shutil
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from monitor.cli.root import EXIT_CONFIG, EXIT_USAGE
from tests.deploy.stage import PROJECT

UNIT = PROJECT / "deploy/parley.service"
EXPOSURE = 15  # tenths, as `systemd-analyze security --threshold` counts
KEYWORDS = {"link-local": ("169.254.0.0/16", "fe80::/10"), "multicast": ("224.0.0.0/4", "ff00::/8")}
NOT_PUBLIC = [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "fd00:ec2::254",
    "fc00::1",
    "fe80::1",
    "ff02::1",
]

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], check=False, capture_output=True, text=True)


def settings(name: str) -> list[str]:
    """The values of `name=` in the unit, in order."""
    text = UNIT.read_text("utf-8").replace("\\\n", " ")
    return [" ".join(value.split()) for key, value in re.findall(r"(?m)^(\w+)=(.*)$", text) if key == name]


@needs_systemd
def test_systemd_has_nothing_to_say_about_the_unit() -> None:
    verdict = analyze("verify", str(UNIT))
    assert (verdict.returncode, verdict.stdout, verdict.stderr) == (0, "", "")


@needs_systemd
def test_systemd_would_speak_of_an_option_that_it_does_not_know(tmp_path: Path) -> None:
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text("utf-8").replace("ProtectSystem=", "ProtectSytem="), "utf-8")
    assert "ProtectSytem" in analyze("verify", str(copy)).stderr


@needs_systemd
def test_the_service_is_hardly_exposed() -> None:
    verdict = analyze("security", "--offline=true", f"--threshold={EXPOSURE}", str(UNIT))
    assert verdict.returncode == 0, verdict.stdout[-200:]


def test_mistakes_of_the_operator_are_not_restarted() -> None:
    assert settings("RestartPreventExitStatus") == [f"{EXIT_USAGE} {EXIT_CONFIG}"]


def test_a_reload_checks_before_it_signals() -> None:
    check, signal = settings("ExecReload")
    assert "parley check --config /etc/parley" in check
    assert signal == "/bin/kill -HUP $MAINPID"


def test_what_is_checked_is_what_is_run() -> None:
    (start,) = settings("ExecStart")
    program, directory = re.findall(r"(\S+/parley) run --config (\S+)$", start)[0]
    assert f"{program} check --config {directory}" in settings("ExecReload")[0]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_the_kernel_refuses_what_is_not_public(address: str) -> None:
    words = " ".join(settings("IPAddressDeny")).split()
    networks = [ip_network(network) for word in words for network in KEYWORDS.get(word, (word,))]
    assert any(ip_address(address) in network for network in networks)
