"""What the bodies publish in the rehearsed week: one YAML file a body, read into frozen values.

Every sentence is written for the rehearsal; only the course of events is that of June 2025. In the files `~` stands for
a no-break space, as in TeX, and `copy_of: BODY/ID` for the first version of another body's piece, word for word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import yaml

from monitor.errors import UsageError

START = datetime(2025, 6, 2, 6, 0, tzinfo=UTC)
NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Edit:
    """A silent change of a piece at `at`; what it leaves out stays. `expect` is `update` or `silence`."""

    at: datetime
    title: str | None
    html: str | None
    expect: str


@dataclass(frozen=True, slots=True)
class Piece:
    """One publication. `expect` is what a desk should get of it: `alert` (something new took place or is to come),
    `update` (of what it knows), `alert and update`, or `silence` with its cause."""

    at: datetime
    id: str
    link: str
    lang: str
    title: str
    html: str
    expect: str
    because: str | None = None
    copy_of: str | None = None
    edits: tuple[Edit, ...] = ()

    def seen_at(self, moment: datetime) -> "Piece":
        """The piece with the edits made by `moment`."""
        current = self
        for edit in self.edits:
            if edit.at <= moment:
                current = replace(current, title=edit.title or current.title, html=edit.html or current.html)
        return current

    def changed_at(self, moment: datetime) -> datetime:
        """When its latest version by `moment` appeared."""
        return max((self.at, *(edit.at for edit in self.edits if edit.at <= moment)))


@dataclass(frozen=True, slots=True)
class Feed:
    """Where a body publishes in one language. `format` is `rss`, `atom` or `rdf`."""

    id: str
    title: str
    link: str
    lang: str
    format: str
    path: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Body:
    """Who publishes. A piece belongs to the feed of its language; `kind` is `defence`, `foreign`, `agency`, …"""

    id: str
    name: str
    kind: str
    side: str
    family: str
    timezone: str
    feeds: tuple[Feed, ...]
    pieces: tuple[Piece, ...]

    def published(self, feed: Feed, moment: datetime) -> tuple[Piece, ...]:
        """What stands in `feed` at `moment`, newest first, as it reads by then."""
        there = [piece.seen_at(moment) for piece in self.pieces if piece.lang == feed.lang and piece.at <= moment]
        return tuple(sorted(there, key=lambda piece: piece.at, reverse=True))


@dataclass(frozen=True, slots=True)
class Scenario:
    """All bodies, and the moments at which something changes after `START`."""

    bodies: tuple[Body, ...]

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Publications and edits of the rehearsed week, in order, each once."""
        changes = {moment for piece in self.pieces for moment in (piece.at, *(edit.at for edit in piece.edits))}
        return tuple(sorted(moment for moment in changes if moment > START))

    @property
    def pieces(self) -> Iterator[Piece]:
        return (piece for body in self.bodies for piece in body.pieces)


def load() -> Scenario:
    """The shipped scenario, bodies in the order of their ids."""
    texts = [entry.read_text("utf-8") for entry in files(__name__).iterdir() if entry.name.endswith(".yaml")]
    if not texts:
        raise UsageError("the rehearsal's scenario is not part of this installation")
    raw = [_with_no_break_spaces(yaml.safe_load(text)) for text in texts]
    originals = {f"{body['id']}/{piece['id']}": piece for body in raw for piece in body["items"]}
    return Scenario(tuple(sorted((_body(body, originals) for body in raw), key=lambda body: body.id)))


def _with_no_break_spaces(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("~", NO_BREAK_SPACE)
    if isinstance(value, list):
        return [_with_no_break_spaces(each) for each in value]
    if isinstance(value, dict):
        return {key: _with_no_break_spaces(each) for key, each in value.items()}
    return value


def _body(raw: Mapping[str, Any], originals: Mapping[str, Mapping[str, Any]]) -> Body:
    feeds = tuple(Feed(**feed) for feed in raw["feeds"])
    pieces = (_piece(piece, feeds[0].lang, originals) for piece in raw["items"])
    return Body(
        id=raw["id"],
        name=raw["name"],
        kind=raw["kind"],
        side=raw["side"],
        family=raw["family"],
        timezone=raw["timezone"],
        feeds=feeds,
        pieces=tuple(sorted(pieces, key=lambda piece: piece.at)),
    )


def _piece(raw: Mapping[str, Any], lang: str, originals: Mapping[str, Mapping[str, Any]]) -> Piece:
    words = originals[raw["copy_of"]] if "copy_of" in raw else raw
    return Piece(
        at=raw["at"],
        id=raw["id"],
        link=raw["link"],
        lang=raw.get("lang", lang),
        title=words["title"],
        html=words["html"],
        expect=raw["expect"],
        because=raw.get("because"),
        copy_of=raw.get("copy_of"),
        edits=tuple(
            Edit(at=edit["at"], title=edit.get("title"), html=edit.get("html"), expect=edit["expect"])
            for edit in raw.get("edits", ())
        ),
    )
