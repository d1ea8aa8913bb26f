"""What the documents show works: commands, links, rule syntax and the commented lines of the configuration."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from click.testing import CliRunner

from monitor.__main__ import COMMANDS
from monitor.cli import root
from tests.support.config_tree import Tree
from tests.support.rules import keyword, matcher, regex, rule

DOCUMENTS = sorted({Path("README.md"), Path("CHANGELOG.md"), *Path("docs").rglob("*.md")})
COMMENTED = sorted(
    path for folder in ("config", "deploy") for path in Path(folder).rglob("*.*") if path.suffix != ".svg"
)
SOURCES = sorted(Path("monitor").rglob("*.py"))

NOT_RUN = {
    "run": "goes on until it is told to stop",
    "poll": "visits sites on the network",
    "sources add": "visits a site on the network; test_cli_sources adds some on loopback",
    "sources verify": "visits sites on the network; test_cli_sources verifies some on loopback",
    "demo": "takes half a minute; tests/demo runs it",
    "lexicon": "needs the dictionaries of the extra `lexicon`; test_cli_rules runs it where they are",
}
"""Commands that are looked up and parsed, and not run, by reason."""

TEXT = "The prisoners are home."
OPML = '<opml version="2.0"><body><outline text="UA"><outline xmlUrl="https://mod.example.org/rss"/></outline></body></opml>'
STAND_INS = {
    "FILE": "text.txt",
    "OPML": "feeds.opml",
    "URL": "https://mfa.example.org/",
    "SOURCE": "aa-mfa-en",
    "RULE": "swap",
    "WORD": "prisoner",
}


class Shown(NamedTuple):
    """A command line as a document has it, and where."""

    path: Path
    line: str

    def __str__(self) -> str:
        return f"{self.path}: {self.line}"

    @property
    def words(self) -> list[str]:
        """Without what stands for a reader's own, pipes, and `…`."""
        line = self.line.partition(" | ")[0].partition("#")[0]
        return [STAND_INS.get(word, word) for word in shlex.split(line)[1:] if word != "…"]


def in_blocks(path: Path) -> Iterator[Shown]:
    """The lines of fenced blocks that call parley, wherever it is installed."""
    for block in re.findall(r"^```\w*\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if found := re.match(r"(?:\$ )?(?:\S*/)?(parley .*)", line):
                yield Shown(path, found[1])


def in_prose(path: Path) -> Iterator[Shown]:
    text = re.sub(r"\n\s*#?\s*", " ", path.read_text("utf-8"))
    yield from (Shown(path, line) for line in re.findall(r"`(parley [^`{}]+)`", text))


def once(shown: Iterable[Shown]) -> list[Shown]:
    """Each line where it is first shown."""
    return list({each.line: each for each in sorted(shown, reverse=True)}.values())


DOCUMENTED = [shown for path in DOCUMENTS for shown in (*in_blocks(path), *in_prose(path))]
RUN = once([*DOCUMENTED, *(shown for path in COMMENTED for shown in in_prose(path))])
PARSED = once([*RUN, *(shown for path in SOURCES for shown in in_prose(path))])


def test_there_is_something_to_try() -> None:
    assert {"README.md", "CHANGELOG.md", "exchange.yaml"} <= {shown.path.name for shown in RUN}
    assert len(RUN) >= 8
    assert len(PARSED) >= 15


@pytest.mark.parametrize("shown", PARSED, ids=str)
def test_a_command_is_one_and_has_the_options_shown(shown: Shown) -> None:
    group: click.Command = root.build(COMMANDS)
    context = click.Context(group)
    words = shown.words
    while words and isinstance(group, click.Group) and not words[0].startswith("-"):
        command = group.get_command(context, words[0])
        assert command is not None, f"{shown}: there is no {words[0]}"
        group, words = command, words[1:]
    options = {name for parameter in group.params for name in parameter.opts} | {"--help"}
    assert {word for word in words if word.startswith("-") and word != "-"} <= options


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the examples take for granted: a configuration, a text, and a database."""
    Tree(tmp_path / "config")
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "feeds.opml").write_text(OPML, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(root.build(COMMANDS), ["db", "upgrade"]).exit_code == 0
    return tmp_path


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("shown", RUN, ids=str)
def test_a_command_in_a_document_works(shown: Shown) -> None:
    words = shown.words
    if reason := NOT_RUN.get(words[0]) or NOT_RUN.get(" ".join(words[:2])):
        pytest.skip(reason)
    if (
        isinstance(root.build(COMMANDS).get_command(click.Context(click.Command("")), words[0]), click.Group)
        and not words[1:]
    ):
        pytest.skip("names a group of commands")
    done = CliRunner().invoke(root.build(COMMANDS), words, input=TEXT)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    # 1 is an answer too: `rules lint` has something to say.
    assert done.exit_code in ({0, 1} if "lint" in words else {0}), done.output


def test_every_command_that_the_changelog_lists_is_there() -> None:
    listed = re.search(r"- (`parley run`.*?)\.\n", Path("CHANGELOG.md").read_text("utf-8"), re.DOTALL)
    assert listed
    names = {name.removeprefix("parley ").split()[0] for name in re.findall(r"`([^`]+)`", listed[1])}
    assert names <= COMMANDS.keys()


def test_every_make_target_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", Path("Makefile").read_text("utf-8"), re.MULTILINE))
    shown = {
        name for path in DOCUMENTS for name in re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", path.read_text("utf-8"))
    }
    assert {name for names in shown for name in names if name} <= targets


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_every_link_into_the_project_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


# Rules, as config/rules/exchange.yaml explains them

HEADER = Path("config/rules/exchange.yaml").read_text("utf-8").partition("\nrules:")[0]
EXPLAINED_FROM = 23
"""Queries stand in a column of this width; what they mean stands behind it."""


def queries() -> list[str]:
    block = HEADER.partition("keyword: a query.")[2].partition("#   regex:")[0]
    lines = [line.removeprefix("#     ") for line in block.splitlines()[1:]]
    columns = [line[:EXPLAINED_FROM] if line[EXPLAINED_FROM - 1] == " " else line for line in lines]
    return [query for column in columns for query in re.split(r", |\s{2,}", column.strip()) if query]


def test_the_queries_are_found() -> None:
    assert {"обмен пленными", "=обмен", "обмен*", '"из плена"', "A OR B", "A THEN/5 B", "lang:uk"} <= set(queries())


@pytest.mark.parametrize("query", queries())
def test_a_query_that_is_explained_compiles(query: str) -> None:
    matcher(rule(any=[keyword(f"обмен AND ({query})")]))


def test_the_regex_that_is_explained_means_what_it_says() -> None:
    (gap,) = re.findall(r"regex: .*?(\[\S+\{0,40\}) reads", HEADER, re.DOTALL)
    rules = matcher(rule(any=[regex(f"обмен{gap}плен")]))
    assert rules.match("", f"обмен{'-' * 40}плен")
    assert not rules.match("", f"обмен{'-' * 41}плен")
    assert not rules.match("", "обмен. плен")


FACT = re.findall(r"\b(status|parties|categories|ordinal|background): (\[[^\]]+\]|\w+)", HEADER)


@pytest.mark.parametrize(("key", "value"), [*FACT, ("background", "true"), ("background", "any")])
def test_a_condition_on_facts_that_is_explained_loads(tmp_path: Path, key: str, value: str) -> None:
    assert {name for name, _ in FACT} == {"status", "parties", "categories", "ordinal", "background"}
    condition = f"      - fact: exchange\n        {key}: {value}\n"
    check(tmp_path, f"    any:\n{condition}      - keyword: prisoners\n")


def test_at_least_loads_as_it_is_explained(tmp_path: Path) -> None:
    (enough,) = re.findall(r"at_least: (\{count: 2, of: \[…\]\})", HEADER)
    written = enough.replace("…", "{keyword: prisoners, weight: 2}, {keyword: home}")
    check(tmp_path, f"    at_least: {written}\n")


def check(folder: Path, clauses: str) -> None:
    tree = Tree(folder / "config")
    text = (tree.directory / "rules/swap.yaml").read_text("utf-8")
    tree.write("rules/swap.yaml", text.replace("    any:\n      - keyword: prisoners\n", clauses))
    assert tree.problems() == ()


# Commented lines of the configuration

SECRETS = {
    "PARLEY_DB_PASSWORD": "one",
    "PROXY_PASSWORD": "two",
    "PARLEY_SMTP_PASSWORD": "three",
    "PARLEY_WEBHOOK_SECRET": "whsec_" + "QUJD" * 10,
    "HOOK_TOKEN": "four",
}
SERVICE = Path("config/parley.yaml").read_text("utf-8")
COMMENTED_KEY = re.compile(r"^( *)# ([a-z_]+: \S+)$", re.MULTILINE)


def problems_of(tmp_path: Path, name: str, text: str) -> list[str]:
    tree = Tree(tmp_path / "config")
    (tree.directory / "authorities.pem").write_bytes(Path("tests/fetch/feeds_test.pem").read_bytes())
    tree.write(name, text)
    return [problem.message for problem in tree.problems(SECRETS)]


@pytest.mark.parametrize("line", COMMENTED_KEY.findall(SERVICE), ids=lambda line: line[1])
def test_a_commented_setting_loads_when_its_sign_is_taken_away(tmp_path: Path, line: tuple[str, str]) -> None:
    indent, setting = line
    assert (
        problems_of(tmp_path, "parley.yaml", SERVICE.replace(f"{indent}# {setting}\n", f"{indent}{setting}\n", 1)) == []
    )


def test_the_commented_settings_are_found() -> None:
    names = {setting.partition(":")[0] for _, setting in COMMENTED_KEY.findall(SERVICE)}
    assert names == {"database", "proxy", "authorities", "every"}


def test_the_networks_that_are_shown_load(tmp_path: Path) -> None:
    (networks,) = re.findall(r"in these networks: (\[\S+\])\n *allow: \[\]", SERVICE)
    assert problems_of(tmp_path, "parley.yaml", SERVICE.replace("allow: []", f"allow: {networks}")) == []


def test_the_proxy_with_credentials_loads(tmp_path: Path) -> None:
    (proxy,) = re.findall(r"Credentials as references: (\S+)", SERVICE)
    text = re.sub(r"# proxy: \S+", f"proxy: {proxy}", SERVICE)
    assert problems_of(tmp_path, "parley.yaml", text) == []


def test_durations_and_sizes_are_read_as_they_are_said_to_be(tmp_path: Path) -> None:
    (durations, sizes) = re.findall(r"Durations are written (.*?); sizes (.*?)\.\n", SERVICE)[0]
    for duration in re.split(", | or ", durations):
        assert problems_of(tmp_path, "parley.yaml", f"contact: a@b.example\npolling: {{every: {duration}}}\n") == []
    for size in re.split(", | or ", sizes):
        network = f"network: {{max_body: {size}, max_wire: 256KB}}"
        assert problems_of(tmp_path, "parley.yaml", f"contact: a@b.example\n{network}\n") == []


DESKS = Path("config/desks.yaml").read_text("utf-8")
COMMENTED_CHANNEL = re.compile(r"^  # - id: \w+\n(?:  #   .*\n)+", re.MULTILINE)


@pytest.mark.parametrize("block", COMMENTED_CHANNEL.findall(DESKS), ids=lambda block: block.split()[3])
def test_a_commented_channel_loads_with_the_retries_of_its_kind(tmp_path: Path, block: str) -> None:
    before = DESKS[: DESKS.index(block)]
    (*_, retries) = re.findall(r"retries: (\[[^\]]+\])", before)
    channel = re.sub("^  # ", "  ", block, flags=re.MULTILINE) + f"    retries: {retries}\n"
    assert problems_of(tmp_path, "desks.yaml", DESKS.replace(block, channel)) == []


def test_the_commented_channels_are_found() -> None:
    assert len(COMMENTED_CHANNEL.findall(DESKS)) == DESKS.count("# - id:") == 2


def test_an_address_with_a_secret_loads(tmp_path: Path) -> None:
    (address,) = re.findall(r"The URL may hold a secret too: (\S+)", DESKS)
    (block,) = (block for block in COMMENTED_CHANNEL.findall(DESKS) if "kind: webhook" in block)
    channel = re.sub("^  # ", "  ", block, flags=re.MULTILINE)
    channel = re.sub(r"url: \S+", f"url: {address}", channel)
    assert problems_of(tmp_path, "desks.yaml", DESKS.replace(block, channel)) == []
