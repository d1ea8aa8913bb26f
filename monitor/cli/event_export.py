"""The ledger as files for other programs: a table for a spreadsheet, a calendar."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta

from icalendar import Calendar
from icalendar import Event as Entry

import monitor
from monitor import event as ledger
from monitor.model.event import Event
from monitor.model.fact import Kind, Status
from monitor.store.event_views import EventRecord

FORMATS = ("csv", "json", "ics")

_COLUMNS = (
    *("id", "key", "kind", "parties", "status", "first_day", "last_day", "place", "series", "exchange_number"),
    *("stage", "round", "counts", "announced", "corroboration", "sides", "families", "sources", "claims"),
    *("first_source", "first_said", "others_minutes", "alert", "alert_state", "revisions", "links"),
)
_NAMES = {Kind.EXCHANGE: "Exchange", Kind.BODIES: "Hand-over of bodies", Kind.NEGOTIATION: "Negotiations"}
_CANCELLED = frozenset({None, Status.CALLED_OFF, Status.DENIED})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def exported(records: Sequence[EventRecord], form: str) -> str:
    """The events as `csv` or `ics`."""
    return _csv(records) if form == "csv" else _ics(records)


def _csv(records: Sequence[EventRecord]) -> str:
    """RFC 4180, a header first. Other people's words cannot begin a formula in a spreadsheet."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_COLUMNS)
    for record in records:
        table.writerow([_cell(value) for value in _row(record)])
    return written.getvalue()


def _cell(value: object) -> str:
    words = "" if value is None else str(value)
    return f"'{words}" if words.startswith(_FORMULA) else words


def _row(record: EventRecord) -> tuple[object, ...]:
    event, claims = record.known.event, [placed.claim for placed in record.known.claims]
    heard = ledger.heard_from(claims)
    figures = [value for value in event.values if " to " in value.name or "in all" in value.name]
    return (
        record.known.id,
        event.key,
        event.kind,
        " ".join(event.parties),
        event.status or "withdrawn",
        event.first,
        event.last,
        event.place,
        event.series,
        *(event.value(name) for name in ("exchange number", "stage", "round")),
        "; ".join(f"{value.name} {value.value}" for value in figures if not value.name.startswith("announced")),
        "; ".join(f"{value.name} {value.value}" for value in figures if value.name.startswith("announced")),
        event.corroboration,
        " ".join(event.sides),
        " ".join(event.families),
        event.sources,
        len(claims),
        heard[0].source_id if heard else "",
        heard[0].published.isoformat() if heard else "",
        " ".join(f"{each.source_id}={each.minutes}" for each in heard[1:]),
        record.alert_key,
        record.alert_state,
        record.revisions,
        " ".join(sorted({claim.url for claim in claims if claim.url})),
    )


def _ics(records: Sequence[EventRecord]) -> str:
    """RFC 5545: an entry a day or days of every event that has them, under the event's own name for ever."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Parley {monitor.__version__}//events//EN")
    calendar.add("version", "2.0")
    for record in records:
        event = record.known.event
        if event.first is not None and event.last is not None:
            calendar.add_component(_entry(record, event))
    written: bytes = calendar.to_ical()
    return written.decode()


def _entry(record: EventRecord, event: Event) -> Entry:
    entry = Entry()
    entry.add("uid", f"{event.key}@parley")
    entry.add("dtstamp", record.updated_at)
    entry.add("created", record.created_at)
    entry.add("sequence", max(record.revisions - 1, 0))
    entry.add("dtstart", event.first)
    if event.last is not None:
        entry.add("dtend", event.last + timedelta(days=1))
    entry.add("summary", _summary(event))
    entry.add("description", _description(record))
    if event.place:
        entry.add("location", event.place)
    expected = event.status in {Status.PROPOSED, Status.PLANNED, Status.POSTPONED}
    entry.add("status", "CANCELLED" if event.status in _CANCELLED else "TENTATIVE" if expected else "CONFIRMED")
    entry.add("categories", [event.kind.value])
    entry.add("transp", "TRANSPARENT")
    return entry


def _summary(event: Event) -> str:
    """`Exchange RU–UA, stage 2: done (both sides)`."""
    numbered = [f"{name} {event.value(name)}" for name in ("exchange number", "stage", "round") if event.value(name)]
    who = ", ".join([f"{_NAMES[event.kind]} {'–'.join(event.parties)}".strip(), *numbered])
    status = (event.status or "withdrawn").replace("_", " ")
    return f"{who}: {status}" + (f" ({event.corroboration})" if event.corroboration else "")


def _description(record: EventRecord) -> str:
    event = record.known.event
    fields = [f"{value.name}: {value.value}" for value in event.values]
    links = sorted({placed.claim.url for placed in record.known.claims if placed.claim.url})
    return "\n".join([*fields, *links])
