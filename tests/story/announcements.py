"""Announcements of invented exchanges, truces and rounds as ministries and outlets word them, each with its event.

Every formula is used for several events, and every event is told in several formulas and languages: text alone cannot
tell which belong together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

FIRST_DAY = date(2025, 3, 3)
DAY = timedelta(days=1)
_WORDING = yaml.safe_load((Path(__file__).parent / "formulas.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Announcement:
    event: str
    lang: str
    title: str
    text: str
    said_at: datetime


def announcements(since: date = FIRST_DAY) -> list[Announcement]:
    """All of them, in the order in which they were made."""
    told = (*_exchanges(since), *_rounds(since + 3 * DAY), *_truces(since + 7 * DAY))
    return sorted(told, key=lambda one: one.said_at)


def _exchanges(day: date) -> Iterator[Announcement]:
    """Thirty, some on days that follow each other, with counts that come again after weeks."""
    for number in range(30):
        yield from _told(
            f"exchange {number}", day, "exchange", count=(205, 270, 157, 95, 303)[number % 5] + number // 10
        )
        day += (1, 4, 9)[number % 3] * DAY


def _rounds(since: date) -> Iterator[Announcement]:
    """Twelve, in three places that count their rounds each from the first."""
    for number in range(12):
        day = since + 6 * number * DAY
        yield from _told(f"round {number}", day, "round", ordinal=1 + number % 5, place=number % 3)


def _truces(since: date) -> Iterator[Announcement]:
    """No rule of facts reads these: words alone tell them apart."""
    for number, town in enumerate(_WORDING["towns"]):
        day = since + number * DAY
        yield from _told(f"truce {number}", day, "truce", count=12 + 6 * number, town=town)


def _told(
    event: str, day: date, formulas: str, *, count: int = 0, ordinal: int = 0, place: int = 0, town: str = ""
) -> Iterator[Announcement]:
    noon = datetime.combine(day, time(12), UTC)
    for formula in _WORDING[formulas]:
        lang = formula["lang"]
        nth = _WORDING["ordinals"][lang][ordinal]
        words: Mapping[str, Any] = {
            "date": f"{day.day} {_WORDING['months'][lang][day.month - 1]}",
            "n": count,
            "total": 2 * count,
            "ordinal": nth,
            "Ordinal": nth.capitalize(),
            "place": _WORDING["places"][place][lang],
            "town": town,
        }
        title, text = (formula[part].format(**words) for part in ("title", "text"))
        yield Announcement(event, lang, title, text, noon + timedelta(hours=formula["hours"]))
