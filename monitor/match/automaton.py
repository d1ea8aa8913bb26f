"""One look at an item for the literals of all clauses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from monitor.match.clauses import WordClause
from monitor.match.item import Item, only_words
from monitor.text import code_page

MOST_STATES_AT_HAND = 5_000
"""Up to this size (letters of all literals) the automaton is laid out in full, at half a kilobyte for each state:
faster, as long as it is at home in the processor's caches."""


class Automaton:
    """Finds the clauses worth a look.

    Literals that the code page can write are looked for in an item's data, the others in the fields of items that it
    cannot write. In data all that is no letter or digit is looked at as a space, and where a literal counts only at the
    start of a word, it is looked for with a space before it.
    """

    def __init__(self, clauses: Iterable[WordClause]) -> None:
        owners: dict[tuple[bytes, bool], list[WordClause]] = defaultdict(list)
        foreign: dict[str, list[WordClause]] = defaultdict(list)
        for clause in clauses:
            for literal in clause.literals:
                if code_page().has(literal):
                    at_start = literal in clause.at_start
                    owners[_looked_for(literal, at_start=at_start), at_start].append(clause)
                else:
                    foreign[literal].append(clause)
        self._owners = tuple(owners.values())
        self._foreign_owners = tuple(foreign.values())
        # A literal found one space early stands where it stands in the data, which has no space before it.
        self._shifts = [0 if at_start else 1 for _, at_start in owners]
        self._in_data = _automaton([literal for literal, _ in owners]) if owners else None
        self._in_text = AhoCorasick(foreign, matchkind=MatchKind.Standard) if foreign else None

    def found_in(self, item: Item) -> dict[WordClause, list[int]]:
        """The clauses of which a literal is there, each with the places in the item's data, in order."""
        found: dict[WordClause, list[int]] = {}
        if self._in_data is not None:
            for literal, start, _ in self._in_data.find_matches_as_indexes(b" " + item.words, overlapping=True):
                place = start - self._shifts[literal]
                for clause in self._owners[literal]:
                    if clause in found:
                        found[clause].append(place)
                    else:
                        found[clause] = [place]
        if self._in_text is not None and not item.is_coded:
            self._find_foreign(item, found)
        return found

    def _find_foreign(self, item: Item, found: dict[WordClause, list[int]]) -> None:
        assert self._in_text is not None
        for field in item.fields:
            for literal, start, _ in self._in_text.find_matches_as_indexes(field.folded, overlapping=True):
                for clause in self._foreign_owners[literal]:
                    found.setdefault(clause, []).append(start + field.at)


def _looked_for(literal: str, *, at_start: bool) -> bytes:
    return (b" " if at_start else b"") + only_words(code_page().encode(literal))


def _automaton(literals: Sequence[bytes]) -> BytesAhoCorasick:
    few = sum(map(len, literals)) <= MOST_STATES_AT_HAND
    return BytesAhoCorasick(
        literals,
        matchkind=MatchKind.Standard,
        implementation=Implementation.DFA if few else Implementation.ContiguousNFA,
    )
