"""The words for people in a sentence."""

import re

from monitor.extract.passage import Sentence, gap, overlaps
from monitor.extract.terms import Hit

_PEOPLE = ("people.held", "people.troops", "people.persons", "categories", "parties.people")
_NEAR = 34
_COMMA = re.compile(r",(?!\d)")
_TIGHT = 4


def living(sentence: Sentence) -> list[Hit]:
    """The words for people, those left out whose bodies are meant: "bodies of soldiers", "a hostage's remains"."""
    bodies = sentence.of("people.bodies")
    return [hit for hit in sentence.of(*_PEOPLE) if not any(_dead(sentence, hit, body) for body in bodies)]


def _dead(sentence: Sentence, hit: Hit, body: Hit) -> bool:
    if overlaps(hit, body):
        return True
    if gap(hit, body) > _NEAR * sentence.reach or _COMMA.search(sentence.between(hit, body)):
        return False
    if sentence.joined_by(hit, body, "conjunctions"):
        return False
    return hit.start > body.start or gap(hit, body) <= _TIGHT
