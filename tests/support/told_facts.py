"""Facts of our own making."""

from dataclasses import replace
from datetime import date
from typing import TypeVar

from monitor.model.content import Span
from monitor.model.fact import Agreement, Codes, Count, Days, Fact, Kind, Ordinal, Qualifier, Said, Status

T = TypeVar("T")
EXCHANGE_IN_WORDS = (
    "exchange · done · group 2 · to RU at least 84, to UA the same number · 10 Jun 2025 · under Istanbul, 2 Jun 2025"
)


def said(value: T) -> Said[T]:
    return Said(value, Span("text", 0, 1, "x"))


def fact(kind: Kind, **fields: object) -> Fact:
    bare = Fact(kind, (), None, background=False, score=1, codes=Codes("", "", "", ""))
    return replace(bare, **fields)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


def exchange(**fields: object) -> Fact:
    """The second group of an exchange under an agreement."""
    known: dict[str, object] = {
        "status": said(Status.DONE),
        "ordinal": said(Ordinal(2, "group")),
        "counts": (said(Count(84, "RU", Qualifier.AT_LEAST)), said(Count(None, "UA", Qualifier.SAME))),
        "dates": said(Days(date(2025, 6, 10), date(2025, 6, 10), "explicit")),
        "agreement": said(Agreement("Istanbul", date(2025, 6, 2))),
    }
    return fact(Kind.EXCHANGE, **{**known, **fields})
