"""What all sources share: the price of a visit, and what is usual in each tier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from monitor.source.budget import Prices
from monitor.source.norm import Norm

FIRST_PRICE = 1e-3
"""Entry-hours a visit must save before a price is known: a source of one entry an hour every three minutes."""


@dataclass(frozen=True, slots=True)
class Economy:
    """The prices in force, and the norm of each tier that has one."""

    prices: Prices = field(default_factory=lambda: Prices(FIRST_PRICE, {}, 0.0))
    norms: Mapping[int, Norm] = field(default_factory=dict)

    def norm(self, tier: int) -> Norm:
        return self.norms.get(tier, _UNKNOWN)


_UNKNOWN = Norm()


def norms_to_plain(norms: Mapping[int, Norm]) -> dict[str, list[float]]:
    """For the store: by tier, the level and the 168 factors of the shape."""
    return {str(tier): [norm.level, *(round(each, 4) for each in norm.shape)] for tier, norm in norms.items()}


def norms_from_plain(stored: Mapping[str, Sequence[float]]) -> dict[int, Norm]:
    """What `norms_to_plain` gave."""
    return {int(tier): Norm(level, tuple(shape)) for tier, (level, *shape) in stored.items()}
