"""Facts as one line a passage: the freshest exchange and the freshest negotiation."""

from collections.abc import Iterable

from monitor.model.fact import Count, Fact, Kind, Qualifier, Said, Status

_QUIET_TOPICS = frozenset({"trade", "energy", "economic", "consular", "govt_consultations"})


def project(facts: Iterable[Fact]) -> dict[str, object]:
    """`{"alert": bool, "exchange": {…} or None, "negotiation": {…} or None}`.

    Of each kind the first fact that is no background, else the first; what a headline alone asks or offers yields to
    what the text tells of. Bodies alone are no exchange. Counts are people
    returned to each side, all categories together; dates are ISO, a range is `first/last`.
    """
    facts = tuple(facts)
    exchange, negotiation = _freshest(facts, Kind.EXCHANGE), _freshest(facts, Kind.NEGOTIATION)
    return {
        "alert": _alerts(exchange) or _alerts(negotiation),
        "exchange": _exchange(exchange) if exchange else None,
        "negotiation": _negotiation(negotiation) if negotiation else None,
    }


def _freshest(facts: tuple[Fact, ...], kind: Kind) -> Fact | None:
    of_kind = [fact for fact in facts if fact.kind is kind]
    freshest = next((fact for fact in of_kind if not fact.background), of_kind[0] if of_kind else None)
    if freshest and freshest.status and freshest.status.value is Status.PROPOSED and _only_headline(freshest):
        return next((fact for fact in of_kind if fact.status and fact.status.value is Status.DONE), freshest)
    return freshest


def _only_headline(fact: Fact) -> bool:
    return all(span.field == "title" for span in fact.mention)


def _alerts(fact: Fact | None) -> bool:
    if fact is None or (fact.status and fact.status.value is Status.HISTORIC):
        return False
    return fact.topic is None or fact.topic.value not in _QUIET_TOPICS


def _exchange(fact: Fact) -> dict[str, object]:
    ordinal = fact.ordinal.value if fact.ordinal else None
    return {
        "status": _status(fact),
        "ordinal": ordinal.number if ordinal else None,
        "counts": side_counts(fact),
        "total": fact.total.value.number if fact.total else None,
        "categories": _values(fact.categories),
        "date": _date(fact),
        "parties": _values(fact.parties),
        "mediators": _values(fact.mediators),
    }


def _negotiation(fact: Fact) -> dict[str, object]:
    ordinal = fact.ordinal.value if fact.ordinal else None
    return {
        "ordinal": (ordinal.number or "next") if ordinal else None,
        "place": fact.place.value if fact.place else None,
        "status": _status(fact),
        "date": _date(fact),
        "parties": _values(fact.parties),
        "mediators": _values(fact.mediators),
        "topic": fact.topic.value if fact.topic else None,
    }


def _status(fact: Fact) -> str:
    return fact.status.value.value if fact.status else Status.NONE.value


def _values(said: tuple[Said[str], ...]) -> list[str]:
    return sorted({one.value for one in said})


def _date(fact: Fact) -> str | None:
    if fact.dates is None:
        return None
    first, last = fact.dates.value.first.isoformat(), fact.dates.value.last.isoformat()
    return first if first == last else f"{first}/{last}"


def side_counts(fact: Fact) -> dict[str, int]:
    """People returned to each side. Figures of one sentence are added up, a repeated one counts once, and "the same
    number" is what the other side got."""
    sums: dict[str, int] = {}
    for side in dict.fromkeys(said.value.to for said in fact.counts):
        if side is not None:
            counted = _sum([said for said in fact.counts if said.value.to == side])
            if counted is not None:
                sums[side] = counted
    same = [said.value for said in fact.counts if said.value.qualifier is Qualifier.SAME]
    if same and len(sums) == 1:
        ((side, number),) = sums.items()
        other = next((count.to for count in same if count.to not in (None, side)), None) or _other_party(fact, side)
        if other:
            sums[other] = number
    return sums


def _sum(counts: list[Said[Count]]) -> int | None:
    """The first figure of people as such; kinds of people are added where they are given beside it or by themselves."""
    plain = [count for count in counts if count.value.number is not None and not count.value.category]
    extra = _on_top(plain, counts)
    if extra:
        base = _sum([count for count in counts if not count.value.besides])
        return None if base is None else base + sum(extra)
    kinds = [count for count in counts if count.value.number is not None and count.value.category]
    if not plain:
        kinds = list({(kind.value.number, kind.value.category): kind for kind in kinds}.values())
        return sum(count.value.number or 0 for count in kinds) or None
    number = plain[0].value.number or 0
    alike = [count for count in plain if count.value.number == number]
    return number + max(sum(kind.value.number or 0 for kind in kinds if _beside(kind, count)) for count in alike)


def _on_top(plain: list[Said[Count]], counts: list[Said[Count]]) -> list[int]:
    """The figures that are told besides others, each once: less than those, and no other way to say one of them."""
    told = [count.value.number or 0 for count in plain if not count.value.besides]
    added = {(count.value.number or 0, count.value.category) for count in counts if count.value.besides}
    return [number for number, _ in added if told and number < max(told) and number not in told]


_BESIDE = 60


def _beside(one: Said[Count], other: Said[Count]) -> bool:
    return one.span.field == other.span.field and 0 <= one.span.start - other.span.end <= _BESIDE


def _other_party(fact: Fact, side: str) -> str | None:
    others = [said.value for said in fact.parties if said.value != side]
    return others[0] if len(others) == 1 else None
