"""One look at an item, for the literals of all clauses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from monitor.match.clauses import LookedFor, WordClause
from monitor.match.item import Item
from monitor.text import code_page

MOST_STATES_AT_HAND = 5_000
"""Up to this size (letters of all literals) the automaton is laid out in full, at half a kilobyte for each state:
faster, as long as it is at home in the processor's caches."""


Worth = dict[WordClause, list[int] | None]
"""Clauses that are worth a look, with the places of their literals in the item; None where they have no literals."""


class Automaton:
    """Finds the clauses worth a look.

    What the code page can write is looked for in an item's words, other literals in the fields of items that it cannot
    write. In words all that is no letter or digit is a space, and where a literal counts only at the start of a word,
    or at its end, it is looked for with a space before it, or behind.
    """

    def __init__(self, clauses: Iterable[WordClause]) -> None:
        owners: dict[LookedFor, list[WordClause]] = defaultdict(list)
        foreign: dict[str, list[WordClause]] = defaultdict(list)
        self._always: Worth = {}
        for clause in clauses:
            if not clause.literals:
                self._always[clause] = None
            for looked_for in clause.looked_for:
                owners[looked_for].append(clause)
            for literal in clause.literals:
                if not code_page().has(literal):
                    foreign[literal].append(clause)
        self._owners = tuple(map(tuple, owners.values()))
        self._foreign_owners = tuple(map(tuple, foreign.values()))
        self._shifts = [shift for _, shift in owners]
        self._in_data = _automaton([literal for literal, _ in owners]) if owners else None
        self._in_text = AhoCorasick(foreign, matchkind=MatchKind.Standard) if foreign else None

    def worth(self, item: Item) -> Worth:
        """The clauses that may hold in the item."""
        found: dict[WordClause, list[int]] = {}
        if self._in_data is not None:
            for literal, start, _ in self._in_data.find_matches_as_indexes(b" " + item.words, overlapping=True):
                place = start + self._shifts[literal]
                for clause in self._owners[literal]:
                    if clause in found:
                        found[clause].append(place)
                    else:
                        found[clause] = [place]
        if self._in_text is not None and not item.is_coded:
            self._find_foreign(item, found)
        return self._always | found

    def _find_foreign(self, item: Item, found: dict[WordClause, list[int]]) -> None:
        assert self._in_text is not None
        for field in item.fields:
            for literal, start, _ in self._in_text.find_matches_as_indexes(field.folded, overlapping=True):
                for clause in self._foreign_owners[literal]:
                    found.setdefault(clause, []).append(start + field.at)


def _automaton(literals: Sequence[bytes]) -> BytesAhoCorasick:
    few = sum(map(len, literals)) <= MOST_STATES_AT_HAND
    return BytesAhoCorasick(
        literals,
        matchkind=MatchKind.Standard,
        implementation=Implementation.DFA if few else Implementation.ContiguousNFA,
    )
