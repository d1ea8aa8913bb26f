"""The lexicons, compiled: the way from a passage to its facts."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, partial
from itertools import islice

from monitor.extract.facts import facts_of
from monitor.extract.groups import groups_of
from monitor.extract.lexicon import Data, Lexicon
from monitor.extract.passage import RELEASE, Calendar, Passage, Sentence, Source, sorted_hits
from monitor.extract.terms import TermFinder, spaced
from monitor.model.fact import Extractor, Fact
from monitor.text import fold, folded_parts
from monitor.text.dates import DateTables, date_tables
from monitor.text.numbers import NumberTables, number_tables

_ANCHORS = frozenset(
    {
        *("exchange.sure", "exchange.nouns", "exchange.verbs", "people.held", "people.bodies"),
        *("negotiation.sure", "negotiation.talks", "negotiation.delegations"),
    }
)
"""A passage with one of these may tell of an exchange or a negotiation."""

_WITH_RELEASE = frozenset({"release.captivity", "release.in_return", "counts.same", "agreement.nouns"})
_FREED = frozenset({"parties.people", "people.troops"})
_LET_GO = frozenset({"release.freed", "release.given", "release.received"})
_HOME = frozenset({"release.home", "exchange.officials"})
"""So may one with a word of each of the first two, or that lets go a people or an army's men, or tells that they are
home; no other does."""

_LONGEST_TEXT = 20_000
"""Characters of a text that are read: what is news stands in the first of them."""

_MOST_SENTENCES = 120


def compile_lexicons(tables: Mapping[str, Lexicon]) -> Extractor:
    """An extractor for all these languages, by their codes."""
    return lexicons_on_demand({code: partial(tables.__getitem__, code) for code in tables})


def lexicons_on_demand(loaders: Mapping[str, Callable[[], Lexicon]]) -> Extractor:
    """The same, with each lexicon loaded at the first text that takes it."""
    return LexiconExtractor({code: _Language(load) for code, load in loaders.items()})


class LexiconExtractor:
    """Reads passages in the language they are in."""

    def __init__(self, languages: Mapping[str, "_Language"]) -> None:
        self._languages = languages

    def extract(
        self, title: str, text: str, lang: str | None = None, published: date | None = None
    ) -> tuple[Fact, ...]:
        """Every fact of a passage, the freshest first, background last.

        `lang` is a BCP 47 tag; where it is unknown or has no lexicon, the language with most of its words in the
        passage is taken.
        """
        text = text[:_LONGEST_TEXT]
        folded = tuple(map(spaced, folded_parts(title, text)))
        known = self._languages.get(lang.replace("_", "-").partition("-")[0].lower()) if lang else None
        language = known or self._guessed(" . ".join(folded))
        if language is None or not language.anchored(folded):
            return ()
        sources = [Source("title", title, fold(title)), Source("text", text, fold(text))]
        passage = language.read(sources, published)
        return facts_of(passage, groups_of(passage), published)

    def _guessed(self, text: str) -> "_Language | None":
        anchored = [language for language in self._languages.values() if language.anchored([text])]
        return max(anchored, key=lambda language: language.words_in(text), default=None)


class _Language:
    """One lexicon to read with; what it takes is made at the first text in that language."""

    def __init__(self, load: Callable[[], Lexicon]) -> None:
        self._load = load

    @cached_property
    def _lexicon(self) -> Lexicon:
        return self._load()

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder(self._lexicon.writing, self._lexicon.entries)

    @cached_property
    def _anchors(self) -> TermFinder:
        looked_for = _ANCHORS.union(_WITH_RELEASE, RELEASE, _FREED, _HOME)
        entries = (entry for entry in self._lexicon.entries if entry.tag in looked_for)
        return TermFinder(self._lexicon.writing, entries)

    @cached_property
    def _numbers(self) -> NumberTables:
        return number_tables(self._calendar)

    @cached_property
    def _dates(self) -> DateTables:
        return date_tables(self._calendar)

    @property
    def _calendar(self) -> dict[str, Data]:
        lexicon = self._lexicon
        return {"numbers": lexicon.numbers, "ordinals": lexicon.ordinals, "dates": lexicon.dates}

    def anchored(self, texts: Iterable[str]) -> bool:
        """Whether spaced texts have the words that a fact could begin with."""
        seen: set[str] = set()
        for text in texts:
            for hit in self._anchors.find(text):
                if hit.tag in _ANCHORS:
                    return True
                seen.add(hit.tag)
        released = seen.intersection(RELEASE)
        return bool(released and seen & _WITH_RELEASE) or bool(
            seen & _FREED and (seen & _LET_GO or (released and seen & _HOME))
        )

    def words_in(self, text: str) -> int:
        """How many different terms of the language stand in a spaced text."""
        return len({text[hit.start : hit.end] for hit in self._finder.find(text)})

    def read(self, sources: list[Source], published: date | None) -> Passage:
        """The sentences of title and text with all that is found in them."""
        calendar = Calendar(self._numbers, self._dates, published)
        found: list[Sentence] = []
        for source in sources:
            for start, end in islice(source.sentences(), _MOST_SENTENCES):
                found.append(self._sentence(source, len(found), start, end, calendar))
        return Passage(tuple(found))

    def _sentence(self, source: Source, index: int, start: int, end: int, calendar: Calendar) -> Sentence:
        text = spaced(source.folded.text[start:end])
        return Sentence(
            source=source,
            index=index,
            offset=start,
            text=text,
            hits=sorted_hits(self._finder.find(text)),
            calendar=calendar,
            reach=self._lexicon.writing.reach,
        )
