"""Where a sentence says that people (or bodies) are exchanged, or come back from the other side."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from monitor.extract.agreement import agreement_zones
from monitor.extract.mention import Mention, all_states, exchange_words, release_words, states_of, untrapped
from monitor.extract.ordinals import exchange_ordinals
from monitor.extract.passage import RELEASE, Passage, Sentence, Stretch, gap
from monitor.extract.people import living
from monitor.extract.sides import MEMBERS, ORGANISATIONS, are_enemies, party_hits
from monitor.extract.terms import Hit
from monitor.extract.together import told_together
from monitor.model.fact import Kind

_PEOPLE_REACH = 60
_TROOPS_REACH = 48
_BODIES_REACH = 48
_RELEASE_REACH = 90
_HELD = ("people.held",)


def exchange_mentions(passage: Passage) -> dict[int, Mention]:
    """The mentions by the index of their sentence. Where one sentence proves an exchange, a bare "exchange" in another
    goes on about it."""
    found = {
        sentence.index: mention for sentence in passage.sentences if (mention := _proven(sentence, passage)) is not None
    }
    found |= _in_return(passage, found)
    found = found or _side_by_side(passage) or _by_agreement(passage) or told_together(passage)
    if any(mention.kind is Kind.EXCHANGE for mention in found.values()):
        for sentence in passage.sentences:
            words = exchange_words(sentence)
            if words and sentence.index not in found:
                found[sentence.index] = Mention(Kind.EXCHANGE, words[0], tuple(words[:1]), 0.6)
            elif sentence.index not in found and _moves(sentence) and _staged(sentence):
                found[sentence.index] = _release_of(sentence)
    return found


def _in_return(passage: Passage, proven: Mapping[int, Mention]) -> dict[int, Mention]:
    """People go one way, and "in return" others go the other way: each sentence tells a half of one exchange."""
    found: dict[int, Mention] = {}
    for first, second in pairwise(passage.sentences):
        if not second.has("release.in_return") or not _moves(first) or not _moves(second):
            continue
        if len(all_states(passage)) > 1:
            found |= {one.index: _release_of(one) for one in (first, second) if one.index not in proven}
    return found


def _by_agreement(passage: Passage) -> dict[int, Mention]:
    """A numbered group or stage of an army's men who come back under an agreement that is named with its place."""
    return {
        sentence.index: _release_of(sentence)
        for sentence in passage.sentences
        if _moves(sentence)
        and _staged(sentence)
        and all_states(passage) & MEMBERS
        and (
            passage.has("release.captivity")
            or any(zone.noun and (zone.place or zone.day) for zone in agreement_zones(sentence))
        )
    }


def _release_of(sentence: Sentence) -> Mention:
    word = (release_words(sentence) or sentence.of(*RELEASE))[0]
    return Mention(Kind.EXCHANGE, word, (word,), 0.6)


def _staged(sentence: Sentence) -> bool:
    """Whether a numbered stage or group is what moves, and not only told along with it."""
    verb = sentence.of(*RELEASE)[0]
    return any(
        one.unit in ("stage", "group") and (sentence.same_clause(one, verb) or _opens(sentence, one, verb))
        for one in exchange_ordinals(sentence)
    )


def _opens(sentence: Sentence, stage: Stretch, verb: Stretch) -> bool:
    """Whether a colon leads from the stage to what moves: "the first stage took place: servicemen returned"."""
    return stage.end <= verb.start and ":" in sentence.text[stage.end : verb.start]


def _side_by_side(passage: Passage) -> dict[int, Mention]:
    """An exchange word in one sentence and people who come back in the next, or people who go both ways."""
    found: dict[int, Mention] = {}
    moved = [sentence for sentence in passage.sentences if _moves(sentence)]
    for sentence in moved:
        for other in passage.sentences:
            words = exchange_words(other)
            if words and abs(other.index - sentence.index) <= 1 and all_states(passage):
                found[other.index] = Mention(Kind.EXCHANGE, words[0], tuple(words[:1]), 0.6)
    given = [sentence for sentence in moved if sentence.has("release.given")]
    taken = [sentence for sentence in moved if sentence.has("release.back", "release.received", "release.freed")]
    if (
        given
        and taken
        and (len(all_states(passage)) > 1 or (all_states(passage) & MEMBERS and given[0].has("counts.same")))
        and (given != taken or any(one.has("counts.same") for one in given))
    ):
        for sentence in (*given, *taken):
            found.setdefault(sentence.index, _release_of(sentence))
    return found


def _moves(sentence: Sentence) -> bool:
    """Whether people of an army, or prisoners, come back or are handed over."""
    people = any(hit.tag in ("people.troops", "people.held") for hit in living(sentence))
    counted = people or sentence.has("counts.same")
    return counted and sentence.has(*RELEASE) and not sentence.has("exchange.elsewhere")


def _proven(sentence: Sentence, passage: Passage) -> Mention | None:
    if not sentence.has("exchange.sure", "exchange.nouns", "exchange.verbs", "people.held", "parties.people", *RELEASE):
        return None
    sure = untrapped(sentence, "exchange.sure")
    if sure:
        return Mention(Kind.EXCHANGE, sure[0], tuple(sure[:1]), 0.9)
    people = living(sentence)
    words = exchange_words(sentence)
    for word in words:
        mention = _exchanged(sentence, passage, word, people)
        if mention:
            return mention
    return _traded(sentence, people) or _released(sentence, people) or _mutual(sentence, passage, people)


def _exchanged(sentence: Sentence, passage: Passage, word: Hit, people: Sequence[Hit]) -> Mention | None:
    """An exchange word with those exchanged beside it, or with a formula, or with people of two sides."""
    held = [hit for hit in people if hit.tag in _HELD and sentence.near(word, hit, _PEOPLE_REACH)]
    troops = [hit for hit in people if hit.tag == "people.troops" and sentence.near(word, hit, _TROOPS_REACH)]
    bodies = [hit for hit in sentence.of("people.bodies") if sentence.near(word, hit, _BODIES_REACH)]
    if bodies and not held and (not troops or _distance(word, bodies) <= _distance(word, troops)):
        return Mention(Kind.BODIES, word, (word, bodies[0]), 0.8)
    states = all_states(passage)
    if held or (troops and states and not sentence.has("exchange.elsewhere")):
        return Mention(Kind.EXCHANGE, word, (word, (held or troops)[0]), 0.85 if held else 0.75)
    if any(sentence.near(word, hit, _PEOPLE_REACH) for hit in _formula_words(sentence)):
        return Mention(Kind.EXCHANGE, word, (word,), 0.75)
    staged = any(
        one.unit in ("stage", "group") and 0 <= word.start - one.end <= _STAGE_REACH
        for one in exchange_ordinals(sentence)
    )
    if staged and len(states) > 1:
        return Mention(Kind.EXCHANGE, word, (word,), 0.65)
    back = sentence.of(*RELEASE, "release.captivity")
    traded = word.tag == "exchange.verbs" and len(states_of(sentence)) > 1 and bool(back)
    kinds = [hit for hit in people if sentence.near(word, hit, _PEOPLE_REACH * (2 if traded else 1))]
    between = word.tag == "exchange.verbs" and len(states_of(sentence)) > 1
    if kinds and (back or between or _counted_out(sentence, passage, word)):
        return Mention(Kind.EXCHANGE, word, (word, kinds[0]), 0.65)
    return None


def _counted_out(sentence: Sentence, passage: Passage, word: Hit) -> bool:
    """Whether so many on each side are exchanged between states, or so many were exchanged with somebody's help."""
    if not sentence.numbers or sentence.has("exchange.elsewhere"):
        return False
    states = all_states(passage)
    helped = word.tag == "exchange.verbs" and bool(states) and passage.has("mediation")
    return helped or (sentence.has("counts.per_side") and len(states) > 1)


_STAGE_REACH = 14


def _formula_words(sentence: Sentence) -> list[Hit]:
    """Two like figures with "for" between them."""
    return [
        Hit(first.start, second.end, "counts.formula", "")
        for first, second in pairwise(sentence.numbers)
        if first.value == second.value > 1
        and any(first.end <= hit.start and hit.end <= second.start for hit in sentence.of("counts.between"))
        and second.start - first.end <= _FORMULA_WIDTH
    ]


_FORMULA_WIDTH = 12


def _traded(sentence: Sentence, people: Sequence[Hit]) -> Mention | None:
    """So many of these for so many of those: three hostages for 183 prisoners."""
    counted = [hit for hit in people if hit.tag in ("people.held", "parties.people")]
    for word in sentence.of("counts.between"):
        given = [hit for hit in counted if 0 <= word.start - hit.end <= _TRADED_REACH * sentence.reach]
        got = [number for number in sentence.numbers if 0 <= number.start - word.end <= 1]
        taken = [hit for hit in counted if got and 0 <= hit.start - got[0].end <= _TRADED_REACH * sentence.reach]
        if given and taken and any(number.end <= given[-1].start for number in sentence.numbers):
            return Mention(Kind.EXCHANGE, given[-1], (given[-1], taken[0]), 0.7)
    return None


_TRADED_REACH = 30


def _released(sentence: Sentence, people: Sequence[Hit]) -> Mention | None:
    """People come back from captivity, or from the territory that the other side holds."""
    if sentence.has("exchange.elsewhere"):
        return None
    verbs = sentence.of(*RELEASE)
    bodies = sentence.of("people.bodies")
    named = [hit for hit in people if hit.tag in ("people.troops", "people.held") or hit.tag == "categories"]
    captivity = sentence.of("release.captivity")
    if verbs and bodies and not named and states_of(sentence):
        return Mention(Kind.BODIES, verbs[0], (verbs[0], bodies[0]), 0.7)
    home = sentence.of("release.home", "parties.to")
    owned = [hit for hit in named if hit.tag == "people.held" and _of_a_belligerent(sentence, hit)]
    if home and owned and sentence.has("release.back"):
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0], owned[0]), 0.6)
    for place in captivity:
        near = [verb for verb in verbs if sentence.near(place, verb, _RELEASE_REACH)]
        nationals = [hit for hit in people if hit.tag == "parties.people"]
        persons = people if len(states_of(sentence)) > 1 else ()
        if near and (named or nationals or persons):
            return Mention(Kind.EXCHANGE, near[0], (near[0], place), 0.75)
    return None


def _of_a_belligerent(sentence: Sentence, held: Hit) -> bool:
    """Whether a side's name stands beside those held: "Ukrainian prisoners of war"."""
    return any(gap(name, held) <= 1 for name in party_hits(sentence) if name.value in MEMBERS)


_COUNTED = 3


def _mutual(sentence: Sentence, passage: Passage, people: Sequence[Hit]) -> Mention | None:
    """Both sides let people go: "in return", or two sides that each free those they hold."""
    verbs = sentence.of(*RELEASE)
    held = [hit for hit in people if hit.tag in ("people.held", "people.troops", "categories", "parties.people")]
    freed = sentence.of("release.freed")
    if freed and sentence.numbers and sentence.has("counts.per_side") and are_enemies(states_of(sentence)):
        return Mention(Kind.EXCHANGE, freed[0], (freed[0],), 0.6)
    if sentence.has("release.in_return") and sentence.numbers and are_enemies(states_of(sentence)):
        held = held or [
            hit
            for hit in people
            if hit.tag == "people.persons"
            and any(0 <= hit.start - number.end <= _COUNTED and number.value > 1 for number in sentence.numbers)
            and not sentence.has("status.groundwork", "release.traps")
        ]
    if not verbs or not held or sentence.has("exchange.elsewhere") or len(all_states(passage)) <= 1:
        return None
    to_the_other_side = sentence.has("parties.to") and sentence.has("release.given") and sentence.has("people.held")
    if sentence.has("release.in_return") or to_the_other_side:
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0], held[0]), 0.65)
    each = sentence.has("counts.per_side") and sentence.numbers and sentence.has("people.held", "people.troops")
    if are_enemies(_givers(sentence)) or (each and are_enemies(states_of(sentence))):
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0], held[0]), 0.6)
    givers = {giver for other in passage.sentences if _lets_go(other) for giver in _givers(other)[:1]}
    if len(givers) > 1 and _lets_go(sentence):
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0], held[0]), 0.55)
    return None


def _givers(sentence: Sentence) -> list[str]:
    """Who lets people go: for each verb the first name since the one before it; for the first verb, else any name."""
    names = [name for name in sentence.of("parties.names") if name.value not in ORGANISATIONS]
    found: list[str] = []
    done = 0
    for verb in sentence.of("release.freed", "release.given"):
        before = [name.value for name in names if done <= name.start and name.end <= verb.start]
        found += before[-1:] if done else (before or [name.value for name in names])[:1]
        done = verb.end
    return found


def _lets_go(sentence: Sentence) -> bool:
    return (
        sentence.has("release.freed", "release.given")
        and sentence.has("people.held")
        and not (sentence.has("exchange.elsewhere"))
    )


def _distance(one: Hit, others: Iterable[Hit]) -> int:
    return min(gap(one, other) for other in others)
