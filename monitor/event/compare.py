"""Two claims side by side: what forbids that they tell one event, and what says that they do."""

from collections.abc import Sequence

from monitor.event.member import Member
from monitor.model.event import Tally
from monitor.model.fact import Kind, Qualifier

_TOLERANCE = 0.02
_SMALLEST_TOLERANCE = 2
_ABOUT = 0.15
_NO_END = float("inf")


def veto(one: Member, other: Member) -> str | None:
    """Why the two cannot tell one event; None where nothing forbids it. What is not said forbids nothing."""
    return next((reason for reason, forbids in _VETOES if forbids(one, other)), None)


def _other_parties(one: Member, other: Member) -> bool:
    return bool(one.parties and other.parties) and not (_among(one, other) or _among(other, one))


def _other_venue(one: Member, other: Member) -> bool:
    return one.claim.kind is Kind.NEGOTIATION and _differ(one.claim.place, other.claim.place)


def _other_topic(one: Member, other: Member) -> bool:
    return one.claim.kind is Kind.NEGOTIATION and _differ(one.claim.topic, other.claim.topic)


def _other_ordinal(one: Member, other: Member) -> bool:
    return _numbers(one, other) is False


def _other_day(one: Member, other: Member) -> bool:
    return one.performed and other.performed and not _days_meet(one, other)


def _other_count(one: Member, other: Member) -> bool:
    if one.performed is not other.performed or same_number(one, other):
        return False
    figures = [each.claim.counts if one.performed else _exact(each.claim.counts) for each in (one, other)]
    return counts_conflict(*figures)


def _among(one: Member, other: Member) -> bool:
    """Whether all whom `one` names are named by `other`, or speak in it: Moscow names Kyiv, Kyiv names Moscow."""
    return one.parties <= other.parties | other.hinted


def _exact(counts: Sequence[Tally]) -> tuple[Tally, ...]:
    """Of what is announced: "at least a thousand" is what was agreed on, and forbids no list of 640."""
    return tuple(tally for tally in counts if tally.qualifier is Qualifier.EXACT)


def same_number(one: Member, other: Member) -> bool:
    """Whether both bear the same number in one series: a round of one venue, a stage of one agreement."""
    if not _numbers(one, other):
        return False
    numbering = one.claim.numbering
    if numbering is not None and numbering.unit == "stage":
        return one.agreement is not None and other.agreement is not None and one.agreement == other.agreement
    return True


def same_count(one: Member, other: Member) -> bool:
    """Whether both give the same exact figure for the same people."""
    exact = {(tally.role, tally.number) for tally in one.claim.counts if tally.qualifier is Qualifier.EXACT}
    return any((tally.role, tally.number) in exact for tally in other.claim.counts)


def counts_conflict(one: Sequence[Tally], other: Sequence[Tally]) -> bool:
    """Whether a figure for the same people differs by more than what two sides of one event miscount."""
    sides = {tally.role.partition(":")[0] for tally in one} & {tally.role.partition(":")[0] for tally in other}
    if any(not _meet(_ranges(one, side), _ranges(other, side)) for side in sides):
        return True
    return not sides and (_total_differs(one, other) or _total_differs(other, one))


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _other_agreement(one: Member, other: Member) -> bool:
    if one.agreement is None or other.agreement is None:
        return False
    (place, day), (other_place, other_day) = one.agreement, other.agreement
    return place != other_place or (day is not None and other_day is not None and day != other_day)


def _numbers(one: Member, other: Member) -> bool | None:
    """Whether both are counted in one way and come to the same number; None where they are not."""
    first, second = one.claim.numbering, other.claim.numbering
    if first is None or second is None or (first.unit, first.of) != (second.unit, second.of):
        return None
    if first.number is None or second.number is None:
        return None
    return first.number == second.number


def _days_meet(one: Member, other: Member) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return True
    return one.first <= other.last and other.first <= one.last


_Range = tuple[float, float]


def _ranges(tallies: Sequence[Tally], role: str) -> list[_Range]:
    """What the figure for a side may be: as it is given, and with the parts that are told besides."""
    plain = [tally for tally in tallies if tally.role == role]
    parts = [tally for tally in tallies if tally.role.partition(":")[0] == role and tally not in plain]
    sums = [(tally.number, tally.qualifier) for tally in plain]
    if parts:
        whole = sum(tally.number for tally in (*plain, *parts))
        sums.append((whole, Qualifier.AT_LEAST if not plain else Qualifier.EXACT))
    return [_range(number, qualifier) for number, qualifier in sums]


def _range(number: int, qualifier: Qualifier) -> _Range:
    slack = max(_SMALLEST_TOLERANCE, number * _TOLERANCE)
    if qualifier is Qualifier.AT_LEAST:
        return number - slack, _NO_END
    if qualifier is Qualifier.UP_TO:
        return 0, number + slack
    if qualifier is Qualifier.ABOUT:
        return number * (1 - _ABOUT), number * (1 + _ABOUT)
    return number - slack / 2, number + slack / 2


def _meet(some: Sequence[_Range], others: Sequence[_Range]) -> bool:
    return any(low <= other_high and other_low <= high for low, high in some for other_low, other_high in others)


def _total_differs(one: Sequence[Tally], other: Sequence[Tally]) -> bool:
    """Whether `one` has a figure for both sides that the figures of `other` cannot come to."""
    totals = [tally for tally in one if tally.role == "total"]
    sides = [tally for tally in other if ":" not in tally.role and tally.role != "total"]
    if not totals or not sides or any(tally.role == "total" for tally in other):
        return False
    sums = {sum(tally.number for tally in sides), *(tally.number for tally in sides)}
    sums |= {2 * tally.number for tally in sides}
    return not _meet(
        [_range(tally.number, tally.qualifier) for tally in totals], [_range(n, Qualifier.EXACT) for n in sums]
    )


_VETOES = (
    ("other_parties", _other_parties),
    ("other_venue", _other_venue),
    ("other_topic", _other_topic),
    ("other_agreement", _other_agreement),
    ("other_ordinal", _other_ordinal),
    ("other_day", _other_day),
    ("other_count", _other_count),
)
