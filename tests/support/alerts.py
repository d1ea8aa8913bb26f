"""Alerts and deliveries of our own writing, to be varied with `dataclasses.replace`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from monitor.model.alert import AlertRevision, Change, Delivery, RuleHit
from monitor.model.catalog import Channel, ChannelKind, Relay
from monitor.model.content import Span, TextField

RAISED_AT = datetime(2025, 6, 2, 11, 5, 30, tzinfo=UTC)
TITLE = "Відбувся обмін полоненими: додому повертаються 270 захисників"
TEXT = (
    "Сьогодні, 2 червня, Координаційний штаб повідомив про черговий етап. "
    "Обмін полоненими пройшов за домовленостями, досягнутими в Стамбулі. "
    "Серед звільнених є тяжкопоранені. "
    "Наступний раунд переговорів сторони готують на кінець тижня. "
    "Родини чекатимуть на дзвінки протягом дня."
)


def span(field: TextField, text: str, words: str) -> Span:
    """The first place of `words` in `text`."""
    start = text.index(words)
    return Span(field, start, start + len(words), words)


def alert(**changes: object) -> AlertRevision:
    """A first telling of an exchange, matched in title and text by two rules."""
    hits = (
        RuleHit(
            "exchange.uk",
            "Prisoner exchange",
            "exchange",
            "urgent",
            (span("title", TITLE, "обмін полоненими"), span("text", TEXT, "Обмін полоненими")),
        ),
        RuleHit("round.uk", "Negotiation round", "negotiation", "alert", (span("text", TEXT, "раунд переговорів"),)),
    )
    made = AlertRevision(
        key="a3f1c9d2e8b7465012345678deadbeef",
        revision=1,
        reason="first_match",
        severity="urgent",
        title=TITLE,
        text=TEXT,
        url="https://hq.example.org/news/270?lang=uk",
        lang="uk",
        source_id="ua-hq",
        source_name="Coordination Headquarters",
        body="Headquarters for the Treatment of Prisoners",
        side="UA",
        published_at=RAISED_AT - timedelta(minutes=7),
        seen_at=RAISED_AT - timedelta(seconds=30),
        raised_at=RAISED_AT,
        hits=hits,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


def update(**changes: object) -> AlertRevision:
    """The second revision of the same alert."""
    return alert(
        **{
            "revision": 2,
            "reason": "facts_changed",
            "raised_at": RAISED_AT + timedelta(hours=1),
            "changes": (Change("status", "planned", "done"), Change("prisoners", "250", "270")),
            **changes,
        }
    )


def delivery(told: AlertRevision | None = None, **changes: object) -> Delivery:
    made = Delivery(
        id=1,
        key="5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        desk_id="newsroom",
        desk_name="Newsroom",
        desk_timezone="Europe/Kyiv",
        channel_id="newsroom-mail",
        attempt=1,
        alert=told or alert(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


def mail_channel(host: str, port: int, **changes: object) -> Channel:
    made = Channel(
        id="newsroom-mail",
        kind=ChannelKind.EMAIL,
        retries=(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
        timeout=timedelta(seconds=5),
        relay=Relay(host, port, "none"),
        sender="Parley <alerts@parley.example>",
        to=("desk@news.example",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace


def hook_channel(url: str, **changes: object) -> Channel:
    made = Channel(
        id="newsroom-hook",
        kind=ChannelKind.WEBHOOK,
        retries=(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30)),
        timeout=timedelta(seconds=5),
        url=url,
        secrets=("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name, as in dataclasses.replace
