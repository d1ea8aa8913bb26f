"""Which sentences tell of one event: each is read by itself, then sentences are put together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.extract.agreement import Zone, agreement_zones
from monitor.extract.exchange import exchange_mentions
from monitor.extract.formulas import formulas
from monitor.extract.mention import Mention
from monitor.extract.negotiation import BARE, first_round, negotiation_mention
from monitor.extract.ordinals import Numbered, exchange_ordinals
from monitor.extract.passage import RELEASE, Passage, Sentence, Stretch, gap, overlaps
from monitor.extract.people import living
from monitor.extract.status import Cue, released_in, status_cue
from monitor.model.fact import Kind, Status
from monitor.text.dates import DateMention
from monitor.text.dates.mention import RELATIVE

_LONGEST = timedelta(days=10)
_LONGEST_EXCHANGE = timedelta(days=4)
_SUPPORT_DISTANCE = 2
_LEAD_IN = (*RELEASE, "mediation", "series.mediation", "counts.per_side")
_SUPPORT = (
    *RELEASE,
    *("release.in_return", "categories"),
    *(
        "series.mediation",
        "counts.same",
        "counts.undisclosed",
        "counts.per_side",
        "mediation",
        "transit",
        "people.bodies",
        "agreement.nouns",
    ),
)


@dataclass(frozen=True)
class Frame:
    """What one sentence says of one event. Without a mention it only adds to what others say."""

    sentence: Sentence
    zones: list[Zone]
    mention: Mention | None = None
    numbered: tuple[Numbered, ...] = ()
    dates: tuple[DateMention, ...] = ()
    said: tuple[DateMention, ...] = ()
    cue: Cue | None = None
    recalled: bool = False

    @property
    def core(self) -> Stretch:
        return self.mention.core if self.mention else Numbered(0, len(self.sentence.text), None, "", "")


@dataclass
class Group:
    """The frames of one event, in the order of the text."""

    kind: Kind
    frames: list[Frame] = field(default_factory=list)

    @property
    def numbered(self) -> Numbered | None:
        return next((one for frame in self.frames for one in frame.numbered[:1]), None)

    @property
    def day(self) -> DateMention | None:
        """The day of the event; of a range and a day in it, the day. What only adds tells it where no mention does."""
        days = [frame.dates[0] for frame in self.frames if frame.dates and frame.mention]
        if all(_vagueness(day)[0] for day in days):
            days += [frame.dates[0] for frame in self.frames if frame.dates and not frame.mention]
        return min(days, key=_vagueness, default=None)

    @property
    def recalled(self) -> bool:
        return all(frame.recalled for frame in self.frames if frame.mention)


def _vagueness(day: DateMention) -> tuple[bool, timedelta]:
    """A weekend or a week says less than days that are named; a range says less than a day."""
    length = day.last - day.first
    return day.basis == RELATIVE and bool(length), length


def groups_of(passage: Passage) -> list[Group]:
    """Every event of the passage, in reading order."""
    zones = {sentence.index: agreement_zones(sentence) for sentence in passage.sentences}
    talks = {
        sentence.index: mention
        for sentence in passage.sentences
        if (mention := negotiation_mention(sentence, passage, zones[sentence.index]))
    }
    exchanges = exchange_mentions(passage)
    if any(one.kind is Kind.EXCHANGE for one in exchanges.values()) and all(
        one.score == BARE for one in talks.values()
    ):
        done = any(_is_over(passage.sentences[index]) for index in exchanges)
        talks = {index: one for index, one in talks.items() if not _led_to(passage.sentences[index], one, done=done)}
    swaps: list[Group] = []
    before: list[Frame] = []
    rounds: list[Group] = []
    kind = Kind.EXCHANGE if any(one.kind is Kind.EXCHANGE for one in exchanges.values()) else Kind.BODIES
    for sentence in passage.sentences:
        index = sentence.index
        if index in talks:
            _join(rounds, _round_frame(sentence, zones[index], talks[index], exchanges.get(index)), Kind.NEGOTIATION)
        if index in exchanges:
            _join(swaps, _exchange_frame(sentence, zones[index], exchanges[index], talks.get(index)), kind)
        elif not swaps and index not in talks and _leads_in(sentence):
            before.append(_support_frame(sentence, zones[index]))
        elif swaps and (index not in talks or _counts_people(sentence)) and _supports(sentence, swaps[-1]):
            swaps[-1].frames.append(_support_frame(sentence, zones[index]))
    if swaps:
        swaps[0].frames += [
            one for one in before if swaps[0].frames[0].sentence.index - one.sentence.index <= _SUPPORT_DISTANCE
        ]
    return swaps + rounds


def _led_to(sentence: Sentence, talks: Mention, *, done: bool) -> bool:
    """Whether bare talks are but what an exchange came from: "agreed at talks in Abu Dhabi", "after talks"."""
    progress = sentence.of("status.done", "status.under_way", "status.postponed", "status.called_off")
    swaps = sentence.of("exchange.sure", "exchange.verbs")
    own = [word for word in progress if not any(overlaps(word, swap) for swap in swaps)]
    if any(-_TIGHT <= word.start - talks.core.end <= _PROGRESS_REACH * sentence.reach for word in own):
        return False
    if sentence.has("negotiation.delegations", "negotiation.meeting", "negotiation.round", "negotiation.kinds"):
        return False
    return done or not sentence.has("status.agreed", "agreement.nouns", "agreement.verbs")


_TIGHT, _PROGRESS_REACH = 30, 60


def _is_over(sentence: Sentence) -> bool:
    """Whether an exchange is told of as done, and not as agreed or ahead."""
    over = bool(released_in(sentence)) or sentence.has("status.done")
    return over and not sentence.has("status.planned", "status.agreed")


def _counts_people(sentence: Sentence) -> bool:
    """Whether it tells how many came back, whatever else it tells."""
    return bool(sentence.numbers) and sentence.has(*RELEASE) and bool(living(sentence))


def _exchange_frame(sentence: Sentence, zones: list[Zone], mention: Mention, talks: Mention | None) -> Frame:
    aside: list[Stretch] = [zone for zone in zones if zone.noun]
    numbered = tuple(one for one in exchange_ordinals(sentence) if not any(overlaps(one, zone) for zone in aside))
    cue = None
    if talks is None or not overlaps(mention.core, talks.core):  # how far talks about prisoners are tells of the talks
        cue = status_cue(sentence, mention.core, mention.kind, aside, talks.core if talks else None)
    dates = _dates(sentence, mention, zones, talks)
    said = tuple(day for day in sentence.dates if _said_then(sentence, day, mention))
    return Frame(sentence, zones, mention, numbered, dates, said, cue, _recalled(sentence, mention.core))


def _support_frame(sentence: Sentence, zones: list[Zone]) -> Frame:
    units = ("mediation", "attempt", "stage", "group") if _tells_of_people(sentence) else ("mediation", "attempt")
    numbered = tuple(one for one in exchange_ordinals(sentence) if one.unit in units)
    dates: tuple[DateMention, ...] = ()
    for verb in (sentence.of(*RELEASE) or sentence.of("status.planned", "status.done"))[:1]:
        dates = _dates(sentence, Mention(Kind.EXCHANGE, verb, (verb,), 0.0), zones, None)
    said = tuple(day for day in sentence.dates if sentence.has("saying") and not dates)
    return Frame(sentence, zones, numbered=numbered, dates=dates, said=said)


def _tells_of_people(sentence: Sentence) -> bool:
    """Whether it tells of the event's people: "fifth batch: three hostages for 183 prisoners", "handed over seven
    hostages, the first group to be freed"."""
    people, moved = sentence.has("people.held", "people.troops"), sentence.has(*RELEASE)
    return (people and moved) or (sentence.in_title and (people or moved))


def _round_frame(sentence: Sentence, zones: list[Zone], mention: Mention, exchange: Mention | None) -> Frame:
    aside: list[Stretch] = [zone for zone in zones if zone.noun]
    numbered = first_round(sentence, mention)
    cue = status_cue(sentence, mention.core, Kind.NEGOTIATION, aside, exchange.core if exchange else None)
    dates = _dates(sentence, mention, [zone for zone in zones if zone.noun], exchange)
    ordinals = (numbered,) if numbered else ()
    return Frame(sentence, zones, mention, ordinals, dates, cue=cue, recalled=_recalled(sentence, mention.core))


def _dates(
    sentence: Sentence, mention: Mention, zones: Sequence[Zone], other: Mention | None
) -> tuple[DateMention, ...]:
    """The days of the event, the nearest first: not the agreement's, not those of what else the sentence tells."""
    if any(-1 <= mention.core.start - hit.end <= _NEGATED for hit in sentence.of("status.negations")):
        return ()
    days = [
        day
        for day in sentence.dates
        if day.last - day.first <= (_LONGEST if mention.kind is Kind.NEGOTIATION else _LONGEST_EXCHANGE)
        and not any(overlaps(day, zone) for zone in zones)
        and (other is None or gap(day, mention.core) <= gap(day, other.core))
        and not _said_then(sentence, day, mention)
    ]
    core = mention.core
    return tuple(sorted(days, key=lambda day: (not sentence.same_clause(day, core), gap(day, core), day.start)))


_NEGATED = 16


def _said_then(sentence: Sentence, day: Stretch, mention: Mention) -> bool:
    """Whether it is the day of a statement: "said on Friday"."""
    words = [
        hit
        for hit in sentence.of("saying")
        if gap(hit, day) <= _SAID_REACH * sentence.reach
        and (hit.start > day.start or not _begins_anew(sentence, hit, day))
    ]
    events: list[Stretch] = [mention.core, *sentence.of("status.done", "status.planned", "status.under_way")]
    return any(all(gap(word, day) < gap(event, day) for event in events) for word in words)


def _begins_anew(sentence: Sentence, said: Stretch, day: Stretch) -> bool:
    """Whether what is said begins between the two: "said that on 10 June …"."""
    return "," in sentence.between(said, day) or sentence.joined_by(said, day, "complementisers")


_SAID_REACH = 14


def _recalled(sentence: Sentence, core: Stretch | None = None) -> bool:
    """Whether the sentence begins by looking back, or its event is "the previous one"."""
    return any(
        hit.start <= _LEAD * sentence.reach or (core is not None and gap(hit, core) <= _ATTRIBUTE * sentence.reach)
        for hit in sentence.of("background")
    )


_LEAD = 24
_ATTRIBUTE = 12


def _leads_in(sentence: Sentence) -> bool:
    each = sentence.has("counts.per_side") and bool(living(sentence))
    counted = sentence.in_title and (each or sentence.has("people.held")) and bool(sentence.numbers)
    return (counted or sentence.has(*_LEAD_IN) or bool(formulas(sentence))) and not _recalled(sentence)


def _supports(sentence: Sentence, group: Group) -> bool:
    last = group.frames[-1].sentence.index
    supports = sentence.has(*_SUPPORT) or bool(formulas(sentence))
    if sentence.index - last > _SUPPORT_DISTANCE or _recalled(sentence):
        return False
    return supports or (sentence.index - last == 1 and _tells_when(sentence))


def _tells_when(sentence: Sentence) -> bool:
    """Whether it goes on with little more than a day: "It will take place on 19 March"."""
    cues = sentence.of("status.planned", "status.done", "status.postponed")
    return (
        bool(sentence.dates)
        and any(cue.start <= _PRONOUN * sentence.reach for cue in cues)
        and not sentence.has("negotiation.talks", "negotiation.sure", "negotiation.meeting", "negotiation.round")
    )


_PRONOUN = 12


def _join(groups: list[Group], frame: Frame, kind: Kind) -> None:
    for group in reversed(groups):
        if _same_event(group, frame):
            group.frames.append(frame)
            return
    groups.append(Group(kind, [frame]))


def _same_event(group: Group, frame: Frame) -> bool:
    """Whether nothing tells the frame's event from the group's: ordinal, day, or a look back."""
    mine, theirs = (frame.numbered or (None,))[0], group.numbered
    if mine and theirs and _is_next_one(group, frame):
        return True
    if mine and theirs and (mine.number, mine.unit) != (theirs.number, theirs.unit):
        return _compatible(mine, theirs)
    same_ordinal = bool(mine and theirs and mine.number is not None)
    if frame.recalled != group.recalled and not same_ordinal:
        return False
    if not frame.dates or group.day is None or same_ordinal:
        return True
    return frame.dates[0].first <= group.day.last and group.day.first <= frame.dates[0].last


def _is_next_one(group: Group, frame: Frame) -> bool:
    """Whether "the next round" of one sentence has a number in another: both are still ahead."""
    told = [*group.frames, frame]
    ahead = all(one.cue is not None and one.cue.status in _AHEAD for one in told if one.mention)
    numbers = {one.number for other in told for one in other.numbered[:1]}
    return group.kind is Kind.NEGOTIATION and ahead and None in numbers and len(numbers) <= _NEXT_AND_NUMBER


_AHEAD = frozenset({Status.PLANNED, Status.PROPOSED, Status.POSTPONED})
_NEXT_AND_NUMBER = 2


def _compatible(mine: Numbered, theirs: Numbered) -> bool:
    """Another exchange may be the fifth, and the second stage of it; the next round is not the second one. The second
    stage of the exchange is the second exchange in other words."""
    if mine.unit != theirs.unit:
        return mine.number is None or theirs.number is None or mine.number == theirs.number
    return "another" in (mine.words, theirs.words) and mine.unit != "round"
