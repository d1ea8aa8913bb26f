"""How a source names its entries: what was learned of it, what an operator says of it, and what follows."""

from dataclasses import dataclass
from enum import StrEnum


class Ids(StrEnum):
    """What a source's ids are worth: one entry's for ever, another at every visit, or used for several entries."""

    STABLE = "stable"
    ROTATE = "rotate"
    REPEAT = "repeat"


@dataclass(frozen=True, slots=True)
class IdentityRules:
    """What an operator says of a source; None leaves it to what is learned."""

    ids: Ids | None = None
    unique_links: bool | None = None
    fixed_dates: bool | None = None


LEARNED = IdentityRules()
"""All of it is learned."""


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """What holds for a source. Without unique links a link tells nothing; without fixed dates a date tells nothing."""

    ids: Ids = Ids.STABLE
    unique_links: bool = True
    fixed_dates: bool = True


USUAL = IdentityPolicy()
"""What holds for most sources, and for each until it is known better."""


@dataclass(frozen=True, slots=True)
class IdentityHabits:
    """What was learned of a source from its documents.

    The shares, 0 to 1, fade: `ids_rotate` of known pieces that came under another id, `ids_repeat` and `links_repeat`
    of entries whose id or link another has too, `dates_move` of known entries that were given a later date. `burst` is
    the most entries that were new at once after the first document, fading as well. `policy` follows from the shares,
    slowly: it changes above one half and back below one tenth.
    """

    documents: int = 0
    ids_rotate: float = 0.0
    ids_repeat: float = 0.0
    links_repeat: float = 0.0
    dates_move: float = 0.0
    burst: float = 0.0
    policy: IdentityPolicy = USUAL


@dataclass(frozen=True, slots=True)
class Aliases:
    """Further names of an entry, by which it is found where its id, link or text has changed; None where it has none.

    Within its source: `guid` is the id without scheme, host and tracking; `page` the link, likewise; `said` the text;
    `moment` the time of publication where that is exact to the minute. `url` is the canonical link, over all sources.
    """

    guid: str | None = None
    page: str | None = None
    said: str | None = None
    moment: str | None = None
    url: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Those within the source."""
        return tuple(name for name in (self.guid, self.page, self.said, self.moment) if name is not None)
