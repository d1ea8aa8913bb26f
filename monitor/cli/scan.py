import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console
from rich.text import Text

from monitor import config
from monitor.cli.options import config_option, json_option
from monitor.cli.output import print_json, print_json_line, printable
from monitor.deliver.facts import fact_in_words
from monitor.errors import UsageError
from monitor.extract import project
from monitor.model.catalog import Catalog
from monitor.model.content import Match, Span
from monitor.model.fact import Fact

CONTEXT = 60


class Detection(NamedTuple):
    """What was found in one text."""

    matches: tuple[Match, ...]
    facts: tuple[Fact, ...]


@click.command()
@click.argument("file", nargs=-1, type=click.Path(allow_dash=True))
@click.option("--lang", help="The texts' language, such as uk; without it every rule is tried.")
@click.option("--date", "published", type=click.DateTime(["%Y-%m-%d"]), help="The day of publication, for “today”.")
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
    is found.
    """
    catalog = config.load(config.locate(config_dir))
    if jsonl:
        for name, text in _read(file):
            for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
                if line.strip():
                    print_json_line(_detection(catalog, _passage(line, name, number)))
        return
    day = published.date() if published else None
    found = [(name, text, _detect(catalog, "", text, lang, day)) for name, text in _read(file)]
    if as_json:
        print_json(
            [
                {"file": name, "matches": _as_data(seen.matches, catalog), "facts": seen.facts}
                for name, _text, seen in found
            ]
        )
        return
    for name, text, seen in found:
        _print(name, text, seen, catalog)


def _read(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The texts, by name. Line ends are kept as they are, so that offsets are the file's own."""
    for name in names or ("-",):
        try:
            data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
            yield name, data.decode("utf-8")
        except OSError as error:
            raise UsageError(f"cannot read {name}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not UTF-8 (byte {error.start}); convert it first") from error


def _passage(line: str, name: str, number: int) -> dict[str, Any]:
    try:
        passage = json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"{name}:{number}: not JSON: {error.msg} at column {error.colno}") from error
    if not isinstance(passage, dict) or "id" not in passage:
        raise UsageError(f"{name}:{number}: expected an object with id, title and text")
    return passage


def _detection(catalog: Catalog, passage: dict[str, Any]) -> dict[str, Any]:
    """What is known of a passage: its freshest exchange and negotiation, all facts, and the rules that match."""
    title, text = passage.get("title") or "", passage.get("text") or ""
    found = _detect(catalog, title, text, passage.get("lang"), _day(passage.get("date")))
    return {
        "id": passage["id"],
        **project(found.facts),
        "matches": _as_data(found.matches, catalog),
        "facts": found.facts,
    }


def _detect(catalog: Catalog, title: str, text: str, lang: str | None, published: date | None) -> Detection:
    facts = catalog.extractor.extract(title, text, lang, published)
    return Detection(catalog.matcher.match(title, text, lang, facts), facts)


def _day(written: object) -> date | None:
    """The day of publication, where a whole one is given."""
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None


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


def _print(name: str, text: str, seen: Detection, catalog: Catalog) -> None:
    console = Console(highlight=False, soft_wrap=True)
    if not seen.matches:
        console.print(Text(f"{name}: no rule matches"))
    for match in seen.matches:
        rule = catalog.rules[match.rule_id]
        console.print(
            Text.assemble(f"{name}: ", (rule.title, "bold"), f"  [{rule.topic}, {rule.severity.label}]  {rule.id}")
        )
        for span in match.spans:
            console.print(_in_context(text, span))
    for fact in seen.facts:
        console.print(Text.assemble(f"{name}: ", ("fact: ", "bold cyan"), fact_in_words(fact)))
        for span in fact.mention:
            console.print(_in_context(text, span))


def _in_context(text: str, span: Span) -> Text:
    before = text[max(0, span.start - CONTEXT) : span.start]
    after = text[span.end : span.end + CONTEXT]
    return Text.assemble(
        f"  {span.start}-{span.end}  ", printable(before), (printable(span.text), "bold reverse"), printable(after)
    )
