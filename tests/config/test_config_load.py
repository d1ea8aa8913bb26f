"""What a sound configuration becomes."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from monitor.config import load, locate
from monitor.config.location import embedded
from monitor.config.quantities import parse_duration, parse_size
from monitor.errors import UsageError
from monitor.model.catalog import Catalog, ChannelKind, Clause, FetchLimits, ParseLimits, Settings, Severity
from monitor.model.identity import IdentityRules, Ids
from tests.support.config_tree import DESKS, RULE, SOURCE, Tree


def test_defaults_of_the_service_are_those_of_the_model(tree: Tree) -> None:
    assert tree.load().settings == Settings(contact="ops@example.org")


def test_every_key_of_the_service_arrives(tree: Tree) -> None:
    tree.write(
        "parley.yaml",
        """\
        contact: https://example.org/bot
        database: sqlite:///var/parley.db
        alert_window: 2h
        network: {allow: [127.0.0.0/8, '::1/128'], deadline: 3s, max_body: 2MB, max_wire: 1MB, max_redirects: 0}
        polling: {every: 1m, host_gap: 0s, concurrency: 3}
        parsing: {workers: 1, cpu: 2s, memory: 1GB, deadline: 5s, max_entries: 10}
        keep_polls: 1w
        log: {format: json, level: debug}
        """,
    )
    catalog = tree.load()

    assert catalog.settings == Settings(
        contact="https://example.org/bot",
        database="sqlite:///var/parley.db",
        alert_window=timedelta(hours=2),
        allow=(ip_network("127.0.0.0/8"), ip_network("::1/128")),
        fetch=FetchLimits(timedelta(seconds=3), max_wire=1 << 20, max_body=2 << 20, max_redirects=0),
        parse=ParseLimits(timedelta(seconds=2), 1 << 30, timedelta(seconds=5), 10, 1),
        concurrency=3,
        keep_polls=timedelta(weeks=1),
        log_format="json",
        log_level="debug",
    )
    assert catalog.sources["aa-mfa-en"].every == timedelta(minutes=1)
    assert catalog.sources["aa-mfa-en"].host_gap == timedelta(0)


def test_a_source_may_have_its_own_pace(tree: Tree) -> None:
    tree.write("sources/aa.yaml", SOURCE + "    every: 30s\n    host_gap: 0s\n    tier: 1\n")

    source = tree.load().sources["aa-mfa-en"]

    assert (source.every, source.host_gap, source.tier) == (timedelta(seconds=30), timedelta(0), 1)
    assert source.host == "mfa.example.org:443"


def test_what_an_operator_knows_of_ids_links_and_dates_goes_before_what_is_learned(tree: Tree) -> None:
    assert tree.load().sources["aa-mfa-en"].identity == IdentityRules()

    tree.write("sources/aa.yaml", SOURCE + "    identity: {ids: rotate, links: shared, dates: moving}\n")
    known = IdentityRules(Ids.ROTATE, unique_links=False, fixed_dates=False)
    assert tree.load().sources["aa-mfa-en"].identity == known

    tree.write("sources/aa.yaml", SOURCE + "    identity: {links: unique}\n")
    assert tree.load().sources["aa-mfa-en"].identity == IdentityRules(unique_links=True)


def test_disabled_sources_are_checked_and_left_out(tree: Tree) -> None:
    tree.write("sources/bb.yaml", SOURCE.replace("aa-mfa-en", "bb-mfa-en"))
    tree.write("sources/aa.yaml", SOURCE + "    enabled: false\n")
    assert set(tree.load().sources) == {"bb-mfa-en"}

    tree.write("sources/aa.yaml", SOURCE + "    enabled: false\n    tier: 9\n")
    assert len(tree.problems()) == 1


def test_a_rule_arrives_with_the_paths_of_its_conditions(tree: Tree) -> None:
    tree.write(
        "rules/swap.yaml",
        RULE.replace("    any:", "    langs: [en, uk]\n    none:\n      - regex: wheat\n    any:\n      - regex: swap"),
    )
    rule = tree.load().rules["swap"]

    assert rule.severity is Severity.URGENT
    assert rule.langs == {"en", "uk"}
    assert rule.any == (Clause("regex", "swap", "any.0.regex"), Clause("keyword", "prisoners", "any.1.keyword"))
    assert rule.none == (Clause("regex", "wheat", "none.0.regex"),)


def test_the_matcher_is_of_these_rules(tree: Tree) -> None:
    (match,) = tree.load().matcher.match("All prisoners are home", "")

    assert match.rule_id == "swap"


def test_a_console_is_tried_once_and_others_for_days(tree: Tree) -> None:
    tree.write(
        "desks.yaml",
        DESKS.replace(
            "desks:",
            "  - {id: mail, kind: email, relay: {host: h, security: tls}, from: a@b.org, to: [c@d.org]}\n"
            "  - {id: fast, kind: console, retries: [1s, 1m30s], timeout: 5s}\ndesks:",
        ),
    )
    channels = tree.load().channels

    assert channels["console"].retries == ()
    assert channels["fast"].retries == (timedelta(seconds=1), timedelta(seconds=90))
    assert channels["fast"].timeout == timedelta(seconds=5)
    mail = channels["mail"]
    assert mail.kind is ChannelKind.EMAIL
    assert mail.relay is not None
    assert mail.relay.port == 465
    assert (mail.retries[0], mail.retries[-1], len(mail.retries)) == (timedelta(minutes=1), timedelta(hours=24), 9)


def test_desks_name_their_channels_and_rules(tree: Tree) -> None:
    tree.write("desks.yaml", DESKS.replace("newsroom", "operators").replace("rules", "min_severity: flash\n    rules"))
    desk = tree.load().desks["operators"]

    assert desk.channels == ("console",)
    assert desk.rules == {"swap"}
    assert desk.min_severity is Severity.FLASH


def test_the_hash_changes_with_any_file_and_only_then(tree: Tree) -> None:
    first = tree.load().hash
    assert tree.load().hash == first
    assert len(first) == 16

    tree.write("sources/aa.yaml", SOURCE + "# a remark\n")
    assert tree.load().hash != first

    tree.write("sources/aa.yaml", SOURCE)
    (tree.directory / "sources/aa.yaml").rename(tree.directory / "sources/ab.yaml")
    assert tree.load().hash != first


def test_paths_are_as_the_user_would_type_them(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.write("desks.yaml", "nothing\n")
    monkeypatch.chdir(tree.directory.parent)

    assert [problem.path for problem in tree.problems()] == ["config/desks.yaml"]


def test_an_explicit_directory_is_taken_or_refused(tree: Tree, tmp_path: Path) -> None:
    assert locate(tree.directory) == tree.directory
    with pytest.raises(UsageError, match=r"no directory .*nowhere: name the one that holds parley.yaml"):
        locate(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"is a file: name the directory"):
        locate(tree.directory / "parley.yaml")


def test_config_in_the_working_directory_comes_first(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree.directory.parent)

    assert locate(None) == Path("config")


@pytest.mark.skipif(Path("/etc/parley").is_dir(), reason="this machine has a configuration of its own")
def test_the_shipped_configuration_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert (locate(None) / "parley.yaml").is_file()


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load(next(directory for directory in embedded() if directory.is_dir()), environ={})


def test_the_shipped_configuration_is_sound_and_needs_no_environment(shipped: Catalog) -> None:
    assert shipped.desks["newsroom"].channels == ("console",)
    assert shipped.channels["console"].kind is ChannelKind.CONSOLE
    assert len(shipped.sources) > 50
    assert shipped.sources["ua-president-uk"].longest == timedelta(minutes=10)
    assert {source.side for source in shipped.sources.values()} >= {"RU", "UA", "TR", "third"}


def test_the_shipped_rules_look_for_exchanges_and_negotiations(shipped: Catalog) -> None:
    assert {rule.topic for rule in shipped.rules.values()} >= {"exchange", "negotiation"}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("5m", 300),
        ("24h", 86400),
        ("1d", 86400),
        ("1h30m", 5400),
        ("250ms", 0.25),
        ("0s", 0),
        ("2w", 1209600),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "30", "s", "-5m", "1.5h", "30m1h", "5 m", "5M", "999999999w", "٣s", "5m\n"])
def test_what_is_no_duration(text: str) -> None:
    assert parse_duration(text) is None


@pytest.mark.parametrize(("text", "size"), [("1B", 1), ("512KB", 524288), ("8MB", 8388608), ("1 GiB", 1073741824)])
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "8", "MB", "-1MB", "1.5GB", "1TB", "8MB\n"])
def test_what_is_no_size(text: str) -> None:
    assert parse_size(text) is None
