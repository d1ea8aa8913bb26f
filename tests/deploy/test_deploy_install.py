"""The installer, into a folder, with a wheel that is Parley's in name only: no network, and quick."""

import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from tests.deploy.stage import PROJECT

INSTALLER = PROJECT / "deploy/install.sh"

_METADATA = "Metadata-Version: 2.1\nName: parley-monitor\nVersion: {version}\n"
_WHEEL = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_MAIN = """\
import sys
from pathlib import Path


def main():
    if sys.argv[1] == "--version":
        print("parley, version {version}")
    elif "mistake" in (Path(sys.argv[3]) / "parley.yaml").read_text():
        print("parley.yaml: a mistake")
        sys.exit(78)


if __name__ == "__main__":
    main()
"""
# JSON is YAML enough for what the installer reads.
_YAML = "from json import loads as safe_load\n"


def build_wheel(folder: Path, version: str) -> Path:
    """A folder of wheels that holds one program of `version`, with a configuration."""
    folder.mkdir(parents=True)
    about = f"parley_monitor-{version}.dist-info"
    with zipfile.ZipFile(folder / f"parley_monitor-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("monitor/__init__.py", "")
        wheel.writestr("monitor/__main__.py", _MAIN.format(version=version))
        wheel.writestr("monitor/_config/parley.yaml", "{}\n")
        wheel.writestr("monitor/_config/sources/aa.yaml", "{}\n")
        wheel.writestr("yaml.py", _YAML)
        wheel.writestr(f"{about}/METADATA", _METADATA.format(version=version))
        wheel.writestr(f"{about}/WHEEL", _WHEEL)
        wheel.writestr(f"{about}/entry_points.txt", "[console_scripts]\nparley = monitor.__main__:main\n")
        wheel.writestr(f"{about}/RECORD", "")
    return folder


@dataclass(frozen=True)
class System:
    """A root directory to install into."""

    root: Path

    def install(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [str(INSTALLER), "--root", str(self.root), *options]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def version(self, place: str = "opt/parley") -> str:
        command = [str(self.root / place / "bin/python"), "-I", "-m", "monitor", "--version"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1]

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), "utf-8")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> System:
    """Version 1 installed; not to be changed."""
    folder = tmp_path_factory.mktemp("first")
    system = System(folder / "root")
    done = system.install("--wheels", str(build_wheel(folder / "wheels", "1")))
    if "no suitable Python" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return system


@pytest.fixture
def system(first: System, tmp_path: Path) -> System:
    """Version 1 installed, to do with as one likes."""
    shutil.copytree(first.root, tmp_path / "root", symlinks=True)
    return System(tmp_path / "root")


def test_everything_is_in_its_place(first: System) -> None:
    assert first.version() == "1"
    assert first.read("opt/parley/bin/parley").startswith("#!/opt/parley/bin/python\n")
    assert first.read("etc/parley/sources/aa.yaml") == first.read("opt/parley/config/sources/aa.yaml")
    assert first.read("etc/systemd/system/parley.service") == (PROJECT / "deploy/parley.service").read_text("utf-8")
    assert (first.root / "usr/local/bin/parley").readlink() == Path("/opt/parley/bin/parley")


def test_everything_is_compiled(first: System) -> None:
    modules = list((first.root / "opt/parley/lib").rglob("*.py"))
    compiled = {path.name.partition(".")[0] for path in (first.root / "opt/parley/lib").rglob("*.pyc")}
    assert modules
    assert compiled == {path.stem for path in modules}


def test_nothing_tells_where_it_was_built(first: System) -> None:
    files = [path for path in first.root.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in files if bytes(first.root) in path.read_bytes()] == []


def test_the_service_is_enabled(first: System) -> None:
    if shutil.which("systemctl") is None:
        pytest.skip("there is no systemctl here")
    assert (first.root / "etc/systemd/system/multi-user.target.wants/parley.service").is_symlink()


def test_an_update_keeps_the_configuration_and_the_version_before(system: System, tmp_path: Path) -> None:
    system.write("etc/parley/parley.yaml", '{"contact": "mine"}')
    (system.root / "etc/parley/sources/aa.yaml").unlink()
    done = system.install("--wheels", str(build_wheel(tmp_path / "wheels", "2")))
    assert done.returncode == 0, done.stderr
    assert "2 of the files shipped differ" in done.stdout
    assert system.read("etc/parley/parley.yaml") == '{"contact": "mine"}'
    assert not (system.root / "etc/parley/sources/aa.yaml").exists()
    assert (system.version(), system.version("opt/parley.previous")) == ("2", "1")


def test_a_configuration_that_the_new_version_refuses_keeps_the_old_one(system: System, tmp_path: Path) -> None:
    system.write("etc/parley/parley.yaml", '{"mistake": 1}')
    done = system.install("--wheels", str(build_wheel(tmp_path / "wheels", "2")))
    assert done.returncode == 1
    assert "parley.yaml: a mistake" in done.stdout
    assert system.version() == "1"
    assert [path.name for path in (system.root / "opt").iterdir()] == ["parley"]


def test_what_cannot_be_installed_changes_nothing(system: System, tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    done = system.install("--wheels", str(tmp_path / "wheels"))
    assert (done.returncode, system.version()) == (1, "1")
    assert "nothing was changed" in done.stderr
    assert [path.name for path in (system.root / "opt").iterdir()] == ["parley"]


def test_the_units_network_follows_the_configuration(system: System) -> None:
    drop_in = "etc/systemd/system/parley.service.d/network-allow.conf"
    system.write("etc/parley/parley.yaml", '{"network": {"allow": ["10.20.0.0/16", "fd12::/32"]}}')
    system.write(
        "etc/resolv.conf",
        """\
        search example.org
        nameserver 192.168.1.1
        nameserver fe80::1%eth0
        nameserver 127.0.0.53
        nameserver 9.9.9.9
        """,
    )
    assert system.install("--network").returncode == 0
    settings = [line for line in system.read(drop_in).splitlines() if not line.startswith("#")]
    opened = ["10.20.0.0/16", "fd12::/32", "192.168.1.1", "fe80::1"]
    assert settings == ["[Service]", *(f"IPAddressAllow={network}" for network in opened)]

    system.write("etc/parley/parley.yaml", "{}")
    system.write("etc/resolv.conf", "")
    assert system.install("--network").returncode == 0
    assert not (system.root / drop_in).exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--fast"], "there is no option --fast"),
        (["--wheels"], "--wheels takes a value"),
        (["--prefix", "/home/me/parley"], "must be below /opt or /usr"),
        (["--python", "/nowhere/python3"], "/nowhere/python3"),
    ],
)
def test_wrong_options_are_told(options: list[str], told: str, tmp_path: Path) -> None:
    done = System(tmp_path).install(*options)
    assert done.returncode == 1
    assert told in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_help_is_the_header(tmp_path: Path) -> None:
    done = System(tmp_path).install("--help")
    assert done.returncode == 0
    assert done.stdout.startswith("Install Parley as a systemd service")
    assert "--wheels DIR" in done.stdout


def test_the_script_is_sound() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("there is no shellcheck here")
    done = subprocess.run(["shellcheck", str(INSTALLER)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
