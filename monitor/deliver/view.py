"""An alert as a desk reads it: what every channel that is read by people shows, cleaned and worded once."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.deliver.change import ShownChange, compare
from monitor.deliver.display import local_time, one_line, safe_link
from monitor.deliver.evidence import Evidence, Segment, gather
from monitor.deliver.facts import event_in_words, fact_in_words
from monitor.model.alert import AlertRevision, Delivery

_LANGUAGES = {
    "ar": "Arabic", "be": "Belarusian", "de": "German", "en": "English", "fa": "Persian", "fr": "French",
    "he": "Hebrew", "kk": "Kazakh", "pl": "Polish", "ru": "Russian", "tr": "Turkish", "uk": "Ukrainian",
    "zh": "Chinese",
}  # fmt: skip
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_HEADLINE_FROM_TEXT = 120
_MOST_FACTS = 6


@dataclass(frozen=True, slots=True)
class AlertView:
    """Everything shown, safe as plain text (not as markup). `direction` is `ltr` or `rtl` for the item's own words.

    `update` counts the updates: None for the first telling, 1 for the second revision.
    """

    level: str
    update: int | None
    headline: str
    evidence: Evidence
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    changes: tuple[ShownChange, ...]
    source: str
    origin: str
    language: str | None
    lang: str
    direction: str
    link: str | None
    published: str | None
    seen: str
    why: str
    key: str
    revision: int


def view(delivery: Delivery) -> AlertView:
    """The delivery's alert for its desk, times in the desk's zone."""
    alert = delivery.alert
    lang = one_line(alert.lang or "", 12).lower()
    primary = lang.partition("-")[0]
    evidence = gather(alert)
    headline = one_line("".join(segment.text for segment in evidence.title))
    if not headline:
        headline = one_line(alert.text[: _HEADLINE_FROM_TEXT * 4], _HEADLINE_FROM_TEXT) or "(no words)"
        evidence = Evidence((Segment(headline),), evidence.quotes, evidence.more)
    published = alert.published_at
    return AlertView(
        level=one_line(alert.severity, 12).upper(),
        update=alert.revision - 1 if alert.revision > 1 else None,
        headline=headline,
        evidence=evidence,
        rules=tuple(dict.fromkeys(one_line(hit.title or hit.rule_id, 100) for hit in alert.hits)),
        facts=tuple(one_line(words, 300) for words in _known(alert))[:_MOST_FACTS],
        changes=tuple(compare(change.field, change.old, change.new) for change in alert.changes),
        source=one_line(alert.source_name or alert.source_id, 80),
        origin=_origin(alert),
        language=_LANGUAGES.get(primary, lang) or None,
        lang=lang if lang.replace("-", "").isalnum() and lang.isascii() else "",
        direction="rtl" if primary in _RIGHT_TO_LEFT else "ltr",
        link=safe_link(alert.url),
        published=None if published is None else local_time(published, delivery.desk_timezone),
        seen=local_time(alert.seen_at, delivery.desk_timezone),
        why=_why(delivery),
        key=one_line(alert.key, 80),
        revision=alert.revision,
    )


def _known(alert: AlertRevision) -> Iterator[str]:
    """The event as it stands by all that is said of it, then what this text says."""
    if alert.event is not None:
        yield event_in_words(alert.event)
    yield from map(fact_in_words, alert.facts)


def _origin(alert: AlertRevision) -> str:
    """The side that speaks; which body of it is in the source's name already."""
    side = one_line(alert.side, 20)
    return "third party" if side == "third" else side


def _why(delivery: Delivery) -> str:
    alert = delivery.alert
    rules = ", ".join(dict.fromkeys(one_line(hit.rule_id, 60) for hit in alert.hits)) or "none"
    reason = one_line(alert.reason.replace("_", " "), 60)
    desk = one_line(delivery.desk_name or delivery.desk_id, 60)
    return f"Sent to desk {desk} by channel {one_line(delivery.channel_id, 60)}: {reason}; rules: {rules}."
