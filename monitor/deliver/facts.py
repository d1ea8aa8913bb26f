"""A fact as one line that a desk can take in at a glance; only what the text says."""

from monitor.model.event import Event
from monitor.model.fact import Count, Days, Fact, Kind, Ordinal, Qualifier, Said

_KINDS = {Kind.EXCHANGE: "exchange", Kind.BODIES: "hand-over of bodies", Kind.NEGOTIATION: "negotiation"}
_QUALIFIERS = {
    Qualifier.EXACT: "",
    Qualifier.AT_LEAST: "at least ",
    Qualifier.ABOUT: "about ",
    Qualifier.UP_TO: "up to ",
}


def fact_in_words(fact: Fact) -> str:
    """`exchange · done · group 2 · to RU 84, to UA the same number · 10 Jun 2025 · under Istanbul, 2 Jun 2025`."""
    parts = [
        _KINDS[fact.kind],
        fact.status.value.replace("_", " ") if fact.status else "",
        _ordinal(fact.ordinal.value) if fact.ordinal else "",
        ", ".join(_count(said.value) for said in fact.counts),
        f"{_number(fact.total.value)} in all" if fact.total else "",
        ", ".join(_names(fact.categories)),
        _days(fact.dates.value) if fact.dates else "",
        fact.place.value if fact.place else "",
        "parties " + ", ".join(_names(fact.parties)) if fact.parties else "",
        "mediators " + ", ".join(_names(fact.mediators)) if fact.mediators else "",
        "via " + ", ".join(_names(fact.transit)) if fact.transit else "",
        _agreement(fact),
        "background" if fact.background else "",
    ]
    return " · ".join(part for part in parts if part)


def event_in_words(event: Event) -> str:
    """`both sides · exchange RU–UA · done · 2025-06-10 · stage 2 · returned to UA 230 · under istanbul:2025-06-02`."""
    said = [(value.name, value.value) for value in event.values if value.name not in _APART]
    parts = [
        event.corroboration.value if event.corroboration else "withdrawn",
        f"{_KINDS[event.kind]} {'–'.join(event.parties)}".strip(),
        event.value("status").replace("_", " "),
        event.value("date"),
        *(f"{name} {value}" for name, value in said),
        event.value("place"),
        f"under {event.series}" if event.series else "",
    ]
    return " · ".join(part for part in parts if part)


_APART = frozenset({"status", "date", "place", "agreement", "corroboration"})


def _ordinal(ordinal: Ordinal) -> str:
    return f"next {ordinal.unit}" if ordinal.number is None else f"{ordinal.unit} {ordinal.number}"


def _count(count: Count) -> str:
    receiver = f"to {count.to} " if count.to else ""
    return receiver + _number(count)


def _number(count: Count) -> str:
    if count.qualifier is Qualifier.SAME:
        return "the same number"
    if count.number is None:
        return "number not given"
    return f"{_QUALIFIERS.get(count.qualifier, '')}{count.number:,}"


def _days(days: Days) -> str:
    first, last = f"{days.first:%-d %b %Y}", f"{days.last:%-d %b %Y}"
    return first if first == last else f"{first} to {last}"


def _agreement(fact: Fact) -> str:
    if fact.agreement is None:
        return ""
    agreed = fact.agreement.value
    said = ", ".join(part for part in (agreed.place, f"{agreed.day:%-d %b %Y}" if agreed.day else "") if part)
    return said and f"under {said}"


def _names(said: tuple[Said[str], ...]) -> list[str]:
    return list(dict.fromkeys(one.value.replace("_", " ") for one in said))
