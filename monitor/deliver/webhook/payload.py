"""The body of a webhook, version 1. `deploy/schema/webhook-1.json` is its JSON Schema; a change that breaks readers
is a new version beside it."""

import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import accumulate, takewhile
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.deliver.display import safe_link
from monitor.deliver.facts import fact_in_words
from monitor.model.alert import AlertRevision, Delivery
from monitor.model.event import Corroboration, Event
from monitor.model.fact import Count, Kind, Qualifier, Status

LARGEST_BODY = 20_000
# Budgets in bytes of JSON; with the largest envelope they add up to less than LARGEST_BODY.
_TITLE, _TEXT, _EVIDENCE, _RULES, _CHANGES, _FACTS = 800, 4096, 4000, 2500, 2500, 1500
_EVENT, _PARTY, _MOST_PARTIES = 900, 20, 10
_NAME, _LINK, _QUOTED = 200, 1500, 400

# What JSON carries only as six-byte escapes, or not at all; a substitute of one code point keeps the spans right.
_UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

Moment = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
Level = Annotated[str, Field(pattern="^(note|alert|urgent|flash)$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_PartT = TypeVar("_PartT", bound=_Part)


class SourceOut(_Part):
    """Who says so."""

    id: str
    name: str
    body: str = Field(description="The ministry, headquarters or agency that publishes the source.")
    side: str = Field(description="The side the body speaks for: RU, UA, … or `third`.")


class EvidenceOut(_Part):
    """A stretch that a rule matched. Offsets count code points of the item's full title or text."""

    field: Literal["title", "text"]
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str
    rule: str


class RuleOut(_Part):
    """A rule that matched."""

    id: str
    title: str
    topic: str
    severity: Level


class ChangeOut(_Part):
    """What an update changes."""

    field: str
    old: str
    new: str


class CountOut(_Part):
    """People (or bodies) returned to a side, as far as the text says."""

    number: int | None
    to: str | None = Field(description="The side they return to, None where the text does not tell.")
    qualifier: Qualifier


class FactOut(_Part):
    """An exchange, a hand-over of bodies or a negotiation that the text speaks of."""

    kind: Kind
    status: Status | None
    background: bool = Field(description="Whether the text only recalls it.")
    words: str = Field(description="The whole fact as one line for people.")
    first_day: date | None
    last_day: date | None
    place: str | None = Field(description="Its English name.")
    counts: tuple[CountOut, ...]
    total: CountOut | None


class ValueOut(_Part):
    """A field of an event in words: `returned to UA`, `230`."""

    name: str
    value: str


class EventOut(_Part):
    """The event that the alert is about, as it stands by all that is said of it."""

    key: str = Field(description="The event's name for ever.")
    kind: Kind
    status: Status | None = Field(description="None once everybody has withdrawn what was said.")
    parties: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    series: str | None = Field(description="What it is carried out under: `istanbul:2025-06-02`.")
    corroboration: Corroboration | None = Field(description="Who says so, counted by sides and families.")
    sides: tuple[str, ...]
    families: int = Field(description="How many families of sources say that it stands so; copies do not count.")
    values: tuple[ValueOut, ...]


class DeskOut(_Part):
    """The desk that is told."""

    id: str
    name: str


class AlertOut(_Part):
    """One revision of an alert, complete in itself."""

    alert: str = Field(description="The alert's key, the same in every revision.")
    revision: int = Field(ge=1)
    thread_key: str = Field(description="What belongs together for a reader: the same for all revisions of an alert.")
    reason: str = Field(description="Why this revision was raised, a stable name.")
    severity: Level
    title: str
    text: str = Field(description="The beginning of the item's text.")
    evidence: tuple[EvidenceOut, ...]
    url: str | None
    lang: str | None
    source: SourceOut
    published_at: Moment | None
    seen_at: Moment
    raised_at: Moment
    rules: tuple[RuleOut, ...]
    changes: tuple[ChangeOut, ...]
    facts: tuple[FactOut, ...] = Field(default=(), description="What the text says, the freshest first.")
    event: EventOut | None = Field(default=None, description="None where the alert is about an item.")
    desk: DeskOut
    truncated: bool = Field(description="Whether anything was shortened or left out to keep the body small.")


class WebhookBody(_Part):
    """What Parley posts for one alert revision to one desk. The same delivery always has the same bytes."""

    type: Literal["alert.raised", "alert.revised"]
    timestamp: Moment = Field(description="When this revision was raised.")
    version: Literal[1]
    data: AlertOut


def schema() -> str:
    """The JSON Schema of the body, as it is shipped."""
    body = WebhookBody.model_json_schema()
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Parley webhook, version 1"}
    return json.dumps({**head, **body, **head}, indent=2, ensure_ascii=False) + "\n"


def render_body(delivery: Delivery) -> bytes:
    """The JSON body, less than `LARGEST_BODY` bytes whatever the item holds."""
    body = WebhookBody(
        type="alert.raised" if delivery.alert.revision == 1 else "alert.revised",
        timestamp=delivery.alert.raised_at,
        version=1,
        data=_alert_out(delivery),
    )
    return body.model_dump_json().encode()


def _alert_out(delivery: Delivery) -> AlertOut:
    alert = delivery.alert
    title, text = _fit(alert.title, _TITLE), _fit(alert.text, _TEXT)
    evidence, rules, changes, facts = _evidence(alert), _rules(alert), _changes(alert), _facts(alert)
    url = safe_link(alert.url)
    url = url if url is not None and len(url.encode()) <= _LINK else None
    found = sum(len(hit.spans) for hit in alert.hits)
    return AlertOut(
        alert=_fit(alert.key),
        revision=alert.revision,
        thread_key=_fit(alert.key),
        reason=_fit(alert.reason),
        severity=alert.severity,
        title=title,
        text=text,
        evidence=evidence,
        url=url,
        lang=_fit(alert.lang) if alert.lang else None,
        source=SourceOut(
            id=_fit(alert.source_id), name=_fit(alert.source_name), body=_fit(alert.body), side=_fit(alert.side)
        ),
        published_at=alert.published_at,
        seen_at=alert.seen_at,
        raised_at=alert.raised_at,
        rules=rules,
        changes=changes,
        facts=facts,
        event=_event(alert.event) if alert.event else None,
        desk=DeskOut(id=_fit(delivery.desk_id), name=_fit(delivery.desk_name)),
        truncated=(len(title), len(text), len(evidence), len(rules), len(changes), len(facts), url)
        != (len(alert.title), len(alert.text), found, len(alert.hits), len(alert.changes), len(alert.facts), alert.url),
    )


def _evidence(alert: AlertRevision) -> tuple[EvidenceOut, ...]:
    return _within(
        _EVIDENCE,
        (
            EvidenceOut(
                field=span.field, start=span.start, end=span.end, text=_fit(span.text, _QUOTED), rule=_fit(hit.rule_id)
            )
            for hit in alert.hits
            for span in hit.spans
        ),
    )


def _rules(alert: AlertRevision) -> tuple[RuleOut, ...]:
    return _within(
        _RULES,
        (
            RuleOut(id=_fit(hit.rule_id), title=_fit(hit.title), topic=_fit(hit.topic), severity=hit.severity)
            for hit in alert.hits
        ),
    )


def _changes(alert: AlertRevision) -> tuple[ChangeOut, ...]:
    return _within(
        _CHANGES,
        (
            ChangeOut(field=_fit(change.field), old=_fit(change.old, _QUOTED), new=_fit(change.new, _QUOTED))
            for change in alert.changes
        ),
    )


def _facts(alert: AlertRevision) -> tuple[FactOut, ...]:
    return _within(
        _FACTS,
        (
            FactOut(
                kind=fact.kind,
                status=fact.status.value if fact.status else None,
                background=fact.background,
                words=_fit(fact_in_words(fact), _QUOTED),
                first_day=fact.dates.value.first if fact.dates else None,
                last_day=fact.dates.value.last if fact.dates else None,
                place=_fit(fact.place.value) if fact.place else None,
                counts=tuple(_count(said.value) for said in fact.counts),
                total=_count(fact.total.value) if fact.total else None,
            )
            for fact in alert.facts
        ),
    )


def _event(event: Event) -> EventOut:
    values = (ValueOut(name=_fit(value.name), value=_fit(value.value)) for value in event.values)
    return EventOut(
        key=_fit(event.key),
        kind=event.kind,
        status=event.status,
        parties=tuple(_fit(party, _PARTY) for party in event.parties[:_MOST_PARTIES]),
        first_day=event.first,
        last_day=event.last,
        series=_fit(event.series) if event.series else None,
        corroboration=event.corroboration,
        sides=tuple(_fit(side, _PARTY) for side in event.sides[:_MOST_PARTIES]),
        families=len(event.families),
        values=_within(_EVENT, values),
    )


def _count(count: Count) -> CountOut:
    return CountOut(number=count.number, to=_fit(count.to) if count.to else None, qualifier=count.qualifier)


def _within(budget: int, parts: Iterable[_PartT]) -> tuple[_PartT, ...]:
    """The first parts that together take no more than `budget` bytes."""
    sizes = ((part, len(part.model_dump_json().encode()) + 1) for part in parts)
    spent = 0

    def fits(sized: tuple[_PartT, int]) -> bool:
        nonlocal spent
        spent += sized[1]
        return spent <= budget

    return tuple(part for part, _ in takewhile(fits, sizes))


def _fit(text: str, limit: int = _NAME) -> str:
    """The beginning of the text that takes no more than `limit` bytes of JSON."""
    text = _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text[:limit])
    sizes = accumulate(2 if char in '"\\\n\t' else len(char.encode()) for char in text)
    return text[: sum(1 for _ in takewhile(lambda size: size <= limit, sizes))]
