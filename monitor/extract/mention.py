"""A mention of an event in a sentence, and the words that mentions are found by."""

from dataclasses import dataclass

from monitor.extract.passage import PARTIES, RELEASE, Passage, Sentence, overlaps
from monitor.extract.sides import ORGANISATIONS
from monitor.extract.terms import Hit
from monitor.model.fact import Kind


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that make a sentence speak of an event; `core` is the one that names it."""

    kind: Kind
    core: Hit
    words: tuple[Hit, ...]
    score: float


def exchange_words(sentence: Sentence) -> list[Hit]:
    """Words for an exchange of whatever it is, those left out that are known to mean something else."""
    return untrapped(sentence, "exchange.nouns", "exchange.verbs")


def untrapped(sentence: Sentence, *tags: str) -> list[Hit]:
    traps = sentence.of("exchange.traps")
    return [hit for hit in sentence.of(*tags) if not any(overlaps(hit, trap) for trap in traps)]


def release_words(sentence: Sentence) -> list[Hit]:
    """Words for how people come back, those left out that say "in return"."""
    aside = sentence.of("release.in_return")
    return [word for word in sentence.of(*RELEASE) if not any(overlaps(word, other) for other in aside)]


def states_of(sentence: Sentence) -> set[str]:
    """The sides and countries that a sentence names, organisations left out."""
    return {hit.value for hit in sentence.of(*PARTIES)} - ORGANISATIONS


def all_states(passage: Passage) -> frozenset[str]:
    """The sides and countries that a passage names, organisations left out."""
    return passage.parties - ORGANISATIONS
