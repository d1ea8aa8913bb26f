import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.text import Text

from monitor import config
from monitor.cli.fact_view import print_fact
from monitor.cli.highlight import in_context
from monitor.cli.options import config_option, date_option, json_option, lang_option
from monitor.cli.output import Page, print_indented, print_json, print_json_line
from monitor.cli.passages import LineError, Passage, checked_language, read_lines, read_texts
from monitor.cli.root import EXIT_WRONG
from monitor.extract import project
from monitor.model.catalog import Catalog
from monitor.model.content import Match
from monitor.model.fact import Fact


class Detection(NamedTuple):
    """What was found in one text."""

    matches: tuple[Match, ...]
    facts: tuple[Fact, ...]


@click.command(short_help="Try rules and lexicon on texts: matches and facts.")
@click.argument("file", nargs=-1, type=click.Path(allow_dash=True))
@lang_option
@date_option
@click.option(
    "--jsonl", is_flag=True, help="Read lines of {id, lang?, date?, title, text}; print one detection a line."
)
@config_option
@json_option
def scan(
    file: tuple[str, ...],
    lang: str | None,
    published: datetime | None,
    jsonl: bool,
    config_dir: Path | None,
    as_json: bool,
) -> None:
    """Try rules and lexicon on texts: which rules match, on which words, and the facts that are found.

    Reads the files named, or standard input. Offsets count characters of the text as it was read. Exits with 0 whatever
    is found; with 1 where --jsonl met a line that it cannot read: these are told on stderr, and the others are scanned.
    `parley explain` tells why.
    """
    directory = config.locate(config_dir)
    catalog = config.load(directory)
    language = checked_language(lang, directory, list(catalog.rules.values()))
    day = published.date() if published else None
    if jsonl:
        sys.exit(_scan_lines(catalog, file, Passage("", "", "", language, day)))
    found = []
    for name, text in read_texts(file):
        passage = Passage(name, "", text, language, day)
        seen = _detect(catalog, passage)
        found.append({"file": name, "matches": _as_data(seen.matches, catalog), "facts": seen.facts})
        if not as_json:
            _print(passage, seen, catalog)
    if as_json:
        print_json(found)


def _scan_lines(catalog: Catalog, names: Sequence[str], otherwise: Passage) -> int:
    """The exit code. Language and day of `otherwise` are for lines that do not say theirs."""
    code = 0
    for place, passage in read_lines(names):
        if isinstance(passage, LineError):
            click.echo(f"{place}: {passage}", err=True)
            code = EXIT_WRONG
        else:
            lang, published = passage.lang or otherwise.lang, passage.published or otherwise.published
            print_json_line(_detection(catalog, passage._replace(lang=lang, published=published)))
    return code


def _detection(catalog: Catalog, passage: Passage) -> dict[str, Any]:
    """What is known of a passage: its freshest exchange and negotiation, all facts, and the rules that match."""
    seen = _detect(catalog, passage)
    return {
        "id": passage.id,
        **project(seen.facts),
        "matches": _as_data(seen.matches, catalog),
        "facts": seen.facts,
    }


def _detect(catalog: Catalog, passage: Passage) -> Detection:
    facts = catalog.extractor.extract(passage.title, passage.text, passage.lang, passage.published)
    return Detection(catalog.matcher.match(passage.title, passage.text, passage.lang, facts), facts)


def _as_data(matches: Sequence[Match], catalog: Catalog) -> list[dict[str, Any]]:
    return [
        {
            "rule": match.rule_id,
            "title": catalog.rules[match.rule_id].title,
            "topic": catalog.rules[match.rule_id].topic,
            "severity": catalog.rules[match.rule_id].severity.label,
            "clauses": match.clauses,
            "spans": match.spans,
        }
        for match in matches
    ]


def _print(passage: Passage, seen: Detection, catalog: Catalog) -> None:
    console = Page()
    if not seen.matches:
        console.print(Text(f"{passage.id}: no rule matches"))
    for match in seen.matches:
        rule = catalog.rules[match.rule_id]
        said = f"{passage.id}: ", (rule.title, "bold"), f"  [{rule.topic}, {rule.severity.label}]  {rule.id}"
        print_indented(console, 0, Text.assemble(*said, (_score(match, catalog), "dim")), hanging=2)
        for line in in_context(console, {"title": "", "text": passage.text}, match.spans):
            print_indented(console, 2, line, hanging=4)
    for fact in seen.facts:
        print_fact(console, fact, label=f"{passage.id}: fact: ", indent=0, named=False)


def _score(match: Match, catalog: Catalog) -> str:
    """How much of `at_least` is reached, for a rule that has it."""
    enough = catalog.rules[match.rule_id].at_least
    if enough is None:
        return ""
    reached = sum(clause.weight for clause in enough.of if clause.path in match.clauses)
    return f"  score {reached} of {enough.count}"
