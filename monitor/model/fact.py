"""Facts: typed statements found in an item. Every field says where it stands; what is not said is None or empty."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from monitor.model.content import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value and where it is said."""

    value: T
    span: Span


class Kind(StrEnum):
    EXCHANGE = "exchange"
    BODIES = "bodies"
    NEGOTIATION = "negotiation"


class Status(StrEnum):
    """Of an exchange; a negotiation has `proposed` besides, and is never `denied` or `historic`."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    POSTPONED = "postponed"
    CALLED_OFF = "called_off"
    DENIED = "denied"
    HISTORIC = "historic"
    NONE = "none"


class Qualifier(StrEnum):
    """How a count is meant. `same` is "the same number" without a figure; `undisclosed` says that none is given."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    ABOUT = "about"
    UP_TO = "up_to"
    SAME = "same"
    UNDISCLOSED = "undisclosed"


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a range of days, both ends included. `basis`: explicit, explicit_partial, relative_to_publication."""

    first: date
    last: date
    basis: str


@dataclass(frozen=True, slots=True)
class Ordinal:
    """`number` is None for "the next". `unit`: stage, group, exchange, mediation, attempt; round for negotiations.

    `series` names what is counted in, where it is said: `istanbul:2025-06-02` for stages under that agreement.
    """

    number: int | None
    unit: str
    series: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """People (or bodies) returned to a side. `to` is None where the text does not tell which side. `besides`: on top of
    what else is told of that side."""

    number: int | None
    to: str | None
    qualifier: Qualifier
    category: str | None = None
    besides: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """What an exchange is carried out under: its place (English name) and day, as far as said."""

    place: str | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Codes:
    """The fact in the field's code books."""

    cameo: str
    plover: str
    acled: str
    iptc: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One exchange, hand-over of bodies, or negotiation round that a text speaks of.

    `mention` are the words that say it is one. `background` is True for what a text only recalls. `score` (0 to 1) is
    how much of the grammar agreed. Sides and countries are ISO codes or names such as HAMAS; places are English names.
    For exchanges: `counts` per side, `total` for both together or unsplit, `categories` of people, `transit` places.
    For negotiations: `topic` is conflict, nuclear, trade, … where it is said.
    """

    kind: Kind
    mention: tuple[Span, ...]
    status: Said[Status] | None
    background: bool
    score: float
    codes: Codes
    ordinal: Said[Ordinal] | None = None
    dates: Said[Days] | None = None
    place: Said[str] | None = None
    parties: tuple[Said[str], ...] = ()
    mediators: tuple[Said[str], ...] = ()
    what: tuple[Said[str], ...] = ()
    counts: tuple[Said[Count], ...] = ()
    total: Said[Count] | None = None
    categories: tuple[Said[str], ...] = ()
    agreement: Said[Agreement] | None = None
    transit: tuple[Said[str], ...] = ()
    topic: Said[str] | None = None


class Extractor(Protocol):
    """The lexicon, compiled."""

    def extract(
        self, title: str, text: str, lang: str | None = None, published: date | None = None
    ) -> tuple[Fact, ...]:
        """Every fact of a passage, the freshest first, background last."""
        ...
