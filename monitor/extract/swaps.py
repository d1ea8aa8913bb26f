"""One person for another, or for many: those who count because they are named, or called by a word for one person."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from monitor.extract.passage import Sentence, Stretch, overlaps
from monitor.extract.people import living
from monitor.extract.sides import Sides, party_hits
from monitor.extract.terms import Hit

_EXCHANGE = ("exchange.nouns", "exchange.verbs", "exchange.sure")
_SAYING_NOTHING = frozenset(
    {"negotiation.elsewhere", "exchange.elsewhere", "negotiation.traps", "background", "status.historic", "people.one"}
)
"""A word with a capital letter that stands in another list than these is nobody's name: Bout may be one."""

_BEFORE, _AFTER = 140, 52
_VERB_REACH = 60
_OWN = 30
_TOUCHING = 6
_WORD = re.compile(r"\w{2,}")
_BORDER = re.compile(r"[,;:(](?!\d)|  ")


class Single(NamedTuple):
    """One person, and the side that the words beside him name; None where they name none."""

    start: int
    end: int
    to: str | None


def singles(sentence: Sentence, counted: Sequence[Stretch], sides: Sides) -> list[Single]:
    """Those exchanged as single persons: two, one for the other, or one where a figure in `counted` stands for the
    others."""
    if not sentence.has("counts.between", "release.in_return"):
        return []
    names = _names(sentence)
    for pivot in _pivots(sentence):
        left, right = _before(sentence, pivot), _after(sentence, pivot)
        given, got = _single(sentence, left, names, counted), _single(sentence, right, names, counted)
        if given and got:
            return [_owned(sentence, given, left, sides), _owned(sentence, got, right, sides)]
        lone = given or got
        if lone and any(_within(one, right if given else left) for one in counted):
            return [_owned(sentence, lone, left if given else right, sides)]
    return []


def _pivots(sentence: Sentence) -> Iterator[Hit]:
    """The words for "for" behind an exchange, before somebody who is called "him", or in a title."""
    exchanges, ones = sentence.of(*_EXCHANGE), sentence.of("people.one")
    for word in sentence.of("release.in_return", "counts.between"):
        told = any(
            0 <= word.start - hit.end <= _VERB_REACH * sentence.reach
            and not sentence.joined_by(hit, word, "release.back", "release.home")
            for hit in exchanges
        )
        pronoun = any(sentence.text[word.end : one.start] == " " for one in ones)
        if word.tag == "release.in_return" or told or pronoun or sentence.in_title:
            yield word


def _before(sentence: Sentence, pivot: Hit) -> Hit:
    start = max(0, pivot.start - int(_BEFORE * sentence.reach), sentence.text.rfind(";", 0, pivot.start) + 1)
    return Hit(start, pivot.start, "", "")


def _after(sentence: Sentence, pivot: Hit) -> Hit:
    end = min(len(sentence.text), pivot.end + int(_AFTER * sentence.reach))
    border = _BORDER.search(sentence.text, pivot.end + 1, end)
    return Hit(pivot.end, border.start() if border else end, "", "")


def _within(one: Stretch, stretch: Stretch) -> bool:
    return stretch.start <= one.start and one.end <= stretch.end


def _single(sentence: Sentence, stretch: Hit, names: Sequence[Hit], counted: Sequence[Stretch]) -> Hit | None:
    """The person whom a stretch speaks of, if it speaks of one alone."""
    swaps = sentence.of("exchange.sure")
    ones = [hit for hit in sentence.of("people.one") if _within(hit, stretch) and not _in(hit, swaps)]
    many = [hit for hit in living(sentence) if _within(hit, stretch) and not _in(hit, swaps) and not _in(hit, ones)]
    named = [hit for hit in names if _within(hit, stretch)]
    if many or any(_within(one, stretch) for one in counted) or not (ones or named):
        return None
    return None if _listed(sentence, ones or named) else (ones or named)[0]


def _in(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(overlaps(hit, other) for other in others)


def _listed(sentence: Sentence, persons: Sequence[Hit]) -> bool:
    """Whether two are named in a row: "Kohler and Paris"."""
    joiners = sentence.of("conjunctions")
    return any(
        sentence.text[person.end : word.start] == " "
        and sentence.span(Hit(word.end + 1, word.end + 2, "", "")).text.isupper()
        for person in persons
        for word in joiners
    )


def _names(sentence: Sentence) -> list[Hit]:
    """Names of persons: two words with capital letters in a row, or one beside a word for "for" or for an exchange."""
    known: list[Stretch] = [*sentence.dates]
    known += [hit for tag, hits in sentence.hits.items() if tag not in _SAYING_NOTHING for hit in hits]
    words = [
        Hit(word.start(), word.end(), "", "")
        for word in _WORD.finditer(sentence.text)
        if not any(hit.start < word.end() and word.start() < hit.end for hit in known)
    ]
    capitals = [
        word
        for word in words
        if sentence.span(word).text[:1].isupper() and not sentence.names_time(word) and not _begins(word)
    ]
    found: list[Hit] = []
    for word in capitals:
        if found and sentence.text[found[-1].end : word.start] == " ":
            found[-1] = Hit(found[-1].start, word.end, "", "")
        else:
            found.append(word)
    anchors = sentence.of("counts.between", *_EXCHANGE, "release.freed")
    return [
        name
        for name in found
        if " " in sentence.text[name.start : name.end]
        or any(sentence.near(name, anchor, _TOUCHING) for anchor in anchors)
    ]


def _begins(word: Hit) -> bool:
    """Whether a word has its capital letter for beginning the sentence: "The", "По"."""
    return word.start == 0 and word.end <= _SHORT


_SHORT = 3


def _owned(sentence: Sentence, person: Hit, stretch: Hit, sides: Sides) -> Single:
    """The person with the side whose name stands beside him: "the Belgian aid worker", "an American"."""
    parties = {hit.value for hit in sides.parties}
    beside = [
        hit
        for hit in party_hits(sentence)
        if hit.value in parties and _within(hit, stretch) and sentence.near(hit, person, _OWN)
    ]
    owners = {hit.value for hit in beside}
    return Single(person.start, person.end, owners.pop() if len(owners) == 1 else None)
