"""Where a round of talks is held."""

from collections.abc import Iterable, Iterator

from monitor.extract.agreement import Zone, agreement_zones
from monitor.extract.gazetteer import CITIES, COUNTRIES
from monitor.extract.groups import Group
from monitor.extract.passage import Passage, Sentence, Stretch, gap, overlaps
from monitor.extract.sides import MEMBERS
from monitor.extract.terms import Hit
from monitor.model.fact import Said

_REACH = 90
_SIDE_REACH = 25
_TALKS = (
    "negotiation.talks",
    "negotiation.delegations",
    "negotiation.meeting",
    "negotiation.round",
    "negotiation.sure",
)

Found = tuple[Sentence, Hit]


def place_of(group: Group, passage: Passage, sides: frozenset[str], elsewhere: frozenset[int]) -> Said[str] | None:
    """Where the round is: the place nearest to its words, a city before its country, else one beside talks in the
    sentence before or behind it, else one that the title names.

    `elsewhere` are the sentences about other rounds.
    """
    found = [
        (frame.sentence, places[0])
        for frame in group.frames
        if (places := _places(frame.sentence, frame.core, sides, frame.zones))
    ]
    first = min(frame.sentence.index for frame in group.frames)
    titles = sum(sentence.in_title for sentence in passage.sentences)
    behind = max(first + 2, titles + 1) if first < titles else first + 2
    beside = [one for one in passage.sentences[max(0, first - 1) : behind] if one.index not in elsewhere]
    found = found or [one for sentence in beside for one in _beside_talks(sentence, sides, first)]
    found = found or [one for sentence in passage.sentences[:titles] for one in _cities_of(sentence)]
    if not found:
        return None
    sentence, place = min(found, key=lambda one: _is_country(*one))
    if _is_country(sentence, place):
        country = CITIES.get(place.value, place.value)
        other = [one for told in passage.sentences[:titles] for one in _cities_of(told)]
        sentence, place = next(_cities_in(country, beside), next(iter(other), (sentence, place)))
    return Said(place.value, sentence.span(place))


def _beside_talks(sentence: Sentence, sides: frozenset[str], first: int) -> Iterator[Found]:
    """The places beside the talks that a sentence speaks of; any place of the title whose own sentence is the first,
    and the one that the title begins with: "Doha: …"."""
    words = sentence.of(*_TALKS)
    if sentence.in_title:
        words = [*words, *(hit for hit in sentence.of("places") if sentence.index == first or _heads(sentence, hit))]
    for word in words:
        for place in _places(sentence, word, sides)[:1]:
            yield sentence, place


def _cities_of(sentence: Sentence) -> Iterator[Found]:
    """The cities that a sentence names for themselves, and not for their state."""
    for place in sentence.of("places"):
        if place.value in CITIES and not _is_country(sentence, place):
            yield sentence, place


def _heads(sentence: Sentence, place: Hit) -> bool:
    return place.start == 0 and sentence.text[place.end : place.end + 1] == ":"


def _cities_in(country: str, sentences: Iterable[Sentence]) -> Iterator[Found]:
    """The cities of a country that are named beside talks: "Oman hosts … in Muscat"."""
    for sentence in sentences:
        agreed = [zone for zone in agreement_zones(sentence) if zone.noun]
        for hit in sentence.of("places"):
            at_talks = sentence.has(*_TALKS) or (sentence.in_title and _heads(sentence, hit))
            if CITIES.get(hit.value) == country and at_talks and not any(overlaps(hit, zone) for zone in agreed):
                yield sentence, hit


def _is_country(sentence: Sentence, place: Hit) -> bool:
    """Whether a place is a state: by name, or a capital that stands for it ("Ankara offers", but not "in Ankara")."""
    if place.value in CITIES and (sentence.follows(place, "at", "receivers") or _heads(sentence, place)):
        return False
    return place.value in COUNTRIES or any(overlaps(place, name) for name in sentence.of("parties.names"))


def _places(sentence: Sentence, core: Stretch, sides: frozenset[str], zones: Iterable[Zone] = ()) -> list[Hit]:
    """The places near `core`, the nearest first, cities before countries; a side's own only where it is said to be
    there, and none that names an agreement."""
    found = []
    agreed = [zone for zone in zones if zone.noun]
    for hit in sentence.of("places"):
        if any(overlaps(hit, zone) for zone in agreed):
            continue
        names = [name for name in sentence.of("parties.names") if overlaps(name, hit) and name.value in sides & MEMBERS]
        at = sentence.follows(hit, "at")
        near = sentence.near(core, hit, _SIDE_REACH if names and not (at and hit.value in CITIES) else _REACH)
        if near and (at or not names):
            found.append(hit)
    cities = [hit for hit in found if not _is_country(sentence, hit)]
    elsewhere = [zone for zone in zones if not zone.noun]  # where something was agreed is the venue where no other is
    return sorted(
        found if any(overlaps(hit, zone) for hit in cities for zone in elsewhere) else cities or found,
        key=lambda hit: (any(overlaps(hit, zone) for zone in elsewhere), gap(core, hit)),
    )
