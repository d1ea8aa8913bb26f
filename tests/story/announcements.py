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

_WORDING = yaml.safe_load((Path(__file__).parent / "formulas.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Announcement:
    event: str
    lang: str
    title: str
    text: str
    said_at: datetime


def announcements() -> list[Announcement]:
    """All of them, in the order in which they were made."""
    return sorted((*_exchanges(), *_rounds(), *_truces()), key=lambda one: one.said_at)


def _exchanges() -> Iterator[Announcement]:
    """Thirty, some on days that follow each other, with counts that come again after weeks."""
    day = date(2025, 3, 3)
    for number in range(30):
        yield from _told(
            f"exchange {number}", day, "exchange", count=(205, 270, 157, 95, 303)[number % 5] + number // 10
        )
        day += timedelta(days=(1, 4, 9)[number % 3])


def _rounds() -> Iterator[Announcement]:
    """Twelve, in three places that count their rounds each from the first."""
    for number in range(12):
        day = date(2025, 3, 6) + timedelta(days=6 * number)
        yield from _told(f"round {number}", day, "round", ordinal=1 + number % 5, place=number % 3)


def _truces() -> Iterator[Announcement]:
    """No rule of facts reads these: words alone tell them apart."""
    for number, town in enumerate(_WORDING["towns"]):
        day = date(2025, 3, 10) + timedelta(days=number)
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
