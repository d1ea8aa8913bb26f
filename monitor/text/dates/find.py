"""Finding dates: every reader of the language's grammar in turn at every word that may begin a date."""

from datetime import date

from monitor.text.dates.grammar import Grammar
from monitor.text.dates.mention import EXPLICIT, PARTIAL, RELATIVE, DateMention
from monitor.text.dates.signs import sign_dates
from monitor.text.dates.tables import DateTables


def find_dates(folded: str, tables: DateTables, published: date | None) -> tuple[DateMention, ...]:
    """The dates in order, none inside another. Those that need the publication day are left out without one."""
    found: list[DateMention] = []
    grammar = Grammar(folded, tables, published)
    done = 0
    for index in grammar.candidates():
        if index < done:
            continue
        reading = grammar.at(index)
        if reading:
            mentions, done = reading
            found += mentions
    if tables.signs:
        found = _leftmost_longest([*found, *sign_dates(folded, tables, published)])
    return tuple(_weekdays_joined(found, folded, tables))


def _leftmost_longest(mentions: list[DateMention]) -> list[DateMention]:
    kept: list[DateMention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _weekdays_joined(mentions: list[DateMention], folded: str, tables: DateTables) -> list[DateMention]:
    """Friday, 5 August is one date, and so is today (2 June); the explicit one says which."""
    joined: list[DateMention] = []
    for mention in mentions:
        previous = joined[-1] if joined else None
        if (
            previous
            and _beside(folded[previous.end : mention.start], tables)
            and _same(previous, mention, folded, tables)
        ):
            told = mention if previous.basis == RELATIVE else previous
            joined[-1] = DateMention(previous.start, mention.end, told.first, told.last, told.basis)
        else:
            joined.append(mention)
    return joined


def _beside(gap: str, tables: DateTables) -> bool:
    if len(gap) > 8:  # noqa: PLR2004 - longer than any preposition with its commas
        return False
    word = gap.strip(" ,(")
    return not word or word in tables.small["leads"] or word in tables.small["articles"]


def _same(one: DateMention, other: DateMention, folded: str, tables: DateTables) -> bool:
    relative, explicit = (one, other) if one.basis == RELATIVE else (other, one)
    if relative.basis != RELATIVE or explicit.basis not in {EXPLICIT, PARTIAL} or explicit.first != explicit.last:
        return False
    if (relative.first, relative.last) == (explicit.first, explicit.last):
        return True
    last_word = folded[relative.start : relative.end].rsplit(" ", maxsplit=1)[-1]
    weekday = explicit.first.isoweekday()
    return any(word.kind == "weekday" and word.value == weekday for word in tables.words.get(last_word, ()))
