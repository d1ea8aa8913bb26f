from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from monitor import config
from monitor.cli.listing import Listing
from monitor.cli.options import config_option, json_option
from monitor.cli.output import print_json, print_table
from monitor.cli.paradigms import LANGUAGES, paradigms
from monitor.errors import UsageError
from monitor.match import words_to_inflect
from monitor.model.catalog import Rule
from monitor.text import fold, word_spans

FOLDER = Path("lexicon/forms")
HEADER = """\
# The forms of words: a keyword that has the word before the colon finds these too.
# `parley lexicon expand` adds the words of the rules and leaves what stands here as it is. Take out what is wrong, add
# what is missing; a word without a line is found as it is written.
"""


@click.group(cls=Listing)
def lexicon() -> None:
    """The words that Parley knows, and their forms."""


@dataclass(frozen=True, slots=True)
class Expanded:
    """What became of one language's list: the words added to it, and all it has now."""

    lang: str
    path: str
    added: tuple[str, ...]
    words: int


@lexicon.command(short_help="List the forms of the words in the rules.")
@click.option("--lang", "langs", multiple=True, type=click.Choice(LANGUAGES), help="Only this language; repeatable.")
@click.option("--again", is_flag=True, help="Write the listed words anew, losing what was edited.")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@config_option
@json_option
def expand(langs: tuple[str, ...], again: bool, words: tuple[str, ...], config_dir: Path | None, as_json: bool) -> None:
    """List the forms of the words in the rules, and of WORDs, in lexicon/forms/LANGUAGE.yaml.

    Words are given as dictionaries have them. With --lang, WORDs are words of that language, even where its dictionary
    does not know them. Needs the packages of the extra `lexicon`; the service itself does not.
    """
    directory = config.locate(config_dir)
    rules = config.load_rules(directory)
    given = tuple(map(_folded, words))
    done = []
    for lang in langs or LANGUAGES:
        own = {*(given if langs else ()), *_words_of(rules.rules.values(), lang, named=True)}
        wanted = {*given, *own, *_words_of(rules.rules.values(), lang, named=False)}
        done.append(_expand(directory / FOLDER / f"{lang}.yaml", lang, wanted, own, again))
    if as_json:
        print_json(done)
        return
    rows = [(each.lang, each.words, len(each.added), ", ".join(each.added[:8])) for each in done]
    print_table(("language", "words", "added", "such as"), rows, empty="nothing to list")
    known = {word for each in done for word in each.added}.union(*map(set, rules.forms.values()))
    if unknown := [word for word in given if word not in known]:
        click.echo(f"no dictionary form: {', '.join(unknown)}", err=True)


def _folded(word: str) -> str:
    folded = fold(word.strip()).text
    if not _is_word(word):
        raise UsageError(f"{word!r} is not a single word; list each word by itself")
    return folded


def _words_of(rules: Iterable[Rule], lang: str, *, named: bool) -> Iterator[str]:
    """The inflected words of the keywords of rules that name the language, or of those that name none."""
    for rule in rules:
        if (lang in rule.langs) if named else not rule.langs:
            for clause in rule.clauses:
                if clause.kind == "keyword":
                    yield from words_to_inflect(clause.pattern)


def _expand(path: Path, lang: str, wanted: set[str], own: set[str], again: bool) -> Expanded:
    """Writes the list anew if there is something to add to it. Lines that are there stay as they are written."""
    lines = _lines(path)
    asked = wanted | set(lines) if again else wanted - set(lines)
    found = paradigms(lang, asked, own | set(lines)) if asked else {}
    added = []
    for word in sorted(found):
        forms = sorted({form.casefold() for form in found[word] if _is_word(form)} - {word})
        if forms:
            added += [word] if word not in lines else []
            lines[word] = f"{word}: {' '.join(forms)}"
    if added or (found and again):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + "".join(f"{line}\n" for _, line in sorted(lines.items())), encoding="utf-8")
    return Expanded(lang, str(path), tuple(added), len(lines))


def _lines(path: Path) -> dict[str, str]:
    """The lines of a list, by their folded words; the comments at its head are written anew."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {fold(line.partition(":")[0].strip()).text: line for line in lines}


def _is_word(form: str) -> bool:
    folded = fold(form).text
    return word_spans(folded) == [(0, len(folded))]
