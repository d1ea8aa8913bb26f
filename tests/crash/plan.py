"""What is published and when the service is killed: all of it decided beforehand, from a seed. Pure."""

from dataclasses import dataclass
from random import Random
from typing import Literal

FEEDS = 18
ARCHIVE = 4  # old items of each feed, which are there before the first visit
NOMINAL_LIFE = 3.0  # seconds over which the news of a life is spread
COPIED_SHARE, EDITED_SHARE, DATED_SHARE, FLEETING_SHARE, UNRELATED_SHARE = 0.1, 0.1, 0.7, 0.7, 0.25

Event = Literal["launched", "opening", "ready", "ingest", "delivery"]
"""What a kill is counted from: the process is there; it owns its state folder and is about to migrate and open the
database; it says READY; after that feeds have handed out news, or receivers have been handed deliveries."""

LATEST: dict[Event, float] = {"launched": 1.2, "opening": 0.5, "ready": 5.0, "ingest": 0.3, "delivery": 0.1}
MOST_TIMES: dict[Event, int] = {"ingest": 12, "delivery": 25}
_WEIGHTS: dict[Event, int] = {"launched": 8, "opening": 12, "ready": 30, "ingest": 25, "delivery": 25}
_FIRST_KILLS = 3  # of a run long enough: while there is no database yet, or only half of one

_LANGUAGES = {
    "en": (
        "Prisoner exchange, stage {number}: {count} service members are home",
        (
            "The ministry reports that the prisoner exchange agreed for this week went ahead in the morning. "
            "In stage {number} of it {count} service members crossed the border and are on their way home."
        ),
    ),
    "ru": (
        "Обмен пленными, этап {number}: домой вернулись {count} военнослужащих",
        (
            "Ведомство сообщает, что согласованный на эту неделю обмен пленными состоялся утром на границе. "
            "На этапе {number} границу пересекли {count} военнослужащих, все они уже на пути домой."
        ),
    ),
    "uk": (
        "Обмін полоненими, етап {number}: додому повернулися {count} військових",
        (
            "Відомство повідомляє, що погоджений на цей тиждень обмін полоненими відбувся вранці на кордоні. "
            "На етапі {number} кордон перетнули {count} військових, усі вони вже дорогою додому."
        ),
    ),
}
_UNRELATED = (
    "Harvest report {number}: {count} tonnes of wheat",
    "The ministry of agriculture reports that the harvest in district {number} has come to {count} tonnes of wheat.",
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A time within the trial: so many seconds after the service was started for the `life`-th time (from 0)."""

    life: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Edition:
    """A text and the moment from which it is what the feed says."""

    since: Moment
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Something published: in one feed, or as a copy in two. `path` names it in its link.

    `age` is in days, for what is older than the trial; `dated` says whether the feed tells a date at all. What is
    `fleeting` leaves the feed as soon as it can be taken to be stored.
    """

    path: str
    lang: str
    feeds: tuple[int, ...]
    editions: tuple[Edition, ...]
    dated: bool
    fleeting: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL, `delay` seconds after the event has happened so many `times` in this life."""

    after: Event
    times: int
    delay: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A trial. Every one of `stories` must be told, each as one alert; nothing of `silent` may be."""

    seed: int
    faults: float
    kills: tuple[Kill, ...]
    stories: tuple[Piece, ...]
    silent: tuple[Piece, ...]


def plan(seed: int, *, kills: int, alerts: int, faults: float) -> Plan:
    """The trial of a seed: `alerts` stories over `kills` + 1 lives; `faults` is the share of deliveries that fail."""
    chance = Random(f"{seed}:news")
    stories = tuple(_story(chance, number, kills + 1) for number in range(1, alerts + 1))
    unrelated = tuple(_unrelated(chance, number, kills + 1) for number in range(1, int(alerts * UNRELATED_SHARE) + 1))
    archive = tuple(_archived(chance, feed, number) for feed in range(FEEDS) for number in range(1, ARCHIVE + 1))
    return Plan(seed, faults, _kills(Random(f"{seed}:kills"), kills), stories, archive + unrelated)


def _kills(chance: Random, count: int) -> tuple[Kill, ...]:
    first = min(_FIRST_KILLS, count // 4)
    events: list[Event] = ["opening"] * first
    events += chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=count - first)
    return tuple(
        Kill(event, chance.randint(1, MOST_TIMES.get(event, 1)), chance.uniform(0, LATEST[event])) for event in events
    )


def _moment(chance: Random, first: int, last: int) -> Moment:
    return Moment(chance.randint(first, last), chance.uniform(0, NOMINAL_LIFE))


def _story(chance: Random, number: int, lives: int) -> Piece:
    lang = chance.choice(list(_LANGUAGES))
    since = _moment(chance, 0, lives - 1)
    count = chance.randint(20, 400)
    editions = [_edition(since, _LANGUAGES[lang], number, count)]
    copied = chance.random() < COPIED_SHARE
    if not copied and chance.random() < EDITED_SHARE:
        later = Moment(min(since.life + chance.randint(2, 12), lives - 1), since.seconds + chance.uniform(1, 4))
        editions.append(_edition(later, _LANGUAGES[lang], number, count + 1))
    return Piece(
        path=f"story/{number}",
        lang=lang,
        feeds=tuple(chance.sample(range(FEEDS), 2 if copied else 1)),
        editions=tuple(editions),
        dated=chance.random() < DATED_SHARE,
        fleeting=chance.random() < FLEETING_SHARE,
    )


def _unrelated(chance: Random, number: int, lives: int) -> Piece:
    edition = _edition(_moment(chance, 0, lives - 1), _UNRELATED, number, chance.randint(20, 400))
    return Piece(f"unrelated/{number}", "en", (chance.randrange(FEEDS),), (edition,), dated=True)


def _archived(chance: Random, feed: int, number: int) -> Piece:
    """It would match: only its age, or that it was there before, keeps it from being told."""
    lang = chance.choice(list(_LANGUAGES))
    edition = _edition(Moment(0, 0), _LANGUAGES[lang], 10_000 + 100 * feed + number, chance.randint(20, 400))
    return Piece(f"archive/{feed}-{number}", lang, (feed,), (edition,), dated=number % 2 == 0, age=2 + number)


def _edition(since: Moment, words: tuple[str, str], number: int, count: int) -> Edition:
    title, text = (part.format(number=number, count=count) for part in words)
    return Edition(since, title, text)
