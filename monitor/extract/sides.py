"""Who: sides, mediators, places of transit, and the side that people return to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from monitor.extract.gazetteer import CITIES
from monitor.extract.passage import Sentence, Stretch, gap, nearest, overlaps
from monitor.extract.terms import Hit

ORGANISATIONS = frozenset({"UN", "ICRC", "OSCE", "EU", "VA"})
"""They mediate and host; nobody is returned to them."""

BELLIGERENTS = frozenset({"UA", "DNR_LNR", "IL", "HAMAS", "HEZBOLLAH", "YE", "HOUTHI", "AM", "AZ", "TALIBAN"})
"""They are sides wherever they are named, and mediate for nobody."""

_TWO = 2
_ADJACENT = 30
_MEDIATION_REACH = 90
_TRANSIT_REACH = 30


class Sides(NamedTuple):
    """The sides that a passage speaks of. `pair` is None unless there are just two; `captors` held those who return."""

    parties: tuple[Hit, ...]
    pair: tuple[str, str] | None
    captors: frozenset[str] = frozenset()

    @property
    def presumed(self) -> tuple[str, str] | None:
        """The two sides of an exchange of like numbers, where one of them is named, or none."""
        named = [hit.value for hit in self.parties]
        return ("RU", "UA") if named in ([], ["RU"], ["UA"]) else None

    def other(self, side: str) -> str | None:
        if self.pair and side in self.pair:
            return self.pair[1] if side == self.pair[0] else self.pair[0]
        return _FOES.get(side)


def party_hits(sentence: Sentence) -> list[Hit]:
    """Every mention of a side or a country, captors included."""
    return sentence.of("parties.names", "parties.people", "parties.to")


def owning(sentence: Sentence) -> list[Hit]:
    """The mentions that may tell whose people are meant: the name of a country at war with itself only says where."""
    places = [place for place in sentence.of("places") if place.value in _CIVIL_WARS]
    return [hit for hit in party_hits(sentence) if not any(overlaps(hit, place) for place in places)]


_CIVIL_WARS = {"Yemen": "YE", "Sudan": "SD", "Syria": "SY", "Libya": "LY", "Colombia": "CO"}
DIVIDED = frozenset(_CIVIL_WARS.values())
"""Where two sides of one country exchange people, its name alone stands for neither."""


def owners(sentence: Sentence) -> list[Hit]:
    """The sides named as those who held people: in or right before "captivity" and "territory controlled by"."""
    places = [place for place in sentence.of("release.captivity") if not sentence.follows(place, "receivers")]
    return [
        hit
        for hit in party_hits(sentence)
        if any(overlaps(hit, place) or sentence.text[hit.end : place.start] == " " for place in places)
    ]


def mediators(sentence: Sentence, sides: frozenset[str]) -> list[Hit]:
    """Those named beside a word for mediation, who are not sides themselves; each once."""
    words = sentence.of("mediation")
    found: dict[str, Hit] = {}
    parted = _parted(sentence)
    names = [
        hit
        for hit in sentence.of("parties.names")
        if hit.value not in BELLIGERENTS
        and hit not in parted
        and not _are_counted(sentence, hit)
        and not (_is_where(sentence, hit) and (_is_city(sentence, hit) or not _is_thanked(hit, words)))
    ]
    for hit in names:
        near = any(sentence.near(hit, word, _MEDIATION_REACH) for word in words)
        if hit.value not in sides and (near or hit.value == "ICRC"):
            found.setdefault(hit.value, hit)
    for hit in names:  # "the Emirates and the United States", though the latter might be a side
        others = [other for other in found.values() if other.value != hit.value]
        if words and hit.value not in sides - {"US"} and any(_listed_with(sentence, hit, other) for other in others):
            found.setdefault(hit.value, hit)
    return list(found.values())


def _are_counted(sentence: Sentence, name: Hit) -> bool:
    """Whether a name tells whose people are counted: "two Americans, a Swede", "ten citizens of Thailand"."""
    people = sentence.of("people.persons", "people.troops", "people.held", "categories")
    ends = [name.start, *(hit.start for hit in people if sentence.text[hit.end : name.start] == " ")]
    if name.value in ORGANISATIONS or sentence.reach < 1:  # where words are not parted, what is beside tells nothing
        return False
    own = name in sentence.of("parties.people") or len(ends) > 1
    return own and any(0 <= end - number.end <= 1 for end in ends for number in sentence.numbers)


def _parted(sentence: Sentence) -> list[Hit]:
    """The names behind a "between": those are mediated between."""
    found: list[Hit] = []
    names = sentence.of("parties.names")
    for word in sentence.of("between_sides"):
        last: Stretch = word
        for name in names:
            listed = (
                last is word or sentence.between(last, name) == ", " or sentence.joined_by(last, name, "conjunctions")
            )
            if last.end <= name.start <= last.end + _PARTED_REACH and listed:
                found.append(name)
                last = name
    return found


_PARTED_REACH = 8


def _is_thanked(name: Hit, words: Iterable[Hit]) -> bool:
    """Whether a word for mediation stands right before "to" or "in" and a name: "thanks to the Emirates"; where none
    does, people are there: "they are in Belarus, where doctors help"."""
    return name.value == "ICRC" or any(
        -1 <= name.start - word.end <= _THANKED_REACH or 0 <= word.start - name.end <= 1 for word in words
    )


_THANKED_REACH = 12


def _is_city(sentence: Sentence, name: Hit) -> bool:
    """Whether a name that stands for a state is its capital's: talks in Muscat are not mediated by Muscat."""
    return any(overlaps(name, place) and place.value in CITIES for place in sentence.of("places"))


def _listed_with(sentence: Sentence, one: Hit, other: Hit) -> bool:
    joined = sentence.joined_by(one, other, "conjunctions") or sentence.between(one, other) == ", "
    return joined and gap(one, other) <= _PAIR_WIDTH


def transit(sentence: Sentence, sides: frozenset[str]) -> list[Hit]:
    """Third countries where people are said to be now."""
    words = sentence.of("transit")
    return [
        hit
        for hit in sentence.of("parties.names")
        if hit.value not in sides and any(-1 <= hit.start - word.end <= _TRANSIT_REACH for word in words)
    ]


def sides_of(sentences: Iterable[Sentence]) -> Sides:
    """The sides of what `sentences` tell: those they name, mediators and transit countries left out."""
    firsts: dict[str, Hit] = {}
    weights: Counter[str] = Counter()
    aside: set[str] = set()
    sentences = tuple(sentences)
    keep = _conflict_pair(frozenset(hit.value for sentence in sentences for hit in party_hits(sentence)))
    for sentence in sentences:
        hits = party_hits(sentence)
        aside |= {hit.value for hit in (*mediators(sentence, keep), *transit(sentence, keep))}
        for hit in hits:
            firsts.setdefault(hit.value, hit)
            weights[hit.value] += 1
    for value in ORGANISATIONS | aside:
        weights.pop(value, None)
    pair = _conflict_pair(frozenset(weights))
    at_war = BELLIGERENTS & frozenset(weights)
    pair = pair or (frozenset(weights) if len(weights) == _TWO and not at_war else pair)
    # Whoever is named beside one who is at war, and is no enemy of his, is a host, a border or a friend.
    chosen = pair or (at_war if len(at_war) == 1 and len(weights) == _TWO else frozenset(weights))
    first, *rest = sorted(chosen, key=lambda side: (-weights[side], side)) or ("",)
    return Sides(
        tuple(firsts[side] for side in sorted(chosen)),
        (first, rest[0]) if pair else None,
        frozenset(hit.value for sentence in sentences for hit in owners(sentence)),
    )


_PAIRS = (
    frozenset({"RU", "UA"}),
    frozenset({"IL", "HAMAS"}),
    frozenset({"YE", "HOUTHI"}),
    frozenset({"AM", "AZ"}),
    frozenset({"UA", "DNR_LNR"}),
    frozenset({"IL", "HEZBOLLAH"}),
    frozenset({"SA", "HOUTHI"}),
    frozenset({"US", "IR"}),
    frozenset({"RU", "US"}),
    *(frozenset({"IR", other}) for other in ("SE", "FR", "GB", "DE", "BE")),
    frozenset({"US", "VE"}),
    frozenset({"US", "TALIBAN"}),
    frozenset({"US", "AF"}),
    frozenset({"US", "CU"}),
    frozenset({"IN", "PK"}),
    frozenset({"SY", "SDF"}),
    frozenset({"IL", "SY"}),
    frozenset({"IL", "LB"}),
    frozenset({"TH", "KH"}),
    frozenset({"SD", "RSF"}),
    frozenset({"CD", "M23"}),
    frozenset({"CO", "ELN"}),
    frozenset({"KP", "KR"}),
    frozenset({"RU", "DE"}),
)
"""The most frequent first: of several that a text names, the first is what it is about."""

_FOES = {"RU": "UA", "UA": "RU", "HAMAS": "IL", "HOUTHI": "YE", "YE": "HOUTHI", "DNR_LNR": "UA", "AM": "AZ", "AZ": "AM"}
"""With whom a side exchanges people, where the text names nobody else."""

MEMBERS = frozenset[str]().union(*_PAIRS)
"""Those who are a side of one of these conflicts."""


def are_enemies(sides: Iterable[str]) -> bool:
    """Whether both sides of one conflict are among these."""
    return bool(_conflict_pair(frozenset(sides)))


def _conflict_pair(named: frozenset[str]) -> frozenset[str]:
    """The parties to one conflict among those named; empty if there are none. War comes before diplomacy."""
    return next((pair for pair in _PAIRS if pair <= named), frozenset())


def side_near(sentence: Sentence, people: Stretch, captors: Sequence[Hit], sides: Sides) -> str | None:
    """The side whose people these are, as far as a name beside them tells: between, behind, or before."""
    named = {hit.value for hit in sides.parties}
    hits = [hit for hit in owning(sentence) if hit not in captors and hit.value in named]
    inside = [hit for hit in hits if overlaps(hit, people)]
    if inside:
        return inside[-1].value
    behind = [
        hit
        for hit in hits
        if 0 <= hit.start - people.end <= _ADJACENT * sentence.reach
        and not any(sign in sentence.between(people, hit) for sign in ",;:(")
        and not _of_both(sentence, people, hit)
        and not _is_where(sentence, hit)
        and not _acts(sentence, hit)
        and not any(overlaps(number, Hit(people.end, hit.start, "", "")) for number in sentence.numbers)
    ]
    if behind:
        found = nearest(people, behind)
        return found.value if found else None
    before = [hit for hit in hits if hit.end <= people.start and not sentence.between(hit, people).strip(" ,")]
    return before[-1].value if before else None


def _acts(sentence: Sentence, name: Hit) -> bool:
    """Whether a name is of those who let go: "the 76 people whom the separatists handed over"."""
    return any(sentence.text[name.end : verb.start] == " " for verb in sentence.of("release.given", "release.received"))


def _is_where(sentence: Sentence, name: Hit) -> bool:
    """Whether a name says where, and not whose: "2,900 prisoners in Yemen"."""
    return any(0 <= name.start - word.end <= 1 for word in sentence.of("at"))


def _of_both(sentence: Sentence, people: Stretch, name: Hit) -> bool:
    """Whether the name is one of two, or says between whom: "prisoners in a Russia-Ukraine swap"; right behind the
    people it is their own, whatever follows: "Ukrainian soldiers" in the order of Romance or Persian."""
    stretch = Hit(people.end, name.end + _PAIR_WIDTH, "", "")
    exchanges = sentence.of("exchange.nouns", "exchange.sure", "exchange.verbs")
    joined = any(0 <= word.start - name.end <= 1 for word in sentence.of("conjunctions"))
    width = _JOINED_WIDTH if joined else _PAIR_WIDTH
    others = [
        hit
        for hit in sentence.of("parties.names")
        if hit.value != name.value and gap(hit, name) <= width and not _counted_apart(sentence, name, hit)
    ]
    own = name.start - people.end <= 1 and name in sentence.of("parties.people")
    return bool(others) or (not own and any(overlaps(stretch, hit) for hit in exchanges))


def _counted_apart(sentence: Sentence, name: Hit, other: Hit) -> bool:
    """Whether the other name has a figure of its own: "146 Russian prisoners and 146 Ukrainian"."""
    return any(overlaps(number, Hit(name.end, other.start, "", "")) for number in sentence.numbers)


_JOINED_WIDTH = 8
_PAIR_WIDTH = 6
