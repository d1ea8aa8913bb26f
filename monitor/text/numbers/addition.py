"""How the words of one number add up: сто пятьдесят семь, two hundred thousand, quatre-vingt-dix, ألف ومئتان."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Role(Enum):
    """What a number word does to the words before it."""

    VALUE = "value"  # is added: five, двести
    SCALE = "scale"  # multiplies what stands before it, or stands for itself: тысяча
    COUNTED = "counted"  # multiplies, and is no number without a multiplier: тысяч, thousand
    JOINER = "joiner"  # stands between two parts: and
    ARTICLE = "article"  # one, but only before a scale: a hundred


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a number. An ordinal part makes the number an ordinal."""

    role: Role
    value: int = 0
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between languages. `units_first`: seven-and-fifty. `vigesimal`: four-twenty-ten.
    `myriad`: a bigger scale multiplies all that stands before it."""

    units_first: bool = False
    vigesimal: bool = False
    myriad: bool = False


class Sum(NamedTuple):
    """A number as far as it is read: whole thousands and above in `total`, the part below them in `group`.

    `pending` is a joiner or an article that still wants something behind it.
    """

    total: int = 0
    group: int = 0
    last_scale: int = 0
    started: bool = False
    ordinal: bool = False
    pending: Role | None = None

    @property
    def value(self) -> int:
        return self.total + self.group

    @property
    def complete(self) -> bool:
        return self.started and self.pending is None


Amounts = tuple[int, int, int]
"""A sum's total, group and last scale."""

FOUR, TEN, TWENTY, HUNDRED, THOUSAND = 4, 10, 20, 100, 1000

LARGEST = 10**12
"""Greater numbers count nobody."""


def with_step(number: Sum, step: Step, style: Style) -> Sum | None:
    """The number with one more part, or None if the part does not belong to it."""
    if number.ordinal and not step.ordinal:
        return None
    if step.role is Role.JOINER:
        joins = number.complete
        return Sum(number.total, number.group, number.last_scale, started=True, pending=Role.JOINER) if joins else None
    if step.role is Role.ARTICLE:
        return None if number.started else Sum(group=1, started=True, pending=Role.ARTICLE)
    amounts = _with_value(number, step.value, style) if step.role is Role.VALUE else _scaled(number, step, style)
    if amounts is None or amounts[0] + amounts[1] > LARGEST:
        return None
    return Sum(*amounts, started=True, ordinal=step.ordinal)


def _with_value(number: Sum, value: int, style: Style) -> Amounts | None:
    if number.pending is Role.ARTICLE or (value == 0 and number.started):
        return None
    total, group, last_scale = number.total, number.group, number.last_scale
    rest = group % HUNDRED
    if group == 0:
        return (total, value, last_scale) if not last_scale or value < last_scale else None
    if style.vigesimal and value == TWENTY and rest == FOUR and not number.pending:
        return total, group - rest + rest * TWENTY, last_scale
    return (total, group + value, last_scale) if value < HUNDRED and _fits(rest, value, number, style) else None


def _fits(rest: int, value: int, number: Sum, style: Style) -> bool:
    """Whether a value below a hundred may follow what stands there below a hundred."""
    after_tens = value < TEN and rest >= (TEN if style.myriad else TWENTY) and rest % TEN == 0
    units_first = style.units_first and number.pending is Role.JOINER and rest < TEN and value >= TWENTY
    vigesimal = style.vigesimal and TEN <= value < TWENTY and rest in {60, 80}
    return rest == 0 or after_tens or units_first or vigesimal


def _scaled(number: Sum, step: Step, style: Style) -> Amounts | None:
    scale, (total, group, last_scale, started, _, _) = step.value, number
    if not started and step.role is Role.COUNTED:
        return None
    if scale < THOUSAND:
        low = group % (scale if style.myriad else THOUSAND)
        fits = low < scale and (low or not group)
        return (total, group - low + max(low, 1) * scale, last_scale) if fits else None
    if last_scale and scale >= last_scale:
        return (number.value * scale, 0, scale) if style.myriad and scale > last_scale else None
    if total and not group and step.role is Role.COUNTED:
        return None
    return total + max(group, 1) * scale, 0, scale
