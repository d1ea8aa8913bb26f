"""Seven feeds of two sides and three families that tell one exchange of prisoners, each in its own words."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor import pipeline
from monitor.model.catalog import Catalog, Clause, FactCondition, Rule, Severity, Source
from monitor.model.content import Entry
from monitor.model.fact import Kind
from monitor.model.plan import PollSummary
from monitor.store import Database, KnownRows, polls, sources
from tests.support import world
from tests.support.extraction import extractor

_MONTHS = {
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "en": "January February March April May June July August September October November December",
}
MOD_SAID = (
    "О возвращении группы российских военнослужащих",
    (
        "{day} с территории, подконтрольной киевскому режиму, возвращены {count} российских военнослужащих. Взамен "
        "переданы {count} военнопленных ВСУ. Возвращённые находятся в Белоруссии, им оказывают помощь."
    ),
)


@dataclass(frozen=True)
class Voice:
    """A feed and how it tells of an exchange, so many minutes after noon. `{day}` and `{count}` are filled in."""

    id: str
    side: str
    family: str
    lang: str
    body: str
    minutes: int
    said: tuple[str, str]

    @property
    def source(self) -> Source:
        return world.source(self.id, side=self.side, family=self.family, lang=self.lang, body=self.body)

    def entry(self, day: datetime, count: int = 205) -> Entry:
        """What the feed says of the exchange of that day."""
        named = f"{day.day} {_MONTHS[self.lang].split()[day.month - 1]}"
        title, text = (words.format(day=named, count=count) for words in self.said)
        number = f"{self.id}-{day:%Y%m%d}"
        noon = day.replace(hour=12, minute=0)
        published = noon + timedelta(minutes=self.minutes)
        return Entry(number, f"https://{self.id}.example/{number}", title, text, published=published, lang=self.lang)


VOICES = (
    Voice("mod-ru", "RU", "ru-state", "ru", "defence", 10, MOD_SAID),
    Voice("wire-ru", "third", "meridian", "ru", "agency", 16, MOD_SAID),
    Voice(
        *("mfa-ru", "RU", "ru-state", "ru", "foreign", 95),
        (
            "О проходящем обмене",
            "Сегодня проходит обмен военнопленными между Россией и Украиной, сообщили в министерстве.",
        ),
    ),
    Voice(
        *("wire-en", "third", "meridian", "en", "agency", 40),
        (
            "Hundreds go home in prisoner swap",
            (
                "An exchange of prisoners between Russia and Ukraine took place today: {count} servicemen returned to "
                "Ukraine and {count} to Russia."
            ),
        ),
    ),
    Voice(
        *("hq-ua", "UA", "ua-state", "uk", "headquarters", 25),
        (
            "Обмін: додому повернулися {count} захисників",
            "Сьогодні, {day}, відбувся обмін полоненими: з російського полону повернулися {count} захисників України.",
        ),
    ),
    Voice(
        *("president-ua", "UA", "ua-state", "uk", "president", 130),
        ("Наші люди вдома", "Сьогодні відбувся обмін полоненими. З російського полону повернулися наші люди."),
    ),
    Voice(
        *("mfa-ua", "UA", "ua-state", "en", "foreign", 240),
        (
            "Ukraine brings home its defenders",
            "A prisoner exchange took place today: {count} Ukrainian defenders returned from Russian captivity.",
        ),
    ),
)


def catalog() -> Catalog:
    """The seven feeds, one rule a kind of fact, one desk, the shipped words of three languages."""
    rules = tuple(
        Rule(
            id=f"{kind}-fact",
            title=f"Any {kind}",
            topic={Kind.BODIES: "other"}.get(kind, str(kind)),
            severity=Severity.URGENT,
            any=(Clause("fact", "", "any.0.fact", FactCondition(kind)),),
        )
        for kind in Kind
    )
    made = world.catalog(*(voice.source for voice in VOICES), rules=rules)
    return replace(made, extractor=extractor("en", "ru", "uk"))


def synced(database: Database) -> Catalog:
    """The catalog, with its sources in the database."""
    made = catalog()
    with database.transaction() as tx:
        sources.sync(tx, made.sources)
    return made


def hear(database: Database, catalog: Catalog, source_id: str, *entries: Entry) -> PollSummary:
    """One poll of a source that brings these entries, decided and written in one transaction."""
    with database.transaction() as tx:
        claim = polls.claim_source(tx, source_id, timedelta(minutes=1))
    assert claim is not None
    with database.transaction() as tx:
        return polls.apply(
            tx, pipeline.poll(world.visit(claim, *entries), KnownRows(tx), catalog, tx.now), catalog.hash
        )
