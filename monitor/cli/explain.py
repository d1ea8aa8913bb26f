from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from unicodedata import name as character_name

import click
from rich.console import Console
from rich.text import Text

from monitor import config
from monitor.cli.explanation_view import View
from monitor.cli.fact_view import print_fact
from monitor.cli.highlight import CHANGED, marked
from monitor.cli.options import config_option, date_option, json_option, lang_option
from monitor.cli.output import Page, counted, print_indented, print_json
from monitor.cli.passages import Passage, checked_language, read_texts
from monitor.config.rules import CompiledSection
from monitor.errors import UsageError
from monitor.match import Explainer, normalised
from monitor.match.explanation_folding import Change, Normalised
from monitor.match.explanation_tree import RuleExplanation
from monitor.model.content import TextField
from monitor.model.fact import Fact

_MOST_CHANGES = 8


@click.command(short_help="Why rules match a text, and why they do not.")
@click.argument("what", nargs=-1, metavar="[FILE]...")
@click.option("--title", metavar="TEXT", default="", help="The title above the text.")
@lang_option
@date_option
@click.option("--rule", "wanted", metavar="ID", multiple=True, help="Only this rule, in full; repeatable.")
@click.option("--all", "every", is_flag=True, help="Also the rules and conditions that never came near.")
@config_option
@json_option
def explain(
    what: tuple[str, ...],
    title: str,
    lang: str | None,
    published: datetime | None,
    wanted: tuple[str, ...],
    every: bool,
    config_dir: Path | None,
    as_json: bool,
) -> None:
    """Why rules match a text, and why they do not.

    Shows the text as it is compared, the facts found in it and the words each was read from, the rules that were looked
    at and by which of their literals, and every condition of these: whether it holds, on which words, and if not, why.

    Reads the files named; with - or none, standard input. Offsets count characters of the text as it was read. Exits
    with 0 whatever is found.
    """
    directory = config.locate(config_dir)
    section = config.load_rules(directory)
    rules = [section.rules[_known(name, section)] for name in wanted] or list(section.rules.values())
    language = checked_language(lang, directory, list(section.rules.values()))
    day = published.date() if published else None
    explainer = Explainer(rules, section.forms)
    told = []
    for name, text in read_texts(what):
        passage = Passage(name, title, text, language, day)
        facts = section.extractor.extract(title, text, language, day)
        explained = explainer.explain(title, text, language, facts)
        shown = [each for each in explained if every or wanted or each.is_near]
        if as_json:
            told.append(_as_data(passage, facts, shown, explained))
        else:
            _print(passage, facts, shown, explained, whole=every or bool(wanted))
    if as_json:
        print_json(told)


def _known(name: str, section: CompiledSection) -> str:
    if name in section.rules:
        return name
    close = get_close_matches(name, section.rules, 1)
    meant = f"did you mean {close[0]}?" if close else "see `parley rules list`"
    raise UsageError(f"there is no rule {name}; {meant}")


def _fields(passage: Passage) -> dict[TextField, str]:
    return {"title": passage.title, "text": passage.text}


def _as_data(
    passage: Passage, facts: Sequence[Fact], shown: Sequence[RuleExplanation], explained: Sequence[RuleExplanation]
) -> dict[str, Any]:
    return {
        "file": passage.id,
        "lang": passage.lang,
        "date": passage.published,
        "normalised": {field: normalised(text) for field, text in _fields(passage).items()},
        "facts": facts,
        "rules": [_rule_as_data(each) for each in shown],
        "not_near": len(explained) - len(shown),
    }


def _rule_as_data(each: RuleExplanation) -> dict[str, Any]:
    rule = each.rule
    return {
        "rule": rule.id,
        "title": rule.title,
        "topic": rule.topic,
        "severity": rule.severity.label,
        "matched": each.matched,
        "why_not": each.why_not or None,
        "candidate": each.candidacy.holds,
        "candidacy": each.candidacy,
        "groups": [asdict(group) | {"holds": group.holds} for group in each.groups],
    }


def _print(
    passage: Passage,
    facts: Sequence[Fact],
    shown: Sequence[RuleExplanation],
    explained: Sequence[RuleExplanation],
    *,
    whole: bool,
) -> None:
    console = Page()
    console.print(Text.assemble((str(passage.id), "bold"), f"  {_described(passage)}", "\n"))
    _heading(console, "Normalised")
    for field, text in _fields(passage).items():
        if text:
            _print_normalised(console, field, normalised(text), named=bool(passage.title))
    _heading(console, "Facts", "" if facts else "none is found")
    for number, fact in enumerate(facts, start=1):
        print_fact(console, fact, label=f"{number}  ", indent=2, named=bool(passage.title))
        console.print()
    view = View(console, _fields(passage), whole)
    candidates = [each for each in shown if whole or each.candidacy.holds]
    _heading(console, "Candidates", f"{sum(each.candidacy.holds for each in explained)} of {len(explained)} rules")
    view.candidates(candidates)
    console.print()
    _heading(console, "Rules", _summary(shown, explained))
    for each in sorted(shown, key=lambda each: not each.matched):
        view.rule(each)


def _heading(console: Console, name: str, said: str = "") -> None:
    console.print(Text.assemble((name.upper(), "bold"), f"  {said}" if said else ""))


def _described(passage: Passage) -> str:
    parts = (
        counted(len(passage.text), "character"),
        passage.lang and f"language {passage.lang}",
        passage.published and f"published {passage.published}",
    )
    return ", ".join(part for part in parts if part)


def _summary(shown: Sequence[RuleExplanation], explained: Sequence[RuleExplanation]) -> str:
    matched = sum(each.matched for each in shown)
    hidden = len(explained) - len(shown)
    parts = [f"{matched} {'matches' if matched == 1 else 'match'}", f"{len(shown) - matched} do not"]
    if hidden:
        parts.append(f"{hidden} never came near (--all lists them)")
    return ", ".join(parts)


def _print_normalised(console: Console, field: TextField, folded: Normalised, *, named: bool) -> None:
    stretches = [(change.start, change.end) for change in folded.changes if _is_marked(change)]
    line = marked(folded.text, stretches, style=CHANGED, brackets=False)
    print_indented(console, 2, Text.assemble((f"{field}: ", "dim") if named else "", line))
    console.print()
    for said in _changes_in_words(folded.changes):
        print_indented(console, 4, Text(said, "dim"), hanging=6)
    if folded.changes:
        console.print()


def _is_marked(change: Change) -> bool:
    return change.end > change.start and change.before.lower() != change.after


def _changes_in_words(changes: Sequence[Change]) -> Iterator[str]:
    """Each kind of change once, with how often and where first."""
    kinds: dict[tuple[str, str], list[int]] = {}
    for change in changes:
        kinds.setdefault((change.before.lower(), change.after), []).append(change.at)
    for (before, after), places in list(kinds.items())[:_MOST_CHANGES]:
        becomes = f"becomes {_named(after)}" if after else "is left out"
        times = f"at {places[0]}" if len(places) == 1 else f"{len(places)} times, first at {places[0]}"
        yield f"{_named(before)} {becomes}, {times}"
    if len(kinds) > _MOST_CHANGES:
        yield f"and {len(kinds) - _MOST_CHANGES} other kinds of change"


def _named(characters: str) -> str:
    """As it is where it can be seen and told apart; by its name in Unicode where not."""
    if len(characters) == 1 and not (characters.isascii() and characters.isprintable() and characters != " "):
        fallback = {"\n": "line break", "\r": "carriage return", "\t": "tab"}.get(
            characters, f"U+{ord(characters):04X}"
        )
        called = character_name(characters, fallback).lower()
        return f"«{characters}» ({called})" if characters.isprintable() and not characters.isspace() else called
    return f"«{characters}»" if characters.isprintable() and characters.strip() else _by_names(characters)


def _by_names(characters: str) -> str:
    return " + ".join(dict.fromkeys(map(_named, characters)))
