import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from monitor import config
from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option, state_option
from monitor.cli.output import Page, counted, print_indented, print_json, print_table, printable
from monitor.cli.setting import Setting
from monitor.config.rules import Example
from monitor.errors import UsageError
from monitor.match import lint
from monitor.model.catalog import Rule
from monitor.store import views

MOST_ITEMS = 5000
"""How many stored items `lint` looks at: enough to see what a rule finds, few enough to wait for."""

COLUMNS = ("rule", "topic", "severity", "langs", "conditions", "examples", "title")


@click.group(cls=Listing)
def rules() -> None:
    """What is looked for: the rules, tried and checked."""


@rules.command("list")
@config_option
@json_option
def list_rules(config_dir: Path | None, as_json: bool) -> None:
    """Every rule, in the order in which they are tried."""
    listed = config.load_rules(config.locate(config_dir)).rules.values()
    rows = [(*_row(rule)[:3], ", ".join(sorted(rule.langs)) or "all", *_row(rule)[4:]) for rule in listed]
    if as_json:
        print_json([dict(zip(COLUMNS, _row(rule), strict=True)) for rule in listed])
    else:
        print_table(COLUMNS, rows, empty="no rules", spare=("title", "conditions", "examples"))


def _row(rule: Rule) -> tuple[object, ...]:
    examples = len(rule.must_match) + len(rule.must_not_match)
    return rule.id, rule.topic, rule.severity.label, rule.langs, len(rule.clauses), examples, rule.title


@rules.command()
@click.argument("rule", nargs=-1, metavar="[RULE]...")
@config_option
@json_option
def test(rule: tuple[str, ...], config_dir: Path | None, as_json: bool) -> None:
    """Try rules (all, where none is named) on their own examples. Exits with 1 when one fails."""
    loaded = config.load_rules(config.locate(config_dir))
    if unknown := [name for name in rule if name not in loaded.rules]:
        raise UsageError(f"there is no rule {unknown[0]}; see `parley rules list`")
    tried = {name: list(loaded.examples(name)) for name in rule or loaded.rules}
    failed = sum(not example.holds for examples in tried.values() for example in examples)
    if as_json:
        print_json({"ok": not failed, "rules": [_as_data(name, examples) for name, examples in tried.items()]})
    else:
        print_table(
            ("rule", "examples", "verdict"),
            [(name, len(examples), _verdict(examples)) for name, examples in tried.items()],
            empty="no rules",
        )
        _print_failures(tried)
    if failed:
        sys.exit(1)


def _as_data(name: str, examples: Sequence[Example]) -> dict[str, object]:
    return {
        "rule": name,
        "examples": [
            {"text": example.text, "wanted": example.wanted, "holds": example.holds, "match": example.match}
            for example in examples
        ],
    }


def _verdict(examples: Sequence[Example]) -> Text:
    failed = sum(not example.holds for example in examples)
    return Text(f"{failed} failed", "bold red") if failed else Text("ok", "green")


def _print_failures(tried: dict[str, list[Example]]) -> None:
    console = Page()
    for name, examples in tried.items():
        for example in examples:
            if not example.holds:
                said = "does not match, and must" if example.wanted else "matches, and must not"
                print_indented(console, 0, Text.assemble((f"{name} {said}: ", "bold"), _marked(example)), hanging=2)


def _marked(example: Example) -> Text:
    """The example with what was found in it."""
    text = Text(printable(example.text))
    for span in example.match.spans if example.match else ():
        text.stylize("reverse", span.start, span.end)
    return text


@rules.command("lint", short_help="Warn of what is allowed in rules and seldom meant.")
@config_option
@state_option
@json_option
def lint_rules(config_dir: Path | None, state_dir: Path | None, as_json: bool) -> None:
    """Warn of what is allowed and seldom meant: short stems, words without listed forms, regexes tried on every item.

    Where there is a database, the rules are tried on its newest items too: conditions that most items meet are named,
    and the other words that short stems find. Exits with 1 when there is something to say.
    """
    setting = Setting.find(config_dir, state_dir)
    loaded = config.load_rules(setting.directory)
    texts: list[tuple[str, str, str | None]] = []
    if setting.has_database:
        with setting.reading() as tx:
            texts = views.newest_texts(tx, limit=MOST_ITEMS)
    remarks = lint(list(loaded.rules.values()), loaded.forms, texts)
    if as_json:
        print_json({"items": len(texts), "remarks": remarks})
    else:
        print_table(
            ("rule", "clause", "remark", "mend"),
            [(remark.rule_id, remark.clause, remark.message, remark.mend) for remark in remarks],
            empty=f"nothing to remark on {counted(len(loaded.rules), 'rule')}",
        )
    if remarks:
        sys.exit(1)
