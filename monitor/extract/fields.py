"""The fields of a fact, each from the sentences of its event and each with the words that say it."""

from collections.abc import Iterable
from datetime import date, timedelta

from monitor.extract.formulas import formulas
from monitor.extract.groups import Frame, Group
from monitor.extract.passage import Passage, Sentence, overlaps
from monitor.extract.sides import mediators, transit
from monitor.extract.status import Cue, released_in, status_cue
from monitor.extract.tally import many_exchanges
from monitor.model.fact import Agreement, Days, Kind, Ordinal, Said, Status
from monitor.text.dates.mention import RELATIVE

_HISTORIC = timedelta(days=120)
_RECENT = timedelta(days=10)
_AHEAD = frozenset({Status.PLANNED, Status.POSTPONED, Status.CALLED_OFF, Status.DENIED})
_UNDONE = frozenset({Status.POSTPONED, Status.CALLED_OFF, Status.DENIED})
_BEHIND = frozenset({Status.DONE, Status.UNDER_WAY})
_WEEK = timedelta(days=7)
_TOLD = timedelta(days=2)
_SURE_ENOUGH = 0.6
_WHAT = {"people.held": "prisoners", "people.troops": "prisoners", "people.bodies": "bodies"}
_WHAT_CATEGORIES = frozenset({"civilians", "children"})
_BODIES = "bodies"


def days_of(group: Group) -> Said[Days] | None:
    """The day of the event, with the words that name it."""
    for frame in group.frames:
        for day in frame.dates[:1]:
            if day is group.day:
                return Said(Days(day.first, day.last, day.basis), frame.sentence.span(day))
    return None


def told_days(group: Group, status: Said[Status] | None, published: date | None) -> Said[Days] | None:
    """The day on which it is told that it is done, where no other is said: exchanges are announced on their day."""
    if group.kind is Kind.NEGOTIATION or published is None or status is None or status.value is not Status.DONE:
        return None
    for frame in group.frames:
        for day in frame.said:
            if published - _TOLD <= day.first and day.last <= published:
                return Said(Days(day.first, day.last, day.basis), frame.sentence.span(day))
    return None


def settled_days(
    group: Group, dates: Said[Days] | None, status: Said[Status] | None, published: date | None
) -> Said[Days] | None:
    """The day as far as the status allows it: a weekday of what is done lies behind, of what is planned ahead; and
    what is done was not done tomorrow."""
    if dates is None or status is None or published is None:
        return dates
    if group.kind is not Kind.NEGOTIATION and _is_not_its_day(status.value, dates.value, published):
        return None
    if dates.value.basis != RELATIVE:
        return dates
    first, last = dates.value.first, dates.value.last
    frame = next(frame for frame in group.frames if group.day in frame.dates)
    weekday = frame.sentence.names_weekday(group.day) if group.day else False
    ahead = bool(frame.cue and not frame.cue.weak and frame.cue.status is Status.PLANNED)
    if status.value in _BEHIND and first > published:
        return Said(Days(first - _WEEK, last - _WEEK, dates.value.basis), dates.span) if weekday else None
    if weekday and ahead and status.value is Status.PLANNED and last < published:
        return Said(Days(first + _WEEK, last + _WEEK, dates.value.basis), dates.span)
    return None if group.kind is not Kind.NEGOTIATION and status.value in _AHEAD and last < published else dates


def _is_not_its_day(status: Status, days: Days, published: date) -> bool:
    """The day of what did not happen is none; what is still ahead was agreed on a day that is past."""
    return status in _UNDONE or (status is Status.PLANNED and days.basis != RELATIVE and days.last < published)


def status_of(group: Group, passage: Passage, dates: Said[Days] | None, published: date | None) -> Said[Status] | None:
    """The first plain word on how far the event is, else an agreement, else what its day tells."""
    mentioned = [frame for frame in group.frames if frame.mention]
    if group.kind is not Kind.NEGOTIATION:
        past = _historic(mentioned, passage, dates, published)
        if past:
            return past
    cues = [(frame, frame.cue) for frame in mentioned if frame.cue]
    if group.kind is Kind.NEGOTIATION and (refused := _refused(group, cues, passage)):
        return refused
    for frame, cue in sorted(cues, key=lambda pair: (pair[1].weak, _is_guess(*pair))):
        return Said(cue.status, frame.sentence.span(cue.hit))
    if dates and published and dates.value.last != published and not _released(group):
        return Said(Status.DONE if dates.value.last < published else Status.PLANNED, dates.span)
    if group.kind is Kind.NEGOTIATION:
        return _beside_round(group, passage) or _by_number(group)
    about = [frame for frame in mentioned if frame.sentence.has("negotiation.sure")]
    return (_talked_of(about) if about == mentioned else None) or (
        _released(group) or _talked_of(mentioned) or _figures(mentioned)
    )


def _refused(group: Group, cues: list[tuple[Frame, Cue]], passage: Passage) -> Said[Status] | None:
    """What the headline says of the talks that the text only plans: "Talks postponed"."""
    told = {frame.sentence.index for frame in group.frames}
    if any(cue.status not in _AHEAD or cue.status in _UNDONE for _, cue in cues):
        return None
    for sentence in passage.sentences:
        for word in sentence.of("negotiation.talks", "negotiation.meetings", "negotiation.round")[:1]:
            if sentence.in_title and sentence.index not in told and not sentence.has("exchange.nouns", "exchange.sure"):
                cue = status_cue(sentence, word, Kind.NEGOTIATION, [])
                if cue and cue.status in _UNDONE:
                    return Said(cue.status, sentence.span(cue.hit))
    return None


def _by_number(group: Group) -> Said[Status] | None:
    """The next round, of which nothing else is said, is ahead."""
    for frame in group.frames:
        for one in frame.numbered:
            if one.words == "next":
                return Said(Status.PLANNED, frame.sentence.span(one))
    return None


def _beside_round(group: Group, passage: Passage) -> Said[Status] | None:
    """How far the talks are, where the sentence behind or before tells it of "the meeting"."""
    told = {frame.sentence.index for frame in group.frames}
    beside = [one for one in passage.sentences if one.index not in told and {one.index - 1, one.index + 1} & told]
    for sentence in sorted(beside, key=lambda one: -one.index):
        for word in sentence.of("negotiation.meeting", "negotiation.talks")[:1]:
            cue = status_cue(sentence, word, Kind.NEGOTIATION, [])
            if cue and not cue.weak:
                return Said(cue.status, sentence.span(cue.hit))
    return None


def _is_guess(frame: Frame, cue: Cue) -> bool:
    """Whether what is ahead may be something else: "freed prisoners will arrive"."""
    return bool(frame.mention and frame.mention.score < _SURE_ENOUGH and cue.status is Status.PLANNED)


def _released(group: Group) -> Said[Status] | None:
    """People are free in a sentence that only adds to what is told."""
    for frame in group.frames if group.kind is not Kind.NEGOTIATION else ():
        for word in released_in(frame.sentence)[:1]:
            ahead = any(overlaps(word, hit) for hit in frame.sentence.of("status.planned"))
            return Said(Status.PLANNED if ahead else Status.DONE, frame.sentence.span(word))
    return None


def _figures(frames: list[Frame]) -> Said[Status] | None:
    """So many for so many, and no word on how far it is: it is done."""
    for frame in frames:
        for formula in formulas(frame.sentence):
            return Said(Status.DONE, frame.sentence.span(formula))
    return None


def _talked_of(frames: list[Frame]) -> Said[Status] | None:
    """Talks about an exchange are held before it."""
    for frame in frames:
        if frame.mention and frame.sentence.has("negotiation.talks", "negotiation.sure"):
            return Said(Status.PLANNED, frame.sentence.span(frame.mention.core))
    return None


def _historic(
    frames: list[Frame], passage: Passage, dates: Said[Days] | None, published: date | None
) -> Said[Status] | None:
    if dates and published and dates.value.last < published - _HISTORIC:
        return Said(Status.HISTORIC, dates.span)
    if any(frame.cue and not frame.cue.weak and frame.cue.status in _AHEAD for frame in frames):
        return None
    if dates and published and dates.value.last >= published - _RECENT:
        return None
    for sentence in passage.sentences:
        for hit in sentence.of("status.historic"):
            return Said(Status.HISTORIC, sentence.span(hit))
    for frame in frames:
        number = many_exchanges(frame.sentence)
        if number:
            return Said(Status.HISTORIC, frame.sentence.span(number))
    return None


def ordinal_of(group: Group, agreement: Said[Agreement] | None) -> Said[Ordinal] | None:
    """The first number that is said, else "the next"; stages belong to their agreement, or to a numbered exchange."""
    found = [(frame, one) for frame in group.frames for one in frame.numbered]
    if not found:
        return None
    frame, one = min(found, key=lambda pair: (pair[1].number is None, pair[1].words != "next"))
    series = None
    if one.unit in ("stage", "group"):
        exchange = next((other.number for _, other in found if other.unit == "exchange" and other.number), None)
        series = f"exchange:{exchange}" if exchange else _series(agreement)
    return Said(Ordinal(one.number, one.unit, series), frame.sentence.span(one))


def _series(agreement: Said[Agreement] | None) -> str | None:
    if agreement is None:
        return None
    place, day = agreement.value.place, agreement.value.day
    return ":".join(part for part in (place and place.lower(), day and day.isoformat()) if part) or None


def agreement_of(group: Group) -> Said[Agreement] | None:
    """The agreement that the event is carried out under: the first one whose place or day is said."""
    for frame in group.frames:
        for zone in frame.zones:
            if zone.place or zone.day:
                place = zone.place.value if zone.place else None
                return Said(Agreement(place, zone.day.first if zone.day else None), frame.sentence.span(zone))
    return None


def categories_of(group: Group) -> tuple[Said[str], ...]:
    """The kinds of people, each where it is first said; bodies as an addition to people."""
    found: dict[str, Said[str]] = {}
    for frame in group.frames:
        for hit in frame.sentence.of("categories"):
            found.setdefault(hit.value, Said(hit.value, frame.sentence.span(hit)))
        for hit in frame.sentence.of("people.bodies"):
            found.setdefault(_BODIES, Said(_BODIES, frame.sentence.span(hit)))
    return tuple(found.values())


def what_of(group: Group) -> tuple[Said[str], ...]:
    """Who or what is exchanged: prisoners, civilians, children, bodies."""
    found: dict[str, Said[str]] = {}
    for frame in group.frames:
        for tag, name in _WHAT.items():
            for hit in frame.sentence.of(tag):
                found.setdefault(name, Said(name, frame.sentence.span(hit)))
        for hit in frame.sentence.of("categories"):
            if hit.value in _WHAT_CATEGORIES:
                found.setdefault(hit.value, Said(hit.value, frame.sentence.span(hit)))
    return tuple(found.values())


def parties_of(sentences: Iterable[Sentence], named: frozenset[str]) -> tuple[Said[str], ...]:
    """The sides, each where it is first named."""
    found: dict[str, Said[str]] = {}
    for sentence in sentences:
        for hit in sentence.of("parties.names", "parties.people", "parties.to"):
            if hit.value in named:
                found.setdefault(hit.value, Said(hit.value, sentence.span(hit)))
    return tuple(found.values())


def helpers_of(sentences: Iterable[Sentence], sides: frozenset[str]) -> tuple[Said[str], ...]:
    """The mediators, each where it is first named."""
    found: dict[str, Said[str]] = {}
    for sentence in sentences:
        for hit in mediators(sentence, sides):
            found.setdefault(hit.value, Said(hit.value, sentence.span(hit)))
    return tuple(found.values())


def transit_of(group: Group, sides: frozenset[str]) -> tuple[Said[str], ...]:
    """The countries where people are on their way home."""
    found: dict[str, Said[str]] = {}
    for frame in group.frames:
        for hit in transit(frame.sentence, sides):
            found.setdefault(hit.value, Said(hit.value, frame.sentence.span(hit)))
    return tuple(found.values())


def topic_of(group: Group) -> Said[str] | None:
    """What the talks are about, where it is said."""
    for frame in group.frames:
        for hit in frame.sentence.of("topics"):
            return Said(hit.value, frame.sentence.span(hit))
    return None
