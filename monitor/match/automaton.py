"""One look at an item, for the literals of all clauses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from monitor.match.clauses import WordClause
from monitor.match.item import Item, only_words
from monitor.text import code_page

MOST_STATES_AT_HAND = 5_000
"""Up to this size (letters of all literals) the automaton is laid out in full, at half a kilobyte for each state:
faster, as long as it is at home in the processor's caches."""


Worth = dict[WordClause, list[int] | None]
"""Clauses that are worth a look, with the places of their literals in the item; None where they have no literals."""


class Automaton:
    """Finds the clauses worth a look.

    Literals that the code page can write are looked for in an item's data, the others in the fields of items that it
    cannot write. In data all that is no letter or digit is looked at as a space, and where a literal counts only at the
    start of a word, it is looked for with a space before it.
    """

    def __init__(self, clauses: Iterable[WordClause]) -> None:
        owners: dict[tuple[bytes, bool], list[WordClause]] = defaultdict(list)
        foreign: dict[str, list[WordClause]] = defaultdict(list)
        self._always: Worth = {}
        for clause in clauses:
            if not clause.literals:
                self._always[clause] = None
            for literal in clause.literals:
                if code_page().has(literal):
                    at_start = literal in clause.at_start
                    owners[_looked_for(literal, at_start=at_start), at_start].append(clause)
                else:
                    foreign[literal].append(clause)
        self._owners = tuple(map(tuple, owners.values()))
        self._foreign_owners = tuple(map(tuple, foreign.values()))
        # A literal found one space early stands where it stands in the data, which has no space before it.
        self._shifts = [0 if at_start else 1 for _, at_start in owners]
        self._in_data = _automaton([literal for literal, _ in owners]) if owners else None
        self._in_text = AhoCorasick(foreign, matchkind=MatchKind.Standard) if foreign else None

    def worth(self, item: Item) -> Worth:
        """The clauses that may hold in the item."""
        worth = self._always.copy()
        if self._in_data is not None:
            for literal, start, _ in self._in_data.find_matches_as_indexes(b" " + item.words, overlapping=True):
                _add(worth, self._owners[literal], start - self._shifts[literal])
        if self._in_text is not None and not item.is_coded:
            for field in item.fields:
                for literal, start, _ in self._in_text.find_matches_as_indexes(field.folded, overlapping=True):
                    _add(worth, self._foreign_owners[literal], field.at + start)
        return worth


def _add(worth: Worth, clauses: Iterable[WordClause], place: int) -> None:
    for clause in clauses:
        places = worth.get(clause)
        if places is None:
            worth[clause] = [place]
        else:
            places.append(place)


def _looked_for(literal: str, *, at_start: bool) -> bytes:
    return (b" " if at_start else b"") + only_words(code_page().encode(literal))


def _automaton(literals: Sequence[bytes]) -> BytesAhoCorasick:
    few = sum(map(len, literals)) <= MOST_STATES_AT_HAND
    return BytesAhoCorasick(
        literals,
        matchkind=MatchKind.Standard,
        implementation=Implementation.DFA if few else Implementation.ContiguousNFA,
    )
