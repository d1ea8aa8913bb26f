"""What a text says of agreements: their place and day are not the exchange's."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.extract.passage import Sentence, Stretch
from monitor.extract.terms import Hit
from monitor.text.dates import DateMention

_CHAIN = 34
_AFTER_VERB = 12
_BEFORE_NOUN = 30
_BEFORE_VERB = 4
_SPACE = 2


@dataclass(frozen=True, slots=True)
class Zone:
    """A stretch about an agreement: "agreements reached in Istanbul on 2 June"."""

    start: int
    end: int
    noun: bool
    place: Hit | None
    day: DateMention | None


def agreement_zones(sentence: Sentence) -> list[Zone]:
    """Every agreement of the sentence with what is said along with it."""
    if not sentence.has("agreement.nouns", "agreement.verbs"):
        return []
    links: list[Stretch] = [
        *sentence.of("places", "agreement.verbs", "negotiation.talks", "negotiation.sure"),
        *sentence.of("parties.names"),
        *sentence.dates,
    ]
    zones: list[Zone] = []
    for hit in sentence.of("agreement.nouns"):
        start = _start(sentence, hit)
        zones.append(_zone(sentence, start, _chain(sentence, hit, start, links, _CHAIN), noun=True))
    for hit in sentence.of("agreement.verbs"):
        if not any(zone.start <= hit.start < zone.end for zone in zones):
            told: list[Stretch] = [*sentence.of("places"), *sentence.dates]
            end = _chain(sentence, hit, hit.start, told, _AFTER_VERB)
            zones.append(_zone(sentence, hit.start, end, noun=False))
    return zones


def _start(sentence: Sentence, noun: Hit) -> int:
    """An agreement begins with what is said right before it: Istanbul agreements, the 2 June agreements, reached …;
    where the verb stands behind day and place, with those: "am 2. Juni in Istanbul erzielte Vereinbarungen"."""
    start = _back(sentence, noun.start, noun.start, _SPACE)
    reached = [
        hit.start
        for hit in sentence.of("agreement.verbs")
        if 0 <= noun.start - hit.end <= _BEFORE_NOUN * sentence.reach and "," not in sentence.between(hit, noun)
    ]
    return min(start, _back(sentence, min(reached), noun.start, _BEFORE_VERB)) if reached else start


def _back(sentence: Sentence, start: int, end: int, reach: int) -> int:
    """How far back a day and a place stand right before `start`: one of each, no day where one stands up to `end`."""
    before: list[Stretch] = [*sentence.of("places"), *sentence.dates]
    dated = any(start <= day.start < end for day in sentence.dates)
    placed = False
    for stretch in sorted(before, key=lambda one: -one.start):
        is_place = isinstance(stretch, Hit)
        if not 0 <= start - stretch.end <= reach or (placed if is_place else dated):
            continue
        if any(sign in sentence.text[stretch.end : start] for sign in ",;:()"):
            break
        placed, dated = placed or is_place, dated or not is_place
        start = stretch.start
    return start


def _chain(sentence: Sentence, first: Stretch, start: int, links: Sequence[Stretch], reach: int) -> int:
    """How far the talk of the agreement goes on: from one link to the next, across a comma only to "reached …", and
    never to a second day."""
    verbs = sentence.of("agreement.verbs")
    dated = any(start <= day.start < first.end for day in sentence.dates)
    end = first.end
    for link in sorted(links, key=lambda link: link.start):
        if link.start < end:
            continue
        between = sentence.text[end : link.start]
        if link.start - end > reach * sentence.reach or _interrupted(sentence, end, link.start):
            break
        if any(sign in between for sign in ",;:()") and link not in verbs:
            break
        if isinstance(link, DateMention):
            # "By the Istanbul agreements 24 August …" as Slavic languages have it: the day begins what is done.
            if dated or (start < first.start and end == first.end and not between.strip()):
                break
            dated = True
        end = link.end
    return end


def _interrupted(sentence: Sentence, start: int, end: int) -> bool:
    return any(start <= hit.start < end for hit in sentence.of(*_ANOTHER_MATTER))


_ANOTHER_MATTER = (
    *("exchange.nouns", "exchange.sure", "exchange.verbs"),
    *("people.troops", "people.held", "series.group"),
)
"""What is said of an agreement ends where one of these begins."""


def _zone(sentence: Sentence, start: int, end: int, *, noun: bool) -> Zone:
    places = [hit for hit in sentence.of("places") if start <= hit.start < end]
    days = [day for day in sentence.dates if start <= day.start < end]
    return Zone(start, end, noun, places[0] if places else None, days[0] if days else None)
