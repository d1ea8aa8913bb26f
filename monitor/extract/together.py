"""What a passage tells as a whole, though none of its sentences does alone: "exchange" in the title and captivity in
the text, or prisoners let go and both enemies named."""

from monitor.extract.formulas import formulas
from monitor.extract.mention import Mention, all_states, exchange_words, release_words, states_of
from monitor.extract.ordinals import exchange_ordinals
from monitor.extract.passage import Passage, Sentence, overlaps
from monitor.extract.people import living
from monitor.extract.sides import MEMBERS, are_enemies, owners, sides_of
from monitor.extract.swaps import singles
from monitor.extract.terms import Hit
from monitor.model.fact import Kind

_PEOPLE_REACH = 70
_BESIDE = 14
_GIVEN_REACH = 30
_COUNTED = 24
_LET_GO = ("release.freed", "release.given", "release.received")


def told_together(passage: Passage) -> dict[int, Mention]:
    """The mentions by the index of their sentence."""
    sides = _sides(passage)
    found = {sentence.index: mention for sentence in passage.sentences if (mention := _let_go(sentence, sides))}
    for sentence in passage.sentences:
        words = exchange_words(sentence)
        if swapped := _swapped(sentence, passage):
            found.setdefault(sentence.index, swapped)
        if told := _by_formula(passage, sides, sentence):
            found.setdefault(sentence.index, told)
        if told := _told_by_officials(passage, sides, sentence):
            found.setdefault(sentence.index, told)
        if words and not sentence.has("exchange.elsewhere") and _speaks_of_people(passage, sides, sentence, words[0]):
            found.setdefault(sentence.index, Mention(Kind.EXCHANGE, words[0], (words[0],), 0.5))
    return found


def _sides(passage: Passage) -> frozenset[str]:
    """The sides of conflicts that are named, as captors too."""
    captors = {hit.value for sentence in passage.sentences for hit in owners(sentence)}
    return all_states(passage).union(captors) & MEMBERS


def _speaks_of_people(passage: Passage, sides: frozenset[str], sentence: Sentence, word: Hit) -> bool:
    """Whether those exchanged are people: captivity, prisoners or people who come back, anywhere; or it is a counted
    exchange ("the 52nd exchange")."""
    if passage.has("release.captivity", "exchange.officials"):
        return True
    if any(_held(other) for other in passage.sentences):
        return True
    numbered = [one for one in exchange_ordinals(sentence) if one.number]
    counted = any(0 <= word.start - one.end <= _BESIDE for one in numbered)
    if are_enemies(sides) and any(one.unit == "exchange" and overlaps(one, word) for one in numbered):
        return True
    return bool(sides) and (counted or any(_come_back(other) for other in passage.sentences))


def _swapped(sentence: Sentence, passage: Passage) -> Mention | None:
    """One person for another, between enemies: "Moscow swaps Bout for Griner"."""
    words, states = exchange_words(sentence), all_states(passage)
    freed = sentence.of("release.freed") if sentence.has("release.in_return") else []
    if not (words or freed) or sentence.has("exchange.elsewhere") or not states & MEMBERS:
        return None
    between = sentence.of("counts.between")
    verbs = [
        verb
        for verb in words
        if verb.tag == "exchange.verbs" and any(0 <= hit.start - verb.end <= _SWAPPED for hit in between)
    ]
    here = are_enemies(states_of(sentence))
    if verbs and here:
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0],), 0.5)
    named = (verbs if are_enemies(states) else []) or freed
    if named and len(singles(sentence, [], sides_of(passage.sentences))) > 1:
        return Mention(Kind.EXCHANGE, named[0], (named[0],), 0.5)
    return None


_SWAPPED = 40


def _held(sentence: Sentence) -> bool:
    return any(hit.tag == "people.held" for hit in living(sentence))


def _come_back(sentence: Sentence) -> bool:
    verbs = release_words(sentence)
    return any(sentence.near(verb, hit, _PEOPLE_REACH) for verb in verbs for hit in living(sentence))


def _let_go(sentence: Sentence, sides: frozenset[str]) -> Mention | None:
    """People come out of captivity, whoever they are; or those held are let go, in figures, between enemies."""
    verbs = release_words(sentence)
    if not verbs or sentence.has("exchange.elsewhere", "exchange.appeals"):
        return None
    for place in sentence.of("release.captivity"):
        near = [verb for verb in verbs if sentence.near(place, verb, _PEOPLE_REACH) and not overlaps(place, verb)]
        counted = bool(sentence.numbers)
        if near and (living(sentence) or counted) and (owners(sentence) or are_enemies(sides) or (sides and counted)):
            return Mention(Kind.EXCHANGE, near[0], (near[0], place), 0.55)
    return _between_enemies(sentence, sides) or _two_lots(sentence) or _both_ways(sentence) or _hostages(sentence)


def _between_enemies(sentence: Sentence, sides: frozenset[str]) -> Mention | None:
    if not are_enemies(sides):
        return None
    people = [hit for hit in living(sentence) if hit.tag in ("people.held", "people.troops", "parties.people")]
    here = are_enemies(states_of(sentence))
    if here and (back := _held_come_back(sentence, people)):
        return back
    for verb in sentence.of(*_LET_GO):
        reach = _GIVEN_REACH if verb.tag == "release.given" else _PEOPLE_REACH
        near = [hit for hit in people if sentence.near(verb, hit, reach)]
        if near and (sentence.numbers or (here and near[0].tag != "parties.people")):
            return Mention(Kind.EXCHANGE, verb, (verb, near[0]), 0.5)
    return None


def _held_come_back(sentence: Sentence, people: list[Hit]) -> Mention | None:
    """Prisoners come back, and both enemies are named beside: "the return of prisoners from Azerbaijan"."""
    held = [hit for hit in people if hit.tag == "people.held"]
    for verb in sentence.of("release.back"):
        near = [hit for hit in held if sentence.near(verb, hit, _GIVEN_REACH)]
        if near:
            return Mention(Kind.EXCHANGE, verb, (verb, near[0]), 0.5)
    return None


def _hostages(sentence: Sentence) -> Mention | None:
    """Hostages of an armed group are let go, or are not yet: "Hamas put off the release of hostages"."""
    hostages = sentence.of("people.hostages")
    if "HAMAS" in states_of(sentence):
        for verb in sentence.of(*_LET_GO):
            near = [hit for hit in hostages if sentence.near(verb, hit, _PEOPLE_REACH)]
            if near:
                return Mention(Kind.EXCHANGE, verb, (verb, near[0]), 0.5)
    return None


def _both_ways(sentence: Sentence) -> Mention | None:
    """Some return to one enemy's side, others to the other's: "she returned to Kyiv, they to Moscow"."""
    if sentence.has("negotiation.delegations", "negotiation.talks", "negotiation.sure", "negotiation.round"):
        return None
    names = sentence.of("parties.names")
    there = {hit.value for hit in names if sentence.follows(hit, "receivers", "at")}
    verbs = sentence.of("release.back")
    if verbs and are_enemies(there):
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0],), 0.5)
    return None


def _by_formula(passage: Passage, sides: frozenset[str], sentence: Sentence) -> Mention | None:
    """So many for so many in the title, and people who come back in the text, between enemies."""
    verbs = release_words(sentence)
    if not verbs or sentence.in_title or not are_enemies(sides):
        return None
    if any(one.even for other in passage.sentences if other.in_title for one in formulas(other)):
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0],), 0.5)
    return None


def _told_by_officials(passage: Passage, sides: frozenset[str], sentence: Sentence) -> Mention | None:
    """Those who deal with prisoners tell of people of a belligerent who are home: "back with us, says the
    ombudsman"."""
    if not sides or not passage.has("exchange.officials") or sentence.has("exchange.elsewhere", "exchange.appeals"):
        return None
    named = [hit for hit in living(sentence) if hit.tag != "people.persons"]
    home = sentence.has("release.home", "parties.to", "release.captivity", "people.held")
    staged = any(one.unit in ("group", "stage") for one in exchange_ordinals(sentence))
    for verb in sentence.of("release.back", *(["release.home"] if staged else [])):
        near = [hit for hit in named if sentence.near(verb, hit, _PEOPLE_REACH)]
        if near and (home or sentence.numbers):
            return Mention(Kind.EXCHANGE, verb, (verb, near[0]), 0.5)
    return None


def _two_lots(sentence: Sentence) -> Mention | None:
    """So many hostages are let go, and so many prisoners."""
    held = [hit for hit in living(sentence) if hit.tag == "people.held"]
    lots = [hit for hit in held if any(0 <= hit.start - number.end <= _COUNTED for number in sentence.numbers)]
    verbs = sentence.of("release.freed")
    if verbs and len({sentence.text[hit.start : hit.end] for hit in lots}) > 1:
        return Mention(Kind.EXCHANGE, verbs[0], (verbs[0], lots[0]), 0.5)
    return None
