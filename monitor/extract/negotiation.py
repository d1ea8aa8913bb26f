"""Where a sentence speaks of a round of talks: a session by name or number, or a meeting with a place or a day."""

from monitor.extract.agreement import Zone
from monitor.extract.mention import Mention, all_states
from monitor.extract.ordinals import Numbered, round_ordinals, rounds_of_exchanges
from monitor.extract.passage import Passage, Sentence, Stretch, overlaps
from monitor.extract.sides import MEMBERS, are_enemies, mediators
from monitor.extract.terms import Hit
from monitor.model.fact import Kind

BARE = 0.69
"""How sure talks are that have neither a round nor a number."""

_ROUND_OF_TALKS = 72
_PLACE_REACH = 46
_KIND_REACH = 26
_MEETING_REACH = 72
_ELSEWHERE_REACH = 60
_AT_THE_TALKS = 6
_TALKS = (
    "negotiation.sure",
    "negotiation.round",
    "negotiation.talks",
    "negotiation.delegations",
    "negotiation.meeting",
    "negotiation.meetings",
)
_STATES = ("parties.names", "parties.people", "places", "negotiation.kinds", "negotiation.delegations", "topics")


def negotiation_mention(sentence: Sentence, passage: Passage, zones: list[Zone]) -> Mention | None:
    """The mention in a sentence, if it has one that is not part of what it says of an agreement."""
    if not sentence.has(*_TALKS):
        return None
    finders = (_by_name, _by_round, _by_talks, _by_meeting)
    agreed = [zone for zone in zones if zone.noun]
    if not passage.has("negotiation.sure", *_STATES):
        return None
    for find in finders:
        mention = find(sentence, passage, agreed)
        if mention and not any(
            sentence.near(mention.core, word, _ELSEWHERE_REACH) for word in sentence.of("negotiation.elsewhere")
        ):
            return mention
    return None


def rounds(sentence: Sentence) -> list[Hit]:
    """The words of the sentence that name a round of talks."""
    exchanges = rounds_of_exchanges(sentence)
    words = _free(sentence, [], "negotiation.round", "negotiation.sure")
    return [hit for hit in words if not any(overlaps(hit, other) for other in exchanges)]


def _free(sentence: Sentence, zones: list[Zone], *tags: str) -> list[Hit]:
    aside: tuple[Stretch, ...] = (*sentence.of("negotiation.traps"), *zones)
    return [hit for hit in sentence.of(*tags) if not any(overlaps(hit, other) for other in aside)]


def _mention(*words: Hit, score: float) -> Mention:
    return Mention(Kind.NEGOTIATION, words[0], words, score)


def _by_name(sentence: Sentence, passage: Passage, zones: list[Zone]) -> Mention | None:
    if not passage.has(*_STATES):
        return None  # a round of prosecutors, of a ministry and a union
    sure = _free(sentence, zones, "negotiation.sure")
    sure = [hit for hit in sure if not any(overlaps(hit, other) for other in rounds_of_exchanges(sentence))]
    return _mention(sure[0], score=0.9) if sure else None


def _by_round(sentence: Sentence, passage: Passage, zones: list[Zone]) -> Mention | None:
    """A round beside talks; or a numbered one, where the passage is about talks."""
    words = [hit for hit in rounds(sentence) if not any(overlaps(hit, zone) for zone in zones)]
    talks = _free(sentence, zones, "negotiation.talks")
    for word in words:
        near = [hit for hit in talks if sentence.near(word, hit, _ROUND_OF_TALKS)]
        if near:
            return _mention(word, near[0], score=0.85)
    told = passage.has("negotiation.talks", "negotiation.delegations", "negotiation.sure")
    states = all_states(passage)
    at_war = are_enemies(states) or (len(states) >= _SEVERAL and passage.has("places"))
    at_war = at_war and not passage.has("negotiation.elsewhere")
    if told and at_war and passage.has("places"):
        words = [*words, *sentence.of("negotiation.meetings")]
    if words and (told or at_war):
        numbered = round_ordinals(sentence, words)
        if not told:
            numbered = [one for one in numbered if any(overlaps(one, rank) for rank in sentence.ordinals)]
        for word in words:
            if any(overlaps(word, one) for one in numbered):
                return _mention(word, score=0.7)
    return None


_SEVERAL = 3


def _by_talks(sentence: Sentence, passage: Passage, zones: list[Zone]) -> Mention | None:
    """Talks of states or for peace, with a place, a host or a day, or with how far they are."""
    kinds = sentence.of("negotiation.kinds", "negotiation.about", "topics")
    hosts = mediators(sentence, frozenset())
    placed = [hit for hit in sentence.of("places") if not any(overlaps(hit, host) for host in hosts)]
    for talks in _free(sentence, zones, "negotiation.talks"):
        teams = sentence.of("negotiation.delegations")
        if any(0 <= talks.start - hit.end <= _AT_THE_TALKS for hit in teams):
            continue
        kind = [hit for hit in kinds if sentence.near(talks, hit, _KIND_REACH)]
        places = [hit for hit in placed if sentence.near(talks, hit, _PLACE_REACH)]
        apart = [hit for hit in places if not _is_side(sentence, hit)]
        hosted = apart and (len(all_states(passage)) > 1 or (all_states(passage) & MEMBERS and _has_course(sentence)))
        if not kind and not hosted and not _between_enemies(sentence, talks):
            continue
        if places or sentence.dates or sentence.has("negotiation.delegations", *_PROGRESS):
            return _mention(talks, *(kind or apart)[:1], score=BARE)
    return None


def _has_course(sentence: Sentence) -> bool:
    """Whether it is told when talks are, or how far they are, and not only that they are hoped for."""
    return bool(sentence.dates) or sentence.has(*_COURSE)


def _between_enemies(sentence: Sentence, talks: Hit) -> bool:
    """Whether enemies are named beside talks that have a course: "Russia-Ukraine talks resumed by video"."""
    near = {name.value for name in sentence.of("parties.names") if sentence.near(name, talks, _PLACE_REACH)}
    return are_enemies(near) and _has_course(sentence)


_COURSE = ("status.done", "status.under_way", "status.postponed", "status.called_off")


_PROGRESS = ("status.done", "status.under_way", "status.postponed", "status.called_off", "status.planned")


def _by_meeting(sentence: Sentence, passage: Passage, zones: list[Zone]) -> Mention | None:
    """Delegations that meet at a place or on a day; a meeting about an exchange or peace that somebody hosts."""
    meetings = _free(sentence, zones, "negotiation.meeting")
    somewhere = bool(sentence.has("places") or sentence.dates)
    between_states = len(all_states(passage)) > 1
    for team in _free(sentence, zones, "negotiation.delegations"):
        near = [hit for hit in meetings if sentence.near(team, hit, _MEETING_REACH)]
        if near and somewhere and between_states:
            return _mention(team, near[0], score=0.65)
    for meeting in meetings:
        near = [hit for hit in sentence.of("negotiation.about") if 0 <= hit.start - meeting.end <= _KIND_REACH]
        returns = any(overlaps(meeting, hit) for hit in sentence.of("release.back", "release.freed"))
        if near and somewhere and between_states and not returns:
            return _mention(meeting, near[0], score=0.6)
    return None


def _is_side(sentence: Sentence, place: Hit) -> bool:
    return any(overlaps(place, hit) and hit.value in ("RU", "UA") for hit in sentence.of("parties.names"))


def first_round(sentence: Sentence, mention: Mention) -> Numbered | None:
    """The ordinal of the round that the sentence speaks of: the one at its core, else the first."""
    numbered = round_ordinals(sentence, rounds(sentence))
    at_core = [one for one in numbered if overlaps(one, mention.core)]
    beside = [one for one in numbered if mention.score != BARE or sentence.same_clause(one, mention.core)]
    return next(iter(at_core or beside), None)
